"""What a rectification costs in the next year (方案 六（二）): by the plan's table and caps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kit.errors import Refused
from services.acts import Order
from services.adjustments import ADJUSTMENT
from services.desk import Desk
from services.door import judge
from services.intents import Effect, Planned
from states.adjustment import AdjustmentState, AdjustmentTrigger
from states.capacity import Capacity

_T = AdjustmentTrigger
_FIRST = "rectification_"
#: So many returns make a plan one that did not pass twice (两次未通过).
_TWICE = 2


@dataclass(frozen=True, slots=True)
class Booking:
    """One event of the plan's table that a rectification gave rise to.

    Attributes:
        event: its key.
        count: how often it happened.
        points: signed, cut where the item's cap is reached.
    """

    event: str
    count: int
    points: Decimal
    basis: str


def happened(row: Mapping[Any, Any]) -> dict[str, int]:
    """Count the events of a rectification: late, returned twice, measures found undone."""
    undone = sum(item.get("outcome") == "rejected" for item in row["items"])
    counted = {"late": int(row["late"]), "rejected_twice": row["returns"] // _TWICE}
    return {f"{_FIRST}{name}": n for name, n in {**counted, "undone": undone}.items() if n}


def bookings(desk: Desk, row: Mapping[Any, Any]) -> Iterator[Booking]:
    """Price the events of a rectification by the plan, in the table's order, within the cap."""
    spent: dict[str, Decimal] = {}
    for key, times in happened(row).items():
        found = desk.rules.plan.adjustments.event(key)
        if found is None:
            continue
        item, event = found
        before = spent.get(item.key, Decimal(0))
        sum_ = before + event.points * times
        spent[item.key] = sum_ if item.cap is None else max(-item.cap, min(item.cap, sum_))
        if points := spent[item.key] - before:
            yield Booking(key, times, points, f"{event.label}（{item.basis}）")


def booked(
    desk: Desk, row: Mapping[Any, Any], found: Sequence[Booking], worn: Capacity
) -> tuple[Planned, ...]:
    """Plan the rows of the next year's book, each proposed: that year's director approves them."""
    return tuple(_row(desk, row, booking, worn) for booking in found)


def _row(desk: Desk, plan: Mapping[Any, Any], booking: Booking, worn: Capacity) -> Planned:
    year, again = desk.year + 1, plan["reopenings"]
    what = booking.event.removeprefix(_FIRST)
    row = {
        "id": f"{year}-{plan['unit_id']}-R{desk.year}-{what}{f'-{again + 1}' if again else ''}",
        "year": year,
        "lamp": "green",
        "unit_id": plan["unit_id"],
        "event": booking.event,
        "points": booking.points,
        "basis": f"{desk.year}年度整改：{booking.basis}",
        "document": "",
        "about": plan["id"],
        "deed": f"{plan['id']}:{booking.event}",
        "proposed_by": desk.act.actor,
    }
    told = {"event": booking.event, "points": format(booking.points, "f"), "about": plan["id"]}
    return Planned(
        kind=ADJUSTMENT.kind,
        row=row,
        steps=((_T.PROPOSE, AdjustmentState.PROPOSED),),
        actor=desk.act.actor,
        capacity=worn,
        effect=Effect(data={**told, "count": booking.count}),
    )


#: How a row of the book is taken back, by where it stands.
_TAKEN_BACK = {AdjustmentState.PROPOSED: _T.REJECT, AdjustmentState.APPROVED: _T.REVOKE}


def taken_back(desk: Desk, ids: Sequence[str], reason: str) -> tuple[Planned, ...]:
    """Judge and plan the taking back of rows already booked.

    Raises:
        Refused: their own lifecycle objects.
    """
    found = desk.look(ADJUSTMENT, ids)
    return tuple(_back(desk, subject_id, found[subject_id], reason) for subject_id in sorted(found))


def _back(desk: Desk, subject_id: str, subject: Any, reason: str) -> Planned:  # noqa: ANN401 - as read
    trigger = _TAKEN_BACK[AdjustmentState(subject.row["state"])]
    planned = judge(
        desk.act, desk.verb(ADJUSTMENT, trigger), Order(subject_id, reason=reason), subject
    )
    if isinstance(planned, Refused):
        raise planned
    return planned
