"""The working days of the years we have data for (工作日历), and none of the others."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Self

from kit.errors import BadInput, Objection, Refused

_DAY = timedelta(days=1)
_SATURDAY = 5
_WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


class DayKind(StrEnum):
    """How a day differs from the ordinary week."""

    REST = "rest"  #: a statutory holiday, or a day off exchanged for a weekend day (放假)
    WORK = "work"  #: a Saturday or Sunday made into a working day (调休上班)


class CalendarMissing(Refused):
    """工作日历缺少这一年的数据。"""

    code = "calendar_missing"

    def __init__(self, year: int) -> None:
        self.year = year
        message = f"工作日历没有{year}年的数据，无法推算日期。"
        remedy = f"请按国务院办公厅关于{year}年部分节假日安排的通知录入该年的放假和调休上班日。"
        super().__init__(message + remedy, objections=(Objection(self.code, message, remedy),))


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """One version of the calendar: Monday to Friday, but for the exceptions.

    Every question about a day of a year without data is refused with `CalendarMissing`, also when a
    count merely crosses it: an ordinary week is not a guess we make about an unannounced year.

    Attributes:
        version: what a computed date names as its source.
        years: the years whose exceptions are known.
        exceptions: the days that differ from the ordinary week.
        names: the holiday that an exception belongs to (Chinese).
        basis: the notice it was entered from (Chinese).
    """

    version: str
    years: frozenset[int]
    exceptions: Mapping[date, DayKind] = field(hash=False)
    names: Mapping[date, str] = field(default_factory=dict[date, str], hash=False)
    basis: str = ""
    _working: frozenset[date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Copies, so that nobody else holds the originals.
        for name, value in {
            "years": frozenset(self.years),
            "exceptions": MappingProxyType(dict(self.exceptions)),
            "names": MappingProxyType(dict(self.names)),
            "_working": frozenset(_working_days(self.years, self.exceptions)),
        }.items():
            object.__setattr__(self, name, value)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Build from plain data; `BadInput` with one objection for every row that cannot be right.

        Args:
            data: `version`, `years`, `days` and optionally `basis`; a day is a mapping
                with `date` (a date or its ISO form), `kind` and optionally `name`.
        """
        years = frozenset(int(year) for year in data["years"])
        days: dict[date, tuple[DayKind, str]] = {}
        objections: list[Objection] = []
        for row in data["days"]:
            try:
                day, kind, name = _read(row)
            except (AttributeError, KeyError, ValueError, TypeError):
                objections.append(
                    Objection("calendar.unreadable", f"看不懂这一行：{row}。", _SHAPE)
                )
                continue
            objections.extend(_wrong(day, kind, years, days))
            days[day] = kind, name
        if objections:
            raise BadInput("工作日历的数据有误。", objections=objections)
        return cls(
            version=str(data["version"]),
            years=years,
            exceptions={day: kind for day, (kind, _) in days.items()},
            names={day: name for day, (_, name) in days.items() if name},
            basis=str(data.get("basis", "")),
        )

    def as_data(self) -> dict[str, Any]:
        """Turn back into the plain data that `of` reads, in order of date."""
        days = [
            {"date": day, "kind": kind.value, "name": self.names.get(day, "")}
            for day, kind in sorted(self.exceptions.items())
        ]
        years = sorted(self.years)
        return {"version": self.version, "basis": self.basis, "years": years, "days": days}

    def is_working(self, day: date) -> bool:
        """Tell a working day from a rest day."""
        if day in self._working:
            return True
        if isinstance(day, datetime):
            raise TypeError("a moment is not a day; kit.deadlines.day_of tells its day")
        if day.year not in self.years:
            raise CalendarMissing(day.year)
        return False

    def next_working(self, day: date) -> date:
        """Find the first working day from this day on, the day itself included."""
        while not self.is_working(day):
            day += _DAY
        return day

    def previous_working(self, day: date) -> date:
        """Find the last working day up to this day, the day itself included."""
        while not self.is_working(day):
            day -= _DAY
        return day

    def add_working_days(self, day: date, n: int) -> date:
        """Find the n-th working day after this day, before it for n < 0, itself for n = 0."""
        step, left = (_DAY, n) if n > 0 else (-_DAY, -n)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def working_days_between(self, a: date, b: date) -> int:
        """Count the working days after a, up to and including b; negative when b is before a."""
        if b < a:
            return -self.working_days_between(b, a)
        return sum(self.is_working(a + n * _DAY) for n in range(1, (b - a).days + 1))

    def describe(self, day: date) -> str:
        """Say in Chinese what kind of day it is: 清明节放假, 调休上班, 星期六."""
        working = self.is_working(day)
        if day not in self.exceptions:
            return _WEEKDAYS[day.weekday()]
        return "调休上班" if working else f"{self.names.get(day, '')}放假"


def _working_days(years: Iterable[int], exceptions: Mapping[date, DayKind]) -> Iterator[date]:
    for year in years:
        first = date(year, 1, 1)
        for day in (first + n * _DAY for n in range((date(year, 12, 31) - first).days + 1)):
            ordinary = DayKind.WORK if day.weekday() < _SATURDAY else DayKind.REST
            if exceptions.get(day, ordinary) is DayKind.WORK:
                yield day


_SHAPE = "每行须有日期（如 2018-04-08）和类别（rest 放假或 work 调休上班）。"


def _read(row: Mapping[str, Any]) -> tuple[date, DayKind, str]:
    day = date.fromisoformat(str(row["date"]))
    return day, DayKind(row["kind"]), str(row.get("name", ""))


def _wrong(
    day: date, kind: DayKind, years: frozenset[int], seen: Iterable[date]
) -> list[Objection]:
    checks = (
        (day.year not in years, "calendar.outside_years", "不在本版日历的年份之内", "请核对年份。"),
        (day in seen, "calendar.day_twice", "出现两次", "请只保留一行。"),
        (
            kind is DayKind.WORK and day.weekday() < _SATURDAY,
            "calendar.work_on_weekday",
            "本来就是星期一至星期五，不必列为调休上班",
            "请核对日期。",
        ),
    )
    return [
        Objection(code, f"{day}{said}。", remedy) for wrong, code, said, remedy in checks if wrong
    ]
