"""The stage: the house in virtual time, whose turn it is, and what has been arranged for when."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from cli.rehearsal.draws import Draws
from kit.clock import VirtualClock
from kit.errors import Refused
from plans.schema import Plan
from plans.table.rows import Table
from services.acts import Act, Answers
from services.bodies import Body
from services.desk import Desk
from services.house import House
from services.rules import Rules
from workflows.steps import run_steps

#: From one act to the next: nobody does two things in the same instant.
_PACE = timedelta(seconds=5)
Found = Sequence[Mapping[Any, Any]]
#: Does what a flow (`annual-evaluation`) can do now, for a district and year; how much, by step.
RunFlow = Callable[[House, str, int, str], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Turn:
    """One day of a scene that takes several: the how-manieth of how many."""

    day: date
    index: int
    count: int

    @property
    def last(self) -> bool:
        """Whether nobody comes after."""
        return self.index == self.count - 1


@dataclass
class Stage:
    """Where a year is played.

    Attributes:
        house: with the virtual clock in it.
        connection: the one connection of the whole play.
        table: the indicator table to be drafted.
        agenda: what was arranged for later, by name and day.
        left_out: what forgetful clerks left empty, as it should read: by indicator.
        fates: what befalls drawn inspections, by id; nothing where all is as reported.
        deputies: who acts in whose place meanwhile: by the one who is away.
        run_flow: how flows are run: their steps plainly, or as runs of Prefect.
    """

    house: House
    connection: Connection
    clock: VirtualClock
    rules: Rules
    draws: Draws
    table: Table
    agenda: dict[tuple[str, date], list[Any]] = field(
        default_factory=dict[tuple[str, date], list[Any]]
    )
    left_out: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    fates: dict[str, str] = field(default_factory=dict[str, str])
    deputies: dict[str, str] = field(default_factory=dict[str, str])
    run_flow: RunFlow = run_steps

    @property
    def plan(self) -> Plan:
        """The rules of the year."""
        return self.rules.plan

    def desk(self, actor: str, reason: str = "") -> Desk:
        """Seat somebody, or who acts in their place; a moment passes."""
        at = self.pass_time()
        deputy = self.deputies.get(actor)
        act = Act(
            district_id=self.plan.district,
            actor=deputy or actor,
            on_behalf_of=actor if deputy else None,
            at=at,
            reason=reason,
        )
        return Desk(self.connection, act, self.rules)

    def flow(self, name: str) -> None:
        """Let the system do all of a flow that can be done now; a moment passes."""
        self.pass_time()
        self.run_flow(self.house, self.plan.district, self.plan.year, name)

    def pass_time(self) -> datetime:
        """Let a moment pass and tell the time."""
        return self.clock.advance(_PACE)

    def rows(self, query: str, **values: object) -> Found:
        """Read what stands; `:district` and `:year` are bound."""
        asked = {"district": self.plan.district, "year": self.plan.year, **values}
        return self.connection.execute(text(query), asked).mappings().all()

    def working_day(self, day: date, steps: int = 0) -> date:
        """The first working day from a day on, so many working days further (or back)."""
        calendar = self.rules.calendar
        return calendar.add_working_days(calendar.next_working(day), steps)

    def arrange(self, name: str, day: date, *things: object) -> None:
        """Put something on the agenda."""
        self.agenda.setdefault((name, day), []).extend(things)

    def arranged(self, name: str, day: date) -> list[Any]:
        """Take what was arranged for a day."""
        return self.agenda.pop((name, day), [])

    def document(self, issuer: str, number: int) -> str:
        """Name a document of the year by its number."""
        return f"{issuer}〔{self.plan.year}〕{number}号"  # noqa: RUF001 - GB/T 9704 brackets

    def clerk(self, unit_id: str) -> str:
        """Name a unit's clerk."""
        return f"{unit_id.lower()}-clerk"

    def head(self, unit_id: str) -> str:
        """Name a unit's head."""
        return f"{unit_id.lower()}-head"

    def whose_turn(self, what: str, turn: Turn) -> list[str]:
        """List the units whose turn it is, in the official order."""
        return [
            unit.id
            for unit in self.standing(turn.day)
            if self.draws.place(turn.count, what, unit.id) == turn.index
        ]

    @property
    def assessed(self) -> tuple[Body, ...]:
        """The assessed units as they stand now, in the official order."""
        return self.standing(self.rules.day(self.clock.now()))

    def standing(self, day: date) -> tuple[Body, ...]:
        """List the assessed units as they stand on a day, in the official order."""
        return self.rules.assessed(day)

    def few(self, what: str, per_hundred: int) -> list[str]:
        """Choose some units to whom something happens: at least one."""
        units = [unit.id for unit in self.assessed]
        return self.draws.some(units, max(1, len(units) * per_hundred // 100), what)

    def examiner(self, body: str) -> str:
        """Name who examines for a body."""
        return "office-clerk-2" if body == self.plan.office.id else f"{body.lower()}-clerk"


def done(answers: Answers) -> Answers:
    """Insist that nothing was refused.

    Raises:
        Refused: the first refusal: the play and the rules disagree.
    """
    for answer in answers:
        if isinstance(answer, Refused):
            raise answer
    return answers


def by(rows: Iterable[Mapping[Any, Any]], column: str) -> dict[str, list[Mapping[Any, Any]]]:
    """Group rows by a column, both in the order in which they come."""
    found: dict[str, list[Mapping[Any, Any]]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found
