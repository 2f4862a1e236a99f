"""Before the first scene: the script is read, the year opened, everybody enrolled."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace

from cli.rehearsal.decomposed import chosen
from cli.rehearsal.fewer import fewer
from cli.rehearsal.stage import RunFlow, Stage, Turn, done
from kit.clock import VirtualClock
from plans.finding import Finding
from plans.lint import lint
from plans.loading import TABLE, folder, load, parse, texts
from plans.schema import Plan
from plans.spelling import planned
from plans.table.rows import Table
from services import enrolling, importing, passwords, years
from services.acts import Act, orders
from services.enrolling import FirstPassword
from services.house import House
from services.roster import roster
from states.catalogue import LIFECYCLES
from workflows.steps import run_steps


def _made_up() -> str:
    return secrets.token_urlsafe(12)


def plainly(house: House) -> AbstractContextManager[RunFlow]:
    """Run the steps of flows one after the other, without Prefect."""
    del house
    return nullcontext(run_steps)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays.

    Attributes:
        units: ids or names of the units; none for all.
        password: everybody's; made up for each rehearsal, told to whoever opens its folder.
        runs: gives the way to run the system's flows, for as long as the play lasts.
    """

    units: Sequence[str] = ()
    password: str = field(default_factory=_made_up)
    runs: Callable[[House], AbstractContextManager[RunFlow]] = plainly


@dataclass(frozen=True, slots=True)
class Script:
    """What is played: a plan's texts, what they say, its indicator table, what lint finds."""

    files: Mapping[str, str]
    plan: Plan
    table: Table
    findings: tuple[Finding, ...]


def read_script(plan_name: str, units: Sequence[str]) -> Script:
    """Read a plan's folder, cut down to some units where they are named.

    Raises:
        PlanProblem: the plan cannot be read.
        BadInput: its table cannot be read, or the units are no whole.
    """
    files, plan = texts(plan_name), load(plan_name)
    table = importing.read(folder(plan_name) / TABLE, plan)
    if units:
        part = fewer(plan, files, table.indicators, units)
        files, plan = part.files, parse(part.files)
        table = replace(table, indicators=part.rows)
    rows = [planned(plan, row) for row in table.indicators]
    return Script(files, plan, table, tuple(lint(plan, rows, LIFECYCLES.values())))


def open_year(house: House, script: Script, clock: VirtualClock, password: str) -> None:
    """Pin the plan and enrol the roster; all of it or nothing.

    Raises:
        Refused: the plan has red findings, or the year is open already.
    """
    plan = script.plan
    first = FirstPassword(passwords.hashed(password), must_change=False)
    with house.database.transaction() as connection:
        act = Act(district_id=plan.district, actor="system:flow", at=clock.now())
        years.open_year(connection, act, script.files, script.findings)
        desk = years.desk_for(connection, act.by("system:import"), plan.year)
        enrolling.enrol(desk, roster(plan), first, plan.phases[0].opens)


def draft_table(stage: Stage, turn: Turn) -> None:
    """The office's table becomes draft indicators, but for what a lead decomposes itself."""
    del turn
    _, apart = chosen(stage)
    rows = tuple(row for row in stage.table.indicators if row not in apart)
    with stage.house.database.transaction() as connection:
        desk = replace(stage.desk("system:import"), connection=connection)
        importing.take_over(desk, replace(stage.table, indicators=rows))


def close_year(stage: Stage, turn: Turn) -> None:
    """The director files the year away."""
    del turn
    done(years.close(stage.desk("office-director"), orders([str(stage.plan.year)])))
