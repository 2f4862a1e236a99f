"""Why (为什么): why an indicator has its points, a result its total, a deadline its day."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import text

from kit.calendar import WorkCalendar
from kit.deadlines import Budget, Counting, due_day, explain
from kit.errors import NotFound
from scoring.explain import Explained
from services import browse
from services.desk import Desk
from services.people import SignedIn
from services.rules import calendar_of

_SCORE = text(
    "SELECT number, version, method, method_version, inputs, points, explanation FROM score"
    " WHERE district_id = :district AND indicator_id = :id ORDER BY number DESC LIMIT 1"
)


def score_of(desk: Desk, person: SignedIn, indicator_id: str) -> dict[str, Any]:
    """Tell the score of an indicator and how it came about; of several, the last.

    Raises:
        NotFound: there is no such indicator, it is out of sight, or it has no score yet.
    """
    browse.found(desk.connection, person, "indicator", indicator_id, browse.ALWAYS)
    asked = {"district": person.district_id, "id": indicator_id}
    found = desk.connection.execute(_SCORE, asked).mappings().one_or_none()
    if found is None:
        raise NotFound("这项指标还没有计分。")
    return {"indicator_id": indicator_id, **found}


def explanation_of(desk: Desk, person: SignedIn, result_id: str) -> Mapping[str, Any]:
    """Tell how a unit's total came about, down to value, rule and evidence.

    Raises:
        NotFound: there is no such result, it is out of sight, or its total is not computed yet.
    """
    shown = (*browse.ALWAYS, "explanation")
    found = browse.found(desk.connection, person, "result", result_id, shown)["explanation"]
    if found is None:
        raise NotFound("这份结果还没有算出总分。")
    return found


def outline(explanation: Mapping[str, Any]) -> str:
    """Write an explanation as an outline in Chinese."""
    return "\n".join(Explained.from_data(explanation).lines()) + "\n"


_DEADLINES = text(
    "SELECT d.name, d.visit, d.version, d.start_on, d.length, d.counting, d.calendar_version,"
    " d.extension, d.due_on, d.due_at, d.ladder, d.next_at, d.stopped_at, f.fires FROM deadline d"
    " CROSS JOIN LATERAL (SELECT coalesce(jsonb_object_agg(f.rung, jsonb_build_object("
    "   'fired_at', f.fired_at, 'number', f.number)), '{}') AS fires FROM deadline_fire f"
    "  WHERE f.district_id = d.district_id AND f.kind = d.kind AND f.subject_id = d.subject_id"
    "   AND f.name = d.name AND f.visit = d.visit AND f.version = d.version) f"
    " WHERE d.district_id = :district AND d.kind = :kind AND d.subject_id = :id"
    " ORDER BY d.visit, d.name, d.version"
)


def deadlines_of(desk: Desk, person: SignedIn, kind: str, subject_id: str) -> list[dict[str, Any]]:
    """Tell every clock of a subject: how its day was reckoned, which rungs rang and when.

    Raises:
        NotFound: there is no such subject, or it is out of sight.
    """
    browse.found(desk.connection, person, kind, subject_id, browse.ALWAYS)
    asked = {"district": person.district_id, "kind": kind, "id": subject_id}
    rows = desk.connection.execute(_DEADLINES, asked).mappings().all()
    return [_clock(desk, row) for row in rows]


def _clock(desk: Desk, row: Mapping[Any, Any]) -> dict[str, Any]:
    shown = {name: row[name] for name in row if name not in ("ladder", "next_at", "fires")}
    fires = row["fires"]
    rungs = [
        {"fired_at": None, "number": None, **rung, **fires.get(rung["rung"], {})}
        for rung in row["ladder"]
    ]
    chinese, english = _steps(desk, row)
    return {**shown, "steps": chinese, "steps_en": english, "rungs": rungs}


def _steps(desk: Desk, row: Mapping[Any, Any]) -> tuple[list[str], list[str]]:
    """Reckon a due day once more, in both languages; what was fixed by a decision is only told."""
    due: date = row["due_on"]
    budget = _budget(desk, row)
    if budget is not None:
        calendar = _calendar(desk, row["calendar_version"])
        extent = (row["start_on"], budget, calendar, (), row["extension"])
        if due_day(*extent) == due:
            english = (*_english(*extent), _until(due, row["due_at"]))
            return list(explain(*extent)), list(english)
    return [f"期限为确定的日期：{due}24时止。"], [
        "The day is a fixed one.",
        _until(due, row["due_at"]),
    ]


def _budget(desk: Desk, row: Mapping[Any, Any]) -> Budget | None:
    if row["start_on"] is None or row["length"] is None:
        return None
    known = desk.rules.plan.deadlines
    name = row["name"] if row["name"] in known else row["name"].partition("-")[0]
    rolls = known[name].budget.rolls if name in known else True
    return Budget(row["length"], Counting(row["counting"]), rolls)


def _calendar(desk: Desk, version: str) -> WorkCalendar:
    # A clock that runs keeps the version with which it was started.
    held = desk.rules.calendar
    if held.version == version:
        return held
    return calendar_of(desk.connection, desk.act.district_id, version)


def _english(
    start: date, budget: Budget, calendar: WorkCalendar, stops: tuple[()], extension: int
) -> Iterator[str]:
    unit = "working day" if budget.counting is Counting.WORKING_DAYS else "day"
    unrolled = Budget(budget.length, budget.counting, rolls=False)
    spent = due_day(start, unrolled, calendar, stops)
    extended = due_day(start, unrolled, calendar, stops, extension)
    rolled = due_day(start, budget, calendar, stops, extension)
    if budget.length:
        yield f"{start}, the day of the start, is not counted."
        yield f"The period is {budget.length} {unit}s and ends on {spent}."
    if extension:
        yield f"An extension of {extension} {unit}s leads to {extended}."
    if rolled != extended:
        yield f"{extended} is no working day: the period ends on the next one, {rolled}."


def _until(due: date, due_at: datetime) -> str:
    return f"Due on {due} at 24:00 ({due_at:%Y-%m-%dT%H:%M:%SZ})."
