"""Measures (整改措施): carried out by their days, checked one by one, booked into the next year."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from kit.errors import BadInput
from services.acts import Answers, Order
from services.desk import Desk
from services.door import Subject
from services.intents import Effect, Message, Start
from services.rectification_booking import booked, bookings, taken_back
from services.rectification_items import check_new_day, day_given, given_items, merged, without
from services.rectification_plans import RECTIFICATION_PLAN
from states.capacity import Capacity
from states.lamp import Lamp
from states.rectification_plan import RectificationPlanFacts, RectificationPlanTrigger

_T = RectificationPlanTrigger
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)
_OFFICE = (Capacity.OFFICE_CLERK,)
_CHECKED = ("outcome", "note", "carry")
#: How a measure can be found: accepted, rejected (undone), or to be mended.
OUTCOMES = ("accepted", "rejected", "change_requested")


def start(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Put the plan into effect (实施): each measure becomes a dated item with reminders."""
    return desk.move(RECTIFICATION_PLAN, _T.START, orders, _start)


def _start(desk: Desk, subject: Subject, order: Order, facts: RectificationPlanFacts) -> Effect:
    del order, facts
    items: Sequence[Mapping[str, Any]] = subject.row["items"]
    clocks = tuple(
        _clock(desk, item["number"], date.fromisoformat(item["due_on"])) for item in items
    )
    told = f"整改方案{subject.row['id']}开始实施，共{len(items)}项措施。"
    return Effect(starts=clocks, messages=(Message("started", _UNIT, told),))


def _clock(desk: Desk, number: int, day: date) -> Start:
    return desk.rules.start("measure", day, desk.act.at, key=str(number))


def progress(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Report on measures (报告进展); body `items`: number with `progress`."""
    return desk.move(RECTIFICATION_PLAN, _T.PROGRESS, orders, _progress)


def _progress(desk: Desk, subject: Subject, order: Order, facts: RectificationPlanFacts) -> Effect:
    del desk, facts
    given = given_items(order, ("progress",))
    items = merged(subject.row["items"], given, ("progress",))
    done = tuple(f"measure-{row['number']}" for row in given)
    told = f"整改方案{subject.row['id']}报告了{len(given)}项进展，请核查。"
    return Effect(
        columns={"items": items, "lamp": Lamp.GREEN.value},
        data={"items": given},
        stops=done,
        messages=(Message("progress", _OFFICE, told),),
    )


def inspect(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Check measures one by one (逐项核查); body `items`: number with `outcome`, `note`, `carry`.

    A measure that stays `rejected` is undone and costs in the next year; `carry` (`yes`) makes the
    item one of the next year's goals as well (整改事项纳入下年度).
    """
    return desk.move(RECTIFICATION_PLAN, _T.INSPECT, orders, _inspect)


def _inspect(desk: Desk, subject: Subject, order: Order, facts: RectificationPlanFacts) -> Effect:
    del desk, facts
    given = given_items(order, _CHECKED)
    strange = [row.get("outcome") for row in given if row.get("outcome") not in OUTCOMES]
    if strange:
        raise BadInput(f"核查结论只能是{'、'.join(OUTCOMES)}，不能是{strange[0]}。")
    items = merged(subject.row["items"], given, _CHECKED)
    return Effect(columns={"items": items}, data={"items": given})


def verify(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Find the plan carried out (核查)."""
    return desk.move(RECTIFICATION_PLAN, _T.VERIFY, orders, _verify)


def _verify(desk: Desk, subject: Subject, order: Order, facts: RectificationPlanFacts) -> Effect:
    del desk, subject, order, facts
    return Effect(stops=("*",), columns={"overdue_since": None, "lamp": Lamp.GREEN.value})


def score(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Score the plan (评分): what went wrong is booked into the next year, by the plan's table."""
    return desk.move(RECTIFICATION_PLAN, _T.SCORE, orders, _score)


def _score(desk: Desk, subject: Subject, order: Order, facts: RectificationPlanFacts) -> Effect:
    del order
    found = tuple(bookings(desk, subject.row))
    points = sum((booking.points for booking in found), Decimal(0))
    worn = next(c for c in Capacity if c in facts.capacities)
    rows = booked(desk, subject.row, found, worn)
    said = f"计{points}分，列入{desk.year + 1}年度" if found else "无扣分事项"
    return Effect(
        columns={"points": points},
        data={"points": format(points, "f"), "booked": [row.row["id"] for row in rows]},
        also=rows,
        messages=(Message("scored", _UNIT, f"整改方案{subject.row['id']}已评分：{said}。"),),
    )


def reopen(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Open measures again by decision (重新整改); what was booked is taken back in the same breath.

    The body holds `document`, and `items`: the number of each measure to be carried out again,
    with its new `due_on`.
    """
    return desk.move(RECTIFICATION_PLAN, _T.REOPEN, orders, _reopen)


def _reopen(desk: Desk, subject: Subject, order: Order, facts: RectificationPlanFacts) -> Effect:
    row = subject.row
    given = given_items(order, ("due_on",))
    if not given or not all(item.get("due_on") for item in given):
        raise BadInput("请写明重新整改的措施序号和新的时限（items：number、due_on）。")
    days = {item["number"]: day_given(item["due_on"]) for item in given}
    for day in days.values():
        check_new_day(desk, day, desk.today)
    items = merged(without(row["items"], days, ("outcome", "note")), given, ("due_on",))
    back = taken_back(desk, row["booked"], f"{row['id']}重新整改：{facts.reason}")
    numbers = "、".join(map(str, days))
    told = f"整改方案{row['id']}第{numbers}项重新整改：{facts.reason}"
    return Effect(
        columns={"items": items, "points": None, "reopenings": row["reopenings"] + 1},
        data={"document": facts.document, "items": given, "taken_back": row["booked"]},
        starts=tuple(_clock(desk, number, day) for number, day in days.items()),
        also=back,
        messages=(Message("reopened", _UNIT, told),),
    )


def plan_extend(desk: Desk, row: Mapping[Any, Any], number: int, day: date) -> Effect:
    """Derive what a granted extension of one measure changes (延期); the day is exact."""
    before = next(item for item in row["items"] if item["number"] == number)
    items = merged(row["items"], [{"number": number, "due_on": str(day)}], ("due_on",))
    calm = {} if row["overdue_since"] else {"lamp": Lamp.GREEN.value}
    told = f"整改方案{row['id']}第{number}项措施延期至{day}。"
    return Effect(
        columns={"items": items, "extensions": row["extensions"] + 1, **calm},
        data={"item": number, "due_on": str(day), "was": str(before["due_on"])},
        stops=(f"measure-{number}",),
        starts=(_clock(desk, number, day),),
        messages=(Message("extended", _UNIT, told),),
    )
