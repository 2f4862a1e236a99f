"""Rectification plans: three weeks from receipt, and a book for the next year."""

from datetime import UTC, datetime
from typing import Any

import pytest

from kit.errors import BadInput, NotPermitted, Objected, Refused
from services import evidence, measures, rectification_plans
from services.acts import Order
from services.evidence import Stored
from services.house import House
from tests.builders import noon
from tests.services.hands import at, do, issued_report, row, rows, verdict, why

PLAN = "2017-D01-R"
DUE_AT = datetime(2018, 4, 8, 16, tzinfo=UTC)
ANSWER = {"cause": "人手不足", "measure": "补齐", "owner": "张三", "due_on": "2018-05-31"}


def _issued(house: House, day: datetime, *findings: str) -> None:
    issued_report(house, "D01", *(findings or ("甲", "乙")))
    house.clock.move_to(day)
    with house.database.connect():
        at(house, "office-clerk", rectification_plans.issue)


def _answered(house: House) -> None:
    items = [{"number": number, **ANSWER} for number in (1, 2)]
    do(house, "d01-clerk", rectification_plans.revise, PLAN, items=items)
    stored = Stored("a" * 64, 9, "application/pdf")
    paper = Order(PLAN, {"role": "formal_document"})
    at(house, "d01-clerk", evidence.attach, "rectification_plan", paper, stored, "方案.pdf")


def _fired(house: House) -> list[tuple[str, str]]:
    found = rows(house, "SELECT name, rung FROM deadline_fire ORDER BY number")
    return [(fire["name"], fire["rung"]) for fire in found]


def test_a_plan_takes_every_answer_and_the_formal_document_before_it_is_declared(house: House):
    _issued(house, noon(2018, 3, 16))
    with pytest.raises(Objected) as early:
        do(house, "d01-head", rectification_plans.declare, PLAN)
    assert why(early.value) >= {
        "rectification_plan.not_received", "finding.unanswered", "formal_document.missing",
    }  # fmt: skip
    do(house, "d01-clerk", rectification_plans.acknowledge, PLAN)
    _answered(house)
    with pytest.raises(NotPermitted):
        do(house, "d01-clerk", rectification_plans.declare, PLAN)
    do(house, "d01-head", rectification_plans.declare, PLAN)
    now = row(house, "rectification_plan", PLAN)
    assert (now["state"], now["late"]) == ("declared", False)
    running = "SELECT name FROM deadline WHERE subject_id = :id AND next_at IS NOT NULL"
    assert rows(house, running, id=PLAN) == [{"name": "office_turn-review"}]


def _in_progress(house: House) -> None:
    _issued(house, noon(2018, 3, 16))
    do(house, "d01-clerk", rectification_plans.acknowledge, PLAN)
    _answered(house)
    do(house, "d01-head", rectification_plans.declare, PLAN)
    do(house, "office-clerk", rectification_plans.review, PLAN)
    do(house, "office-clerk", measures.start, PLAN)


def test_a_plan_is_found_carried_out_only_when_every_measure_is_decided_and_proven(house: House):
    _in_progress(house)
    with pytest.raises(Objected) as open_:
        do(house, "office-clerk", measures.verify, PLAN)
    assert "measure.undecided" in why(open_.value)
    found = [{"number": 1, "outcome": "accepted"}, {"number": 2, "outcome": "change_requested"}]
    do(house, "office-clerk", measures.inspect, PLAN, items=found)
    with pytest.raises(Objected) as waiting:
        do(house, "office-clerk", measures.verify, PLAN)
    assert why(waiting.value) >= {"measure.undecided", "measure.unproven"}
    done = [{"number": 1, "progress": "已完成"}]
    do(house, "d01-clerk", measures.progress, PLAN, items=done)
    mended = [{"number": 2, "outcome": "accepted", "note": "已整改"}]
    do(house, "office-clerk", measures.inspect, PLAN, items=mended)
    with pytest.raises(Objected) as silent:
        do(house, "office-clerk", measures.verify, PLAN)
    assert why(silent.value) == {"objected", "measure.unproven"}
    do(house, "office-clerk", measures.verify, PLAN, reason="第2项已现场核实。")
    do(house, "office-clerk", measures.score, PLAN)
    assert row(house, "rectification_plan", PLAN)["points"] == 0
    assert not rows(house, "SELECT id FROM adjustment")
    assert verdict(house).first_bad is None


HOSTILE: tuple[dict[str, Any], ...] = (
    {"number": 7, "progress": "x"},
    {"number": "1", "progress": "x"},
    {"number": 1.0, "progress": "x"},
    {"number": True, "progress": "x"},
    {"progress": "x"},
)


def test_items_without_a_number_of_theirs_are_refused(house: House):
    _in_progress(house)
    for item in HOSTILE:
        with pytest.raises(BadInput):
            do(house, "d01-clerk", measures.progress, PLAN, items=[item])


def test_nothing_that_a_unit_sends_can_spoil_the_trail(house: House):
    _in_progress(house)
    odd = {"number": 1, "progress": 1e22, "outcome": "accepted", "more": [1e22, 0.1, {"x": 1e400}]}
    do(house, "d01-clerk", measures.progress, PLAN, items=[odd])
    found = [{"number": 1, "outcome": "accepted", "note": 2.50, "extra": 1e30}]
    do(house, "office-clerk", measures.inspect, PLAN, items=found)
    assert verdict(house).first_bad is None
    assert row(house, "rectification_plan", PLAN)["items"][0]["progress"] == "1e+22"
    assert "more" not in row(house, "rectification_plan", PLAN)["items"][0]


def test_a_stranger_neither_sees_nor_signs(house: House):
    _issued(house, noon(2018, 3, 16))
    for stranger in ("d02-head", "t01-clerk"):
        with pytest.raises(Refused) as out:
            do(house, stranger, rectification_plans.acknowledge, PLAN)
        assert out.value.code == "not_found"
