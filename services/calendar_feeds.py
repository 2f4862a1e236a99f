"""Calendars that people subscribe to (日历订阅): their own deadlines, or those of a unit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from kit.errors import NotFound, NotSignedIn
from plans.settings_ladder import Deadline
from reports.calendar_file import Entry, Ring, calendar_file
from services import people
from services.people import SignedIn
from services.rules import Rules, rules_of
from services.scopes import Scope
from services.turns import turn_at
from services.years import open_years
from states.capacity import BOUND_TO_UNIT, capacities_towards
from states.catalogue import LIFECYCLES
from states.turns import LISTED

#: So long ago something may have been due or over to be shown still.
_BACK = timedelta(days=90)
_AHEAD = timedelta(days=400)
_MOST = 3000
#: How a clock that stands is called, and until when.
_STANDS = ("（计时中止）", "计时中止，恢复后重新推算截止日；此处为中止前的截止日。")
#: The first of these that a subject has says what it is about.
_NAMES = ("label", "title", "level3", "text")
# Of a clock that was reckoned anew only its last version counts. One that stands has no day of its
# own; it is shown on the day that it had.
_DUE = """
SELECT d.kind, d.subject_id, d.name, d.visit, d.version, d.ladder, d.stopped_at,
    coalesce(d.due_on, (SELECT b.due_on FROM deadline b WHERE b.district_id = d.district_id
        AND b.kind = d.kind AND b.subject_id = d.subject_id AND b.name = d.name
        AND b.visit = d.visit AND b.due_on IS NOT NULL ORDER BY b.version DESC LIMIT 1)) AS day,
    d.due_on IS NULL AS stands, s.unit_id, s.assessor_id, {name} AS named, t.at AS begun_at
FROM deadline d JOIN {kind} s ON s.district_id = d.district_id AND s.id = d.subject_id
JOIN trail t ON t.district_id = d.district_id AND t.kind = d.kind
    AND t.subject_id = d.subject_id AND t.number = d.visit
WHERE d.district_id = :district AND d.kind = '{kind}' AND s.year = :year
    AND (d.due_on BETWEEN :first AND :last OR d.due_on IS NULL)
    AND split_part(d.name, '-', 1) = ANY(:names)
    AND (d.stopped_at IS NULL OR d.stopped_at >= :since)
    AND (CAST(:units AS text[]) IS NULL OR s.unit_id = ANY(:units) OR s.assessor_id = ANY(:units))
    AND NOT EXISTS (SELECT FROM deadline n WHERE n.district_id = d.district_id
        AND n.kind = d.kind AND n.subject_id = d.subject_id AND n.name = d.name
        AND n.visit = d.visit AND n.version > d.version)
ORDER BY day, d.subject_id, d.name, d.visit LIMIT :limit"""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose calendar it is, bound to what they may see.

    Attributes:
        unit_id: the whole calendar of this unit; none for what the person has to do.
    """

    person: SignedIn
    unit_id: str | None


def reader_of(connection: Connection, token: str, now: datetime, today: date) -> Reader:
    """Tell whose calendar an address opens, and bind the connection to what they may see.

    Raises:
        NotFound: the address is unknown, revoked, expired, of another kind, or of a unit out of
            sight; which of these, nobody is told.
    """
    try:
        person = people.whose_token(connection, token, now, today)
    except NotSignedIn:
        raise NotFound from None
    unit = person.token.unit_id
    if person.token.scopes != frozenset({Scope.CALENDAR}) or not _sees(person, unit):
        raise NotFound
    sight = person.sight if unit is None else (unit,)
    if sight is not None:
        people.limit_sight(connection, sight, person.person_id, judge=person.judge)
    return Reader(replace(person, sight=sight), unit)


def _sees(person: SignedIn, unit_id: str | None) -> bool:
    return unit_id is None or person.sight is None or unit_id in person.sight


def insist_on_sight(person: SignedIn, unit_id: str | None) -> None:
    """Refuse the calendar of a unit that is out of sight.

    Raises:
        NotFound: as if there were none.
    """
    if not _sees(person, unit_id):
        raise NotFound(f"没有编号为“{unit_id}”的单位。")


