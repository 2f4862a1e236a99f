"""Signing at a gate step by step: all, any, in order, a quorum, and who signs changed under way."""

import pytest
from sqlalchemy import text

from kit.errors import NotPermitted, Objected
from services import gate_signers, gates
from services.house import House
from tests.services.hands import as_owner, at, rows, why
from tests.services.signing import (
    ALL,
    CLERKS,
    CONFERENCE,
    DIRECTOR,
    IN_ORDER,
    KEY,
    LEADER,
    act,
    asked,
    grant,
    last,
    letters,
    rule,
    ruled,
    signatures,
    stands,
    waiting,
)
from tests.services.test_delegations import lent

MEMBERS = [f"member-{n}" for n in range(1, 10)]
WHY = "请一并签署"


def test_steps_follow_one_another_and_only_whose_turn_has_come_is_told(shared_working: House):
    house = shared_working
    gate = asked(house, DIRECTOR, CONFERENCE, LEADER)
    assert waiting(house, gate) == ["office-director"]
    assert set(letters(house, gate, "requested")) == {"office-director"}
    with pytest.raises(Objected) as early:
        act(house, "member-1", gates.endorse, gate)
    (objection,) = early.value.objections
    assert objection.code == "gate.not_your_turn"
    assert "主任审核" in objection.message
    assert "催办" in objection.remedy
    assert act(house, "office-director", gates.endorse, gate).state == "requested"
    assert waiting(house, gate) == MEMBERS
    assert set(letters(house, gate, "requested")) == {"office-director", *MEMBERS}
    for member in MEMBERS[:5]:
        act(house, member, gates.endorse, gate)
    assert waiting(house, gate) == ["leader", "leader-2", "leader-3"]
    with pytest.raises(Objected):
        act(house, "member-6", gates.endorse, gate)
    act(house, "leader", gates.endorse, gate)
    now = stands(house, gate)
    assert (now["state"], now["step"], now["yes"], now["waiting_for"]) == ("approved", 3, 1, [])
    assert last(house, gate)["capacity"] == "district_leader"


def test_all_must_sign_and_one_who_opposes_is_enough_to_reject(shared_working: House):
    house = shared_working
    gate = asked(house, CLERKS, ALL)
    assert waiting(house, gate) == ["office-clerk-2"]
    act(house, "office-clerk-2", gates.endorse, gate)
    for member in MEMBERS[:8]:
        act(house, member, gates.endorse, gate)
    assert stands(house, gate)["state"] == "requested"
    act(house, "member-9", gates.oppose, gate, reason="数据有误")
    assert stands(house, gate)["state"] == "rejected"


def test_any_one_signs_for_all(shared_working: House):
    gate = asked(shared_working, {**CONFERENCE, "mode": "any"})
    act(shared_working, "member-4", gates.endorse, gate)
    assert stands(shared_working, gate)["state"] == "approved"


def test_in_order_nobody_signs_before_those_before_them(shared_working: House):
    house = shared_working
    gate = asked(house, IN_ORDER)
    for place, member in enumerate(MEMBERS):
        assert waiting(house, gate) == [member]
        if place < 8:
            with pytest.raises(Objected):
                act(house, MEMBERS[place + 1], gates.endorse, gate)
        act(house, member, gates.endorse, gate)
    assert stands(house, gate)["state"] == "approved"


def test_a_veto_rejects_at_once(shared_working: House):
    gate = asked(shared_working, {**CONFERENCE, "veto": True})
    act(shared_working, "member-3", gates.oppose, gate, reason="违反上位法")
    assert stands(shared_working, gate)["state"] == "rejected"


def test_the_same_person_signs_once_though_they_hold_two_capacities(working_house: House):
    house = working_house
    with as_owner(house) as connection:
        hat = "UPDATE assignment SET person_id = 'office-director' WHERE person_id = 'member-1'"
        connection.execute(text(hat))
    gate = asked(house, DIRECTOR, CONFERENCE)
    assert ("office-director", 1) in signatures(house, gate, "person_id", "step")
    assert ("office-director", 2) not in signatures(house, gate, "person_id", "step")
    twice = rule(DIRECTOR, CONFERENCE, signs_again=True)
    again = at(
        house,
        "office-clerk",
        lambda desk: gates.request(ruled(desk, twice), KEY, f"2017-{'f' * 40}").id,
    )
    found = signatures(house, again, "person_id", "step")
    assert ("office-director", 1) in found
    assert ("office-director", 2) in found
    act(house, "office-director", gates.endorse, again, under=twice)
    act(house, "office-director", gates.endorse, again, under=twice)
    cast = rows(house, "SELECT person_id FROM decision WHERE gate_id = :g", g=again)
    assert cast == [{"person_id": "office-director"}] * 2


