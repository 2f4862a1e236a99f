"""The clocks of turns (待办期限): started when it becomes somebody's turn, stopped after it.

Every move goes by here on its way to the statement, so whatever waits has its clock, whichever
service moved it. A turn that the plan gives no clock has none: plans pinned before there were turns
say nothing about them, and their years go on as they were.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from kit.calendar import CalendarMissing
from kit.errors import NotFound
from plans.turn_days import turn_day
from plans.words import Start
from services.acts import Act
from services.intents import Effect, Planned
from services.intents import Start as Clock
from services.rules import Rules, rules_of
from states.lamp import MARKS
from states.turn import Turn
from states.turns import named, turn_of


def with_clocks(connection: Connection, act: Act, planned: Sequence[Planned]) -> list[Planned]:
    """Add to planned moves the clocks that they start and stop because a turn changes."""
    return [_with_clocks(connection, act, item) for item in planned]


def _with_clocks(connection: Connection, act: Act, item: Planned) -> Planned:
    also = tuple(_with_clocks(connection, act, other) for other in item.effect.also)
    effect = replace(item.effect, also=also) if also else item.effect
    before, after = _turns(item)
    if (before, item.row.get("state")) != (after, item.target):
        effect = _changed(connection, act, item, effect, before, after)
    return item if effect is item.effect else replace(item, effect=effect)


def _turns(item: Planned) -> tuple[Turn | None, Turn | None]:
    if item.steps[0][0] in MARKS:
        return None, None
    before = None if item.birth else turn_of(item.kind, item.row["state"], item.row)
    return before, turn_of(item.kind, item.target, {**item.row, **item.effect.columns})


def _changed(
    connection: Connection,
    act: Act,
    item: Planned,
    effect: Effect,
    before: Turn | None,
    after: Turn | None,
) -> Effect:
    rules = _rules(connection, act, item) if before or after else None
    if rules is None:
        return effect
    stops = tuple(name for name in (_name(rules, before),) if name)
    starts = tuple(clock for clock in (_clock(rules, act, item, after),) if clock)
    if not stops and not starts:
        return effect
    return replace(effect, stops=(*effect.stops, *stops), starts=(*effect.starts, *starts))


def _rules(connection: Connection, act: Act, item: Planned) -> Rules | None:
    try:
        return rules_of(connection, act.district_id, item.row["year"])
    except NotFound:  # what is booked into a year that is not open yet has no rules yet
        return None


def _name(rules: Rules, turn: Turn | None) -> str:
    clock = rules.plan.turn_clocks.get(turn.key) if turn else None
    return f"{clock}-{turn.name}" if clock and turn else ""


def _clock(rules: Rules, act: Act, item: Planned, turn: Turn | None) -> Clock | None:
    if turn is None or turn.key not in rules.plan.turn_clocks:
        return None
    name, today = rules.plan.turn_clocks[turn.key], rules.day(act.at)
    dated = rules.plan.deadlines[name].starts is Start.DATE
    start = turn_day(rules.plan, turn.key, item.row) if dated else today
    try:
        # What becomes somebody's turn after the plan's day is due at the end of that day.
        return rules.start(name, max(start, today), act.at, key=turn.name) if start else None
    except CalendarMissing:
        # A reminder that cannot be reckoned keeps nobody from acting; that the year is missing is
        # what `plan lint` finds, and what stops every clock of the plan's own deadlines.
        return None


def turn_at(kind: str, clock: str) -> Turn | None:
    """Find the turn for which a clock runs, by the clock's name; none when it is no turn's."""
    _, _, name = clock.partition("-")
    found = named(kind, name) if name else None
    return found if found and not found.clock else None
