"""The one read: subjects with what their questions ask, the actor's capacities, the kept key.

It is the door's hot path, so it goes to the driver as it is written (`%(name)s`), uncompiled.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import psycopg
from psycopg.rows import dict_row
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from services.acts import SYSTEM_ACTORS, Act
from services.deputies import in_force, nothing_lent
from services.door import Read, Reader, Subject
from services.keeping import Kept
from states.capacity import UNIT, Capacity, Grant, capacities_towards, kept_apart

#: Hats that are not worn towards what is withheld (暗访): the unit's, and the judges'.
_UNTOLD = UNIT | {Capacity.JUDGE}
#: The actor's own capacities, and those lent to them by the one they stand in for.
_GRANTS = f"""(
    SELECT coalesce(jsonb_agg(jsonb_build_array(a.capacity, a.unit_id)), '[]') AS grants,
        CASE WHEN %(principal)s::text IS NOT NULL THEN (
            SELECT jsonb_agg(jsonb_build_array(d.capacity, d.held_in)) FROM delegation d
            WHERE d.district_id = %(district)s AND d.principal_id = %(principal)s
              AND d.deputy_id = %(actor)s AND {in_force("%(today)s")}
              AND EXISTS (SELECT FROM person q WHERE q.district_id = %(district)s
                AND q.id = %(actor)s AND q.state = 'active')) END AS lent
    FROM assignment a JOIN person p ON p.district_id = a.district_id AND p.id = a.person_id
    WHERE a.district_id = %(district)s AND a.person_id = %(actor)s AND p.state = 'active'
      AND a.from_day <= %(today)s AND (a.until_day IS NULL OR a.until_day >= %(today)s))"""
#: Who has stood in for whom at the record `s` so far.
_STOOD_IN = """(SELECT jsonb_agg(DISTINCT jsonb_build_array(t.actor, t.on_behalf_of)) FROM trail t
    WHERE t.district_id = s.district_id AND t.kind = '{kind}' AND t.subject_id = s.id
      AND t.on_behalf_of IS NOT NULL) AS stood_in"""
_KEPT = """(
    SELECT fingerprint AS kept_fingerprint, answer AS kept_answer FROM idempotency_key
    WHERE district_id = %(district)s AND actor = %(actor)s AND key = %(key)s)"""


def one_read(kind: str, facts: str = "", joins: str = "") -> str:
    """Write a noun's read: its columns as `s`, plus what the noun's questions need.

    Args:
        kind: table of the noun.
        facts: further columns, each ending in a comma.
        joins: joins on `s`.
    """
    return (
        f"SELECT g.grants, g.lent, k.kept_fingerprint, k.kept_answer, f.* FROM {_GRANTS} g"
        f" LEFT JOIN {_KEPT} k ON true LEFT JOIN LATERAL"
        f" (SELECT {facts} {_STOOD_IN.format(kind=kind)}, s.* FROM {kind} s {joins}"
        " WHERE s.district_id = %(district)s AND s.id = ANY(%(ids)s::text[])) f ON true"
    )


def reader(connection: Connection, act: Act, statement: str, today: date) -> Reader:
    """Bind a noun's read to an act: ids in, subjects with the actor's hats out."""

    def read(ids: Sequence[str]) -> Read:
        rows = fetched(connection, statement, asked(act, today, ids))
        _insist_on_a_delegation(act, rows[0])
        subjects = {row["id"]: _subject(act, row) for row in rows if row["id"] is not None}
        return Read(subjects, _kept(rows[0]))

    return read


def fetched(
    connection: Connection, statement: str, values: Mapping[str, Any]
) -> Sequence[Mapping[str, Any]]:
    """Fetch rows as maps straight from the driver, on SQLAlchemy's connection.

    The door reads some forty columns at a time; describing them anew for every result costs
    SQLAlchemy a third of the read.

    Raises:
        DBAPIError: as any statement.
    """
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(statement, values).fetchall()
    except psycopg.Error as fault:
        if driver.broken:
            connection.invalidate()
        raise DBAPIError.instance(statement, dict(values), fault, psycopg.Error) from fault


def asked(act: Act, today: date, ids: Sequence[str] = ()) -> dict[str, Any]:
    """What every read is asked with."""
    return {
        "district": act.district_id,
        "actor": act.actor,
        "principal": act.on_behalf_of,
        "today": today,
        "key": act.key,
        "ids": list(ids),
    }


_BIRTH = (
    f"SELECT g.grants, g.lent, k.kept_fingerprint, k.kept_answer FROM {_GRANTS} g"
    f" LEFT JOIN {_KEPT} k ON true"
)


def newborns(
    connection: Connection, act: Act, rows: Iterable[Mapping[str, Any]], today: date
) -> Reader:
    """Bind the read for births: the rows are what shall be born, without state."""
    drafts = {row["id"]: row for row in rows}

    def read(ids: Sequence[str]) -> Read:
        found = connection.exec_driver_sql(_BIRTH, asked(act, today)).mappings().one()
        _insist_on_a_delegation(act, found)
        worn = {i: Subject(drafts[i], hats(act, found, drafts[i])) for i in ids}
        return Read(worn, _kept(found))

    return read


def _insist_on_a_delegation(act: Act, read: Mapping[Any, Any]) -> None:
    if act.on_behalf_of and not read["lent"]:
        raise nothing_lent(act.on_behalf_of)


def hats(act: Act, held: Mapping[Any, Any], row: Mapping[Any, Any]) -> frozenset[Capacity]:
    """Resolve the capacities worn towards a row: the actor's own, or those lent by another.

    Args:
        act: whose.
        held: as read: `grants` of the actor, `lent` by the one they stand in for.
        row: the record.
    """
    if act.actor in SYSTEM_ACTORS:
        return frozenset({Capacity.SYSTEM})
    worn = _towards(act, held["grants"], row)
    if act.on_behalf_of:
        worn = kept_apart(_towards(act, held["lent"] or (), row), worn)
    if row.get("holder_id") == act.actor and not act.on_behalf_of:
        worn |= {Capacity.SELF}
    return worn - _UNTOLD if row.get("withheld") else worn


def _towards(
    act: Act, grants: Iterable[Sequence[Any]], row: Mapping[Any, Any]
) -> frozenset[Capacity]:
    return capacities_towards(
        (Grant(Capacity(capacity), unit_id) for capacity, unit_id in grants),
        row.get("unit_id"),
        row.get("assessor_id"),
        assigned=row.get("inspector_id") == act.actor,
        own=act.actor in (row.get("principal_id"), row.get("deputy_id"), row.get("person_id")),
    )


def _subject(act: Act, row: Mapping[Any, Any]) -> Subject:
    return Subject(row, hats(act, row, row))


def _kept(row: Mapping[Any, Any]) -> Kept | None:
    if row["kept_answer"] is None:
        return None
    return row["kept_fingerprint"], row["kept_answer"]


def many(value: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a jsonb column
    """Take a jsonb list of maps; none is an empty one."""
    return value or []


def some(value: Any) -> dict[str, Any]:  # noqa: ANN401 - a jsonb column
    """Take a jsonb map; none is an empty one."""
    return value or {}