def test_a_deputy_signs_in_anothers_place_and_the_record_names_both(working_house: House):
    house = working_house
    lent(house, "member-1", "member-2", "conference_member")
    gate = asked(house, CONFERENCE)
    act(house, "member-2", gates.endorse, gate, for_whom="member-1")
    (cast,) = rows(house, "SELECT person_id FROM decision WHERE gate_id = :g", g=gate)
    assert cast["person_id"] == "member-1"
    assert ("member-1", "signed", "member-2") in signatures(
        house, gate, "person_id", "state", "signed_by"
    )
    record = last(house, gate)
    assert (record["actor"], record["on_behalf_of"]) == ("member-2", "member-1")
    with pytest.raises(Objected) as twice:
        act(house, "member-2", gates.endorse, gate)
    assert "gate.already_decided" in why(twice.value)
    lent(house, "member-3", "office-clerk", "conference_member")
    with pytest.raises(Objected) as own:
        act(house, "office-clerk", gates.endorse, gate, for_whom="member-3")
    assert "four_eyes" in why(own.value)


@pytest.mark.parametrize(
    ("where", "order"),
    [
        ("before", ["leader", "office-director", *MEMBERS]),
        ("after", ["office-director", "leader", *MEMBERS]),
    ],
)
def test_somebody_added_before_or_after_signs_in_a_step_of_their_own(
    shared_working: House, where: str, order: list[str]
):
    house = shared_working
    gate = asked(house, DIRECTOR, CONFERENCE)
    body = {"person": "leader", "where": where}
    act(house, "office-director", gate_signers.add_signer, gate, reason=WHY, **body)
    found = [person for (person,) in signatures(house, gate, "person_id")]
    assert found == order
    record = last(house, gate)["data"]
    assert (record["person"], record["where"]) == ("leader", where)
    for person in order[:2]:
        assert waiting(house, gate) == [person]
        act(house, person, gates.endorse, gate)
    assert waiting(house, gate) == MEMBERS
    assert [step["label"] for step in stands(house, gate)["steps"]].count("加签") == 1


def test_adding_beside_a_quorum_takes_its_own_kind_only_and_raises_a_share(working_house: House):
    house = working_house
    gate = asked(house, {**CONFERENCE, "quorum": "2/3"})
    assert stands(house, gate)["needed"] == 6
    for stranger, code in (
        ("leader", "gate.not_eligible"),
        ("member-2", "gate.signs_already"),
        ("office-clerk", "four_eyes"),
        ("no-one", "gate.not_eligible"),
    ):
        with pytest.raises(Objected) as refused:
            act(house, "member-1", gate_signers.add_signer, gate, person=stranger, reason=WHY)
        assert code in why(refused.value), stranger
    grant(house, "d05-head", "conference_member")
    act(house, "member-1", gate_signers.add_signer, gate, person="d05-head", reason=WHY)
    now = stands(house, gate)
    assert (now["deciders"], now["needed"], now["state"]) == (10, 7, "requested")
    assert waiting(house, gate) == [*MEMBERS, "d05-head"]
    assert "d05-head" in letters(house, gate, "requested")


def test_outsiders_add_nobody(shared_working: House):
    gate = asked(shared_working, CONFERENCE)
    for stranger, fault in (("leader", Objected), ("d01-clerk", Objected), ("admin", NotPermitted)):
        with pytest.raises((fault, NotPermitted)):
            act(shared_working, stranger, gate_signers.add_signer, gate, person="d02-head",
                reason=WHY)  # fmt: skip


