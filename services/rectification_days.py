"""The three weeks of a rectification plan (方案 六（二）) with what was granted beyond them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.desk import Desk
from services.intents import Effect, Message, Start
from states.capacity import Capacity
from states.lamp import Lamp

_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)


def granted(desk: Desk, row: Mapping[Any, Any], day: date) -> int:
    """Count the days beyond the three weeks with which they end on a day."""
    return desk.rules.extension_to("rectification_declare", row["received_on"], day)


def until(desk: Desk, row: Mapping[Any, Any], extension: int) -> tuple[Start, Mapping[str, Any]]:
    """Reckon the three weeks with what was granted: the clock, and the columns that show it."""
    received, now = row["received_on"], desk.act.at
    clock = desk.rules.start("rectification_declare", received, now, extension=extension)
    shown = {name: clock.columns[name] for name in ("due_on", "due_at")}
    return clock, {**shown, "extension": extension}


def plan_extend(desk: Desk, row: Mapping[Any, Any], day: date) -> Effect:
    """Derive what a granted extension of the three weeks changes (延期); the day is exact."""
    clock, columns = until(desk, row, granted(desk, row, day))
    told = f"整改方案{row['id']}报送时限延至{day}。"
    return Effect(
        columns={
            **columns,
            "extensions": row["extensions"] + 1,
            "lamp": Lamp.GREEN.value,
            "overdue_since": None,
        },
        data={"due_on": str(day), "was": str(row["due_on"]), "extension": columns["extension"]},
        stops=("rectification_declare",),
        starts=(clock,),
        messages=(Message("extended", _UNIT, told),),
    )
