"""The grammar of a lifecycle, shown on a permit (许可) that two people handle."""

from dataclasses import replace

import pytest

from kit.errors import NotNow, NotPermitted, Objected
from states.capacity import Capacity
from states.lifecycle import AmbiguousTable, Lifecycle, Row
from tests.states.permit import (
    BORN,
    BY_THE_CLERK,
    BY_THE_DIRECTOR,
    CLERK,
    DIRECTOR,
    NOTE,
    PERMIT,
    SIGN,
    VOID_OPEN,
    State,
    Trigger,
)


def test_a_table_with_two_rows_for_one_state_and_trigger_is_refused():
    twice = Row(State.OPEN, Trigger.SIGN, State.VOID, DIRECTOR)

    with pytest.raises(AmbiguousTable, match="permit"):
        Lifecycle("permit", "许可", BORN, (SIGN, twice))


def test_a_row_without_somebody_named_is_open_to_nobody():
    closed = Lifecycle(
        "permit", "许可", BORN, (Row(State.OPEN, Trigger.SIGN, State.SIGNED, frozenset()),)
    )
    everybody = replace(BY_THE_DIRECTOR, capacities=frozenset(Capacity))

    assert isinstance(closed.judge("open", "sign", everybody), NotPermitted)


def test_the_row_is_answered_when_nothing_objects():
    assert PERMIT.judge("open", "sign", BY_THE_DIRECTOR) is SIGN


def test_all_objections_are_answered_in_the_order_of_the_table():
    answer = PERMIT.judge("open", "sign", replace(BY_THE_DIRECTOR, fee_paid=False, stamped=False))

    assert isinstance(answer, Objected)
    assert [objection.code for objection in answer.objections] == ["fee", "stamp"]


def test_a_missing_reason_is_told_beside_the_other_objections():
    answer = PERMIT.judge("signed", "void", replace(BY_THE_DIRECTOR, stamped=False))

    assert isinstance(answer, Objected)
    assert [objection.code for objection in answer.objections] == ["reason_required", "stamp"]


@pytest.mark.parametrize("blank", ["", " ", "\t\n", "\u3000"])
def test_blanks_are_no_reason(blank: str):
    answer = PERMIT.judge("open", "void", replace(BY_THE_DIRECTOR, reason=blank))

    assert isinstance(answer, Objected)
    assert [objection.code for objection in answer.objections] == ["reason_required"]


def test_a_written_reason_opens_the_way():
    assert PERMIT.judge("open", "void", replace(BY_THE_DIRECTOR, reason="重复收件")) is VOID_OPEN


def test_who_is_not_permitted_reads_who_is():
    answer = PERMIT.judge("open", "sign", BY_THE_CLERK)

    assert isinstance(answer, NotPermitted)
    (objection,) = answer.objections
    assert objection.code == "capacity_required"
    assert objection.message == "“签发”须由绩效办主任办理。"


def test_all_who_may_are_named():
    nobody = replace(BY_THE_CLERK, capacities=frozenset({Capacity.JUDGE}))
    answer = PERMIT.judge("open", "void", nobody)

    assert isinstance(answer, NotPermitted)
    assert "绩效办经办、绩效办主任" in answer.objections[0].message


def test_who_is_not_permitted_learns_nothing_of_the_record():
    answer = PERMIT.judge("open", "sign", replace(BY_THE_CLERK, fee_paid=False))

    assert isinstance(answer, NotPermitted)
    assert [objection.code for objection in answer.objections] == ["capacity_required"]


def test_one_hat_of_several_is_enough():
    both = replace(BY_THE_CLERK, capacities=CLERK | DIRECTOR)

    assert PERMIT.judge("open", "sign", both) is SIGN


def test_a_trigger_out_of_time_is_told_when_it_may_come():
    answer = PERMIT.judge("void", "void", BY_THE_DIRECTOR)

    assert isinstance(answer, NotNow)
    (objection,) = answer.objections
    assert objection.code == "permit.not_now"
    assert objection.message == "许可现为“已作废”，不能“作废”。"
    assert objection.remedy == "“作废”只能在以下状态办理：办理中、已签发。"


def test_a_birth_comes_only_at_birth():
    answer = PERMIT.judge("open", "file", BY_THE_CLERK)

    assert isinstance(answer, NotNow)
    assert "（建立时）" in answer.objections[0].remedy


def test_an_unknown_trigger_is_named():
    answer = PERMIT.judge("open", "burn", BY_THE_CLERK)

    assert isinstance(answer, NotNow)
    (objection,) = answer.objections
    assert objection.code == "permit.unknown_trigger"
    assert "burn" in objection.message


def test_a_birth_is_judged_like_any_move():
    answer = PERMIT.judge(None, "file", replace(BY_THE_CLERK, fee_paid=False))

    assert isinstance(answer, Objected)
    assert PERMIT.judge(None, "file", BY_THE_CLERK) is BORN


def test_available_answers_every_trigger_of_the_state():
    options = PERMIT.available("open", replace(BY_THE_CLERK, stamped=False))

    told = [(o.trigger, o.target, o.allowed, o.needs_reason) for o in options]
    assert told == [
        ("note", "open", True, False),
        ("sign", "signed", False, False),
        ("void", "void", True, True),
    ]


def test_available_says_why_not():
    _, sign, _ = PERMIT.available("open", replace(BY_THE_DIRECTOR, fee_paid=False, stamped=False))
    _, barred, _ = PERMIT.available("open", BY_THE_CLERK)

    assert [objection.code for objection in sign.objections] == ["fee", "stamp"]
    assert [objection.code for objection in barred.objections] == ["capacity_required"]


def test_nothing_is_available_at_the_end():
    assert PERMIT.available("void", BY_THE_DIRECTOR) == ()


def test_the_same_step_is_walked_the_same_way_again():
    assert [PERMIT.walk("open", "sign") for _ in range(3)] == ["signed"] * 3


def test_a_state_that_no_path_reaches_is_named():
    stuck = Lifecycle("permit", "许可", BORN, (NOTE, SIGN))

    assert stuck.unreachable() == {"void"}


def test_the_triggers_are_told_once_and_birth_first():
    assert PERMIT.triggers == ("file", "note", "sign", "void")
