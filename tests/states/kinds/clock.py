"""Suspensions, and the calendar of a year: what their questions object to, and what passes."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from kit.errors import Objection
from states import suspension, year
from states.lifecycle import Facts
from states.suspension import SuspensionFacts
from tests.states import facts as make
from tests.states.kinds.case import of

_DAY = timedelta(days=1)
_WRONG = (Objection("x.wrong", "有误。"),)


def _suspension(**changes: object) -> SuspensionFacts:
    """A clock that runs shall stand from today on."""
    fine: dict[str, Any] = {
        "today": make.TODAY,
        "first_on": make.TODAY,
        "began_on": make.TODAY - 10 * _DAY,
        "due_on": make.TODAY + 10 * _DAY,
    }
    return SuspensionFacts(**{**make.ACT, **fine, **changes})


# fmt: off
CASES = (
    *of(_suspension,
        (suspension.clock_runs, {"began_on": None}, "suspension.no_clock", {}),
        (suspension.plan_allows, {"allowed": False}, "suspension.not_allowed", {}),
        (suspension.ground_is_known, {"ground": False}, "suspension.ground", {}),
        (suspension.has_its_document, {"documented": True, "document": " "}, "document.missing",
            {"documented": True, "document": "12号"}),
        (suspension.does_not_stand_yet, {"standing": "2017-D01-001-3-Z1"}, "suspension.standing",
            {}),
        (suspension.first_day_is_sound, {"first_on": make.TODAY + _DAY}, "suspension.future", {}),
        (suspension.first_day_is_sound, {"first_on": make.TODAY - 11 * _DAY},
            "suspension.before_start", {"first_on": make.TODAY - 10 * _DAY}),
        (suspension.period_is_not_over, {"due_on": make.TODAY - _DAY}, "suspension.too_late",
            {"due_on": make.TODAY}),
        (suspension.resumes_on_a_sound_day, {"resumed_on": make.TODAY + _DAY},
            "suspension.resume_day", {"resumed_on": make.TODAY}),
        (suspension.resumes_on_a_sound_day, {"resumed_on": make.TODAY - _DAY},
            "suspension.resume_day", {}),
    ),
    *of(make.year,
        (year.calendar_is_sound, {"calendar": _WRONG}, "x.wrong", {}),
        (year.enterer_is_another, {"entered_by": "someone"}, "four_eyes", {"entered_by": "admin"}),
        (year.something_moves, {"recomputes": False}, "calendar.same", {}),
    ),
)
# fmt: on

MAKE: Mapping[str, Callable[..., Facts]] = {"suspension": _suspension}
UNLESS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("suspension", "transfer"): {"ordered": True},
}
