"""Reading a notice about holidays (放假安排的通知) from a small file: TOML, or CSV.

A TOML file says version, document, basis, years and days, as `calendar.toml` does. A CSV file has
the columns 日期, 类别 (放假 or 调休上班) and 名称; the rest is said beside it.
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kit.calendar import DayKind, WorkCalendar
from kit.errors import BadInput
from plans.finding import Finding

_COLUMNS = {"日期": "date", "类别": "kind", "名称": "name"}
_KINDS = {"放假": DayKind.REST.value, "调休上班": DayKind.WORK.value}
_SAID = ("version", "document", "basis", "years", "days")
#: The law gives eleven days off; a year with fewer rest days was hardly entered whole.
_FEWEST = 11


def read_notice(file: Path, said: Mapping[str, str]) -> dict[str, Any]:
    """Read a notice from a file.

    Args:
        file: ending in .toml or .csv.
        said: `version`, `document` and `basis` as said beside the file; they go before it.

    Raises:
        BadInput: it cannot be read, or something is missing.
    """
    found = _csv(file) if file.suffix.lower() == ".csv" else _toml(file)
    found |= {name: value for name, value in said.items() if value}
    lacking = [name for name in _SAID if not found.get(name)]
    if lacking:
        raise BadInput(f"日历文件缺少{'、'.join(lacking)}：请在文件或选项中写明。")
    return {name: found[name] for name in _SAID}


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadInput(f"日历文件{file}无法读取，请核对路径，并存为UTF-8编码。") from wrong


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(file))
    except tomllib.TOMLDecodeError as wrong:
        raise BadInput(f"日历文件{file.name}不符合TOML语法（{wrong}）。") from wrong


def _csv(file: Path) -> dict[str, Any]:
    rows = list(csv.DictReader(_text(file).splitlines()))
    days = [{_COLUMNS.get(k, k): (v or "").strip() for k, v in row.items() if k} for row in rows]
    for day in days:
        day["kind"] = _KINDS.get(day.get("kind", ""), day.get("kind", ""))
    years = sorted({day["date"][:4] for day in days if day.get("date")})
    return {"years": [int(year) for year in years if year.isdecimal()], "days": days}


def findings(calendar: WorkCalendar, held: WorkCalendar | None) -> Iterator[Finding]:
    """Look for what is odd in a version, though it can be read.

    Args:
        calendar: the version.
        held: the one in force; None when there is none at hand.
    """
    for year in sorted(calendar.years):
        off = [
            d for d, kind in calendar.exceptions.items() if (d.year, kind) == (year, DayKind.REST)
        ]
        if len(off) < _FEWEST:
            said = f"{year}年只列了{len(off)}个放假日，少于法定的{_FEWEST}天。"
            yield Finding("yellow", "calendar.few_days", str(year), said, "请核对通知是否录全。")
    for day in _nameless(calendar):
        said = f"{day}没有写节日名称。"
        yield Finding("yellow", "calendar.nameless", str(day), said, "说明期限时要用，请补上。")
    if held and calendar.version == held.version:
        said = f"版本号“{calendar.version}”已在用。"
        yield Finding("red", "calendar.taken", "version", said, "请另起版本号。")


def _nameless(calendar: WorkCalendar) -> Iterator[date]:
    return (day for day in sorted(calendar.exceptions) if not calendar.names.get(day))


def differing(calendar: WorkCalendar, held: WorkCalendar) -> list[tuple[date, str, str]]:
    """List the days that two versions take differently, of the years that both know."""
    years = calendar.years & held.years
    days = {d for d in (*calendar.exceptions, *held.exceptions) if d.year in years}
    return [
        (day, held.describe(day), calendar.describe(day))
        for day in sorted(days)
        if held.is_working(day) is not calendar.is_working(day)
    ]
