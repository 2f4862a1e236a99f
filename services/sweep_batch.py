"""A batch of the sweep: which clocks ring now, in due order, claimed so that nobody else has them.

First the clocks are claimed, then their subjects; both with SKIP LOCKED, so sweeps wait neither for
each other nor for an officer at work. What a batch holds has the earliest due time of all that is
not held elsewhere, and nothing in it rings before what would have rung earlier.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, CursorResult, TextClause, text

from services import statement
from states.pinning import digests

Clock = Mapping[str, Any]
#: What tells clocks apart.
KEY = ("district_id", "kind", "subject_id", "name", "visit", "version")
_OF_CLOCK = (*KEY, "due_on", "due_at", "ladder", "next_rung", "next_at")
#: Kinds at which people are waited for by name, and what names them.
_WAITED = {
    "gate": ", s.waiting_for",
    # An inspector hears of nobody else's visits.
    "inspection": ", CASE WHEN s.state = 'issued' THEN jsonb_build_array(s.inspector_id) END"
    " AS visitors",
}
_COLUMNS = (
    "district_id", "id", "unit_id", "assessor_id", "year", "state", "revision", "head", "lamp",
    "overdue_since",
)  # fmt: skip

# A year that waits for its director to adopt the lifecycles as they are now stands still.
_HELD = text(
    "SELECT district_id || '/' || year AS held FROM year"
    " WHERE lifecycles IS DISTINCT FROM CAST(:pinned AS jsonb)"
)
# The limit is written out: a plan that knows it goes along the index of what is pending, however
# much that is, and stops.
_CLAIM = """
WITH claimed AS MATERIALIZED (
    SELECT d.ctid AS place, {columns} FROM deadline d
    WHERE d.next_at <= :now AND d.next_at IS NOT NULL AND d.set_aside IS NULL {moving}
    ORDER BY d.next_at LIMIT {limit} FOR UPDATE SKIP LOCKED)
SELECT c.*, NOT EXISTS (SELECT FROM deadline o
    WHERE o.district_id = c.district_id AND o.kind = c.kind AND o.subject_id = c.subject_id
    AND o.next_at IS NOT NULL AND o.set_aside IS NULL AND (o.next_at, o.name, o.visit, o.version)
        < (c.next_at, c.name, c.visit, c.version)) AS its_turn
