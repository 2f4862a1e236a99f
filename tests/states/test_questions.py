"""Every question of every table: it objects when it must, and lets pass when it must not."""

import pytest

from kit.errors import Objected, Objection
from states.catalogue import LIFECYCLES
from states.indicator import is_complete, nodes_are_closed
from states.rectification_plan import every_finding_is_answered, every_measure_is_decided
from tests.states import facts as make
from tests.states.kinds import CASES
from tests.states.kinds.case import Case

NAMED = pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.question.__name__}-{c.code}")


@NAMED
def test_a_question_objects(case: Case):
    objection = case.question(case.make(**case.objects))

    assert objection is not None
    assert objection.code == case.code
    assert objection.message.endswith("。")


@NAMED
def test_a_question_lets_pass(case: Case):
    assert case.question(case.make(**case.passes)) is None


def test_every_question_of_every_table_is_asked_here():
    asked = {case.question for case in CASES}
    in_tables = {
        question
        for lifecycle in LIFECYCLES.values()
        for row in (lifecycle.born, *lifecycle.rows)
        for question in row.when
    }

    assert in_tables == asked


#: Which questions stand at the steps that decide the year, by hand.
AT_THE_STEP = {
    ("indicator", "draft", "declare"): {"is_complete", "repeats_no_task_from_above"},
    ("indicator", "returned", "declare"): {"is_complete", "repeats_no_task_from_above"},
    ("indicator", "declared", "review"): {
        "reviewer_did_not_declare", "examiner_was_heard", "surpasses_last_year",
    },
    ("indicator", "reviewed", "start"): {
        "table_is_confirmed", "starts_by_whom_the_plan_names", "weights_add_up", "has_room",
        "contingency_plan_is_approved",
    },
    ("indicator", "in_progress", "amend"): {"change_is_granted", "carries_a_document"},
    ("indicator", "in_progress", "verify"): {
        "by_the_right_hand", "nodes_are_closed", "inspections_are_settled",
        "evidence_is_there", "examiner_agrees",
    },
    ("indicator", "verified", "score"): {
        "by_the_right_hand", "examiner_agrees", "inputs_are_there",
    },
    ("indicator", "scored", "reopen"): {"change_is_granted", "carries_a_document"},
    ("indicator", "in_progress", "cancel"): {
        "carries_a_document", "leaves_its_weight_to_somebody",
    },
    ("node", "pending", "report"): {
        "indicator_is_in_progress", "report_is_drafted", "evidence_or_reason",
    },
    ("node", "reported", "accept"): {"reader_did_not_report"},
    ("node", "pending", "extend"): {"extension_was_granted"},
    ("gate", "requested", "endorse"): {
        "decider_did_not_ask", "is_a_signer", "still_may_sign", "decides_once", "is_their_turn",
    },
    ("gate", "requested", "oppose"): {
        "decider_did_not_ask", "is_a_signer", "still_may_sign", "decides_once", "is_their_turn",
    },
    ("gate", "requested", "send_back"): {
        "decider_did_not_ask", "is_a_signer", "still_may_sign", "decides_once", "is_their_turn",
        "goes_back_to_an_earlier_step",
    },
    ("gate", "returned", "resubmit"): {"is_the_requester", "is_ready", "somebody_can_decide"},
    ("gate", "requested", "add_signer"): {"has_a_say_in_the_signers", "named_may_sign"},
    ("gate", "requested", "remove_signer"): {
        "signature_is_still_due", "may_be_removed", "enough_remain",
    },
    ("gate", "requested", "hand_over"): {
        "signature_is_still_due", "may_be_handed_over", "named_may_sign",
    },
    ("gate", "requested", "delegate"): {
        "decider_did_not_ask", "is_a_signer", "still_may_sign", "decides_once", "is_their_turn",
        "named_may_advise",
    },
    ("gate", "requested", "approve"): {"quorum_says_yes"},
    ("gate", "requested", "reject"): {"yes_is_out_of_reach"},
    ("request", "requested", "grant"): {
        "subject_can_change", "granter_did_not_ask", "by_the_approver", "split_is_sound",
    },
    ("unit_change", "proposed", "approve"): {
        "decider_did_not_propose", "by_the_approver", "gate_has_approved", "bodies_fit",
        "results_are_not_laid_out",
    },
    ("unit_change", "approved", "effect"): {
        "day_has_come", "bodies_fit", "results_are_not_laid_out",
    },
    ("year", "in_force", "adopt"): {"lifecycles_differ"},
    ("year", "in_force", "amend"): {
        "plan_is_sound", "plan_differs", "only_what_may_change", "leaves_the_past_alone",
        "conference_allows",
    },
    ("adjustment", "proposed", "approve"): {
        "approver_did_not_propose", "not_booked_yet", "document_is_of_one_award", "is_proven",
    },
    ("node", "accepted", "reset"): {"was_found_undone"},
    ("inspection", "recorded", "review"): {"reader_did_not_record"},
    ("inspection", "notified", "determine"): {
        "unit_was_heard", "reader_did_not_record", "outcome_is_reasoned",
        "falsehood_is_handed_on",
    },
    ("inspection_round", "planned", "draw"): {
        "day_has_come", "seed_is_published", "there_is_something_to_inspect",
    },
    ("result", "trial", "confirm"): {
        "is_whole", "flash_values_may_stand", "tie_is_settled", "conference_has_confirmed",
    },
    ("document", "drafted", "approve"): {
        "conference_has_approved", "director_approves_the_rest", "approver_did_not_write",
        "appeals_are_settled", "tells_results_that_stand",
    },
    ("rectification_plan", "issued", "declare"): {
        "is_received", "every_finding_is_answered", "formal_document_is_attached",
    },
    ("rectification_plan", "declared", "review"): {"reviewer_did_not_declare"},
    ("rectification_plan", "in_progress", "verify"): {
        "every_measure_is_decided", "accepted_measures_are_proven",
    },
    ("goal", "accepted", "decompose"): {
        "own_share_is_the_offices", "carried_once", "surpasses_last_year", "tells_areas_apart",
        "asks_for_what_is_done",
    },
    ("goal", "covered", "withdraw"): {"carries_a_document"},
    ("contingency_plan", "drafted", "approve"): {
        "goal_is_accepted", "is_complete", "approver_did_not_write",
    },
    ("person", "active", "assign"): {
        "is_somebody_else", "capacity_is_new", "administration_stays_apart",
        "begins_today_or_later",
    },
    ("person", "active", "sign_in"): {"is_not_locked", "is_proven"},
    ("person", "active", "reset_password"): {"is_somebody_else"},
    ("feedback", "received", "answer"): {"answered_by_the_lead", "answers_something"},
}  # fmt: skip


