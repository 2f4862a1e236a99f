"""Adjustments (加扣分): proposed with their basis, booked only when the director approves."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from kit.errors import BadInput
from services.acts import Answer, Answers, Order, needed, one
from services.deeds import (
    EXAMINER_DUTIES,
    booked_by,
    counted_by,
    deed_of,
    duty_deed,
    lighter_than,
    other_award,
    same_deed,
    standing,
    superseded,
)
from services.desk import Desk, Noun
from services.door import Subject
from services.intents import Effect, Message
from services.reading import one_read
from states.adjustment import AdjustmentFacts, AdjustmentState, AdjustmentTrigger
from states.capacity import Capacity

_T = AdjustmentTrigger
_DIRECTOR = (Capacity.OFFICE_DIRECTOR,)
#: More of one event at once is a slip of the pen.
_MOST = 1000
_HEAD = (Capacity.UNIT_HEAD,)

_ITSELF = {
    "district": "s.district_id",
    "year": "s.year",
    "unit": "s.unit_id",
    "deed": "s.deed",
    "document": "s.document",
    "id": "s.id",
}
_FACTS = f"""
    {same_deed(_ITSELF)} AS same_deed, {other_award(_ITSELF)} AS other_award,
    (SELECT count(*) FROM evidence e WHERE e.district_id = s.district_id
        AND e.kind = 'adjustment' AND e.subject_id = s.id) AS material,
"""


def adjustment_facts(desk: Desk, subject: Subject, order: Order) -> AdjustmentFacts:
    """Gather what the questions about an adjustment look at."""
    row = subject.row
    found = desk.rules.plan.adjustments.event(row["event"])
    return AdjustmentFacts(
        **desk.base(subject, order),
        basis=row["basis"],
        proposed_by=row["proposed_by"],
        points=Decimal(row["points"]),
        deed=row["deed"],
        documented=bool(found and found[1].documented),
        counted=counted_by(row),
        booked=booked_by(row),
        other_award=row.get("other_award") or "",
        document=row["document"],
        material=row.get("material") or 0,
        superseded=bool(order.body.get("superseded")),
        upheld=bool(order.body.get("upheld")),
    )


ADJUSTMENT = Noun("adjustment", one_read("adjustment", _FACTS), adjustment_facts)


def propose(desk: Desk, unit_id: str, body: Mapping[str, Any]) -> Answer:
    """Propose an adjustment (提出); a lighter one proposed about the same deed gives way to it.

    Args:
        desk: the office, or the system.
        unit_id: whose.
        body: `event` (key of the plan's table), `document`, `about`, `count` (default 1), `deed`:
            the award's name or the deed it is counted by once; else what it is about, else its
            document.

    Raises:
        BadInput: the plan knows no such event, or the points are no whole multiple of its step.
        Refused: the deed is counted already, or it has no basis or document.
    """
    key = str(needed(body, "event", "加扣分事项"))
    said = {name: str(body.get(name) or "").strip() for name in ("about", "document", "deed")}
    duty = duty_deed(desk.year, unit_id, key) if key in EXAMINER_DUTIES else ""
    deed = deed_of(desk.rules.plan.adjustments, key, said, duty)
    row = priced(desk, unit_id, key, _count(body)) | {**said, "deed": deed}
    _insist_on_steps(desk, Decimal(row["points"]))
    beside = standing(desk, row)
    row |= {**beside, "id": f"{desk.year}-{unit_id}-A{beside['number'] + 1}"}
    return one(desk.bear(ADJUSTMENT, _T.PROPOSE, [row], plan_propose, {"unit": unit_id, **body}))


def priced(desk: Desk, unit_id: str, key: str, count: Decimal) -> dict[str, Any]:
    """Price an event by the plan's table: the columns that the rule decides.

    Raises:
        BadInput: the plan knows no such event.
    """
    found = desk.rules.plan.adjustments.event(key)
    if found is None:
        raise BadInput(f"方案的加扣分表中没有“{key}”。")
    item, event = found
    return {
        "year": desk.year,
        "unit_id": unit_id,
        "event": key,
        "points": event.points * count,
        "basis": f"{event.label}（{item.basis}）",
        "proposed_by": desk.act.actor,
    }


def _count(body: Mapping[str, Any]) -> Decimal:
    try:
        count = Decimal(str(body.get("count", 1)))
    except InvalidOperation as error:
        raise BadInput("“次数”（count）应为数字。") from error
    if not (count.is_finite() and 0 < count <= _MOST and count == round(count, 2)):
        raise BadInput(f"“次数”（count）应大于0、不超过{_MOST}，至多两位小数。")
    return count


def _insist_on_steps(desk: Desk, points: Decimal) -> None:
    step = desk.rules.plan.adjustments.step
    if points % step:
        raise BadInput(f"加扣分以{step}分为单位，不能是{format(points.normalize(), 'f')}分。")


def plan_propose(desk: Desk, subject: Subject, order: Order, facts: AdjustmentFacts) -> Effect:
    """Derive what a proposal does: the director is told, lighter proposals give way."""
    del order, facts
    row = subject.row
    told = f"请审批加扣分：{row['basis']} {row['points']}分（{row['id']}）。"
    data = {name: row[name] for name in ("event", "about", "deed")}
    return Effect(
        data=data | {"points": format(row["points"], "f")},
        messages=(Message("proposed", _DIRECTOR, told),),
        also=superseded(desk, ADJUSTMENT, lighter_than(row, AdjustmentState.PROPOSED), row["id"]),
    )


def approve(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Approve adjustments (批准); a lighter one about the same deed is revoked with it."""
    return desk.move(ADJUSTMENT, _T.APPROVE, orders, _approve)


def _approve(desk: Desk, subject: Subject, order: Order, facts: AdjustmentFacts) -> Effect:
    del order, facts
    row = subject.row
    told = f"加扣分已批准：{row['basis']} {row['points']}分。"
    return Effect(
        columns={"approved_by": desk.act.actor, "approved_on": desk.today},
        data={"points": format(row["points"], "f"), "document": row["document"]},
        messages=(Message("approved", _HEAD, told),),
        also=superseded(desk, ADJUSTMENT, lighter_than(row, AdjustmentState.APPROVED), row["id"]),
    )


def reject(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Reject adjustments with a reason (不批准)."""
    return desk.move(ADJUSTMENT, _T.REJECT, orders)


def repropose(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Propose rejected adjustments again with a reason (重新提出)."""
    return desk.move(ADJUSTMENT, _T.REPROPOSE, orders, _repropose)


def _repropose(desk: Desk, subject: Subject, order: Order, facts: AdjustmentFacts) -> Effect:
    del order
    told = f"加扣分{subject.row['id']}重新提出，请审批：{facts.reason}"
    return Effect(
        columns={"proposed_by": desk.act.actor}, messages=(Message("proposed", _DIRECTOR, told),)
    )


def revoke(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Revoke approved adjustments with a reason (撤销)."""
    return desk.move(ADJUSTMENT, _T.REVOKE, orders)
