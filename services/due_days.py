"""Why a deadline ends on its day (期限怎么来的): every version of every clock, step by step."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import text

from kit.calendar import WorkCalendar
from kit.deadlines import Budget, Counting, Reckoning, Suspension, reckon
from kit.errors import NotFound
from kit.telling import chinese, english
from services import browse
from services.clocks import stood
from services.desk import Desk
from services.people import SignedIn
from services.rules import calendar_of
from states.catalogue import LIFECYCLES
from states.lamp import RECOMPUTE, RESUME, SUSPEND

_CLOCKS = text("""
SELECT d.name, d.visit, d.version, d.number, d.start_on, d.length, d.counting, d.rolls,
    d.calendar_version, d.extension, d.due_on, d.due_at, d.ladder, d.stopped_at, f.fires,
    t.trigger, t.at AS laid_at, t.actor AS laid_by, t.reason,
    v.basis AS calendar_basis, v.document AS calendar_document,
    EXISTS (SELECT FROM deadline n WHERE n.district_id = d.district_id AND n.kind = d.kind
        AND n.subject_id = d.subject_id AND n.name = d.name AND n.visit = d.visit
        AND n.version > d.version) AS superseded
FROM deadline d
LEFT JOIN trail t ON t.district_id = d.district_id AND t.kind = d.kind
    AND t.subject_id = d.subject_id AND t.number = coalesce(d.number, d.visit)
LEFT JOIN calendar_version v ON v.district_id = d.district_id AND v.version = d.calendar_version
CROSS JOIN LATERAL (SELECT coalesce(jsonb_object_agg(f.rung, jsonb_build_object(
        'fired_at', f.fired_at, 'number', f.number)), '{}') AS fires FROM deadline_fire f
    WHERE f.district_id = d.district_id AND f.kind = d.kind AND f.subject_id = d.subject_id
      AND f.name = d.name AND f.visit = d.visit AND f.version = d.version) f
WHERE d.district_id = :district AND d.kind = :kind AND d.subject_id = :id
ORDER BY d.visit, d.name, d.version
""")
#: The ledger with the instants at which it was written, so that it can be read as of any of them.
_LEDGER = text("""
SELECT x.id, x.deadline, x.start_on, x.first_on, x.resumed_on, x.label, x.document,
    b.reason, b.at AS begun_at, e.at AS ended_at, r.at AS revoked_at
FROM suspension x
JOIN trail b ON b.district_id = x.district_id AND b.kind = 'suspension' AND b.subject_id = x.id
    AND b.number = 0
LEFT JOIN LATERAL (SELECT min(t.at) AS at FROM trail t WHERE t.district_id = x.district_id
    AND t.kind = 'suspension' AND t.subject_id = x.id AND t.trigger = 'end') e ON true
LEFT JOIN LATERAL (SELECT min(t.at) AS at FROM trail t WHERE t.district_id = x.district_id
    AND t.kind = 'suspension' AND t.subject_id = x.id AND t.trigger = 'revoke') r ON true
