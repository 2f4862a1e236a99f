"""When things happen, and who lets them through (方案 五; windows and lead times are settings)."""

from collections.abc import Mapping
from datetime import date

from plans.fields import Day, Ruled, Table, Text
from plans.words import Condition, OnCancel, PhaseKey, UnitKind
from states.capacity import Capacity
from states.category import Category
from states.duty_report import DutyMode


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
