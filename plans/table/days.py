"""How offices write a deadline (完成时限), understood as a day of the year."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from plans.table.cells import Value, day_of
from plans.table.words import LONGEST, Wrong, clean

# fmt: off
_SOME_YEAR = r"(?:(?P<y>[0-9]{4}|[0-9]{2})年度?|[今本当]年度?)"
_YEAR = f"{_SOME_YEAR}?"
_FULL = r"(?P<y>[0-9]{4})"
_M, _D = r"(?P<m>[0-9]{1,2})", r"(?P<d>[0-9]{1,2})"
_END = r"[底末内终]"

Found = Mapping[str, str | None]
MonthDay = tuple[int, int | None]
Reading = Callable[[Found], MonthDay]


def _on_the_day(found: Found) -> MonthDay:
    return int(found["m"] or 0), int(found["d"] or 0)


def _in_the_month(day: int | None) -> Reading:
    return lambda found: (int(found["m"] or 0), day)


def _end_of_quarter(found: Found) -> MonthDay:
    return 3 * int(found["q"] or 0), None


def _end_of(month: int) -> Reading:
    return lambda _: (month, None)


#: Shape of the text -> how to find month and day; no day is the last. The first that fits holds.
_SHAPES: Mapping[str, Reading] = {
    rf"{_FULL}[年./-]{_M}[月./-]{_D}[日号]?":          _on_the_day,
    r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})":  _on_the_day,
    rf"{_YEAR}{_M}[月./-]{_D}[日号]?":                 _on_the_day,
    rf"{_YEAR}{_M}月份?(?:月?{_END}|下旬)?":           _in_the_month(None),
    rf"{_FULL}[./-]{_M}月?{_END}?":                    _in_the_month(None),
    rf"{_YEAR}{_M}月份?上旬":                          _in_the_month(10),
    rf"{_YEAR}{_M}月份?中旬":                          _in_the_month(20),
    rf"{_YEAR}第?(?P<q>[1-4])季度?{_END}?":            _end_of_quarter,
    rf"{_YEAR}上半年{_END}?":                          _end_of(6),
    rf"{_YEAR}(?:全年度?|下半年{_END}?)":             _end_of(12),
    rf"{_SOME_YEAR}(?:年?度?{_END})?":                 _end_of(12),
    rf"年度?{_END}":                                   _end_of(12),
}
# fmt: on
_COMPILED = tuple((re.compile(shape), reading) for shape, reading in _SHAPES.items())

_CLOCK = re.compile(r"[T\s]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?$")
_BEFORE = re.compile("^(?:截止到?|截至|力争|确保|须|应|于|在|至|到)+")
_AFTER = re.compile("(?:之前|以前|前|为止|止|完成|结束)+[.;,]?$")
_HAN = re.compile("[〇零一二三四五六七八九十]+")
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_SERIALS = range(20_000, 80_000)  # 1954 to 2119 in either epoch
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")


def read_deadline(value: Value, year: int, epoch: date) -> date | Wrong:
    """Read a deadline: a date cell, a serial number, or one of the ways an office writes a day.

    `底`, `末`, `全年` mean the last day; a text without a year means the plan's. A plain number
    such as 11.3 is not guessed at: Excel has already lost whether it was 11.3 or 11.30.
    """
    day = value if isinstance(value, date) else _from_cell(value, year, epoch)
    if isinstance(day, date) and day.year != year:
        return Wrong.OUTSIDE_YEAR
    return day


def _from_cell(value: Value, year: int, epoch: date) -> date | Wrong:
    text = _spoken(value)
    if _SERIAL.fullmatch(text) and int(Decimal(text)) in _SERIALS:
        return day_of(Decimal(text), epoch) or Wrong.UNREADABLE
    # Of plain numbers only 20171115 can be nothing but a day.
    if isinstance(value, Decimal) and len(text) != len("20171115"):
        return Wrong.UNREADABLE
    return _from_text(text, year) if len(text) <= LONGEST else Wrong.UNREADABLE


def _from_text(text: str, year: int) -> date | Wrong:
    for shape, reading in _COMPILED:
        if found := shape.fullmatch(text):
            parts = found.groupdict()
            written = parts.get("y")
            return _day(_full_year(written) if written else year, *reading(parts))
    return Wrong.UNREADABLE


def _day(year: int, month: int, day: int | None) -> date | Wrong:
    try:
        return date(year, month, monthrange(year, month)[1] if day is None else day)
    except ValueError:
        return Wrong.NO_SUCH_DAY


def _full_year(written: str) -> int:
    return int(written) + (2000 if len(written) == len("17") else 0)


def _spoken(value: Value) -> str:
    # The time of day goes first: without blanks, `9-30 0:00` would read as `9-300:00`.
    text = _CLOCK.sub("", unicodedata.normalize("NFKC", clean(value)))
    text = _HAN.sub(_arabic, re.sub(r"\s+", "", text).replace("。", "."))
    return _AFTER.sub("", _BEFORE.sub("", text))


def _arabic(found: re.Match[str]) -> str:
    tens, ten, ones = found[0].partition("十")
    if not ten:
        return tens.translate(_HAN_DIGITS)
    return f"{tens or '1'}{ones or '0'}".translate(_HAN_DIGITS)
