"""Deadlines as budgets (期限): a due day is reckoned from what was granted, never typed in.

The counting is the Civil Code's: the day of the start is not counted (article 201); a period of
calendar days that ends on a rest day ends on the next working day, at 24:00 (article 203).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import islice
from typing import Self

from kit.calendar import WorkCalendar
from kit.clock import as_utc

_DAY = timedelta(days=1)
_OFFSET = re.compile(r"0|([+-][1-9][0-9]{0,3})(wd|d)")


class Counting(StrEnum):
    """Which days use up a budget."""

    DAYS = "days"  #: every day (日)
    WORKING_DAYS = "working_days"  #: working days only (工作日)


@dataclass(frozen=True, slots=True)
class Budget:
    """How much time there is."""

    length: int  #: in days as counted; 0 makes the start day the due day
    counting: Counting
    rolls: bool = True  #: an end on a rest day moves to the next working day

    def __post_init__(self) -> None:
        if self.length < 0:
            raise ValueError("期限的长度不能是负数。")


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days on which the clock stood still, both ends included; with no last day it still stands."""

    first: date
    last: date | None
    reason: str

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"中止计时的末日{self.last}早于首日{self.first}。")

    def covers(self, day: date) -> bool:
        """Tell whether the clock stood still on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


Stops = Sequence[Suspension]
Question = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A due day and the way to it; `kit.telling` says it in words.

    Attributes:
        stops: the suspensions in question.
        extension: what was granted beyond the length, in the same counting.
        spent: the day on which the budget is used up; none while the clock stands.
        extended: the day on which the extension is used up as well.
        due: that day, or the working day to which it rolls.
    """

    start: date
    budget: Budget
    calendar: WorkCalendar
    stops: tuple[Suspension, ...]
    extension: int
    spent: date | None
    extended: date | None
    due: date | None


def reckon(
    start: date, budget: Budget, calendar: WorkCalendar, suspensions: Stops = (), extension: int = 0
) -> Reckoning:
    """Reckon a due day: the budget, then the extension, in the same counting, then the roll.

    Suspended days are passed over throughout, once however many suspensions cover them. One still
    open when the count reaches it leaves no due day: an answer, not a refusal. A budget of length 0
    is a day that was fixed: it moves on by as many counted days as stood still until then.

    Raises:
        CalendarMissing: the answer hangs on a year without data.
        ValueError: the extension is negative.
    """
    if extension < 0:
        raise ValueError("延期的长度不能是负数。")
    counted: Question = _every_day if budget.counting is Counting.DAYS else calendar.is_working
    spent = (
        _spend(start, budget.length, counted, suspensions)
        if budget.length
        else _moved_on(start, counted, suspensions)
    )
    extended = _spend(spent, extension, counted, suspensions)
    due = _roll(extended, calendar, suspensions) if budget.rolls else extended
    return Reckoning(start, budget, calendar, tuple(suspensions), extension, spent, extended, due)


def due_day(
    start: date, budget: Budget, calendar: WorkCalendar, suspensions: Stops = (), extension: int = 0
) -> date | None:
    """Give the due day alone; see `reckon`."""
    return reckon(start, budget, calendar, suspensions, extension).due


def day_of(at: datetime, zone: tzinfo) -> date:
    """Tell which day of a zone an instant falls on; 24:00 is already the next day."""
    return as_utc(at).astimezone(zone).date()


def end_of(day: date, zone: tzinfo) -> datetime:
    """Give 24:00 of a day of a zone, in UTC."""
    return datetime.combine(day + _DAY, time.min, zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Offset:
    """A rung's place on the ladder: before (negative), at (0) or after the due day T."""

    count: int
    counting: Counting

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `-5wd`, `-3d`, `0` or `+2wd`; ValueError for anything else."""
        found = _OFFSET.fullmatch(text)
        if found is None:
            raise ValueError(f"看不懂时点“{text}”：请写 0，或如 -5wd（工作日）、+3d（日）。")
        working = found[2] == "wd"
        return cls(int(found[1] or 0), Counting.WORKING_DAYS if working else Counting.DAYS)

    def __str__(self) -> str:
        """Write what `parse` reads."""
        unit = "wd" if self.counting is Counting.WORKING_DAYS else "d"
        return f"{self.count:+}{unit}" if self.count else "0"


def rung_at(due: date, offset: Offset, calendar: WorkCalendar, zone: tzinfo) -> datetime:
    """Give the instant a rung rings, in UTC.

    A warning rings as its day begins, at 00:00; T and what comes after ring when theirs is over.
    """
    if offset.counting is Counting.WORKING_DAYS:
        day = calendar.add_working_days(due, offset.count)
    else:
        day = due + offset.count * _DAY
    return end_of(day - _DAY if offset.count < 0 else day, zone)


def ladder(
    due: date, offsets: Iterable[Offset], calendar: WorkCalendar, zone: tzinfo
) -> list[tuple[str, datetime]]:
    """List the rungs of a deadline, as written and in UTC, in order of time."""
    rungs = [(str(offset), rung_at(due, offset, calendar, zone)) for offset in offsets]
    return sorted(rungs, key=lambda rung: rung[1])


def _every_day(_: date) -> bool:
    return True


def _moved_on(fixed: date, counted: Question, stops: Stops) -> date | None:
    # Also on a rest day, of which nothing is counted, it does not come while the clock stands.
    if any(stop.last is None and stop.covers(fixed) for stop in stops):
        return None
    first = min((stop.first for stop in stops), default=fixed)
    until = (first + n * _DAY for n in range((fixed - first).days + 1))
    still = (day for day in until if any(stop.covers(day) for stop in stops))
    return _spend(fixed, sum(map(counted, still)), counted, stops)


def _spend(day: date | None, units: int, counted: Question, stops: Stops) -> date | None:
    if day is None or not units:
        return day
    return next(islice(filter(counted, _running(day + _DAY, stops)), units - 1, None), None)


def _roll(day: date | None, calendar: WorkCalendar, stops: Stops) -> date | None:
    return day and next(filter(calendar.is_working, _running(day, stops)), None)


def _running(first: date, stops: Stops) -> Iterator[date]:
    stands = min((stop.first for stop in stops if stop.last is None), default=date.max)
    days = (first + n * _DAY for n in range((stands - first).days))
    return (day for day in days if not any(stop.covers(day) for stop in stops)) if stops else days
