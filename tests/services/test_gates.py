"""Gates: asked for when ready, decided by enough, never by one alone."""

import pytest
from sqlalchemy import text

from kit.errors import NotFound, NotNow, NotPermitted, Objected, Refused
from services import gates
from services.house import House
from tests.builders import declare_all
from tests.services.hands import NEW_PLAN, as_owner, at, do, row, rows, why

TABLE = "indicator_table_confirmed"


def _asked(house: House) -> str:
    return at(house, "office-clerk", gates.request, "plan_amended", NEW_PLAN).id


def test_a_gate_that_no_plan_knows_is_not_found(shared_working: House):
    with pytest.raises(NotFound) as refused:
        at(shared_working, "office-clerk", gates.request, "back_door")
    assert "plan_amended" in refused.value.message


@pytest.mark.parametrize("actor", ["d01-head", "member-1", "leader", "admin", "system:flow"])
def test_only_the_office_asks(shared_working: House, actor: str):
    with pytest.raises(NotPermitted):
        at(shared_working, actor, gates.request, "plan_amended", NEW_PLAN)


def test_the_conference_is_not_asked_about_an_unready_table(house: House):
    declare_all(house, ["D01"])
    with pytest.raises(Objected) as refused:
        at(house, "office-clerk", gates.request, TABLE)
    assert "condition.indicators_reviewed" in why(refused.value)


@pytest.mark.parametrize(
    ("key", "objection"),
    [
        (TABLE, "gate.standing"),
        ("results_confirmed", "condition.indicators_scored"),
        ("reports_approved", "condition.results_published"),
    ],
)
def test_a_gate_asked_for_too_early_or_twice_says_why(
    shared_working: House, key: str, objection: str
):
    with pytest.raises(Objected) as refused:
        at(shared_working, "office-clerk", gates.request, key)
    assert objection in why(refused.value)


def test_the_sixth_of_nine_approves_where_two_thirds_are_needed(working_house: House):
    gate = _asked(working_house)
    assert (row(working_house, "gate", gate)["deciders"]) == 9
    assert (row(working_house, "gate", gate)["needed"]) == 6
    do(working_house, "member-9", gates.oppose, gate, reason="不同意")
    for number in range(1, 6):
        do(working_house, f"member-{number}", gates.endorse, gate)
        assert row(working_house, "gate", gate)["state"] == "requested"
    do(working_house, "member-6", gates.endorse, gate)
    assert row(working_house, "gate", gate)["state"] == "approved"
    trail = rows(
        working_house,
        "SELECT trigger, actor FROM trail WHERE subject_id = :g ORDER BY number DESC LIMIT 2",
        g=gate,
    )
    assert [(r["trigger"], r["actor"]) for r in trail] == [
        ("approve", "member-6"), ("endorse", "member-6"),
    ]  # fmt: skip
    with pytest.raises(NotNow):
        do(working_house, "member-7", gates.endorse, gate)


def test_no_rejects_only_once_yes_is_out_of_reach_and_another_round_is_round_two(
    working_house: House,
):
    gate = _asked(working_house)
    for number in range(1, 5):
        assert row(working_house, "gate", gate)["state"] == "requested"
        do(working_house, f"member-{number}", gates.oppose, gate, reason="不妥")
    assert row(working_house, "gate", gate)["state"] == "rejected"
    again = _asked(working_house)
    assert (again, row(working_house, "gate", again)["round"]) == ("2017-plan_amended-2", 2)
    do(working_house, "member-1", gates.endorse, again)


def test_nobody_votes_twice_or_without_a_seat_or_against_without_a_reason(working_house: House):
    gate = _asked(working_house)
    do(working_house, "member-1", gates.endorse, gate)
    for verb in (gates.endorse, gates.oppose):
        with pytest.raises(Objected) as twice:
            do(working_house, "member-1", verb, gate, reason="再来")
        assert "gate.already_decided" in why(twice.value)
    with pytest.raises(Objected) as silent:
        do(working_house, "member-2", gates.oppose, gate)
    assert "reason_required" in why(silent.value)
    # Who signs elsewhere learns who signs here.
    for stranger in ("office-director", "leader"):
        with pytest.raises(Objected) as refused:
            do(working_house, stranger, gates.endorse, gate)
        assert why(refused.value) == {"objected", "gate.not_a_signer"}
        (objection,) = refused.value.objections
        assert "member-9" not in objection.remedy
        assert row(working_house, "person", "member-9")["name"] in objection.remedy
    with pytest.raises(NotPermitted):
        do(working_house, "supervisor", gates.endorse, gate)
    assert row(working_house, "gate", gate)["yes"] == 1


def test_who_asked_does_not_decide(working_house: House):
    gate = _asked(working_house)
    with as_owner(working_house) as connection:
        hat = "UPDATE assignment SET person_id = 'office-clerk' WHERE person_id = 'member-1'"
        connection.execute(text(hat))
    with pytest.raises(Objected) as refused:
        do(working_house, "office-clerk", gates.endorse, gate)
    assert "four_eyes" in why(refused.value)


def test_a_gate_that_nobody_could_decide_is_not_asked(working_house: House):
    with as_owner(working_house) as connection:
        connection.execute(
            text(
                "UPDATE person SET state = 'disabled' WHERE id LIKE 'member-%' AND id > 'member-5'"
            )
        )
    with pytest.raises(Objected) as refused:
        _asked(working_house)
    assert "gate.nobody_can_decide" in why(refused.value)


def test_a_question_taken_back_is_over(working_house: House):
    gate = _asked(working_house)
    with pytest.raises(Refused):
        do(working_house, "office-clerk", gates.withdraw, gate)
    do(working_house, "office-clerk", gates.withdraw, gate, reason="材料不全")
    with pytest.raises(NotNow):
        do(working_house, "member-1", gates.endorse, gate)
    assert not rows(
        working_house, "SELECT * FROM deadline WHERE kind = 'gate' AND next_at IS NOT NULL"
    )


def test_a_disabled_member_has_no_vote_left(working_house: House):
    gate = _asked(working_house)
    with as_owner(working_house) as connection:
        connection.execute(text("UPDATE person SET state = 'disabled' WHERE id = 'member-1'"))
    with pytest.raises((NotFound, NotPermitted)):
        do(working_house, "member-1", gates.endorse, gate)