WHERE x.district_id = :district AND x.about_kind = :kind AND x.about_id = :id
ORDER BY x.first_on, x.id
""")
#: What laid a version of a clock, where it is a mark: in Chinese and in English.
MARKS = {
    SUSPEND: ("中止计时", "the clock was suspended"),
    RESUME: ("恢复计时", "the clock ran on"),
    RECOMPUTE: ("重算期限", "the due day was reckoned anew"),
}
_KEPT = (
    *("name", "visit", "version", "start_on", "length", "counting", "calendar_version"),
    *("calendar_basis", "calendar_document", "extension", "due_on", "due_at", "stopped_at"),
    *("trigger", "laid_at", "laid_by", "reason"),
)


def deadlines_of(
    desk: Desk, person: SignedIn | None, kind: str, subject_id: str
) -> list[dict[str, Any]]:
    """Tell every clock of a subject, version by version: how its day was reckoned, what rang.

    Args:
        desk: under the rules of the subject's year.
        person: who looks; None for whoever has the database itself.
        kind: of the subject.
        subject_id: its id.

    Raises:
        NotFound: there is no such subject, or it is out of sight.
    """
    asked = {"district": desk.act.district_id, "kind": kind, "id": subject_id}
    if kind not in LIFECYCLES:
        raise NotFound
    if person:
        browse.found(desk.connection, person, kind, subject_id, browse.ALWAYS)
    rows = desk.connection.execute(_CLOCKS, asked).mappings().all()
    if not rows and not person:
        raise NotFound(f"{LIFECYCLES[kind].label}{subject_id}没有期限。")
    ledger = [dict(row) for row in desk.connection.execute(_LEDGER, asked).mappings()]
    return [_told(desk, kind, row, ledger) for row in rows]


def _told(
    desk: Desk, kind: str, row: Mapping[Any, Any], ledger: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    known = desk.rules.plan.deadlines.get(row["name"].partition("-")[0])
    fires = row["fires"]
    mine = [x for x in ledger if _was_known(x, row)]
    said, said_in_english = _steps(desk, row, mine)
    triggers = {str(word): (word.zh, word.en) for word in LIFECYCLES[kind].triggers} | MARKS
    label, label_in_english = triggers.get(row["trigger"], (row["trigger"] or "", ""))
    return {
        **{name: row[name] for name in _KEPT},
        "label": known.label if known else row["name"],
        "basis": known.basis if known else "",
        "state": _state(row),
        "trigger_label": label,
        "trigger_label_en": label_in_english or (row["trigger"] or "").replace("_", " "),
        "suspensions": [_suspension(x, row["laid_at"]) for x in mine],
        "steps": said,
        "steps_en": said_in_english,
        "rungs": [
            {"fired_at": None, "number": None, **rung, **fires.get(rung["rung"], {})}
            for rung in row["ladder"]
        ],
    }


def _state(row: Mapping[Any, Any]) -> str:
    if row["superseded"]:
        return "superseded"
    if row["stopped_at"]:
        return "stopped"
    return "running" if row["due_on"] else "standing"


def _was_known(suspension: Mapping[str, Any], row: Mapping[Any, Any]) -> bool:
    is_its = suspension["deadline"] == row["name"] and suspension["start_on"] == row["start_on"]
    at = row["laid_at"]
    revoked = suspension["revoked_at"]
    begun = at is not None and suspension["begun_at"] <= at
    return is_its and begun and not (revoked and revoked <= at)


def _resumed(suspension: Mapping[str, Any], at: datetime) -> date | None:
    ended = suspension["ended_at"]
    return suspension["resumed_on"] if ended and ended <= at else None


def _suspension(suspension: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    named = ("id", "first_on", "label", "document", "reason")
    shown = {name: suspension[name] for name in named}
    return {**shown, "resumed_on": _resumed(suspension, at)}


def _steps(
    desk: Desk, row: Mapping[Any, Any], ledger: Sequence[Mapping[str, Any]]
) -> tuple[list[str], list[str]]:
    """Reckon a due day once more, in both languages; what was fixed by a decision is only told."""
    stops = [stop for x in ledger for stop in stood(x, _resumed(x, row["laid_at"]))]
    told = _reckoned(desk, row, stops)
    if told and told.due == row["due_on"]:
        return list(chinese(told)), list(english(told))
    due: date = row["due_on"]
    return [f"期限为确定的日期：{due}24时止。"], [f"The day is a fixed one: {due} at 24:00."]


def _reckoned(desk: Desk, row: Mapping[Any, Any], stops: Sequence[Suspension]) -> Reckoning | None:
    if row["start_on"] is None or row["length"] is None:
        return None
    known = desk.rules.plan.deadlines.get(row["name"].partition("-")[0])
    rolls = row["rolls"] if row["rolls"] is not None else known is None or known.rolls
    budget = Budget(row["length"], Counting(row["counting"]), rolls)
    calendar = _calendar(desk, row["calendar_version"])
    return reckon(row["start_on"], budget, calendar, stops, row["extension"])


def _calendar(desk: Desk, version: str) -> WorkCalendar:
    held = desk.rules.calendar
    if held.version == version:
        return held
    return calendar_of(desk.connection, desk.act.district_id, version)
