"""Rounds and inspections: what their questions object to, and what they let pass."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from states import indicator, inspection, inspection_round, node
from states.inspection import Conclusion, InspectionFacts
from states.inspection_round import InspectionRoundFacts
from states.lifecycle import Facts
from tests.states import facts as make
from tests.states.facts import ACT, TODAY
from tests.states.kinds.case import of

_C = Conclusion
_TOMORROW = date(2017, 9, 16)


def _round(**changes: object) -> InspectionRoundFacts:
    """A round whose day has come, with a seed and something to inspect."""
    fine: dict[str, Any] = {"draws_on": TODAY, "seed": "38417", "candidates": 10}
    return InspectionRoundFacts(**{**ACT, "today": TODAY, **fine, **changes})


def _inspection(**changes: object) -> InspectionFacts:
    """A mismatch, recorded by another, explained, to be determined."""
    fine: dict[str, Any] = {
        "drawn": True,
        "inspector_known": True,
        "visited_on": TODAY,
        "recorded_by": "inspector",
        "conclusion": _C.MISMATCH,
        "explanation": "材料在档案馆",
        "explained": True,
        "outcome": _C.MISMATCH,
        "cancelled": True,
    }
    return InspectionFacts(**{**ACT, "today": TODAY, **fine, **changes})


# fmt: off
CASES = (
    *of(_round,
        (inspection_round.plan_gives_rates, {"rates": False}, "inspection_round.no_rates", {}),
        (inspection_round.day_has_come, {"draws_on": _TOMORROW}, "inspection_round.too_early", {}),
        (inspection_round.seed_is_published, {"seed": " "}, "inspection_round.no_seed", {}),
        (inspection_round.there_is_something_to_inspect, {"candidates": 0},
            "inspection_round.nothing", {"candidates": 1}),
        (inspection_round.inspections_are_closed, {"unclosed": 2}, "inspection_round.open", {}),
    ),
    *of(_inspection,
        (inspection.drawn_with_its_round, {"drawn": False}, "inspection.not_drawn", {}),
        (inspection.inspector_is_one, {"inspector_known": False}, "inspector.unknown", {}),
        (inspection.record_is_complete, {"incomplete": ("结论",)}, "inspection.incomplete", {}),
        (inspection.visit_is_over, {"visited_on": _TOMORROW}, "inspection.future",
            {"visited_on": None}),
        (inspection.reader_did_not_record, {"recorded_by": "someone"}, "four_eyes", {}),
        (inspection.something_was_found, {"conclusion": _C.CONSISTENT}, "inspection.consistent",
            {"conclusion": _C.OBSTRUCTED}),
        (inspection.explanation_is_given, {"explanation": " "}, "explanation.missing", {}),
        (inspection.unit_was_heard, {"explained": False}, "inspection.unheard",
            {"explained": False, "window_over": True}),
        (inspection.outcome_is_reasoned, {"outcome": _C.UNDONE, "reason": " "},
            "inspection.differs", {"outcome": _C.MISMATCH, "reason": ""}),
        (inspection.outcome_is_reasoned, {"outcome": _C.CONSISTENT, "reason": ""},
            "inspection.differs", {"outcome": _C.CONSISTENT, "reason": "补充材料属实"}),
        (inspection.falsehood_is_handed_on, {"outcome": _C.FALSE, "document": " "},
            "document.missing", {"outcome": _C.FALSE, "document": "移送1号"}),
        (inspection.falsehood_is_handed_on, {"outcome": _C.FALSE}, "document.missing",
            {"outcome": _C.UNDONE}),
        (inspection.something_is_to_be_rectified, {"outcome": _C.CONSISTENT},
            "inspection.no_fault", {}),
        (inspection.nothing_is_left, {"outcome": _C.MISMATCH}, "inspection.not_followed_up",
            {"outcome": _C.CONSISTENT}),
        (inspection.indicator_is_cancelled, {"cancelled": False}, "indicator.not_cancelled", {}),
    ),
    *of(make.indicator,
        (indicator.inspections_are_settled, {"open_inspections": 1}, "inspection.open", {}),
        (indicator.was_found_false, {"found_false": False}, "indicator.not_found_false", {}),
    ),
    *of(make.node,
        (node.was_found_undone, {"found_undone": False}, "node.not_found_undone", {}),
    ),
)
# fmt: on

MAKE: Mapping[str, Callable[..., Facts]] = {
    "inspection_round": _round,
    "inspection": _inspection,
}
#: Closed without more is only what was as reported.
UNLESS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("inspection", "close"): {"outcome": _C.CONSISTENT, "conclusion": _C.CONSISTENT},
}
