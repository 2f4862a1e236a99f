"""The three weeks of a rectification plan (方案 六（二）) with what was granted beyond them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kit.deadlines import Stops
from services.clocks import stops_of
from services.desk import Desk
from services.intents import Effect, Message, Start
from states.capacity import Capacity
from states.lamp import Lamp

#: The clock of the three weeks.
CLOCK = "rectification_declare"
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)


def stops(row: Mapping[Any, Any], day: date | None) -> Stops:
    """List what stood in the three weeks.

    Args:
        row: the plan with its ledger.
        day: until which it waited for others, who have acted now; none when that shall not count.
    """
    ledger = [
        {**x, "resumed_on": day or x["first_on"]} if x["cause_id"] and not x["resumed_on"] else x
        for x in row["ledger"]
    ]
    return stops_of(ledger, CLOCK, row["received_on"])


def granted(desk: Desk, row: Mapping[Any, Any], day: date, stood: Stops = ()) -> int:
    """Count the days beyond the three weeks with which they end on a day."""
    return desk.rules.extension_to(CLOCK, row["received_on"], day, stood)


def until(
    desk: Desk, row: Mapping[Any, Any], extension: int, stood: Stops = ()
) -> tuple[Start, Mapping[str, Any]]:
    """Reckon the three weeks with what was granted: the clock, and the columns that show it."""
    received, now = row["received_on"], desk.act.at
    clock = desk.rules.start(CLOCK, received, now, extension=extension, stops=stood)
    shown = {name: clock.columns[name] for name in ("due_on", "due_at")}
    return clock, {**shown, "extension": extension}


def plan_extend(desk: Desk, row: Mapping[Any, Any], day: date) -> Effect:
    """Derive what a granted extension of the three weeks changes (延期); the day is exact."""
    stood = stops(row, None)
    clock, columns = until(desk, row, granted(desk, row, day, stood), stood)
    told = f"整改方案{row['id']}报送时限延至{day}。"
    return Effect(
        columns={
            **columns,
            "extensions": row["extensions"] + 1,
            "lamp": Lamp.GREEN.value,
            "overdue_since": None,
        },
        data={
            "due_on": str(day),
            "was": str(row["due_on"] or ""),
            "extension": columns["extension"],
        },
        stops=(CLOCK,),
        starts=(clock,),
        messages=(Message("extended", _UNIT, told),),
    )
