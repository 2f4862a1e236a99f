"""For each question of each table: facts to which it objects, and facts to which it does not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from kit.errors import Objection
from states import (
    adjustment,
    document,
    gate,
    indicator,
    node,
    phase,
    rectification_plan,
    request,
    result,
    year,
)
from states.capacity import Capacity
from states.category import Category
from states.request import RequestClass
from tests.states import facts as make


@dataclass(frozen=True)
class Case:
    """A question, what it objects to, with which code, and what it lets pass."""

    question: Callable[[Any], Objection | None]
    objects: Mapping[str, Any]
    code: str
    passes: Mapping[str, Any]
    make: Callable[..., Any]


def _of(maker: Callable[..., Any], *cases: tuple[Any, Any, str, Any]) -> tuple[Case, ...]:
    return tuple(Case(*case, maker) for case in cases)


def _hats(*capacities: Capacity) -> frozenset[Capacity]:
    return frozenset(capacities)


_WRONG = (Objection("x.wrong", "有误。"),)
_CLERK = _hats(Capacity.OFFICE_CLERK)
_EXAMINER = _hats(Capacity.EXAMINER)
_MIDNIGHT = datetime(2017, 9, 30, 16, 0, tzinfo=UTC)
_AMENDMENT = {"asks": RequestClass.AMENDMENT, "subject": "in_progress"}
_CORRECTION = {"asks": RequestClass.CORRECTION, "subject": "scored"}

# fmt: off
CASES = (
    *_of(make.indicator,
        (indicator.is_complete, {"content": _WRONG}, "x.wrong", {"content": ()}),
        (indicator.repeats_no_task_from_above,
            {"category": Category.OWN_FUNCTION, "duplicate_of": "折子工程第3项"},
            "indicator.duplicate",
            {"category": Category.OWN_FUNCTION, "duplicate_of": ""}),
        (indicator.repeats_no_task_from_above,
            {"category": Category.DIFFERENTIAL, "duplicate_of": "折子工程第3项"},
            "indicator.duplicate",
            {"category": Category.KEY, "duplicate_of": "折子工程第3项"}),
        (indicator.reviewer_did_not_declare, {"declared_by": "someone"}, "four_eyes", {}),
        (indicator.examiner_was_heard,
            {"category": Category.COMMON, "opinion": ""}, "examiner.silent",
            {"category": Category.OWN_FUNCTION, "opinion": ""}),
        (indicator.examiner_was_heard,
            {"opinion": "disagree", "reason": " "}, "examiner.disagrees",
            {"opinion": "disagree", "reason": "联席会议另有要求"}),
        (indicator.examiner_agrees,
            {"opinion": ""}, "examiner.silent", {"category": Category.COMMON, "opinion": ""}),
        (indicator.examiner_agrees,
            {"opinion": "disagree", "reason": ""}, "examiner.disagrees", {"opinion": "agree"}),
        (indicator.surpasses_last_year,
            {"below_last_year": True, "reason": ""}, "target.not_above_last_year",
            {"below_last_year": True, "reason": "区划调整"}),
        (indicator.table_is_confirmed, {"gate": "requested"}, "gate.not_approved", {}),
        (indicator.table_is_confirmed, {"gate": ""}, "gate.not_approved", {"gate": "approved"}),
        (indicator.weights_add_up, {"weights": _WRONG}, "x.wrong", {}),
        (indicator.change_is_granted, {"granted": False}, "request.not_granted", {}),
        (indicator.carries_a_document, {"document": "  "}, "document.missing", {}),
        (indicator.nodes_are_closed, {"open_nodes": 1}, "nodes.open", {"open_nodes": 0}),
        (indicator.nodes_are_closed, {"nodes": 0}, "nodes.open", {"nodes": 1}),
        (indicator.evidence_is_there, {"evidence_missing": 2}, "evidence.missing", {}),
        (indicator.by_the_right_hand,
            {"category": Category.COMMON, "capacities": _CLERK}, "category.not_yours",
            {"category": Category.COMMON, "capacities": _EXAMINER}),
        (indicator.by_the_right_hand,
            {"category": Category.KEY, "capacities": _EXAMINER}, "category.not_yours",
            {"category": Category.KEY, "capacities": _CLERK}),
        (indicator.inputs_are_there, {"inputs": _WRONG}, "x.wrong", {}),
    ),
    *_of(make.node,
        (node.indicator_is_in_progress,
            {"indicator": "reviewed"}, "indicator.not_in_progress", {}),
        (node.indicator_is_in_progress,
            {"indicator": "cancelled"}, "indicator.not_in_progress", {}),
        (node.report_is_drafted, {"drafted": False}, "report.not_drafted", {}),
        (node.report_is_drafted,
            {"progress": " "}, "report.not_drafted", {"progress": "", "zero_reason": "尚未开工"}),
        (node.evidence_or_reason,
            {"evidence": 0}, "evidence.missing", {"evidence": 0, "zero_reason": "尚未开工"}),
        (node.evidence_or_reason,
            {"evidence": 0, "zero_reason": " "}, "evidence.missing", {"evidence": 1}),
        (node.reader_did_not_report, {"reported_by": "someone"}, "four_eyes", {}),
        (node.extension_was_granted, {"extension_granted": False}, "request.not_granted", {}),
        (node.indicator_is_cancelled,
            {"indicator_cancelled": False}, "indicator.not_cancelled", {}),
    ),
    *_of(make.request,
        (request.subject_can_change, {"subject": "missed"}, "request.wrong_state",
            {"subject": "returned"}),
        (request.subject_can_change, {**_AMENDMENT, "subject": "verified"}, "request.wrong_state",
            _AMENDMENT),
        (request.subject_can_change, {**_CORRECTION, "subject": "verified"}, "request.wrong_state",
            _CORRECTION),
        (request.nothing_else_is_open, {"open_request": True}, "request.open", {}),
        (request.asks_before_expiry, {"at": _MIDNIGHT, "due_at": _MIDNIGHT}, "extension.too_late",
            {"at": datetime(2017, 9, 30, 15, 59, 59, tzinfo=UTC), "due_at": _MIDNIGHT}),
        (request.asks_before_expiry, {"at": datetime(2017, 12, 1, tzinfo=UTC)},
            "extension.too_late", {"at": datetime(2017, 12, 1, tzinfo=UTC), "due_at": None}),
        (request.asks_for_a_later_day, {"asked_day": date(2017, 9, 30)}, "extension.no_later_day",
            {"asked_day": date(2017, 10, 1)}),
        (request.asks_for_a_later_day, {"asked_day": None}, "extension.no_later_day",
            {**_AMENDMENT, "asked_day": None}),
        (request.before_the_closing_date, {**_AMENDMENT, "today": date(2017, 10, 1)},
            "amendment.closed", {**_AMENDMENT, "today": date(2017, 9, 30)}),
        (request.before_the_closing_date, {**_AMENDMENT, "today": date(2017, 10, 1)},
            "amendment.closed", {**_CORRECTION, "today": date(2017, 10, 1)}),
        (request.rests_on_a_document, {**_AMENDMENT, "document": " "}, "document.missing",
            {"document": ""}),
        (request.rests_on_a_document, {**_CORRECTION, "document": ""}, "document.missing",
            _CORRECTION),
        (request.granter_did_not_ask, {"requested_by": "someone"}, "four_eyes", {}),
        (request.by_the_approver,
            {"approver": Capacity.CONFERENCE_MEMBER, "capacities": _hats(Capacity.OFFICE_DIRECTOR)},
            "request.higher_approval",
            {"approver": Capacity.OFFICE_DIRECTOR, "capacities": _hats(Capacity.OFFICE_DIRECTOR)}),
    ),
    *_of(make.gate,
        (gate.is_ready, {"entry": _WRONG}, "x.wrong", {}),
        (gate.somebody_can_decide, {"deciders": 4}, "gate.nobody_can_decide", {"deciders": 5}),
        (gate.decider_did_not_ask, {"requested_by": "someone"}, "four_eyes", {}),
        (gate.decides_once, {"decided_by": frozenset({"someone"})}, "gate.already_decided", {}),
        (gate.quorum_says_yes, {"yes": 4}, "gate.no_quorum", {"yes": 5}),
        (gate.yes_is_out_of_reach, {"no": 4}, "gate.still_open", {"no": 5}),
    ),
    *_of(make.plan,
        (rectification_plan.is_not_yet_received, {"received": True}, "rectification_plan.received",
            {"received": False}),
        (rectification_plan.is_received, {"received": False}, "rectification_plan.not_received",
            {"received": True}),
        (rectification_plan.every_finding_is_answered, {"incomplete": (2,)}, "finding.unanswered",
            {}),
        (rectification_plan.formal_document_is_attached, {"formal_document": False},
            "formal_document.missing", {}),
        (rectification_plan.reviewer_did_not_declare, {"declared_by": "someone"}, "four_eyes", {}),
        (rectification_plan.every_measure_is_accepted, {"undecided": (1, 3)},
            "measure.not_accepted", {}),
        (rectification_plan.points_are_given, {"points": ""}, "points.missing", {"points": "0"}),
    ),
    *_of(make.phase,
        (phase.window_has_come, {"today": date(2017, 8, 31), "reason": ""}, "phase.too_early",
            {"today": date(2017, 9, 1), "reason": ""}),
        (phase.window_has_come, {"today": date(2017, 8, 31), "reason": " "}, "phase.too_early",
            {"today": date(2017, 8, 31), "reason": "提前启动"}),
        (phase.entry_holds, {"entry": _WRONG}, "x.wrong", {}),
        (phase.exit_holds, {"exit": _WRONG}, "x.wrong", {}),
    ),
    *_of(make.adjustment,
        (adjustment.rests_on_a_rule, {"basis": " "}, "basis.missing", {}),
        (adjustment.counted_once, {"counted": "2017-A-003"}, "adjustment.counted", {}),
        (adjustment.approver_did_not_propose, {"proposed_by": "someone"}, "four_eyes", {}),
    ),
    *_of(make.result,
        (result.is_whole, {"missing": _WRONG}, "x.wrong", {}),
        (result.conference_has_confirmed, {"gate": "requested"}, "gate.not_approved", {}),
    ),
    *_of(make.document,
        (document.conference_has_approved, {"gate": ""}, "gate.not_approved", {}),
    ),
    *_of(make.year,
        (year.plan_is_sound, {"findings": _WRONG}, "x.wrong", {}),
        (year.phases_are_closed, {"open_phases": ("准备阶段",)}, "year.open_phases", {}),
    ),
)
# fmt: on