def feed(connection: Connection, reader: Reader, now: datetime, today: date) -> bytes:
    """Write a calendar as a file: the deadlines of the years in force."""
    district = reader.person.district_id
    entries: list[Entry] = []
    name, zone = reader.person.name, "Asia/Shanghai"
    for _, year in (found for found in open_years(connection) if found[0] == district):
        rules = rules_of(connection, district, year)
        zone = rules.plan.timezone
        name = rules.body(reader.unit_id).name if reader.unit_id else name
        entries += _entries(connection, reader, rules, (now, today))
    return calendar_file(f"绩效期限：{name}", zone, entries)


def _entries(
    connection: Connection, reader: Reader, rules: Rules, at: tuple[datetime, date]
) -> Iterator[Entry]:
    wanted = {
        name: deadline
        for name, deadline in rules.plan.deadlines.items()
        if reader.unit_id or _concerns(reader, deadline)
    }
    for kind in sorted({kind for deadline in wanted.values() for kind in _kinds(deadline)}):
        for row in _rows(connection, reader, rules, kind, (*at, sorted(wanted))):
            deadline = wanted[row["name"].partition("-")[0]]
            if row["day"] and (reader.unit_id or _is_theirs(reader, deadline, row)):
                yield _entry(reader, rules, deadline, row)


def _kinds(deadline: Deadline) -> set[str]:
    turns = {LISTED[key].kind for key in deadline.turns}
    return turns or {deadline.subject}


def _concerns(reader: Reader, deadline: Deadline) -> bool:
    turns = [LISTED[key].told for key in deadline.turns] or [_first(deadline)]
    held = {grant.capacity for grant in reader.person.grants}
    return any(held & set(told) for told in turns)


def _first(deadline: Deadline) -> frozenset[Any]:
    # Whoever is reminded first is who has to act; later ones watch over it.
    return frozenset(next((rung.remind for rung in deadline.rungs if rung.remind), ()))


def _is_theirs(reader: Reader, deadline: Deadline, row: Mapping[Any, Any]) -> bool:
    held = capacities_towards(reader.person.grants, row["unit_id"], row["assessor_id"])
    turn = turn_at(row["kind"], row["name"])
    return bool(held & (frozenset(turn.told) if turn else _first(deadline)))


def _rows(
    connection: Connection,
    reader: Reader,
    rules: Rules,
    kind: str,
    at: tuple[datetime, date, list[str]],
) -> list[Mapping[Any, Any]]:
    now, today, names = at
    columns = SQLModel.metadata.tables[kind].columns
    named = next((f"s.{name}" for name in _NAMES if name in columns), "''")
    asked = {
        "district": reader.person.district_id,
        "year": rules.plan.year,
        "first": today - _BACK,
        "last": today + _AHEAD,
        "since": now - _BACK,
        "names": names,
        "units": _units(reader),
        "limit": _MOST,
    }
    query = text(_DUE.format(kind=kind, name=named))
    return list(connection.execute(query, asked).mappings())


def _units(reader: Reader) -> list[str] | None:
    if reader.unit_id:
        return [reader.unit_id]
    held = reader.person.grants
    if all(grant.capacity in BOUND_TO_UNIT for grant in held):
        return sorted({grant.unit_id for grant in held if grant.unit_id})
    return None


def _entry(reader: Reader, rules: Rules, deadline: Deadline, row: Mapping[Any, Any]) -> Entry:
    district, label = reader.person.district_id, LIFECYCLES[row["kind"]].label
    told = {at: rung.label for at, rung in deadline.ladder.items()}
    of = f"（{rules.body(row['unit_id']).name}）" if row["unit_id"] else ""
    named = f"：{row['named']}" if row["named"] else ""
    clock = ".".join((district, row["kind"], row["subject_id"], row["name"], str(row["visit"])))
    mark, until = _STANDS if row["stands"] else ("", "当日24时截止。")
    return Entry(
        uid=f"{clock}@jixiao",
        version=row["version"],
        title=f"{mark}{deadline.label}{named}",
        about=f"{label}{row['subject_id']}{of}，{deadline.label}，{until}",
        due_on=row["day"],
        changed_at=row["stopped_at"] or row["begun_at"],
        over=row["stopped_at"] is not None,
        stands=row["stands"],
        rings=tuple(
            Ring(datetime.fromisoformat(rung["at"]), told.get(rung["rung"], deadline.label))
            for rung in row["ladder"]
        ),
    )
