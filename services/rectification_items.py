"""The items of a rectification plan: a finding, its answer, how its measure went."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from kit.errors import BadInput
from services.acts import Order
from services.desk import Desk

#: What a finding must be answered with (方案 六（二）).
ANSWER = ("cause", "measure", "owner", "due_on")
#: Outcomes with which a measure is done with: accepted (通过), or found undone (认定未完成).
FINAL = frozenset({"accepted", "rejected"})


def given_items(order: Order, names: Sequence[str]) -> list[dict[str, Any]]:
    """Take what an order tells about items: their number, and the named columns as text.

    Raises:
        BadInput: an item does not name its number.
    """
    # The trail keeps whole numbers and strings only: nothing else comes back from it unchanged.
    items: Sequence[Mapping[str, Any]] = order.body.get("items") or []
    if not all(type(item.get("number")) is int for item in items):
        raise BadInput("每项须写明问题的序号（number，整数）。")
    return [
        {"number": i["number"], **{n: str(i[n]) for n in names if i.get(n) is not None}}
        for i in items
    ]


def merged(
    items: Sequence[Mapping[str, Any]], given: Sequence[Mapping[str, Any]], names: Sequence[str]
) -> list[dict[str, Any]]:
    """Lay what is given over the items, by number.

    Raises:
        BadInput: there is no finding of that number.
    """
    by_number = {item["number"]: dict(item) for item in items}
    for row in given:
        if row.get("number") not in by_number:
            raise BadInput(f"没有第{row.get('number')}项问题。")
        by_number[row["number"]] |= {n: str(row[n]) for n in names if row.get(n) is not None}
    return list(by_number.values())


def without(
    items: Sequence[Mapping[str, Any]], numbers: Collection[int], names: Collection[str]
) -> list[dict[str, Any]]:
    """Take columns off some of the items."""
    return [
        {n: v for n, v in item.items() if item["number"] not in numbers or n not in names}
        for item in items
    ]


def check_day(said: str | None) -> None:
    """Insist that a due date is one.

    Raises:
        BadInput: it is no day.
    """
    if said:
        day_given(said)


def day_given(said: object) -> date:
    """Read a day.

    Raises:
        BadInput: it is no day.
    """
    try:
        return said if isinstance(said, date) else date.fromisoformat(str(said))
    except ValueError as error:
        raise BadInput(f"“{said}”不是日期，请写成 2018-05-31。") from error


def check_new_day(desk: Desk, day: date, after: date) -> None:
    """Insist that a new last day is a working day to come, later than another.

    Raises:
        BadInput: it is not.
    """
    if day <= max(after, desk.today):
        raise BadInput(f"新的时限{day}应晚于{max(after, desk.today)}。")
    if not desk.rules.calendar.is_working(day):
        raise BadInput(f"新的时限{day}是休息日，请写工作日。")