def test_who_was_added_is_removed_again_and_whom_the_plan_names_is_not(shared_working: House):
    house = shared_working
    gate = asked(house, DIRECTOR, CONFERENCE)
    add = {"person": "leader", "where": "before", "reason": WHY}
    act(house, "office-director", gate_signers.add_signer, gate, **add)
    with pytest.raises(Objected) as named:
        act(house, "office-clerk", gate_signers.remove_signer, gate, person="office-director",
            reason="x")  # fmt: skip
    assert "gate.still_signs" in why(named.value)
    act(house, "office-director", gate_signers.remove_signer, gate, person="leader", reason="免签")
    assert waiting(house, gate) == ["office-director"]
    assert "leader" in letters(house, gate, "removed")
    act(house, "office-director", gates.endorse, gate)
    assert waiting(house, gate) == MEMBERS
    # The last one of all is not taken out: nothing is approved by a removal.
    single = asked(house, DIRECTOR)
    after = {**add, "where": "after"}
    act(house, "office-clerk", gate_signers.add_signer, single, **after)
    act(house, "office-director", gates.endorse, single)
    with pytest.raises(Objected) as few:
        act(house, "office-clerk", gate_signers.remove_signer, single, person="leader", reason="x")
    assert "gate.too_few" in why(few.value)
    assert stands(house, single)["state"] == "requested"


def test_a_signature_is_handed_over_to_one_of_the_same_kind(shared_working: House):
    house = shared_working
    gate = asked(house, {"label": "绩效办审核", "by": "office_clerk", "mode": "all"}, CONFERENCE)
    hand = gate_signers.hand_over
    with pytest.raises(Objected) as other:
        act(house, "office-clerk-2", hand, gate, person="leader", reason="出差")
    assert "gate.not_eligible" in why(other.value)
    with pytest.raises(Objected) as anothers:
        act(house, "member-1", hand, gate, person="leader", whose="office-clerk-2", reason="催")
    assert "gate.not_yours" in why(anothers.value)
    added = asked(house, DIRECTOR)
    act(house, "office-director", gate_signers.add_signer, added, person="leader",
        where="before", reason=WHY)  # fmt: skip
    act(house, "leader", hand, added, person="member-1", reason="由联席会议成员代为签署")
    assert waiting(house, added) == ["member-1"]
    assert ("leader", "handed_over", None) in signatures(
        house, added, "person_id", "state", "on_behalf_of"
    )
    assert ("member-1", "waiting", "leader") in signatures(
        house, added, "person_id", "state", "on_behalf_of"
    )
    data = last(house, added)["data"]
    assert (data["from"], data["person"]) == ("leader", "member-1")
    with pytest.raises(Objected):
        act(house, "leader", gates.endorse, added)
    act(house, "member-1", gates.endorse, added)
    assert waiting(house, added) == ["office-director"]


def test_an_opinion_is_asked_for_first_and_is_no_vote(shared_working: House):
    house = shared_working
    gate = asked(house, DIRECTOR, CONFERENCE)
    act(house, "office-director", gate_signers.delegate, gate, person="d01-head")
    assert waiting(house, gate) == ["d01-head"]
    assert "d01-head" in letters(house, gate, "opinion")
    with pytest.raises(Objected) as waits:
        act(house, "office-director", gates.endorse, gate)
    assert "gate.asked_another" in why(waits.value)
    with pytest.raises(Objected) as vote:
        act(house, "d01-head", gates.endorse, gate)
    assert "gate.not_a_signer" in why(vote.value)
    with pytest.raises(Objected) as silent:
        act(house, "d01-head", gate_signers.opine, gate)
    assert "reason_required" in why(silent.value)
    act(house, "d01-head", gate_signers.opine, gate, reason="建议同意")
    assert waiting(house, gate) == ["office-director"]
    assert "建议同意" in letters(house, gate, "opined")["office-director"]
    now = stands(house, gate)
    assert (now["yes"], now["step"]) == (0, 1)
    assert not rows(house, "SELECT * FROM decision WHERE gate_id = :g", g=gate)
    with pytest.raises(Objected) as again:
        act(house, "d01-head", gate_signers.opine, gate, reason="再提")
    assert "gate.not_asked" in why(again.value)
    act(house, "office-director", gates.endorse, gate)
    assert waiting(house, gate) == MEMBERS
