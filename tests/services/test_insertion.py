"""A task inserted in autumn: its weight comes from the unit's others, exactly, in one breath."""

from decimal import Decimal

import pytest

from kit.errors import NotPermitted, Objected
from services import drafting, indicators
from services.house import House
from tests.builders import examiner_of, noon
from tests.services.hands import at, do, row, rows, value, why

NODES = [{"text": "全面启动", "due_on": "2017-10-31"}, {"text": "完成", "due_on": "2017-12-20"}]
NEW = {
    "category": "key",
    "weight": Decimal("5.00"),
    "level1": "生态环境",
    "level2": "大气污染防治",
    "level3": "秋冬季攻坚行动",
    "target": "100%",
    "target_number": Decimal(100),
    "deadline": noon(2017, 12, 20).date(),
    "method": "完成率法",
    "assessor_id": "JXB",
    "basis": "秋冬季攻坚行动方案",
    "nodes": NODES,
    "inserted_by": "京政办函2017年99号",
}


def _inserted(house: House, unit: str, **changes: object) -> str:
    """The office inserts a task; it is declared, heard and reviewed."""
    house.clock.move_to(noon(2017, 10, 16))
    task = at(house, "office-clerk", drafting.draft_one, unit, {**NEW, **changes}).id
    do(house, f"{unit.lower()}-head", indicators.declare, task)
    do(house, examiner_of("JXB"), indicators.opine, task, agree=True)
    do(house, "office-clerk", indicators.review, task)
    return task


def _sum(house: House, unit: str, category: str = "key") -> Decimal:
    query = (
        "SELECT sum(weight) FROM indicator WHERE unit_id = :u AND category = :c"
        " AND state IN ('in_progress', 'verified', 'scored')"
    )
    return value(house, query, u=unit, c=category)


def test_an_inserted_task_takes_its_weight_from_the_others_of_its_category(working_house: House):
    house = working_house
    before = {r["id"]: r for r in rows(house, "SELECT * FROM indicator WHERE unit_id = 'D05'")}
    task = _inserted(house, "D05")

    do(house, "office-director", indicators.start, task)

    now = {r["id"]: r for r in rows(house, "SELECT * FROM indicator WHERE unit_id = 'D05'")}
    assert now[task]["state"] == "in_progress"
    assert now[task]["weight"] == Decimal("5.00")
    assert _sum(house, "D05") == 75
    for other in before:
        given = now[other]["weight"] < before[other]["weight"]
        assert given is (before[other]["category"] == "key")
        assert now[other]["version"] == before[other]["version"] + given
    told = rows(house, "SELECT * FROM outbox WHERE topic = 'reweighed' AND unit_id = 'D05'")
    assert len(told) == sum(r["category"] == "key" for r in before.values())
    record = "SELECT data FROM trail WHERE subject_id = :t AND trigger = 'start'"
    assert value(house, record, t=task)["inserted_by"] == NEW["inserted_by"]


def test_its_nodes_are_due_from_its_start_on(working_house: House):
    house = working_house
    past = [{"text": "部署", "due_on": "2017-09-30"}, *NODES]
    task = _inserted(house, "D05", nodes=past)
    do(house, "office-director", indicators.start, task)

    found = rows(house, "SELECT taken_in FROM node WHERE indicator_id = :t ORDER BY number", t=task)

    assert [node["taken_in"] for node in found] == [True, False, False]


def test_the_flow_and_the_clerk_do_not_start_what_the_director_must(working_house: House):
    house = working_house
    task = _inserted(house, "D05")
    for actor in ("office-clerk", "system:flow"):
        with pytest.raises(Objected) as refused:
            do(house, actor, indicators.start, task)
        assert why(refused.value) == {"objected", "insertion.approval"}
    with pytest.raises(NotPermitted):
        do(house, "d05-head", indicators.start, task)


def test_only_the_office_inserts_and_only_where_the_plan_lets_it(shared_working: House):
    for actor, changes, code in (
        ("d06-head", {}, "insertion.office_only"),
        ("office-clerk", {"category": "own_function"}, "insertion.category"),
    ):
        with pytest.raises(Objected) as refused:
            at(shared_working, actor, drafting.draft_one, "D06", {**NEW, **changes})
        assert code in why(refused.value)


def test_there_must_be_room_for_it(working_house: House):
    house = working_house
    task = _inserted(house, "D05", weight=Decimal("75.00"))

    with pytest.raises(Objected) as refused:
        do(house, "office-director", indicators.start, task)

    assert "weights.no_room" in why(refused.value)
    assert _sum(house, "D05") == 75


def test_a_task_that_never_started_leaves_no_weight_when_it_is_cancelled(working_house: House):
    house = working_house
    task = _inserted(house, "D05")
    before = rows(
        house, "SELECT id, weight FROM indicator WHERE unit_id = 'D05' AND id <> :t", t=task
    )

    do(house, "office-clerk", indicators.cancel, task, document="京1号", reason="上级取消")

    after = rows(
        house, "SELECT id, weight FROM indicator WHERE unit_id = 'D05' AND id <> :t", t=task
    )
    assert sorted(map(str, after)) == sorted(map(str, before))
    assert row(house, "indicator", task)["state"] == "cancelled"
