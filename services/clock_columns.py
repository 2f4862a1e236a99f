"""What the row of a deadline says: what was reckoned, and when its rungs ring."""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Any

from kit.deadlines import Offset, Reckoning, end_of, ladder
from services.trail import stamp


def clock_columns(
    told: Reckoning, offsets: Iterable[Offset], zone: tzinfo, now: datetime
) -> dict[str, Any]:
    """Lay the columns of a clock; one that stands has no day, and no rung rings.

    Rungs that lie before `now` are left out, but the due day's own and later ones always ring.
    """
    due_at = end_of(told.due, zone) if told.due else None
    rungs = [
        {"rung": rung, "at": stamp(at)}
        for rung, at in (ladder(told.due, offsets, told.calendar, zone) if told.due else ())
        if at > now or (due_at and at >= due_at)
    ]
    return {
        "start_on": told.start,
        "length": told.budget.length,
        "counting": str(told.budget.counting),
        "rolls": told.budget.rolls,
        "calendar_version": told.calendar.version,
        "extension": told.extension,
        "due_on": told.due,
        "due_at": stamp(due_at) if due_at else None,
        "ladder": rungs,
        "next_rung": 0,
        "next_at": rungs[0]["at"] if rungs else None,
    }
