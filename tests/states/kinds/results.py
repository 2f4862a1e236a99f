"""Appeals, corrections of results, and the documents that tell them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from states import adjustment, appeal, document, result
from states.appeal import AppealFacts
from states.capacity import Capacity
from states.document import DocumentClass
from states.lifecycle import Facts
from tests.states import facts as make
from tests.states.facts import ACT, TODAY
from tests.states.kinds.case import of

_HEAD = frozenset({Capacity.UNIT_HEAD})
_DIRECTOR = frozenset({Capacity.OFFICE_DIRECTOR})
_MEMBER = frozenset({Capacity.CONFERENCE_MEMBER})
_LETTER = {"document_class": DocumentClass.RESULTS_LETTER}


def appealed(**changes: object) -> AppealFacts:
    """An appeal about a scored indicator, on the last day of its window."""
    fine: dict[str, Any] = {
        "today": TODAY,
        "result": "published",
        "last_day": TODAY,
        "item": "scored",
        "counts": frozenset({"scored"}),
        "involved": frozenset({"scorer"}),
        "deciders": frozenset({Capacity.OFFICE_DIRECTOR, Capacity.CONFERENCE_MEMBER}),
    }
    return AppealFacts(**{**ACT, **fine, **changes})


# fmt: off
CASES = (
    *of(appealed,
        (appeal.result_is_published, {"result": "confirmed"}, "appeal.not_published", {}),
        (appeal.result_is_published, {"result": ""}, "appeal.not_published", {}),
        (appeal.window_is_open, {"last_day": date(2017, 9, 14)}, "appeal.too_late", {}),
        (appeal.window_is_open, {"today": date(2017, 9, 16)}, "appeal.too_late",
            {"last_day": None}),
        (appeal.item_counts, {"item": "verified"}, "appeal.no_such_item", {}),
        (appeal.item_counts, {"item": ""}, "appeal.no_such_item", {}),
        (appeal.item_is_appealed_once, {"appealed": "2017-D01-P1"}, "appeal.again", {}),
        (appeal.by_those_who_decide, {"capacities": frozenset({Capacity.OFFICE_CLERK})},
            "appeal.not_yours", {"capacities": _MEMBER}),
        (appeal.decider_had_no_hand_in_it, {"involved": frozenset({"someone"})}, "four_eyes", {}),
    ),
    *of(make.adjustment,
        (adjustment.director_or_upheld_appeal, {"capacities": _MEMBER}, "adjustment.director",
            {"capacities": _DIRECTOR}),
        (adjustment.director_or_upheld_appeal, {"capacities": _MEMBER}, "adjustment.director",
            {"capacities": _MEMBER, "upheld": True}),
    ),
    *of(make.result,
        (result.tie_is_settled, {"undecided": True}, "result.tied", {}),
        (result.is_tied, {"undecided": False}, "result.not_tied", {"undecided": True}),
        (result.flash_values_may_stand, {"flash_values": 1}, "result.flash_values",
            {"flash_values": 1, "flash_allowed": True}),
        (result.everything_is_scored_again, {"unscored": 1}, "result.unscored", {}),
        (result.conference_has_decided_the_correction, {"correction": "requested"},
            "gate.not_approved", {"correction": "approved"}),
        (result.follows_a_correction, {"follows": False}, "result.no_correction",
            {"follows": True}),
    ),
    *of(make.document,
        (document.conference_has_approved, {"gate": "requested"}, "gate.not_approved",
            {**_LETTER, "gate": ""}),
        (document.director_approves_the_rest, {**_LETTER, "capacities": _MEMBER},
            "document.director", {**_LETTER, "capacities": _DIRECTOR}),
        (document.director_approves_the_rest, {**_LETTER, "capacities": _MEMBER},
            "document.director", {"capacities": _MEMBER}),
        (document.approver_did_not_write, {"revised_by": "someone"}, "four_eyes", {}),
        (document.conference_has_not_seen_it, {"gate": "requested"}, "document.decided",
            {"gate": "rejected"}),
        (document.tells_results_that_stand, {"stale": True}, "document.stale", {}),
        (document.appeals_are_settled, {**_LETTER, "open_appeals": 1}, "appeals.open",
            {"open_appeals": 1}),
        (document.receiver_signs, {**_LETTER, "capacities": _HEAD}, "document.not_addressed",
            {"capacities": _HEAD}),
        (document.receiver_signs, {"capacities": _DIRECTOR}, "document.not_addressed",
            {**_LETTER, "capacities": _DIRECTOR}),
    ),
)
# fmt: on

MAKE: Mapping[str, Callable[..., Facts]] = {"appeal": appealed}
UNLESS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("result", "settle_tie"): {"undecided": True},
    ("result", "correct"): {"correction": "approved"},
    ("result", "rerank"): {"follows": True},
    ("document", "revise"): {"gate": ""},
}