FROM claimed c"""
_MOVING = "AND d.district_id || '/' || left(d.subject_id, 4) <> ALL(:held)"
_SUBJECTS = """
SELECT {columns} FROM json_to_recordset(CAST(:asked AS json)) AS x(district_id text, id text)
JOIN {kind} s ON s.district_id = x.district_id AND s.id = x.id"""


def claim(connection: Connection, now: datetime, limit: int) -> Sequence[Clock]:
    """Claim the clocks that ring first, at most `limit` and one a subject, in due order.

    Each is its place in the table, its columns and its subject's; `state` is missing where the
    subject is.
    """
    pinned = statement.to_json(dict(digests()))
    held = list(connection.execute(_HELD, {"pinned": pinned}).scalars())
    asked = {"now": now, **({"held": held} if held else {})}
    clocks = in_turn(_rows(connection.execute(_claim(limit, moving=not held), asked)))
    kinds = dict.fromkeys(clock["kind"] for clock in clocks)
    subjects = {kind: _subjects(connection, kind, clocks) for kind in kinds}
    return [
        {**clock, **subjects[clock["kind"]][whose]}
        for clock in clocks
        if (whose := (clock["district_id"], clock["subject_id"])) in subjects[clock["kind"]]
    ]


def in_turn(clocks: Sequence[Clock]) -> list[Clock]:
    """Order clocks by due time and leave those for later before which others have to ring.

    Those are a subject's clocks behind its first one, and whatever is due after the time at which
    a clock of the batch rings again.
    """
    taken: list[Clock] = []
    again: datetime | None = None
    for clock in sorted(clocks, key=lambda clock: (clock["next_at"], *(clock[k] for k in KEY))):
        if again is not None and clock["next_at"] > again:
            break
        rings_again = _again(clock) if clock["its_turn"] else clock["next_at"]
        if rings_again is not None:
            again = rings_again if again is None else min(again, rings_again)
        if clock["its_turn"]:
            taken.append(clock)
    return taken


def _again(clock: Clock) -> datetime | None:
    try:
        return datetime.fromisoformat(clock["ladder"][clock["next_rung"] + 1]["at"])
    except (LookupError, TypeError, ValueError):
        return None  # it rings no more, or is broken and will be set aside


@cache
def _claim(limit: int, *, moving: bool) -> TextClause:
    columns = ", ".join(f"d.{name}" for name in _OF_CLOCK)
    return text(_CLAIM.format(columns=columns, limit=limit, moving="" if moving else _MOVING))


def _subjects(
    connection: Connection, kind: str, clocks: Sequence[Clock]
) -> dict[tuple[str, str], dict[str, Any]]:
    mine = [clock for clock in clocks if clock["kind"] == kind]
    asked = {
        "asked": statement.to_json(
            [{"district_id": district, "id": subject_id} for district, subject_id in _asked(mine)]
        )
    }
    columns = ", ".join(f"s.{name}" for name in _COLUMNS) + _WAITED.get(kind, "")
    query = _SUBJECTS.format(kind=kind, columns=columns)
    locking = text(f"{query} FOR UPDATE OF s SKIP LOCKED")
    subjects = _by_whose(connection.execute(locking, asked))
    if len(subjects) < len(mine):
        # Whoever is at work on one of the others will be done by the next ring; what is nowhere
        # never will.
        there = _by_whose(connection.execute(text(query), asked))
        subjects |= {whose: {} for whose in _asked(mine) if whose not in there}
    return subjects


def _rows(found: CursorResult[Any]) -> list[dict[str, Any]]:
    names = tuple(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found.all()]


def _by_whose(found: CursorResult[Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["district_id"], row["id"]): row for row in _rows(found)}


def _asked(clocks: Sequence[Clock]) -> Iterator[tuple[str, str]]:
    return ((clock["district_id"], clock["subject_id"]) for clock in clocks)


_THESE = """
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS x(district_id text, kind text, subject_id text,
    name text, visit int, version int)
WHERE d.district_id = x.district_id AND d.kind = x.kind AND d.subject_id = x.subject_id
  AND d.name = x.name AND d.visit = x.visit AND d.version = x.version"""
# A clock that is held does not leave its place in the table: it is found there, and by no key.
_ADVANCE = text("""
UPDATE deadline d SET next_rung = d.next_rung + 1,
    next_at = CAST(d.ladder -> (d.next_rung + 1) ->> 'at' AS timestamptz)
WHERE d.ctid = ANY (ARRAY(
    SELECT CAST(place AS tid) FROM json_array_elements_text(CAST(:places AS json)) x(place)))""")
_STOP = text("UPDATE deadline d SET next_at = NULL, stopped_at = :now" + _THESE)


def advance(connection: Connection, clocks: Sequence[Clock]) -> None:
    """Let clocks that were claimed in this transaction go on to their next rung, or to their end.

    Raises:
        ValueError: one is not where it was claimed.
    """
    places = [clock["place"] for clock in clocks]
    asked = {"places": statement.to_json(places)}
    if places and connection.execute(_ADVANCE, asked).rowcount < len(places):
        raise ValueError("期限在到点办理时被改动。")


def stop(connection: Connection, clocks: Sequence[Clock], now: datetime) -> None:
    """Stop clocks that have outlived what they were started for."""
    if clocks:
        connection.execute(_STOP, {"rows": _keys(clocks), "now": now})


def _keys(clocks: Sequence[Clock]) -> str:
    return statement.to_json([{name: clock[name] for name in KEY} for clock in clocks])


_SET_ASIDE = text(
    "UPDATE deadline SET set_aside = :why WHERE "
    + " AND ".join(f"{name} = :{name}" for name in KEY)
)


def set_aside(connection: Connection, clock: Clock, why: str) -> None:
    """Put a clock aside until it is tried again."""
    connection.execute(_SET_ASIDE, {**{name: clock[name] for name in KEY}, "why": why[:200]})


_RETRY = text("UPDATE deadline SET set_aside = NULL WHERE set_aside IS NOT NULL")


def retry_set_aside(connection: Connection) -> int:
    """Give every clock that was set aside another chance; answer how many."""
    return connection.execute(_RETRY).rowcount
