"""The three weeks of a rectification plan (方案 六（二）), to the minute."""

from datetime import UTC, date, datetime

import pytest

from kit.errors import Objected
from services import evidence, measures, rectification_plans
from services.acts import Order
from services.filing import Stored
from services.house import House
from services.sweep import sweep
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
    of_the_plan = "SELECT name, rung FROM deadline_fire WHERE kind = 'rectification_plan'"
    found = rows(house, f"{of_the_plan} ORDER BY number")
    return [(fire["name"], fire["rung"]) for fire in found]


def _in_progress(house: House) -> None:
    _issued(house, noon(2018, 3, 16))
    do(house, "d01-clerk", rectification_plans.acknowledge, PLAN)
    _answered(house)
    do(house, "d01-head", rectification_plans.declare, PLAN)
    do(house, "office-clerk", rectification_plans.review, PLAN)
    do(house, "office-clerk", measures.start, PLAN)


def test_three_weeks_end_on_the_first_working_day_after_the_holiday(house: House):
    _issued(house, noon(2018, 3, 15))
    house.clock.move_to(noon(2018, 3, 16))
    do(house, "d01-clerk", rectification_plans.acknowledge, PLAN)
    now = row(house, "rectification_plan", PLAN)
    assert (now["received_on"], now["received_how"]) == (date(2018, 3, 16), "signed")
    assert (now["due_on"], now["due_at"]) == (date(2018, 4, 8), DUE_AT)
    assert row(house, "document", "2017-D01-B")["state"] == "received"
    sweep(house.database, DUE_AT.replace(hour=15))
    assert row(house, "rectification_plan", PLAN)["lamp"] == "yellow"
    sweep(house.database, DUE_AT)
    red = row(house, "rectification_plan", PLAN)
    assert (red["lamp"], red["overdue_since"], red["state"]) == ("red", DUE_AT, "issued")
    sweep(house.database, noon(2018, 4, 12))
    assert row(house, "rectification_plan", PLAN)["lamp"] == "double_red"
    assert _fired(house) == [("rectification_declare", r) for r in ("-5wd", "-3d", "0", "+2wd")]
    assert verdict(house).first_bad is None


def test_what_is_not_signed_for_is_deemed_received_by_the_system(house: House):
    _issued(house, noon(2018, 3, 14))
    late = noon(2018, 3, 21)
    sweep(house.database, late)
    now = row(house, "rectification_plan", PLAN)
    assert (now["received_on"], now["received_how"]) == (date(2018, 3, 16), "deemed")
    assert (now["due_on"], now["due_at"]) == (date(2018, 4, 8), DUE_AT)
    last = rows(
        house, "SELECT * FROM trail WHERE subject_id = :id ORDER BY number DESC LIMIT 1", id=PLAN
    )[0]
    assert (last["trigger"], last["actor"], last["capacity"]) == (
        "deem_received", "system:deadline", "system",
    )  # fmt: skip
    with pytest.raises(Objected) as twice:
        do(house, "d01-clerk", rectification_plans.acknowledge, PLAN)
    assert "rectification_plan.received" in why(twice.value)
    sweep(house.database, late)
    assert _fired(house) == [
        ("rectification_acknowledge", "-1wd"),
        ("rectification_acknowledge", "0"),
    ]


def test_a_unit_cannot_choose_the_day_on_which_it_signed(house: House):
    _issued(house, noon(2018, 3, 16))
    do(house, "d01-clerk", rectification_plans.acknowledge, PLAN, on="2018-12-31")
    assert row(house, "rectification_plan", PLAN)["due_on"] == date(2018, 4, 8)


def test_a_late_plan_is_taken_and_marked(house: House):
    _issued(house, noon(2018, 3, 16))
    do(house, "d01-clerk", rectification_plans.acknowledge, PLAN)
    _answered(house)
    house.clock.move_to(DUE_AT)
    do(house, "d01-head", rectification_plans.declare, PLAN)
    now = row(house, "rectification_plan", PLAN)
    assert (now["state"], now["late"], now["lamp"]) == ("declared", True, "green")


def test_a_returned_plan_keeps_its_due_date_and_rings_again(house: House):
    _issued(house, noon(2018, 3, 16))
    do(house, "d01-clerk", rectification_plans.acknowledge, PLAN)
    _answered(house)
    do(house, "d01-head", rectification_plans.declare, PLAN)
    house.clock.move_to(noon(2018, 4, 4))
    with pytest.raises(Objected) as silent:
        do(house, "office-clerk", rectification_plans.return_, PLAN)
    assert "reason_required" in why(silent.value)
    do(house, "office-clerk", rectification_plans.return_, PLAN, reason="原因不清")
    now = row(house, "rectification_plan", PLAN)
    assert (now["due_on"], now["due_at"], now["returns"]) == (date(2018, 4, 8), DUE_AT, 1)
    sweep(house.database, DUE_AT)
    assert row(house, "rectification_plan", PLAN)["lamp"] == "red"
    house.clock.move_to(noon(2018, 4, 9))
    do(house, "d01-head", rectification_plans.declare, PLAN)
    assert row(house, "rectification_plan", PLAN)["late"] is True


def test_each_measure_has_a_clock_and_progress_stops_its_own_alone(house: House):
    _in_progress(house)
    report = [{"number": 1, "progress": "已完成"}]
    do(house, "d01-clerk", measures.progress, PLAN, items=report)
    clocks = rows(house, "SELECT name, due_on, next_at FROM deadline WHERE name LIKE 'measure-%'")
    assert {(c["name"], c["due_on"], c["next_at"] is None) for c in clocks} == {
        ("measure-1", date(2018, 5, 31), True), ("measure-2", date(2018, 5, 31), False),
    }  # fmt: skip
    sweep(house.database, noon(2018, 6, 1))
    assert row(house, "rectification_plan", PLAN)["lamp"] == "red"
