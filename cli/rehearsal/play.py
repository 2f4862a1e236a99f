"""The play: day after day of virtual time, from the opening of the year to its closing."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from cli.rehearsal.cues import Scene, schedule
from cli.rehearsal.draws import Draws
from cli.rehearsal.opening import Cast, Script, open_year, read_script
from cli.rehearsal.stage import Stage, Turn
from cli.rehearsal.summary import Rehearsal, summed_up
from kit.clock import VirtualClock
from kit.errors import BadInput
from services import clock_watch
from services.gate_watch import watch_all
from services.house import House
from services.messages import deliver
from services.rules import rules_of
from services.sweep import sweep

Progress = Callable[[date, date], None]
_DAY = timedelta(days=1)
#: Deadlines ring at 24:00 and are swept when the next day has begun.
_SWEPT, _OPENED, _BEGINS, _ENDS = time(0, 5), time(0, 1), time(9), time(18)
_BATCH = 2000


def play(
    house: House,
    plan_name: str,
    seed: int,
    until: date | None = None,
    progress: Progress | None = None,
    cast: Cast | None = None,
) -> Rehearsal:
    """Play one annual cycle in virtual time, through the same services as everybody.

    Args:
        house: on a database in which the plan's year is not open.
        plan_name: name or path of a plan folder with its indicator table.
        seed: the same seed and plan give the same trail digest.
        until: the last day to be played; none for the whole year.
        progress: told each day that begins, and the last one.
        cast: which units play, everybody's password, and how the flows are run.

    Raises:
        Refused: the year cannot be opened, or the play and the rules disagree.
    """
    began = perf_counter()
    players = cast or Cast()
    script = read_script(plan_name, players.units)
    first = script.plan.phases[0].opens
    if until is not None and until < first:
        raise BadInput(f"演练自{first}起，不能只到{until}。请写{first}或之后的日期。")
    with players.runs(house) as run_flow, _swift(house) as connection:
        stage = _set(house, connection, script, seed, players.password)
        stage.run_flow = run_flow
        calendar = schedule(stage)
        last = min(until or date.max, max(calendar))
        for day in _days(first, last):
            if progress:
                progress(day, last)
            _play_day(stage, day, calendar.get(day, ()))
    return summed_up(stage, seed, last, perf_counter() - began)


@contextmanager
def _swift(house: House) -> Generator[Connection]:
    """Lend a connection that does not wait for the disk: a play that breaks off is played again."""
    with house.database.connect() as connection:
        connection.execute(text("SET synchronous_commit = off"))
        try:
            yield connection
        finally:
            connection.execute(text("RESET synchronous_commit"))


def _set(house: House, connection: Connection, script: Script, seed: int, password: str) -> Stage:
    plan = script.plan
    first = datetime.combine(plan.phases[0].opens, _OPENED, ZoneInfo(plan.timezone))
    clock = VirtualClock(first)
    open_year(house, script, clock, password)
    rules = rules_of(connection, plan.district, plan.year)
    virtual = replace(house, clock=clock)
    return Stage(virtual, connection, clock, rules, Draws(seed), script.table)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + n * _DAY for n in range((last - first).days + 1))


def _play_day(stage: Stage, day: date, scenes: Sequence[tuple[Scene, Turn]]) -> None:
    _wait(stage, day, _SWEPT)
    sweep(stage.house.database, stage.clock.now(), _BATCH)
    watch_all(stage.connection, stage.clock.now())
    clock_watch.watch_all(stage.connection, stage.clock.now())
    _wait(stage, day, _BEGINS)
    # Bodies may have been renamed or merged at midnight.
    stage.rules = rules_of(stage.connection, stage.plan.district, stage.plan.year)
    for scene, turn in scenes:
        scene(stage, turn)
    _wait(stage, day, _ENDS)
    while deliver(stage.connection, stage.clock.now(), day, _BATCH) == _BATCH:
        pass


def _wait(stage: Stage, day: date, hour: time) -> None:
    # A day with very much to do ends late; the clock is never turned back.
    at = datetime.combine(day, hour, stage.rules.zone)
    stage.clock.move_to(max(at.astimezone(UTC), stage.clock.now()))
