"""The way to a due day in words, a sentence a step, in Chinese and in English.

Every word comes from the reckoning itself, so that nothing is told that was not reckoned.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from kit.calendar import WorkCalendar
from kit.deadlines import Counting, Reckoning, Suspension

_DAY = timedelta(days=1)
Teller = Callable[[Reckoning], tuple[str, ...]]


def chinese(told: Reckoning) -> tuple[str, ...]:
    """Tell it in Chinese."""
    return tuple(_chinese(told))


def english(told: Reckoning) -> tuple[str, ...]:
    """Tell it in English."""
    return tuple(_english(told))


def relevant(told: Reckoning) -> Iterator[Suspension]:
    """List the suspensions that the count met."""
    for stop in told.stops:
        ends_after = not told.budget.length or (stop.last or told.start) >= told.start
        if ends_after and stop.first <= (told.due or stop.first):
            yield stop


def _chinese(told: Reckoning) -> Iterator[str]:
    start, length = told.start, told.budget.length
    if length:
        yield f"{_zh(start)}当日不计，自次日（{_zh(start + _DAY, start)}）起算。"
    else:
        yield f"规定日期为{_zh(start)}。"
    for stop in relevant(told):
        until = f"至{_zh(stop.last, start)}" if stop.last else "起"
        yield f"{_zh(stop.first, start)}{until}中止计时（{stop.reason}），不计入。"
    yield from filter(None, (_spent_zh(told), _extended_zh(told), _rolled_zh(told)))
    yield f"期限至{_zh(told.due)}24时止。" if told.due else "中止计时尚未恢复，期限暂不能确定。"


def _unit_zh(told: Reckoning) -> str:
    return "个工作日" if told.budget.counting is Counting.WORKING_DAYS else "日"


def _spent_zh(told: Reckoning) -> str:
    if told.spent is None or (not told.budget.length and told.spent == told.start):
        return ""
    day = _zh(told.spent, told.start)
    if told.budget.length:
        return f"第{told.budget.length}{_unit_zh(told)}为{day}。"
    return f"扣除中止的日数，期限顺延至{day}。"


def _extended_zh(told: Reckoning) -> str:
    if told.extended is None or not told.extension:
        return ""
    return f"延期{told.extension}{_unit_zh(told)}，至{_zh(told.extended, told.start)}。"


def _rolled_zh(told: Reckoning) -> str:
    end, due, calendar = told.extended, told.due, told.calendar
    if end is None or due is None or end == due:
        return ""
    why = "中止计时" if calendar.is_working(end) else f"系{calendar.describe(end)}"
    goes = f"{_zh(due, told.start)}（{calendar.describe(due)}）"
    return f"{_zh(end, told.start)}{why}，顺延至{goes}。"


def _zh(day: date, beside: date | None = None) -> str:
    year = "" if beside and beside.year == day.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def _english(told: Reckoning) -> Iterator[str]:
    start, length = told.start, told.budget.length
    if length:
        yield f"{_en(start)} itself is not counted: counting begins on {_en(start + _DAY, start)}."
    else:
        yield f"The day laid down is {_en(start)}."
    for stop in relevant(told):
        until = f" to {_en(stop.last, start)}" if stop.last else " on"
        yield f"The clock stood from {_en(stop.first, start)}{until} ({stop.reason}): not counted."
    yield from filter(None, (_spent_en(told), _extended_en(told), _rolled_en(told)))
    if told.due:
        yield f"So the period ends on {_en(told.due)} at 24:00."
    else:
        yield "The clock still stands: there is no due day until it runs again."


def _unit_en(told: Reckoning) -> str:
    return "working day" if told.budget.counting is Counting.WORKING_DAYS else "day"


def _spent_en(told: Reckoning) -> str:
    if told.spent is None or (not told.budget.length and told.spent == told.start):
        return ""
    day = _en(told.spent, told.start)
    if told.budget.length:
        return f"The {_ordinal(told.budget.length)} {_unit_en(told)} is {day}."
    return f"With the days that stood still, that is {day}."


def _extended_en(told: Reckoning) -> str:
    if told.extended is None or not told.extension:
        return ""
    days = _unit_en(told) if told.extension == 1 else f"{_unit_en(told)}s"
    return f"An extension of {told.extension} {days} leads to {_en(told.extended, told.start)}."


def _rolled_en(told: Reckoning) -> str:
    end, due, calendar = told.extended, told.due, told.calendar
    if end is None or due is None or end == due:
        return ""
    why = "suspended" if calendar.is_working(end) else _day_in_english(calendar, end)
    goes = f"{_en(due, told.start)} ({_day_in_english(calendar, due)})"
    return f"{_en(end, told.start)} is {why}, so the end moves on to {goes}."


def _day_in_english(calendar: WorkCalendar, day: date) -> str:
    """Say what kind of day it is; a holiday is called by its Chinese name."""
    if day not in calendar.exceptions:
        return f"a {_WEEKDAYS[day.weekday()]}"
    if calendar.is_working(day):
        return f"a made-up working {_WEEKDAYS[day.weekday()]}"
    name = calendar.names.get(day, "")
    return f"a public holiday ({name})" if name else "a public holiday"


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


def _en(day: date, beside: date | None = None) -> str:
    year = "" if beside and beside.year == day.year else f" {day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]}{year}"


def _ordinal(number: int) -> str:
    teens = number % 100 in range(11, 14)
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
