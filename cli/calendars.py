"""`calendar show`, `lint`, `load`, `recompute`: the working calendar and the notices it is from."""

from pathlib import Path
from typing import Any

import typer
from sqlalchemy import Connection, text

from cli.opening import latest_year, opened
from cli.output import FOUND_PROBLEMS, refusals
from cli.output import show as show_document
from kit.calendar import WorkCalendar
from plans.notice import differing, findings, read_notice
from services import calendar_versions, calendars
from services.acts import Act, Order, one
from services.desk import Desk
from services.house import House
from services.years import desk_for


def show(version: str | None, data: Path | None, *, as_json: bool) -> None:
    """List the versions, or show one with its days."""
    with refusals(as_json=as_json), opened(data) as house:
        district, _ = latest_year(house)
        with house.database.connect() as connection:
            if version:
                found = calendar_versions.version(connection, district, version)
            else:
                found = {"items": calendar_versions.versions(connection, district)}
    lines = _days if version else _versions
    show_document(found, as_json=as_json, lines=lambda: lines(found))


def _versions(found: dict[str, Any]) -> list[str]:
    return [
        f"{row['version']}　{'、'.join(map(str, row['years']))}年，{row['days']}天"
        f"　{row['document']}{row['basis']}"
        f"　{'、'.join(f'{year}年度在用' for year in row['in_force']) or '未启用'}"
        for row in found["items"]
    ]


def _days(found: dict[str, Any]) -> list[str]:
    kinds = {"rest": "放假", "work": "调休上班"}
    head = f"{found['version']}　{found['document']}{found['basis']}"
    return [head, *(f"  {d['date']}　{kinds[d['kind']]}　{d['name']}" for d in found["days"])]


def lint(file: Path, said: dict[str, str], data: Path | None, *, as_json: bool) -> None:
    """Look a notice over before it is entered; exit 1 when something is wrong."""
    with refusals(as_json=as_json):
        notice = read_notice(file, said)
        held = _held(data)
        calendar = calendar_versions.completed(held, notice) if held else WorkCalendar.of(notice)
    found = list(findings(calendar, held))
    changed = differing(calendar, held) if held else []
    document = {
        "version": calendar.version,
        "findings": [
            {"severity": f.severity, "code": f.code, "where": f.where, "message": f.message,
             "remedy": f.remedy}
            for f in found
        ],
        "changed": [{"date": day, "was": was, "now": now} for day, was, now in changed],
    }  # fmt: skip
    marks = {"red": "✗", "yellow": "！"}
    told = [f"{marks[f.severity]} {f.message}{f.remedy}" for f in found] or ["没有发现问题。"]
    told += [f"  {day}：{was} → {now}" for day, was, now in changed]
    show_document(document, as_json=as_json, lines=lambda: told)
    if any(f.severity == "red" for f in found):
        raise typer.Exit(FOUND_PROBLEMS)


def _held(data: Path | None) -> WorkCalendar | None:
    if data is None:
        return None
    with opened(data) as house, house.database.connect() as connection:
        district, year = latest_year(house)
        act = Act(district_id=district, actor="system:console", at=house.now())
        return desk_for(connection, act, year).rules.calendar


def load(file: Path, said: dict[str, str], by: str, data: Path | None, *, as_json: bool) -> None:
    """Enter a version of the calendar; nothing is counted by it yet."""
    with refusals(as_json=as_json), opened(data) as house:
        notice = read_notice(file, said)
        district, year = latest_year(house)
        with house.database.connect() as connection:
            desk = _desk(connection, house, district, by)
            answer = one(calendars.enter_calendar(desk, [Order(str(year), notice)]))
    version = notice["version"]
    told = [f"已录入日历{version}，尚未启用；由另一人核对后 jixiao calendar recompute {version}。"]
    show_document(answer.to_json() | {"version": version}, as_json=as_json, lines=lambda: told)


def recompute(
    version: str | None, reason: str, by: str, data: Path | None, *, as_json: bool
) -> None:
    """Put a version in force and reckon every running clock anew."""
    with refusals(as_json=as_json), opened(data) as house:
        district, year = latest_year(house)
        with house.database.connect() as connection:
            desk = _desk(connection, house, district, by)
            body = {"version": version} if version else {}
            answer = one(calendars.recompute(desk, [Order(str(year), body, reason=reason)]))
            asked = {"district": district, "id": answer.id, "number": answer.revision}
            counted = connection.execute(_COUNTED, asked).scalar_one()
    told = [f"{year}年度自即日起按日历{counted['calendar']}计算，{counted['moved']}项期限有变化。"]
    show_document(answer.to_json() | counted, as_json=as_json, lines=lambda: told)


_COUNTED = text(
    "SELECT data FROM trail WHERE district_id = :district AND kind = 'year'"
    " AND subject_id = :id AND number = :number"
)


def _desk(connection: Connection, house: House, district: str, by: str) -> Desk:
    _, year = latest_year(house)
    return desk_for(connection, Act(district_id=district, actor=by, at=house.now()), year)
