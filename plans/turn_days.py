"""Days that the plan sets for turns (待办): their clocks may start from a date."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from plans.schema import Plan
from plans.words import PhaseKey

Row = Mapping[str, Any]


def _examiners_day(plan: Plan, row: Row) -> date | None:
    del row
    return plan.year_end.examiner_due


def _opening(plan: Plan, row: Row) -> date | None:
    return plan.phase(PhaseKey(row["key"])).opens


def _closing(plan: Plan, row: Row) -> date | None:
    return plan.phase(PhaseKey(row["key"])).closes


_DAYS: Mapping[str, Callable[[Plan, Row], date | None]] = {
    "indicator.verify_common": _examiners_day,
    "indicator.verify_opinion": _examiners_day,
    "indicator.verify": _examiners_day,
    "indicator.score_common": _examiners_day,
    "indicator.score_opinion": _examiners_day,
    "indicator.score": _examiners_day,
    "phase.open": _opening,
    "phase.close": _closing,
}
#: Turns for which the plan sets a day.
DATED = frozenset(_DAYS)


def turn_day(plan: Plan, turn: str, row: Row) -> date | None:
    """Give the day that the plan sets for a turn; none where it leaves it open.

    Args:
        plan: of the year.
        turn: its key, one of `DATED`.
        row: the subject's columns.
    """
    return _DAYS[turn](plan, row)
