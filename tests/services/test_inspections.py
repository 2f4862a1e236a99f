"""Inspections: seen by whom they concern, heard before they are judged, and what they bring."""

import pytest
from sqlalchemy import text

from kit.errors import BadInput, NotFound, NotNow, NotPermitted, Objected
from plans.words import Condition
from services import conditions, inspections
from services.house import House
from services.people import limit_sight
from services.sweep import sweep
from tests.builders import desk
from tests.services.hands import do, row, value, why
from tests.services.inspecting import (
    FOUND,
    accept_first,
    drawn,
    proposals_about,
    to_notified,
    to_recorded,
)


@pytest.fixture
def inspected(working_house: House) -> House:
    """Some units have their first nodes accepted, so that they can be inspected."""
    accept_first(working_house, "D01", "D05", "T01")
    return working_house


def test_a_secret_inspection_is_nowhere_for_its_unit_until_it_is_notified(inspected: House):
    house = inspected
    first = drawn(house, "secret")[0]
    head = f"{first['unit_id'].lower()}-head"
    do(house, "office-clerk", inspections.issue, first["id"])
    with pytest.raises(NotFound):
        do(house, head, inspections.explain, first["id"], explanation="？")
    do(house, "office-clerk-2", inspections.record, first["id"], **FOUND, conclusion="mismatch")
    do(house, "office-clerk", inspections.review, first["id"])
    told = "SELECT count(*) FROM outbox WHERE subject_id = :i AND capacities ? 'unit_head'"
    assert value(house, told, i=first["id"]) == 0
    do(house, "office-clerk", inspections.notify, first["id"])
    assert value(house, told, i=first["id"]) == 1
    do(house, head, inspections.explain, first["id"], explanation="已补齐。")


def _seen(house: House, table: str, units: tuple[str, ...], person: str = "") -> set[str]:
    with house.database.connect() as connection:
        limit_sight(connection, units, person)
        found = set(connection.execute(text(f"SELECT id FROM {table}")).scalars())
        limit_sight(connection, None)
    return found


def test_the_database_keeps_a_secret_inspection_from_its_unit_and_the_rest_from_the_third_party(
    inspected: House,
):
    house = inspected
    first = drawn(house, "secret")[0]
    unit, body = (first["unit_id"],), (first["assessor_id"],)
    do(house, "office-clerk", inspections.assign, first["id"], inspector_id="inspector-1")
    assert first["id"] not in _seen(house, "inspection", unit)
    assert first["id"] in _seen(house, "inspection", body)
    assert _seen(house, "inspection", (), "inspector-1") == {first["id"]}
    assert _seen(house, "node", (), "inspector-1") == {first["node_id"]}
    assert _seen(house, "node", (), "inspector-2") == set()
    for table in ("indicator", "result", "adjustment", "inspection_round"):
        assert _seen(house, table, (), "inspector-1") == set()
    assert _seen(house, "inspection_round", unit) == set()
    to_recorded(house, first["id"], "mismatch")
    do(house, "office-clerk", inspections.review, first["id"])
    do(house, "office-clerk", inspections.notify, first["id"])
    assert first["id"] in _seen(house, "inspection", unit)


def test_an_open_inspection_is_told_when_it_is_issued(inspected: House):
    first = drawn(inspected, "open")[0]
    head = f"{first['unit_id'].lower()}-head"
    with pytest.raises(NotFound):
        do(inspected, head, inspections.explain, first["id"], explanation="？")
    do(inspected, "office-clerk", inspections.issue, first["id"])
    with pytest.raises(NotNow):
        do(inspected, head, inspections.explain, first["id"], explanation="？")


def test_a_record_is_whole_past_and_read_by_another(inspected: House):
    house = inspected
    first = drawn(house)[0]["id"]
    do(house, "office-clerk", inspections.issue, first)
    with pytest.raises(Objected) as bare:
        do(house, "office-clerk", inspections.record, first, place="现场")
    assert "inspection.incomplete" in why(bare.value)
    tomorrow = {**FOUND, "visited_on": "2017-09-02", "conclusion": "consistent"}
    with pytest.raises(Objected) as future:
        do(house, "office-clerk", inspections.record, first, **tomorrow)
    assert "inspection.future" in why(future.value)
    with pytest.raises(BadInput):
        do(house, "office-clerk", inspections.record, first, **FOUND, conclusion="fine")