@pytest.mark.parametrize("step", AT_THE_STEP, ids="-".join)
def test_the_questions_stand_at_the_step_they_guard(step: tuple[str, str, str]):
    kind, state, trigger = step
    row = LIFECYCLES[kind].row(state, trigger)

    assert row is not None
    assert {question.__name__ for question in row.when} == AT_THE_STEP[step]


def test_a_step_tells_all_that_its_questions_hold_against_it():
    facts = make.indicator(declared_by="someone", opinion="", below_last_year=True, reason="")

    answer = LIFECYCLES["indicator"].judge("declared", "review", facts)

    assert isinstance(answer, Objected)
    codes = [objection.code for objection in answer.objections]
    assert codes == ["four_eyes", "examiner.silent", "target.not_above_last_year"]


def test_only_what_a_reason_overrides_is_called_overridable():
    for case in CASES:
        objection = case.question(case.make(**{**case.objects, "reason": ""}))
        after = case.question(case.make(**{**case.objects, "reason": "写明的理由"}))

        assert objection is not None
        assert objection.overridable is (after is None), objection.code


def test_a_wrong_indicator_is_told_all_at_once():
    content = (
        Objection("weight.missing", "没有权重", "请填写权重。"),
        Objection("node.missing", "没有节点", "请设定节点。"),
        Objection("deadline.missing", "没有完成时限", "请填写权重。"),
    )

    objection = is_complete(make.indicator(content=content))

    assert objection is not None
    assert objection.message == "没有权重；没有节点；没有完成时限。"
    assert objection.remedy == "请填写权重；请设定节点。"


def test_open_nodes_are_counted():
    objection = nodes_are_closed(make.indicator(open_nodes=3))

    assert objection is not None
    assert "3个节点" in objection.message


def test_findings_and_measures_are_told_by_their_numbers():
    finding = every_finding_is_answered(make.plan(incomplete=(2, 5)))
    measure = every_measure_is_decided(make.plan(undecided=(1, 3)))

    assert finding is not None
    assert "第2、5项问题" in finding.message
    assert measure is not None
    assert "第1、3项措施" in measure.message


@pytest.mark.parametrize("kind", LIFECYCLES)
def test_every_question_says_in_one_line_what_it_objects_to(kind: str):
    lifecycle = LIFECYCLES[kind]
    for row in (lifecycle.born, *lifecycle.rows):
        for question in row.when:
            first = (question.__doc__ or "").splitlines()[0]

            assert first.startswith(("Object ", "Warn "))
            assert first.endswith(".")
