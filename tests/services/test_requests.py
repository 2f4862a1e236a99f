"""Requests and nodes: asked by one, decided by another, each refusal with its reason."""

import pytest

from kit.errors import BadInput, NotFound, NotNow, NotPermitted, Objected, Refused
from services import nodes, requests
from services.house import House
from states.request import RequestClass
from tests.builders import noon
from tests.services.hands import at, do, row, value, why

DONE = {"progress": "完成", "zero_reason": "无"}
AMEND = {"changes": {"target": "≥98%"}, "document": "京1号"}


def _ask(house: House, actor: str, asks: RequestClass, about: str, **body: object) -> str:
    reason = body.pop("why", "政策变化")
    return at(house, actor, requests.request, asks, about, body, reason=reason).id


def _first(house: House, unit: str, category: str) -> str:
    query = "SELECT min(id) FROM indicator WHERE unit_id = :u AND category = :c"
    return value(house, query, u=unit, c=category)


def test_an_amendment_of_own_work_is_the_directors_and_makes_a_new_version(working_house: House):
    house = working_house
    mine = _first(house, "D01", "own_function")
    asked = _ask(house, "d01-head", RequestClass.AMENDMENT, mine, **AMEND)
    with pytest.raises(Objected) as second:
        _ask(house, "d01-head", RequestClass.AMENDMENT, mine, **AMEND)
    assert "request.open" in why(second.value)
    with pytest.raises(Objected) as level:
        do(house, "member-1", requests.grant, asked)
    assert "request.higher_approval" in why(level.value)
    do(house, "office-director", requests.grant, asked)
    now = row(house, "indicator", mine)
    assert (now["target"], now["version"], now["state"]) == ("≥98%", 2, "in_progress")
    with pytest.raises(NotNow):
        do(house, "office-director", requests.grant, asked)


def test_an_amendment_of_key_work_needs_the_conference(working_house: House):
    house = working_house
    mine = _first(house, "D01", "key")
    asked = _ask(house, "d01-head", RequestClass.AMENDMENT, mine, **AMEND)
    with pytest.raises(Objected) as level:
        do(house, "office-director", requests.grant, asked)
    assert "request.higher_approval" in why(level.value)
    do(house, "member-1", requests.grant, asked)
    assert row(house, "indicator", mine)["target"] == "≥98%"


def test_a_refused_request_changes_nothing_and_another_is_the_second(working_house: House):
    house = working_house
    mine = _first(house, "D01", "own_function")
    before = row(house, "indicator", mine)
    asked = _ask(house, "d01-head", RequestClass.AMENDMENT, mine, **AMEND)
    with pytest.raises(Objected) as silent:
        do(house, "office-director", requests.refuse, asked)
    assert "reason_required" in why(silent.value)
    do(house, "office-director", requests.refuse, asked, reason="依据不足")
    assert row(house, "indicator", mine) == before
    assert _ask(house, "d01-head", RequestClass.AMENDMENT, mine, **AMEND) == f"{mine}-Q2"


def test_nobody_grants_what_they_asked_for(working_house: House):
    house = working_house
    mine = _first(house, "D01", "own_function")
    asked = _ask(house, "office-director", RequestClass.AMENDMENT, mine, **AMEND)
    for verb in (requests.grant, requests.refuse):
        with pytest.raises(Objected) as refused:
            do(house, "office-director", verb, asked, reason="自批")
        assert "four_eyes" in why(refused.value)


def test_amendments_close_with_the_plans_day(working_house: House):
    house = working_house
    mine = _first(house, "D01", "own_function")
    house.clock.move_to(noon(2017, 10, 1))
    with pytest.raises(Objected) as refused:
        _ask(house, "d01-head", RequestClass.AMENDMENT, mine, **AMEND)
    assert "amendment.closed" in why(refused.value)


@pytest.mark.parametrize(
    ("asks", "about", "body", "code"),
    [
        (RequestClass.AMENDMENT, "2017-D02-001", {"changes": {"target": "x"}}, "document.missing"),
        (RequestClass.AMENDMENT, "2017-D02-001", {**AMEND, "why": " "}, "reason_required"),
        (RequestClass.CORRECTION, "2017-D02-001", {"document": "1"}, "request.wrong_state"),
        (RequestClass.EXTENSION, "2017-D02-001-3", {}, "extension.no_later_day"),
    ],
)
def test_a_request_without_its_grounds_is_refused(
    shared_working: House, asks: RequestClass, about: str, body: dict, code: str
):
    with pytest.raises(Objected) as refused:
        _ask(shared_working, "d02-head", asks, about, **body)
    assert code in why(refused.value)


@pytest.mark.parametrize(
    ("asks", "body"),
    [
        (RequestClass.EXTENSION, {"due_day": "tomorrow"}),
        (RequestClass.EXTENSION, {"due_day": "2018-02-01", "reason_class": "bad_mood"}),
    ],
)
def test_what_cannot_be_read_is_told(shared_working: House, asks: RequestClass, body: dict):
    with pytest.raises(BadInput):
        _ask(shared_working, "d02-head", asks, "2017-D02-001-3", **body)


def test_nobody_asks_for_another_unit_or_about_nothing(shared_working: House):
    for actor, about in (("t20-head", "2017-D02-001-3"), ("d02-head", "2017-D02-001-99")):
        with pytest.raises(NotFound):
            _ask(shared_working, actor, RequestClass.EXTENSION, about, due_day="2018-02-01")
    with pytest.raises(NotPermitted):
        _ask(
            shared_working, "d02-clerk", RequestClass.EXTENSION, "2017-D02-001-3",
            due_day="2018-02-01",
        )  # fmt: skip


def test_a_node_is_drafted_by_the_clerk_signed_by_the_head_and_read_by_another(
    working_house: House,
):
    house, node = working_house, "2017-D01-001-3"
    with pytest.raises(Objected) as blank:
        do(house, "d01-head", nodes.report, node)
    assert why(blank.value) >= {"report.not_drafted", "evidence.missing"}
    do(house, "d01-clerk", nodes.draft, node, progress="完成八成", value="80")
    with pytest.raises(NotPermitted):
        do(house, "d01-clerk", nodes.report, node)
    with pytest.raises(Objected) as bare:
        do(house, "d01-head", nodes.report, node)
    assert why(bare.value) == {"objected", "evidence.missing"}
    do(house, "d01-head", nodes.report, node, zero_reason="材料涉密")
    kept = row(house, "node", node)["report"]
    assert kept == {"progress": "完成八成", "value": "80", "zero_reason": "材料涉密"}
    for hand in ("d01-head", "member-1", "leader"):
        with pytest.raises(NotPermitted):
            do(house, hand, nodes.accept, node)
    do(house, "office-clerk", nodes.accept, node)
    for verb in (nodes.return_, nodes.close_missed, nodes.draft):
        with pytest.raises(NotNow):
            do(house, "office-clerk", verb, node, reason="重来")


def test_a_node_nobody_reported_is_closed_in_writing(shared_working: House):
    node = "2017-D03-001-3"
    with pytest.raises(Refused):
        do(shared_working, "office-clerk", nodes.close_missed, node)
    do(shared_working, "office-clerk", nodes.close_missed, node, reason="未报")
    assert row(shared_working, "node", node)["state"] == "missed"