def test_a_consistent_record_is_closed_without_troubling_the_unit(inspected: House):
    house, first = inspected, drawn(inspected)[0]["id"]
    do(house, "office-clerk", inspections.issue, first)
    do(house, "office-clerk", inspections.record, first, **FOUND, conclusion="consistent")
    for verb in (inspections.review, inspections.return_):
        with pytest.raises(Objected) as own:
            do(house, "office-clerk", verb, first, reason="重核")
        assert "four_eyes" in why(own.value)
    do(house, "office-clerk-2", inspections.return_, first, reason="照片不清")
    assert row(house, "inspection", first)["returns"] == 1
    do(house, "office-clerk", inspections.record, first, finding="补拍照片。")
    do(house, "office-clerk-2", inspections.review, first)
    with pytest.raises(Objected):
        do(house, "office-clerk", inspections.notify, first)
    do(house, "office-clerk", inspections.close, first)
    closed = row(house, "inspection", first)
    assert (closed["state"], closed["outcome"]) == ("closed", "consistent")
    assert proposals_about(house, first) == []


def test_only_the_third_party_is_assigned_and_sees_only_that(inspected: House):
    house = inspected
    first, second = (x["id"] for x in drawn(house)[:2])
    with pytest.raises(Objected) as stranger:
        do(house, "office-clerk", inspections.assign, first, inspector_id="d01-clerk")
    assert "inspector.unknown" in why(stranger.value)
    do(house, "office-clerk", inspections.assign, first, inspector_id="inspector-1")
    do(house, "office-clerk", inspections.issue, first)
    do(house, "office-clerk", inspections.issue, second)
    with pytest.raises(NotFound):
        do(house, "inspector-1", inspections.record, second, **FOUND, conclusion="consistent")
    do(house, "inspector-1", inspections.record, first, **FOUND, conclusion="consistent")
    for verb in (inspections.review, inspections.return_):
        with pytest.raises(NotPermitted):
            do(house, "inspector-1", verb, first, reason="x")


def test_nothing_is_determined_before_the_unit_was_heard_or_its_days_are_over(inspected: House):
    house = inspected
    first = drawn(house)[0]
    to_notified(house, first["id"], "mismatch")
    told = row(house, "inspection", first["id"])
    assert str(told["explain_by"]) == "2017-09-15"
    with pytest.raises(Objected) as unheard:
        do(house, "office-director", inspections.determine, first["id"])
    assert "inspection.unheard" in why(unheard.value)
    house.clock.move_to(told["explain_due_at"])
    sweep(house.database, house.now())
    assert row(house, "inspection", first["id"])["lamp"] == "red"
    head = f"{first['unit_id'].lower()}-head"
    do(house, head, inspections.explain, first["id"], explanation="迟来的说明。")
    late = row(house, "inspection", first["id"])
    assert (late["explained_late"], late["lamp"]) == (True, "green")
    with pytest.raises(NotPermitted):
        do(house, "office-clerk", inspections.determine, first["id"])
    do(house, "office-director", inspections.determine, first["id"])
    assert row(house, "inspection", first["id"])["outcome"] == "mismatch"


def test_silence_does_not_stop_the_determination(inspected: House):
    first = drawn(inspected)[0]["id"]
    to_notified(inspected, first, "mismatch")
    inspected.clock.move_to(row(inspected, "inspection", first)["explain_due_at"])
    do(inspected, "office-director", inspections.determine, first)
    assert row(inspected, "inspection", first)["explained_by"] is None


def test_another_outcome_than_the_record_needs_a_reason_and_may_clear_the_unit(inspected: House):
    house = inspected
    first = drawn(house)[0]
    to_notified(house, first["id"], "mismatch")
    head = f"{first['unit_id'].lower()}-head"
    do(house, head, inspections.explain, first["id"], explanation="材料在区档案馆。")
    with pytest.raises(Objected) as bare:
        do(house, "office-director", inspections.determine, first["id"], outcome="consistent")
    assert "inspection.differs" in why(bare.value)
    do(
        house, "office-director", inspections.determine, first["id"],
        outcome="consistent", reason="补充材料属实。",
    )  # fmt: skip
    assert proposals_about(house, first["id"]) == []
    with pytest.raises(Objected):
        do(house, "office-clerk", inspections.revisit, first["id"], rectified=True)
    do(house, "office-clerk", inspections.close, first["id"])


def test_inspections_keep_the_results_from_their_gate(inspected: House):
    drawn(inspected)
    with inspected.database.connect() as connection:
        at_ = desk(inspected, connection, "system:flow")
        wanted = (Condition.INSPECTIONS_CLOSED,)
        (objection,) = conditions.objections(at_, wanted, conditions.look(at_))
        before_gate = conditions.objections_to(at_, "results_confirmed")
    assert "察访核验" in objection.message
    assert objection in before_gate
