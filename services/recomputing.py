"""Reckoning the running clocks of a year anew (重算): by another calendar, as audited events."""

from collections.abc import Iterator
from datetime import datetime

from kit.deadlines import Reckoning
from services.clock_columns import clock_columns
from services.clock_marks import mark
from services.clocks import Clock, Clocked, all_clocked, reckoned
from services.desk import Desk
from services.intents import Planned
from services.trail import stamp
from states.capacity import OFFICE, Capacity
from states.lamp import RECOMPUTE
from states.lifecycle import Facts


def recomputed(desk: Desk, facts: Facts, why: str) -> Iterator[Planned]:
    """Plan a mark for every subject with a clock that comes to something else now.

    What comes to the same, day and rungs, is left alone: doing it again does nothing.

    Args:
        desk: with the rules that shall be counted by.
        facts: of the act, with the capacities of whoever does it.
        why: what is told to those concerned.

    Raises:
        CalendarMissing: a clock runs into a year that the calendar does not know.
    """
    worn = OFFICE | {Capacity.ADMINISTRATOR, Capacity.SYSTEM}
    capacity = next(c for c in Capacity if c in worn and c in facts.capacities)
    data = {"calendar": desk.rules.calendar.version}
    for found in all_clocked(desk):
        if changes := list(_changes(desk, found)):
            yield mark(desk, found, RECOMPUTE, changes, capacity=capacity, why=why, data=data)


def _changes(desk: Desk, found: Clocked) -> Iterator[tuple[Clock, Reckoning]]:
    for clock in found.clocks:
        # A fixed day that was only told, or a deadline that the plan has given up, runs as it is.
        if clock.start_on and clock.budget and desk.rules.rungs(clock.name):
            told = reckoned(desk.rules, clock, found.stops(clock))
            if _differs(desk, clock, told):
                yield clock, told


def _differs(desk: Desk, clock: Clock, told: Reckoning) -> bool:
    if told.due != clock.due_on:
        return True
    now = desk.act.at
    offsets = (rung.offset for rung in desk.rules.rungs(clock.name))
    coming = clock_columns(told, offsets, desk.rules.zone, now)["ladder"]
    end = stamp(datetime.fromisoformat(clock.due_at)) if clock.due_at else ""
    left = [r for r in clock.ladder if r["at"] > stamp(now) or (end and r["at"] >= end)]
    # Rungs that the plan has taken in or left out since are no matter of the calendar.
    known = {rung["rung"] for rung in left}
    return [rung for rung in coming if rung["rung"] in known] != left
