"""Fill a calendar version for the first time, from the package `chinesecalendar` (2004-2026).

    python -m plans.seed_calendar 2018-1 calendar.toml 2017 2018 2019 --basis 通知的名称

Afterwards the version is the office's, edited from the State Council's notices; nobody asks that
package when a date is decided.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from chinese_calendar.constants import Holiday, holidays, workdays

from kit.calendar import CalendarMissing, DayKind
from kit.errors import Refused

_NAMES = {
    Holiday.new_years_day.value: "元旦",
    Holiday.spring_festival.value: "春节",
    Holiday.tomb_sweeping_day.value: "清明节",
    Holiday.labour_day.value: "劳动节",
    Holiday.dragon_boat_festival.value: "端午节",
    Holiday.mid_autumn_festival.value: "中秋节",
    Holiday.national_day.value: "国庆节",
    Holiday.anti_fascist_70th_day.value: "抗战胜利纪念日",
}


def known_years() -> frozenset[int]:
    """Name the years that the package has data for."""
    return frozenset(day.year for day in holidays)


def seed_rows(years: Iterable[int]) -> dict[str, Any]:
    """List the holidays and made-up working days of some years: `years` and `days` of a calendar.

    Holidays that fall on a weekend are listed too, for their names.

    Raises:
        CalendarMissing: the package has no data for one of the years.
    """
    asked = sorted(set(years))
    return {"years": asked, "days": [row for year in asked for row in _rows_of(year)]}


def main(argv: Sequence[str] | None = None) -> None:
    """Write a calendar file; a file that is there already belongs to the office and is refused."""
    parser = argparse.ArgumentParser(prog="plans.seed_calendar", description="生成一版工作日历。")
    parser.add_argument("version", help="版本号，例如 2018-1")
    parser.add_argument("file", type=Path, help="要生成的 calendar.toml")
    parser.add_argument("years", type=int, nargs="+", help="年份")
    parser.add_argument("--basis", default="", help="依据")
    asked = parser.parse_args(argv)
    try:
        text = to_toml(asked.version, asked.basis, seed_rows(asked.years))
        with asked.file.open("x", encoding="utf-8") as file:
            file.write(text)
    except Refused as refusal:
        parser.error(refusal.message)
    except FileExistsError:
        parser.error(f"{asked.file} 已经存在：日历一经录入由绩效办维护，不再重新生成。")


def _rows_of(year: int) -> list[dict[str, Any]]:
    if not any(day.year == year for day in holidays):
        raise CalendarMissing(year)
    rest = {day: (DayKind.REST, name) for day, name in holidays.items() if day.year == year}
    work = {day: (DayKind.WORK, name) for day, name in workdays.items() if day.year == year}
    return [
        {"date": day, "kind": kind.value, "name": _NAMES[name]}
        for day, (kind, name) in sorted((rest | work).items())
    ]


def to_toml(version: str, basis: str, rows: dict[str, Any]) -> str:
    """Write a calendar file: `rows` as `seed_rows` gives them."""
    days = (
        f'    {{ date = {r["date"]}, kind = "{r["kind"]}", name = "{r["name"]}" }},'
        for r in rows["days"]
    )
    # A JSON string is also a TOML string.
    version, basis = (json.dumps(text, ensure_ascii=False) for text in (version, basis))
    head = f"version = {version}\nbasis = {basis}\nyears = {rows['years']}\n"
    return "\n".join((head + "days = [", *days, "]\n"))


if __name__ == "__main__":
    main()
