"""Amended after two nodes: the first two are judged by the old promise."""

from datetime import date
from decimal import Decimal

import pytest

from kit.errors import Objected
from services import indicators, nodes, requests
from services.house import House
from states.request import RequestClass
from tests.builders import noon
from tests.services.hands import at, do, row, rows, value, why

DONE = {"progress": "完成", "zero_reason": "无"}


def _task(house: House, method: str) -> str:
    query = (
        "SELECT min(i.id) FROM indicator i WHERE method = :m AND category = 'own_function' AND 4 ="
        " (SELECT count(*) FROM node n WHERE n.indicator_id = i.id)"
    )
    return value(house, query, m=method)


def _amended(house: House, task: str, changes: dict, **body: object) -> None:
    """The unit's head asks, the director grants."""
    unit = row(house, "indicator", task)["unit_id"].lower()
    asked = {"changes": changes, "document": "京1号", **body}
    request = at(
        house, f"{unit}-head", requests.request, RequestClass.AMENDMENT, task, asked,
        reason="政策变化",
    ).id  # fmt: skip
    do(house, "office-director", requests.grant, request)


def _reported(house: House, task: str, number: int, **body: object) -> None:
    unit = row(house, "indicator", task)["unit_id"].lower()
    do(house, f"{unit}-head", nodes.report, f"{task}-{number}", **{**DONE, **body})
    do(house, "office-clerk", nodes.accept, f"{task}-{number}")


def _scored(house: House, task: str, **inputs: object) -> dict:
    do(house, "office-clerk", indicators.verify, task)
    do(house, "office-clerk", indicators.score, task, inputs=inputs)
    query = "SELECT * FROM score WHERE indicator_id = :i ORDER BY number DESC LIMIT 1"
    return rows(house, query, i=task)[0]


def test_late_nodes_are_judged_by_what_was_agreed_when_they_were_due(working_house: House):
    house = working_house
    task = _task(house, "节点法")
    weight = row(house, "indicator", task)["weight"]
    parameters = row(house, "indicator", task)["parameters"]
    _reported(house, task, 1)
    _reported(house, task, 2)
    house.clock.move_to(noon(2017, 9, 20))
    _amended(
        house, task, {"parameters": {**parameters, "late_ratio": "0.5"}}, effective_on="2017-10-01"
    )
    house.clock.move_to(noon(2017, 10, 10))
    _reported(house, task, 3)
    house.clock.move_to(noon(2017, 11, 7))
    _reported(house, task, 4)

    kept = _scored(house, task)

    versions = rows(house, "SELECT * FROM node WHERE indicator_id = :i ORDER BY number", i=task)
    assert [node["version_in_force"] for node in versions] == [1, 1, 1, 2]
    assert versions[2]["late_days"] > 0 < versions[3]["late_days"]
    # Two in time, the third late under the old promise, the fourth late under the new one.
    assert kept["points"] == weight * (1 + 1 + Decimal("0.8") + Decimal("0.5")) / 4
    told = [child["label"] for child in kept["explanation"]["children"]]
    assert [name.rpartition("第")[2] for name in told] == ["1版）"] * 3 + ["2版）"]


def test_a_value_is_measured_by_the_promise_of_the_node_that_reported_it(working_house: House):
    house = working_house
    task = _task(house, "完成率法")
    target = row(house, "indicator", task)["target_number"]
    half = format(target / 2, "f")
    for number in (1, 2, 3):
        _reported(house, task, number)
    house.clock.move_to(noon(2017, 9, 25))
    _reported(house, task, 4, value=half)
    changed = {"target_number": half, "parameters": {"floor": "0", "target": half}}
    _amended(house, task, changed)

    kept = _scored(house, task)

    now = row(house, "indicator", task)
    assert (now["version"], kept["version"]) == (2, 1)
    assert kept["points"] == now["weight"] / 2


def test_what_the_scorer_finds_is_measured_by_the_promise_in_force(working_house: House):
    house = working_house
    task = _task(house, "完成率法")
    half = format(row(house, "indicator", task)["target_number"] / 2, "f")
    for number in (1, 2, 3, 4):
        _reported(house, task, number, value=half)
    _amended(house, task, {"parameters": {"floor": "0", "target": half}})

    kept = _scored(house, task, actual=half)

    assert (kept["version"], kept["points"]) == (2, row(house, "indicator", task)["weight"])


def test_an_amendment_does_not_reach_back(shared_working: House):
    task = _task(shared_working, "完成率法")
    with pytest.raises(Objected) as refused:
        _amended(shared_working, task, {"target": "≥1"}, effective_on="2017-08-31")
    assert "amendment.reaches_back" in why(refused.value)


def test_a_node_that_was_never_reported_goes_by_the_promise_of_its_day(working_house: House):
    house = working_house
    task = _task(house, "节点法")
    _amended(house, task, {"target": "全部完成"}, effective_on="2017-10-15")
    house.clock.move_to(noon(2018, 1, 20))
    for number in (3, 4):
        do(house, "office-clerk", nodes.close_missed, f"{task}-{number}", reason="未报")

    found = rows(
        house,
        "SELECT due_on, version_in_force FROM node WHERE indicator_id = :i AND state = 'missed'"
        " ORDER BY number",
        i=task,
    )
    assert [tuple(node.values()) for node in found] == [
        (date(2017, 9, 30), 1),
        (date(2017, 10, 31), 2),
    ]


def test_a_new_weight_brings_no_later_promise_to_an_earlier_node(working_house: House):
    house = working_house
    task = _task(house, "节点法")
    other = rows(
        house,
        "SELECT b.id FROM indicator a JOIN indicator b ON b.unit_id = a.unit_id"
        " AND b.category = a.category AND b.id <> a.id WHERE a.id = :i ORDER BY b.id LIMIT 1",
        i=task,
    )[0]["id"]
    _amended(house, task, {"target": "全部完成"}, effective_on="2017-10-15")
    house.clock.move_to(noon(2017, 10, 20))
    do(house, "office-clerk", indicators.cancel, other, document="1号", reason="任务取消")
    house.clock.move_to(noon(2018, 1, 20))
    do(house, "office-clerk", nodes.close_missed, f"{task}-3", reason="未报")

    assert row(house, "indicator", task)["version"] == 3
    assert row(house, "node", f"{task}-3")["version_in_force"] == 1
