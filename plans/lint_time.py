"""Findings about when: calendar, phases, rest days, ladders."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date
from itertools import pairwise

from kit.calendar import CalendarMissing, WorkCalendar
from kit.deadlines import rung_at
from plans.finding import Finding, LifecycleTable
from plans.schema import Plan
from plans.settings_ladder import Deadline
from plans.settings_year import Phase
from plans.words import PhaseKey
from states.capacity import Capacity

#: Ladders are judged on a day far from holidays, so that their order is their own.
_ORDINARY = date(2001, 6, 15)
_ORDER = tuple(PhaseKey)
_WEEKS = WorkCalendar("", frozenset(range(1990, 2012)), {})


def time(plan: Plan, lifecycles: Sequence[LifecycleTable]) -> Iterator[Finding]:
    """Look at windows, days and ladders."""
    yield from _years(plan)
    yield from _phases(plan)
    yield from _days(plan)
    for key, deadline in plan.deadlines.items():
        yield from _order(key, deadline)
        yield from _repeats(key, deadline)
        yield from _rungs(key, deadline, lifecycles)


def _years(plan: Plan) -> Iterator[Finding]:
    # The rectification of a year's problems is counted in the year after.
    for year in (plan.year, plan.year + 1):
        if year not in plan.days.years:
            yield Finding(
                "red",
                "calendar.missing",
                "calendar.toml",
                f"工作日历没有{year}年的数据。",
                f"请按国务院办公厅关于{year}年部分节假日安排的通知录入。",
            )


def _phases(plan: Plan) -> Iterator[Finding]:
    for phase in plan.phases:
        if phase.opens > phase.closes:
            yield _phase("phase.backwards", phase.key, f"{phase.label}的开始日晚于结束日。")
    for earlier, later in pairwise(plan.phases):
        if _ORDER.index(earlier.key) > _ORDER.index(later.key):
            told = f"{later.label}排在{earlier.label}之后，与方案 五的次序不符。"
            yield _phase("phase.order", later.key, told)
        yield from _seam(earlier, later)


def _seam(earlier: Phase, later: Phase) -> Iterator[Finding]:
    apart = (later.opens - earlier.closes).days
    if apart < 1:
        told = f"{later.label}在{earlier.label}结束（{earlier.closes}）之前开始。"
        yield _phase("phase.overlap", later.key, told)
    if apart > 1:
        told = f"{earlier.label}与{later.label}之间空出{apart - 1}天。"
        yield _phase("phase.gap", later.key, told)


def _phase(code: str, key: PhaseKey, told: str) -> Finding:
    remedy = "请使各阶段按方案次序首尾相接：上一阶段结束日的次日为下一阶段的开始日。"
    return Finding("red", code, f"phases.{key}", told, remedy)


def _days(plan: Plan) -> Iterator[Finding]:
    calendar, rolls = plan.calendar(), plan.deadlines["node_report"].rolls
    for quarter in plan.nodes.quarters:
        where = f"nodes.quarters.{quarter.label}"
        yield from rest_day(calendar, quarter.date, where, f"{quarter.label}节点", rolls=rolls)
    approvals = {
        "amendment": plan.requests.amendment,
        "extension": plan.requests.extension,
        "correction": plan.requests.correction,
    }
    for key, approval in approvals.items():
        if approval.closes:
            where = f"requests.{key}.closes"
            yield from rest_day(calendar, approval.closes, where, "申请截止日", rolls=False)


def rest_day(
    calendar: WorkCalendar, day: date, where: str, what: str, *, rolls: bool
) -> Iterator[Finding]:
    """Tell of a day on which nobody works; a year without data is told once, elsewhere."""
    try:
        if calendar.is_working(day):
            return
        said, after = calendar.describe(day), calendar.next_working(day)
    except CalendarMissing:
        return
    if rolls:
        message, remedy = f"{what}{day}是{said}，顺延至{after}。", "无须修改；请知悉实际截止日。"
    else:
        message, remedy = f"{what}{day}是{said}，且不顺延。", f"请改为工作日，如{after}。"
    yield Finding("yellow" if rolls else "red", "day.rest", where, message, remedy)


def _order(key: str, deadline: Deadline) -> Iterator[Finding]:
    rung_times = [(rung, rung_at(_ORDINARY, rung.offset, _WEEKS, UTC)) for rung in deadline.rungs]
    for (earlier, first), (later, second) in pairwise(rung_times):
        if first >= second:
            yield Finding(
                "red",
                "rung.order",
                f"deadlines.{key}.rungs",
                f"{deadline.label}的梯次“{later.at}”不在“{earlier.at}”之后。",
                "请按时间先后排列梯次，每个时点一行。",
            )


def _repeats(key: str, deadline: Deadline) -> Iterator[Finding]:
    # A rung rings once: what comes again must not fall on another.
    every = Counter(str(one.offset) for rung in deadline.rungs for one in rung.every())
    for at in (at for at, times in every.items() if times > 1):
        told = f"{deadline.label}在“{at}”有两个梯次（重复提醒与其他梯次相撞）。"
        where = f"deadlines.{key}.rungs"
        yield Finding("red", "rung.twice", where, told, "请改动其中一个的时点或间隔。")


def _rungs(key: str, deadline: Deadline, lifecycles: Sequence[LifecycleTable]) -> Iterator[Finding]:
    machines = {lifecycle.kind: lifecycle for lifecycle in lifecycles}
    for rung in deadline.rungs:
        where = f"deadlines.{key}.rungs.{rung.at}"
        if Capacity.SYSTEM in rung.remind:
            told = f"{deadline.label}“{rung.label}”提醒的是系统，无人收到。"
            yield Finding("red", "rung.capacity", where, told, "请改为提醒人员的身份。")
        if not (rung.remind or rung.lamp or rung.effect or rung.escalate or deadline.turns):
            told = f"{deadline.label}“{rung.label}”不亮灯、不提醒、无效果。"
            yield Finding("yellow", "rung.idle", where, told, "请补上，或删去这一梯次。")
        if rung.effect and machines:
            subject = machines.get(deadline.subject)
            if subject is None or not any(subject.row(s, rung.effect) for s in subject.states):
                told = f"“{deadline.subject}”没有“{rung.effect}”这一办理事项。"
                yield Finding("red", "rung.effect", where, told, "请写状态表中有的办理事项。")
