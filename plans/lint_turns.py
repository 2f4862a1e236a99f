"""Findings about whose turn it is: turns without a clock, with two, or unknown (待办期限)."""

from collections import Counter
from collections.abc import Iterator

from plans.finding import Finding
from plans.schema import Plan
from plans.turn_days import DATED
from plans.words import Start
from states.turns import LISTED


def turns(plan: Plan) -> Iterator[Finding]:
    """Look at the turns that the deadlines list."""
    listed = Counter(turn for deadline in plan.deadlines.values() for turn in deadline.turns)
    for key, deadline in plan.deadlines.items():
        for turn in deadline.turns:
            yield from _turn(key, turn, dated=deadline.starts is Start.DATE)
    for turn in (turn for turn, times in listed.items() if times > 1):
        told = f"“{turn}”列在两个期限里。"
        yield Finding("red", "turn.twice", "deadlines", told, "请只留一个。")
    for turn in (turn for turn in LISTED if turn not in listed):
        told = f"“{turn}”没有待办期限，轮到办理而不办的，无人提醒。"
        yield Finding("yellow", "turn.no_clock", "deadlines", told, "请列入一个期限的 turns。")


def _turn(key: str, turn: str, *, dated: bool) -> Iterator[Finding]:
    where = f"deadlines.{key}.turns"
    if turn not in LISTED:
        told = f"没有“{turn}”这一待办，或它另有期限。"
        yield Finding("red", "turn.unknown", where, told, f"可用：{'、'.join(LISTED)}。")
    elif dated and turn not in DATED:
        told = f"方案没有为“{turn}”规定日期，期限不能自规定日期起算。"
        yield Finding("red", "turn.no_day", where, told, '请写 starts = "turn"。')
