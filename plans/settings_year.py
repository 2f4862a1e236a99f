"""When things happen, and who lets them through (方案 五; windows and lead times are settings)."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from pydantic import field_validator
from pydantic_core import PydanticCustomError

from kit.deadlines import Budget, Counting, Offset
from plans.fields import Count, Day, Key, Ruled, Table, Text, Yes
from plans.words import Condition, OnCancel, PhaseKey, Start, UnitKind
from states.capacity import Capacity
from states.category import Category
from states.duty_report import DutyMode
from states.lamp import Lamp


class Phase(Ruled):
    """A phase of the year (阶段).

    Attributes:
        opens: its first day.
        closes: its last day.
        entry: what must hold before it opens.
        exit: what must hold before it closes.
        gate: the gate that closes it; empty for none.
    """

    key: PhaseKey
    label: Text
    opens: Day
    closes: Day
    entry: tuple[Condition, ...] = ()
    exit: tuple[Condition, ...] = ()
    gate: str = ""


class Rung(Table):
    """One step of a deadline's ladder.

    Attributes:
        at: before, on or after the due date: -5wd, -3d, 0d, +2wd.
        lamp: what the lamp becomes; none leaves it.
        remind: who is told.
        effect: the trigger fired by `system:deadline`; empty leaves a mark and a message only.
        label: what happened, for the trail and the message.
    """

    at: Text
    lamp: Lamp | None = None
    remind: tuple[Capacity, ...] = ()
    effect: str = ""
    label: Text

    @field_validator("at")
    @classmethod
    def _readable(cls, at: str) -> str:
        try:
            Offset.parse(at)
        except ValueError as refused:
            raise PydanticCustomError("offset", "not an offset") from refused
        return at

    @cached_property
    def offset(self) -> Offset:
        """How far from the due date."""
        return Offset.parse(self.at)


class Deadline(Ruled):
    """A budget of days and its ladder; length 0 is the start day itself.

    Attributes:
        subject: the kind of subject it is armed for.
        starts: the event it is counted from; that day is not counted.
        rolls: past rest days to the next working day (民法典 203).
    """

    label: Text
    subject: Key
    starts: Start
    length: Count
    counting: Counting
    rolls: Yes
    rungs: tuple[Rung, ...]

    @property
    def budget(self) -> Budget:
        """The length and how it is counted."""
        return Budget(length=self.length, counting=self.counting, rolls=self.rolls)


class Quarter(Table):
    """A reporting date of the year (节点日)."""

    label: Text
    date: Day


class Nodes(Ruled):
    """The reporting dates of an indicator.

    Attributes:
        published_on: nodes due before this day are taken in without lateness.
    """

    quarters: tuple[Quarter, ...]
    published_on: Day

    def day(self, quarter: int, deadline: date) -> date:
        """Give the day of a quarter's node (1-4), never after the indicator's own deadline."""
        return min(self.quarters[quarter - 1].date, deadline)

    def dates(self, deadline: date) -> tuple[date, ...]:
        """List an indicator's node dates, each once."""
        return tuple(sorted({min(quarter.date, deadline) for quarter in self.quarters}))


class Approval(Ruled):
    """Who grants a kind of request.

    Attributes:
        closes: the last day it may be filed; none when another rule bounds it.
        by: who decides, for each category.
        city: who decides about a task that carries a goal of the city; none for no difference.
    """

    closes: Day | None = None
    by: Mapping[Category, Capacity]
    city: Capacity | None = None


class Requests(Ruled):
    """Changes to what was promised (调整、延期、更正、取消)."""

    amendment: Approval
    extension: Approval
    correction: Approval
    on_cancel: OnCancel


class YearEnd(Ruled):
    """What units hand in at the year's end (方案 五（五）); deadlines of the same names go with it.

    Attributes:
        self_evaluation_due: last day of the self-evaluations (自评).
        duty_report_due: last day of the duty reports (述职报告).
        examiner_due: last day on which examiners verify, score and give their word (小考官评分);
            after it the office may do so in their place. None where nobody is held to a day.
        modes: how each kind of unit presents its duty report.
    """

    self_evaluation_due: Day
    duty_report_due: Day
    examiner_due: Day | None = None
    modes: Mapping[UnitKind, DutyMode]
