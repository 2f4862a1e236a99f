"""Changes of course: what their questions object to, and what they let pass."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from kit.errors import Objection
from states import indicator, request, transfer, unit_change, year
from states.capacity import Capacity
from states.category import Category
from states.lifecycle import Facts
from states.request import RequestClass
from states.unit_change import UnitChangeFacts
from tests.states import facts as make
from tests.states.kinds.case import of


def _change(**changes: object) -> UnitChangeFacts:
    """A change of bodies whose day has come."""
    fine = {"document": "房编发2017年第7号", "proposed_by": "office", "day_has_come": True}
    return UnitChangeFacts(**{**make.ACT, **fine, **changes})


_WRONG = (Objection("x.wrong", "有误。"),)
_KEY = frozenset({Category.KEY})
_CLERK = frozenset({Capacity.OFFICE_CLERK})
_HEAD = frozenset({Capacity.UNIT_HEAD})
_DIRECTOR = frozenset({Capacity.OFFICE_DIRECTOR})
_AMENDMENT = {"asks": RequestClass.AMENDMENT, "subject": "in_progress"}
_WEIGHTS = {"asks": RequestClass.REWEIGHTING, "subject": "standing"}

# fmt: off
CASES = (
    *of(make.indicator,
        (indicator.inserted_by_the_office,
            {"inserted": True, "insertable": _KEY, "capacities": _HEAD}, "insertion.office_only",
            {"inserted": False, "capacities": _HEAD}),
        (indicator.inserted_by_the_office,
            {"inserted": True, "insertable": frozenset()}, "insertion.category",
            {"inserted": True, "insertable": _KEY}),
        (indicator.starts_by_whom_the_plan_names,
            {"inserter": Capacity.OFFICE_DIRECTOR, "capacities": _CLERK}, "insertion.approval",
            {"inserter": Capacity.OFFICE_DIRECTOR, "capacities": _DIRECTOR}),
        (indicator.starts_by_whom_the_plan_names,
            {"inserter": Capacity.OFFICE_DIRECTOR, "capacities": _CLERK}, "insertion.approval",
            {"inserter": None, "capacities": _CLERK}),
        (indicator.has_room, {"room": _WRONG}, "x.wrong", {}),
    ),
    *of(make.node,
        (transfer.change_is_ordered, {"ordered": False}, "unit_change.not_ordered", {}),
    ),
    *of(make.request,
        (request.does_not_reach_back, {**_AMENDMENT, "effective_on": date(2017, 9, 14)},
            "amendment.reaches_back", {**_AMENDMENT, "effective_on": date(2017, 9, 15)}),
        (request.does_not_reach_back, {**_AMENDMENT, "effective_on": date(2017, 9, 14)},
            "amendment.reaches_back", {**_AMENDMENT, "effective_on": None}),
        (request.split_is_sound, {**_WEIGHTS, "split": _WRONG}, "x.wrong", _WEIGHTS),
        (request.subject_can_change, {**_WEIGHTS, "subject": "scored"}, "request.wrong_state",
            _WEIGHTS),
        (request.rests_on_a_document, {**_AMENDMENT, "document": ""}, "document.missing",
            {**_WEIGHTS, "document": ""}),
    ),
    *of(make.year,
        (year.lifecycles_differ, {"unpinned": ()}, "year.pinned", {}),
        (year.plan_differs, {"changed": ()}, "plan.same", {}),
        (year.only_what_may_change, {"changed": ("deadlines", "roll")}, "plan.fixed",
            {"changed": ("deadlines", "gates")}),
        (year.leaves_the_past_alone, {"past": ("准备阶段",)}, "plan.past", {}),
        (year.conference_allows, {"gate": "requested"}, "gate.not_approved", {}),
        (year.conference_allows, {"gate": ""}, "gate.not_approved", {"gate": "approved"}),
    ),
    *of(_change,
        (unit_change.rests_on_a_document, {"document": " "}, "document.missing", {}),
        (unit_change.falls_into_the_year, {"in_year": False}, "unit_change.other_year", {}),
        (unit_change.bodies_fit, {"problems": _WRONG}, "x.wrong", {}),
        (unit_change.results_are_not_laid_out, {"results": True}, "unit_change.too_late", {}),
        (unit_change.decider_did_not_propose, {"proposed_by": "someone"}, "four_eyes", {}),
        (unit_change.by_the_approver,
            {"approver": Capacity.CONFERENCE_MEMBER, "capacities": _DIRECTOR},
            "unit_change.approval", {"capacities": _DIRECTOR}),
        (unit_change.gate_has_approved, {"gate": "requested"}, "gate.not_approved", {}),
        (unit_change.day_has_come, {"day_has_come": False}, "unit_change.too_early", {}),
    ),
)
# fmt: on

MAKE: Mapping[str, Callable[..., Facts]] = {"unit_change": _change}
UNLESS: Mapping[tuple[str, str], Mapping[str, Any]] = {}
