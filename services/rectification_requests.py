"""Extensions of a rectification (整改延期): of its three weeks, or of one measure's day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kit.clock import as_utc
from kit.errors import BadInput
from services import measures
from services.acts import Order
from services.desk import Desk
from services.door import Subject
from services.intents import Effect
from services.reading import some
from services.rectification_days import plan_extend
from services.rectification_items import FINAL, check_new_day
from states.lifecycle import Facts
from states.rectification_plan import RectificationPlanState

_S = RectificationPlanState
#: While the three weeks run.
_BEING_WRITTEN = frozenset({_S.ISSUED, _S.RETURNED})


@dataclass(frozen=True, slots=True)
class Moving:
    """What an extension would move: its state, its day, when that is over, and its clock."""

    state: str = ""
    due_on: date | None = None
    due_at: datetime | None = None
    clock: str = ""


def moving(desk: Desk, plan: Mapping[str, Any], changes: Mapping[str, Any] | None) -> Moving:
    """Find what a request is about: the plan itself, or the measure that `changes` names (`item`).

    Args:
        desk: whose.
        plan: its row as JSON.
        changes: of the request.
    """
    number = (changes or {}).get("item")
    if number is not None:
        return _measure(desk, plan, number)
    if plan["state"] not in _BEING_WRITTEN or not plan["received_on"]:
        return Moving()
    return Moving(
        plan["state"],
        date.fromisoformat(plan["due_on"]) if plan["due_on"] else None,
        as_utc(datetime.fromisoformat(plan["due_at"])) if plan["due_at"] else None,
        "rectification_declare",
    )


def _measure(desk: Desk, plan: Mapping[str, Any], number: int) -> Moving:
    open_ = [
        item
        for item in plan["items"]
        if item["number"] == number and item.get("outcome") not in FINAL
    ]
    if plan["state"] != _S.IN_PROGRESS or not open_:
        return Moving()
    day = date.fromisoformat(open_[0]["due_on"])
    due_at = desk.rules.end(desk.rules.due("measure", day))
    return Moving(plan["state"], day, due_at, f"measure-{number}")


def item_asked(desk: Desk, body: Mapping[str, Any], day: date | None) -> dict[str, int] | None:
    """Take what an extension of a rectification names: a measure by `item`, and a working day.

    Raises:
        BadInput: the item is no number, or the day is none on which anybody works.
    """
    if day is not None:
        check_new_day(desk, day, desk.today)
    number = body.get("item")
    if number is None:
        return None
    if type(number) is not int:
        raise BadInput("措施的序号（item）应为整数。")
    return {"item": number}


def extend(desk: Desk, subject: Subject, order: Order, facts: Facts) -> Effect:
    """Derive what the grant changes."""
    del facts
    request: Mapping[str, Any] = order.body["request"]
    number = some(request["changes"]).get("item")
    if number is None:
        return plan_extend(desk, subject.row, request["due_day"])
    return measures.plan_extend(desk, subject.row, number, request["due_day"])
