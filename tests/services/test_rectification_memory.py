"""What a rectification costs in the next year; days moved on request; measures opened again."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kit.errors import BadInput, NotPermitted, Objected
from services import adjustments, evidence, measures, rectification_plans, requests
from services.acts import Order
from services.evidence import Stored
from services.house import House
from services.sweep import sweep
from services.years import desk_for
from states.request import RequestClass
from tests.builders import noon
from tests.services.hands import at, do, issued_report, row, rows, set_down, verdict, why

PLAN = "2017-D01-R"
DOCUMENT = "房绩效办2018年9号"
LATER = RequestClass.RECTIFICATION_EXTENSION


def _issued(house: House, findings: int = 2) -> None:
    issued_report(house, "D01", *(f"问题{n}" for n in range(findings)))
    house.clock.move_to(noon(2018, 3, 16))
    at(house, "office-clerk", rectification_plans.issue)
    do(house, "d01-clerk", rectification_plans.acknowledge, PLAN)


def _declared(house: House, findings: int = 2) -> None:
    answer = {"cause": "人手不足", "measure": "补齐", "owner": "张三", "due_on": "2018-05-31"}
    items = [{"number": number, **answer} for number in range(1, findings + 1)]
    do(house, "d01-clerk", rectification_plans.revise, PLAN, items=items)
    stored = Stored("a" * 64, 9, "application/pdf")
    paper = Order(PLAN, {"role": "formal_document"})
    at(house, "d01-clerk", evidence.attach, "rectification_plan", paper, stored, "方案.pdf")
    do(house, "d01-head", rectification_plans.declare, PLAN)


def _started(house: House) -> None:
    do(house, "office-clerk", rectification_plans.review, PLAN)
    do(house, "office-clerk", measures.start, PLAN)


def _checked(house: House, *outcomes: str) -> None:
    done = [{"number": n, "progress": "已落实"} for n in range(1, len(outcomes) + 1)]
    do(house, "d01-clerk", measures.progress, PLAN, items=done)
    found = [{"number": n, "outcome": said} for n, said in enumerate(outcomes, 1)]
    do(house, "office-clerk", measures.inspect, PLAN, items=found)


def _scored(house: House) -> None:
    do(house, "office-clerk", measures.verify, PLAN)
    do(house, "office-clerk", measures.score, PLAN)


def _book(house: House) -> list[tuple[str, str, Decimal, str]]:
    query = "SELECT id, event, points, state FROM adjustment WHERE year = 2018 ORDER BY id"
    return [(r["id"], r["event"], r["points"], r["state"]) for r in rows(house, query)]


def _ask(house: House, day: str, item: int | None = None, actor: str = "d01-head") -> str:
    body: dict[str, Any] = {"due_day": day} | ({"item": item} if item is not None else {})
    return at(house, actor, requests.request, LATER, PLAN, body, reason="须待上级批复").id


def test_every_event_is_a_row_of_the_next_years_book(house: House):
    _issued(house, 3)
    house.clock.move_to(noon(2018, 4, 10))
    _declared(house, 3)
    for _ in range(2):
        do(house, "office-clerk", rectification_plans.return_, PLAN, reason="措施不实")
        do(house, "d01-head", rectification_plans.declare, PLAN)
    _started(house)
    _checked(house, "rejected", "accepted", "rejected")
    _scored(house)
    assert _book(house) == [
        ("2018-D01-R2017-late", "rectification_late", Decimal("-0.2"), "proposed"),
        ("2018-D01-R2017-rejected_twice", "rectification_rejected_twice",
            Decimal("-0.2"), "proposed"),
        ("2018-D01-R2017-undone", "rectification_undone", Decimal("-1.0"), "proposed"),
    ]  # fmt: skip
    assert row(house, "rectification_plan", PLAN)["points"] == Decimal("-1.4")
    assert {r["about"] for r in rows(house, "SELECT about FROM adjustment")} == {PLAN}
    assert verdict(house).first_bad is None


def test_the_item_costs_no_more_than_its_cap(house: House):
    _issued(house, 6)
    _declared(house, 6)
    _started(house)
    _checked(house, *["rejected"] * 6)
    _scored(house)
    assert _book(house) == [
        ("2018-D01-R2017-undone", "rectification_undone", Decimal("-2.0"), "proposed")
    ]


def test_a_granted_extension_of_the_three_weeks_ends_on_the_very_day(house: House):
    _issued(house)
    assert row(house, "rectification_plan", PLAN)["due_on"] == date(2018, 4, 8)
    for wrong in ("2018-04-08", "2018-04-14", "bald"):
        with pytest.raises(BadInput if wrong != "2018-04-08" else Objected):
            _ask(house, wrong)
    asked = _ask(house, "2018-04-20")
    with pytest.raises(NotPermitted):
        do(house, "office-clerk", requests.grant, asked)
    do(house, "office-director", requests.grant, asked)
    now = row(house, "rectification_plan", PLAN)
    assert (now["due_on"], now["extensions"]) == (date(2018, 4, 20), 1)
    sweep(house.database, noon(2018, 4, 19))
    assert row(house, "rectification_plan", PLAN)["lamp"] == "yellow"
    house.clock.move_to(noon(2018, 4, 20))
    _declared(house)
    do(house, "office-clerk", rectification_plans.return_, PLAN, reason="措施不实")
    assert row(house, "rectification_plan", PLAN)["due_on"] == date(2018, 4, 20)
    assert row(house, "rectification_plan", PLAN)["late"] is False
    assert verdict(house).first_bad is None


def test_an_extension_is_asked_for_before_the_day_has_passed(house: House):
    _issued(house)
    refused = _ask(house, "2018-04-20")
    do(house, "office-director", requests.refuse, refused, reason="理由不充分")
    assert row(house, "rectification_plan", PLAN)["extensions"] == 0
    house.clock.move_to(noon(2018, 4, 9))
    with pytest.raises(Objected) as late:
        _ask(house, "2018-04-20")
    assert "extension.too_late" in why(late.value)


def test_a_measure_is_extended_alone(house: House):
    _issued(house)
    _declared(house)
    _started(house)
    with pytest.raises(Objected) as whole:
        _ask(house, "2018-06-15")
    assert "request.wrong_state" in why(whole.value)
    with pytest.raises(Objected):
        _ask(house, "2018-06-15", item=7)
    do(house, "office-director", requests.grant, _ask(house, "2018-06-15", item=2))
    now = row(house, "rectification_plan", PLAN)
    assert [item["due_on"] for item in now["items"]] == ["2018-05-31", "2018-06-15"]
    clocks = rows(house, "SELECT name, due_on FROM deadline WHERE next_at IS NOT NULL"
                  " AND stopped_at IS NULL AND name LIKE 'measure%'")  # fmt: skip
    assert {(c["name"], c["due_on"]) for c in clocks} == {
        ("measure-1", date(2018, 5, 31)), ("measure-2", date(2018, 6, 15)),
    }  # fmt: skip


def test_the_office_may_set_a_new_day_with_a_return(house: House):
    _issued(house)
    _declared(house)
    with pytest.raises(BadInput):
        do(
            house,
            "office-clerk",
            rectification_plans.return_,
            PLAN,
            reason="补",
            due_on="2018-04-06",
        )
    do(house, "office-clerk", rectification_plans.return_, PLAN, reason="补", due_on="2018-04-27")
    now = row(house, "rectification_plan", PLAN)
    assert (now["due_on"], now["returns"], now["extensions"]) == (date(2018, 4, 27), 1, 0)


def test_what_is_opened_again_takes_its_booking_back_and_books_anew(house: House):
    _issued(house)
    _declared(house)
    _started(house)
    _checked(house, "accepted", "rejected")
    _scored(house)
    with house.database.connect() as connection:
        act = at(house, "office-director", lambda desk: desk.act)
        next_year = desk_for(connection, act, 2017)
        adjustments.approve(next_year, [Order("2018-D01-R2017-undone")])
    again = [{"number": 2, "due_on": "2018-06-15"}]
    with pytest.raises(Objected) as bare:
        do(house, "office-director", measures.reopen, PLAN, items=again, reason="复查")
    assert "document.missing" in why(bare.value)
    with pytest.raises(BadInput):
        do(house, "office-director", measures.reopen, PLAN, document=DOCUMENT, reason="复查")
    do(house, "office-director", measures.reopen, PLAN,
       items=again, document=DOCUMENT, reason="复查发现仍可完成")  # fmt: skip
    assert _book(house)[0][3] == "revoked"
    now = row(house, "rectification_plan", PLAN)
    assert (now["state"], now["reopenings"], now["points"]) == ("in_progress", 1, None)
    assert [item.get("outcome") for item in now["items"]] == ["accepted", None]
    _checked(house, "accepted", "rejected")
    _scored(house)
    assert [entry[0::3] for entry in _book(house)] == [
        ("2018-D01-R2017-undone", "revoked"), ("2018-D01-R2017-undone-2", "proposed"),
    ]  # fmt: skip
    assert verdict(house).first_bad is None


def test_nothing_is_opened_again_once_the_next_year_is_settled(house: House):
    _issued(house)
    _declared(house)
    _started(house)
    _checked(house, "accepted", "rejected")
    _scored(house)
    result = {"id": "2018-D01-S", "unit_id": "D01", "year": 2018, "version": 0, "flash_values": 0}
    result |= {"vetoed": False, "undecided": False}
    set_down(house, "result", result, ("compute", "trial"), ("confirm", "confirmed"))
    again = {"items": [{"number": 2, "due_on": "2018-06-15"}], "document": DOCUMENT}
    with pytest.raises(Objected) as late:
        do(house, "office-director", measures.reopen, PLAN, **again, reason="复查")
    assert "rectification_plan.settled" in why(late.value)


def test_what_a_dismissed_appeal_found_is_rectified_too(house: House):
    appeal = {"id": "2017-D01-P1", "unit_id": "D01", "result_id": "2017-D01-S"}
    appeal |= {"about_kind": "total", "about_id": "2017-D01-S", "grounds": "漏计", "filed_by": "x"}
    appeal |= {"last_day": date(2018, 3, 9), "decision": "计分无误。", "document": "", "remedy": ""}
    set_down(house, "appeal", appeal, ("file", "filed"), ("dismiss", "dismissed"))
    _issued(house)
    items = row(house, "rectification_plan", PLAN)["items"]
    assert [item["source"] for item in items] == ["2017-D01-B", "2017-D01-B", "2017-D01-P1"]
    assert "计分无误。" in items[2]["finding"]
