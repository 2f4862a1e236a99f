"""Adjustments (加扣分): proposed with their basis, booked only when the director approves."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import text

from kit.errors import BadInput
from services.acts import Answer, Answers, Order, needed, one
from services.desk import Desk, Noun
from services.door import Subject
from services.intents import Effect, Message, Planned
from services.reading import one_read
from states.adjustment import AdjustmentFacts, AdjustmentState, AdjustmentTrigger
from states.capacity import Capacity

_T = AdjustmentTrigger
_DIRECTOR = (Capacity.OFFICE_DIRECTOR,)
#: More of one event at once is a slip of the pen.
_MOST = 1000
_HEAD = (Capacity.UNIT_HEAD,)


def adjustment_facts(desk: Desk, subject: Subject, order: Order) -> AdjustmentFacts:
    """Gather what the questions about an adjustment look at."""
    row = subject.row
    return AdjustmentFacts(
        **desk.base(subject, order),
        basis=row["basis"],
        proposed_by=row["proposed_by"],
        counted=row.get("counted") or "",
    )


ADJUSTMENT = Noun("adjustment", one_read("adjustment"), adjustment_facts)

_BEFORE = text(
    "SELECT (SELECT count(*) FROM adjustment WHERE district_id = :district AND year = :year"
    "  AND unit_id = :unit) AS number,"
    " (SELECT a.id FROM adjustment a WHERE a.district_id = :district AND a.unit_id = :unit"
    "  AND a.year = :year AND a.event = :event AND a.state IN ('proposed', 'approved')"
    "  AND ((:about <> '' AND a.about = :about) OR (:document <> '' AND a.document = :document))"
    "  LIMIT 1) AS counted"
)


def propose(desk: Desk, unit_id: str, body: Mapping[str, Any]) -> Answer:
    """Propose an adjustment (提出).

    Args:
        desk: the office, or the system.
        unit_id: whose.
        body: `event` (key of the plan's table), `document`, `about`, `count` (default 1).

    Raises:
        BadInput: the plan knows no such event.
        Refused: the deed is counted already, or it has no basis.
    """
    key = str(needed(body, "event", "加扣分事项"))
    found = desk.rules.plan.adjustments.event(key)
    if found is None:
        raise BadInput(f"方案的加扣分表中没有“{key}”。")
    item, event = found
    asked = {
        "district": desk.act.district_id,
        "year": desk.year,
        "unit": unit_id,
        "event": key,
        "about": str(body.get("about") or ""),
        "document": str(body.get("document") or ""),
    }
    before = desk.connection.execute(_BEFORE, asked).one()
    row = {
        "id": f"{desk.year}-{unit_id}-A{before.number + 1}",
        "unit_id": unit_id,
        "event": key,
        "points": event.points * _count(body),
        "basis": f"{event.label}（{item.basis}）",
        "document": asked["document"],
        "about": asked["about"],
        "proposed_by": desk.act.actor,
        "counted": before.counted,
    }
    return one(desk.bear(ADJUSTMENT, _T.PROPOSE, [row], _propose, {"unit": unit_id, **body}))


def _count(body: Mapping[str, Any]) -> Decimal:
    try:
        count = Decimal(str(body.get("count", 1)))
    except InvalidOperation as error:
        raise BadInput("“次数”（count）应为数字。") from error
    if not (count.is_finite() and 0 < count <= _MOST and count == round(count, 2)):
        raise BadInput(f"“次数”（count）应大于0、不超过{_MOST}，至多两位小数。")
    return count


def _propose(desk: Desk, subject: Subject, order: Order, facts: AdjustmentFacts) -> Effect:
    del desk, order, facts
    row = subject.row
    told = f"请审批加扣分：{row['basis']} {row['points']}分（{row['id']}）。"
    data = {"event": row["event"], "points": format(row["points"], "f"), "about": row["about"]}
    return Effect(data=data, messages=(Message("proposed", _DIRECTOR, told),))


def planned_for_next_year(
    desk: Desk, plan: Mapping[Any, Any], points: Decimal, worn: Capacity
) -> Planned:
    """Plan what a scored rectification books into the next year (方案 六（二）).

    Born proposed: it counts when that year's director approves it.
    """
    year = desk.year + 1
    row = {
        "id": f"{year}-{plan['unit_id']}-R{desk.year}",
        "year": year,
        "lamp": "green",
        "unit_id": plan["unit_id"],
        "event": "rectification_result",
        "points": points,
        "basis": f"{desk.year}年度整改结果（方案 六（二）：整改结果纳入下一年度）",
        "document": "",
        "about": plan["id"],
        "proposed_by": desk.act.actor,
    }
    return Planned(
        kind="adjustment",
        row=row,
        steps=((_T.PROPOSE, AdjustmentState.PROPOSED),),
        actor=desk.act.actor,
        capacity=worn,
        effect=Effect(data={"points": format(points, "f"), "about": plan["id"]}),
    )


def approve(desk: Desk, orders: list[Order]) -> Answers:
    """Approve adjustments (批准); from now on they count."""
    return desk.move(ADJUSTMENT, _T.APPROVE, orders, _approve)


def _approve(desk: Desk, subject: Subject, order: Order, facts: AdjustmentFacts) -> Effect:
    del order, facts
    row = subject.row
    told = f"加扣分已批准：{row['basis']} {row['points']}分。"
    return Effect(
        columns={"approved_by": desk.act.actor}, messages=(Message("approved", _HEAD, told),)
    )


def reject(desk: Desk, orders: list[Order]) -> Answers:
    """Reject adjustments with a reason (不批准)."""
    return desk.move(ADJUSTMENT, _T.REJECT, orders)


def revoke(desk: Desk, orders: list[Order]) -> Answers:
    """Revoke approved adjustments with a reason (撤销)."""
    return desk.move(ADJUSTMENT, _T.REVOKE, orders)
