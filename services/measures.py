"""Measures (整改措施): carried out by their days, checked one by one, booked into the next year."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from kit.errors import BadInput
from services.acts import Answers, Order
from services.adjustments import planned_for_next_year
from services.desk import Desk
from services.door import Subject
from services.intents import Effect, Message
from services.rectification_items import given_items, merged
from services.rectification_plans import RECTIFICATION_PLAN
from states.capacity import Capacity
from states.lamp import Lamp
from states.rectification_plan import RectificationPlanFacts, RectificationPlanTrigger

_T = RectificationPlanTrigger
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)
_OFFICE = (Capacity.OFFICE_CLERK,)
#: A year is worth a hundred points.
_MOST = 100
#: How a measure can be found: accepted, rejected, or to be mended.
OUTCOMES = ("accepted", "rejected", "change_requested")


def start(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Put the plan into effect (实施): each measure becomes a dated item with reminders."""
    return desk.move(RECTIFICATION_PLAN, _T.START, orders, _start)


def _start(desk: Desk, subject: Subject, order: Order, facts: RectificationPlanFacts) -> Effect:
    del order, facts
    items: Sequence[Mapping[str, Any]] = subject.row["items"]
    clocks = tuple(
        desk.rules.start(
            "measure", date.fromisoformat(item["due_on"]), desk.act.at, key=str(item["number"])
        )
        for item in items
    )
    told = f"整改方案{subject.row['id']}开始实施，共{len(items)}项措施。"
    return Effect(starts=clocks, messages=(Message("started", _UNIT, told),))


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
    """Check measures one by one (逐项核查); body `items`: number with `outcome` and `note`."""
    return desk.move(RECTIFICATION_PLAN, _T.INSPECT, orders, _inspect)


def _inspect(desk: Desk, subject: Subject, order: Order, facts: RectificationPlanFacts) -> Effect:
    del desk, facts
    given = given_items(order, ("outcome", "note"))
    strange = [row.get("outcome") for row in given if row.get("outcome") not in OUTCOMES]
    if strange:
        raise BadInput(f"核查结论只能是{'、'.join(OUTCOMES)}，不能是{strange[0]}。")
    items = merged(subject.row["items"], given, ("outcome", "note"))
    return Effect(columns={"items": items}, data={"items": given})


def verify(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Find the plan carried out (核查)."""
    return desk.move(RECTIFICATION_PLAN, _T.VERIFY, orders, _verify)


def _verify(desk: Desk, subject: Subject, order: Order, facts: RectificationPlanFacts) -> Effect:
    del desk, subject, order, facts
    return Effect(stops=("*",), columns={"overdue_since": None, "lamp": Lamp.GREEN.value})


def score(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Score the plan (评分); body `points` (signed) is booked into the next year."""
    return desk.move(RECTIFICATION_PLAN, _T.SCORE, orders, _score)


def _score(desk: Desk, subject: Subject, order: Order, facts: RectificationPlanFacts) -> Effect:
    del order
    points = _points(facts.points)
    worn = next(c for c in Capacity if c in facts.capacities)
    booked = planned_for_next_year(desk, subject.row, points, worn)
    return Effect(
        columns={"points": points},
        data={"points": format(points, "f"), "booked": booked.row["id"]},
        also=(booked,),
        messages=(Message("scored", _UNIT, f"整改结果计{points}分，列入{desk.year + 1}年度。"),),
    )


def _points(said: str) -> Decimal:
    try:
        points = Decimal(said)
    except InvalidOperation as error:
        raise BadInput(f"分值“{said}”不是数字。") from error
    if not (points.is_finite() and abs(points) <= _MOST and points == round(points, 2)):
        raise BadInput(f"分值“{said}”应在-{_MOST}与{_MOST}之间，至多两位小数。")
    return points
