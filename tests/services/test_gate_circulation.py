"""A gate goes round: sent back, asked again, recalled, nudged, copied, alarmed, lapsed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from kit.errors import NotFound, NotNow, NotPermitted, Objected
from services import gate_circulation, gate_signers, gate_watch, gates
from services.acts import Answer, Order
from services.house import House
from services.sweep import sweep
from tests.builders import noon
from tests.services.hands import as_owner, ask, rows, verdict, why
from tests.services.signing import (
    ALL,
    CONFERENCE,
    DIRECTOR,
    IN_ORDER,
    LEADER,
    act,
    asked,
    grant,
    last,
    letters,
    rule,
    signatures,
    stands,
    waiting,
)

MEMBERS = [f"member-{n}" for n in range(1, 10)]


def _signed(house: House, gate: str) -> set[str]:
    return {
        who for who, state in signatures(house, gate, "person_id", "state") if state == "signed"
    }


def test_sent_back_to_an_earlier_step_it_is_signed_anew_from_there(shared_working: House):
    house = shared_working
    gate = asked(house, DIRECTOR, CONFERENCE, LEADER)
    act(house, "office-director", gates.endorse, gate)
    for member in MEMBERS[:5]:
        act(house, member, gates.endorse, gate)
    with pytest.raises(Objected) as forward:
        act(house, "leader", gate_circulation.send_back, gate, step=3, reason="x")
    (objection,) = forward.value.objections
    assert objection.code == "gate.not_earlier"
    assert "1 主任审核" in objection.remedy
    with pytest.raises(Objected) as silent:
        act(house, "leader", gate_circulation.send_back, gate, step=2)
    assert "reason_required" in why(silent.value)
    act(house, "leader", gate_circulation.send_back, gate, step=2, reason="票数说明不清")
    now = stands(house, gate)
    assert (now["state"], now["step"], now["yes"]) == ("requested", 2, 0)
    assert waiting(house, gate) == MEMBERS
    assert _signed(house, gate) == {"office-director"}
    assert last(house, gate)["data"]["back_to"] == 2
    for member in MEMBERS[4:]:
        act(house, member, gates.endorse, gate)
    assert waiting(house, gate) == ["leader", "leader-2", "leader-3"]


def test_returned_to_whoever_asked_it_waits_for_them_and_is_asked_again(shared_working: House):
    house = shared_working
    gate = asked(house, DIRECTOR, CONFERENCE)
    act(house, "office-director", gates.endorse, gate)
    act(house, "member-1", gates.endorse, gate)
    act(house, "member-2", gate_circulation.send_back, gate, step=0, reason="附表缺页")
    now = stands(house, gate)
    assert (now["state"], now["waiting_for"]) == ("returned", ["office-clerk"])
    assert "附表缺页" in letters(house, gate, "returned")["office-clerk"]
    clocks = rows(house, "SELECT name FROM deadline WHERE subject_id = :g AND stopped_at IS NULL",
                  g=gate)  # fmt: skip
    assert clocks == [{"name": "gate_resubmit"}]
    with pytest.raises(NotNow):
        act(house, "member-3", gates.endorse, gate)
    with pytest.raises(Objected) as another:
        act(house, "office-clerk-2", gate_circulation.resubmit, gate)
    assert "gate.not_the_requester" in why(another.value)
    act(house, "office-clerk", gate_circulation.resubmit, gate, reason="已补齐")
    now = stands(house, gate)
    assert (now["state"], now["step"], now["waiting_for"]) == ("requested", 1, ["office-director"])
    assert _signed(house, gate) == set()
    clocks = rows(house, "SELECT name FROM deadline WHERE subject_id = :g AND stopped_at IS NULL",
                  g=gate)  # fmt: skip
    assert clocks == [{"name": "gate_decision"}]


def test_where_the_plan_keeps_signatures_only_those_missing_are_asked_again(shared_working: House):
    house = shared_working
    keeps = rule(DIRECTOR, CONFERENCE, keeps_signatures=True)
    gate = asked(house, DIRECTOR, CONFERENCE)
    act(house, "office-director", gates.endorse, gate)
    act(house, "member-1", gates.endorse, gate)
    act(house, "member-3", gates.oppose, gate, reason="附表缺页")
    back = {"step": 0, "reason": "附表缺页", "under": keeps}
    act(house, "member-2", gate_circulation.send_back, gate, **back)
    act(house, "office-clerk", gate_circulation.resubmit, gate, under=keeps)
    now = stands(house, gate)
    assert (now["step"], now["yes"], now["no"]) == (2, 1, 0)
    assert waiting(house, gate) == MEMBERS[1:]


def test_what_was_returned_lapses_after_five_working_days_and_is_no_approval(working_house: House):
    house = working_house
    gate = asked(house, DIRECTOR, CONFERENCE)
    act(house, "office-director", gate_circulation.send_back, gate, step=0, reason="重写")
    (clock,) = rows(house, "SELECT due_at FROM deadline WHERE subject_id = :g"
                    " AND name = 'gate_resubmit'", g=gate)  # fmt: skip
    sweep(house.database, clock["due_at"] - timedelta(seconds=1))
    assert stands(house, gate)["state"] == "returned"
    sweep(house.database, clock["due_at"])
    now = stands(house, gate)
    assert (now["state"], now["waiting_for"]) == ("lapsed", [])
    assert "不视为通过" in letters(house, gate, "ended")["office-clerk"]
    with pytest.raises(NotNow):
        act(house, "office-clerk", gate_circulation.resubmit, gate)


def test_a_gate_with_steps_lapses_in_the_middle_and_the_waited_for_are_told(working_house: House):
    house = working_house
    gate = asked(house, DIRECTOR, CONFERENCE)
    act(house, "office-director", gates.endorse, gate)
    sweep(house.database, noon(2017, 12, 1))
    assert stands(house, gate)["state"] == "lapsed"
    assert set(MEMBERS) < set(letters(house, gate, "ended"))


def test_deadlines_remind_those_whose_turn_it_is(working_house: House):
    house = working_house
    gate = asked(house, DIRECTOR, CONFERENCE)
    sweep(house.database, noon(2017, 9, 9))
    assert set(letters(house, gate, "gate_decision")) == {"office-director"}
    act(house, "office-director", gates.endorse, gate)
    sweep(house.database, datetime(2017, 9, 15, 15, tzinfo=UTC))
    assert set(letters(house, gate, "gate_decision")) == {"office-director", *MEMBERS}


def test_a_returned_gate_may_be_given_up(shared_working: House):
    house = shared_working
    gate = asked(house, DIRECTOR)
    act(house, "office-director", gate_circulation.send_back, gate, step=0, reason="不必再议")
    act(house, "office-clerk-2", gates.withdraw, gate, reason="不再提请")
    assert stands(house, gate)["state"] == "withdrawn"
    assert not rows(house, "SELECT * FROM deadline WHERE subject_id = :g AND stopped_at IS NULL",
                    g=gate)  # fmt: skip


def test_a_signature_is_recalled_while_nobody_went_on(shared_working: House):
    house = shared_working
    gate = asked(house, CONFERENCE, LEADER)
    act(house, "member-1", gates.endorse, gate)
    act(house, "member-2", gates.oppose, gate, reason="再议")
    act(house, "member-1", gate_circulation.recall, gate, reason="看漏了附件")
    act(house, "member-2", gate_circulation.recall, gate)
    now = stands(house, gate)
    assert (now["yes"], now["no"]) == (0, 0)
    cast = rows(house, "SELECT person_id, choice FROM decision WHERE gate_id = :g ORDER BY number",
                g=gate)  # fmt: skip
    assert [tuple(row.values()) for row in cast] == [
        ("member-1", "endorse"), ("member-2", "oppose"),
        ("member-1", "recall"), ("member-2", "recall"),
    ]  # fmt: skip
    with pytest.raises(Objected) as nothing:
        act(house, "member-1", gate_circulation.recall, gate)
    assert "gate.not_signed" in why(nothing.value)
    for member in MEMBERS[:5]:
        act(house, member, gates.endorse, gate)
    with pytest.raises(Objected) as late:
        act(house, "member-5", gate_circulation.recall, gate)
    assert "gate.moved_on" in why(late.value)
    assert "驳回" in late.value.objections[0].remedy


def test_in_order_a_recall_gives_the_turn_back(shared_working: House):
    house = shared_working
    gate = asked(house, IN_ORDER)
    act(house, "member-1", gates.endorse, gate)
    assert waiting(house, gate) == ["member-2"]
    act(house, "member-1", gate_circulation.recall, gate)
    assert waiting(house, gate) == ["member-1"]


def test_a_question_to_another_is_taken_back_with_ones_turn(shared_working: House):
    house = shared_working
    gate = asked(house, DIRECTOR)
    act(house, "office-director", gate_signers.delegate, gate, person="d02-head")
    act(house, "office-director", gate_circulation.recall, gate)
    assert waiting(house, gate) == ["office-director"]
    with pytest.raises(NotPermitted):
        act(house, "d02-head", gate_signers.opine, gate, reason="迟到的意见")
    assert not rows(house, "SELECT * FROM decision WHERE gate_id = :g", g=gate)


def test_a_nudge_reaches_those_waited_for_and_not_again_within_a_day(working_house: House):
    house = working_house
    gate = asked(house, DIRECTOR, CONFERENCE)
    act(house, "office-clerk", gate_circulation.nudge, gate)
    assert set(letters(house, gate, "nudged")) == {"office-director"}
    with pytest.raises(Objected) as soon:
        act(house, "office-clerk", gate_circulation.nudge, gate)
    (objection,) = soon.value.objections
    assert objection.code == "gate.nudged"
    assert "24小时" in objection.remedy
    with pytest.raises(NotPermitted):
        act(house, "member-1", gate_circulation.nudge, gate)
    # Others are waited for now.
    act(house, "office-director", gates.endorse, gate)
    for member in MEMBERS[:2]:
        act(house, member, gates.endorse, gate)
    act(house, "office-clerk", gate_circulation.nudge, gate)
    assert set(letters(house, gate, "nudged")) == {"office-director", *MEMBERS[2:]}


def test_a_copy_goes_to_readers_once_also_after_the_decision(shared_working: House):
    house = shared_working
    gate = asked(house, {**CONFERENCE, "mode": "any"})
    copy = gate_circulation.copy
    with pytest.raises(Objected) as unknown:
        act(house, "office-clerk", copy, gate, readers=["d01-head", "no-one"])
    assert "no-one" in unknown.value.objections[0].message
    act(house, "office-clerk", copy, gate, readers=["d01-head", "supervisor"])
    act(house, "member-1", gates.endorse, gate)
    act(house, "member-2", copy, gate, readers=["d01-head", "d02-head"], reason="请阅知")
    assert stands(house, gate)["readers"] == ["d01-head", "supervisor", "d02-head"]
    assert last(house, gate)["data"] == {"readers": ["d02-head"]}
    assert set(letters(house, gate, "copied")) == {"d01-head", "supervisor", "d02-head"}
    assert stands(house, gate)["state"] == "approved"


def test_many_are_signed_at_once_with_an_answer_for_each(shared_working: House):
    house = shared_working
    mine, later = asked(house, ALL), asked(house, DIRECTOR, ALL)
    answers = ask(house, "member-1", gates.endorse, Order(mine), Order(later), Order("2017-x-1"))
    assert isinstance(answers[0], Answer)
    assert isinstance(answers[1], Objected)
    assert isinstance(answers[2], NotFound)


@contextmanager
def _disabled(house: House, *people: str) -> Iterator[None]:
    switch = text("UPDATE person SET state = :state WHERE id = ANY(:ids)")
    with as_owner(house) as connection:
        connection.execute(switch, {"state": "disabled", "ids": list(people)})
    try:
        yield
    finally:
        with as_owner(house) as connection:
            connection.execute(switch, {"state": "active", "ids": list(people)})


def _watch(house: House) -> int:
    with house.database.connect() as connection:
        return gate_watch.watch_all(connection, house.now())


def test_the_alarm_rings_once_when_nobody_can_act_and_ends_when_mended(working_house: House):
    house = working_house
    gate = asked(house, DIRECTOR, CONFERENCE)
    assert _watch(house) == 0
    with _disabled(house, "office-director"):
        assert (_watch(house), _watch(house)) == (1, 0)
        assert stands(house, gate)["stalled_at"] == house.now()
        told = letters(house, gate, "stalled")
        assert set(told) == {"office-clerk", "office-clerk-2"}
        assert "主任审核" in told["office-clerk"]
        assert "转办" in told["office-clerk"]
    assert (_watch(house), _watch(house)) == (1, 0)
    assert stands(house, gate)["stalled_at"] is None
    assert last(house, gate)["trigger"] == "resume"
    act(house, "office-director", gates.endorse, gate)
    with _disabled(house, *MEMBERS[:4]):
        assert _watch(house) == 0
    with _disabled(house, *MEMBERS[:5]):
        assert _watch(house) == 1
        for member in MEMBERS[:4]:
            _take_out(house, gate, member)
        # Five must agree, and nobody lowers that: the fifth who is gone stays.
        with pytest.raises(Objected) as few:
            _take_out(house, gate, MEMBERS[4])
        assert "gate.too_few" in why(few.value)
        assert stands(house, gate)["stalled_at"] is not None
    assert _watch(house) == 1
    assert verdict(house).first_bad is None


def _take_out(house: House, gate: str, member: str) -> None:
    act(house, "office-clerk", gate_signers.remove_signer, gate, person=member, reason="调离")


def test_the_office_hands_over_what_somebody_gone_should_sign(working_house: House):
    house = working_house
    gate = asked(house, DIRECTOR, CONFERENCE)
    grant(house, "office-clerk-2", "office_director")
    with pytest.raises(Objected) as able:
        act(house, "office-clerk", gate_signers.hand_over, gate, person="office-clerk-2",
            whose="office-director", reason="已调离")  # fmt: skip
    assert "gate.not_yours" in why(able.value)
    with _disabled(house, "office-director"):
        assert _watch(house) == 1
        act(house, "office-clerk", gate_signers.hand_over, gate, person="office-clerk-2",
            whose="office-director", reason="已调离")  # fmt: skip
        assert stands(house, gate)["stalled_at"] is None
        assert waiting(house, gate) == ["office-clerk-2"]
        act(house, "office-clerk-2", gates.endorse, gate)
        assert waiting(house, gate) == MEMBERS


def test_who_lost_the_capacity_is_told_who_can_help(working_house: House):
    house = working_house
    gate = asked(house, CONFERENCE)
    with as_owner(house) as connection:
        gone = "UPDATE assignment SET until_day = date '2017-07-04' WHERE person_id = 'member-1'"
        connection.execute(text(gone))
    grant(house, "member-1", "office_clerk")
    with pytest.raises(Objected) as lost:
        act(house, "member-1", gates.endorse, gate)
    assert "gate.no_longer" in why(lost.value)
    assert "转办" in lost.value.objections[-1].remedy
