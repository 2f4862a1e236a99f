"""The one statement of the door: what to write is data, its shape decides the SQL.

Subjects, trail, deadlines, outbox, side rows and idempotency key go in one statement, so in one
transaction and one round trip; every part hangs on the compare-and-set of its subject.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection, DefaultClause
from sqlalchemy.dialects import postgresql
from sqlmodel import SQLModel

from models.columns import Transaction

#: Tables hung on a subject by (kind, subject_id); each row goes in only if its subject moved.
_BY_SUBJECT = ("trail", "deadline", "outbox", "deadline_fire", "evidence")
#: Side tables, with the kind they hang on; the column is `<kind>_id`.
SIDE_TABLES: Mapping[str, str] = {
    "indicator_version": "indicator",
    "score": "indicator",
    "node_report": "node",
    "calendar_version": "year",
    "calendar_day": "year",
    "decision": "gate",
    "signer": "gate",
    "transfer": "unit_change",
    "voter": "ballot_session",
    "ballot": "ballot_session",
    "mark": "ballot_session",
    "result_version": "result",
    "assignment": "person",
    "access_token": "person",
    "reaching_channel": "person",
    "delivery": "person",
}

#: Side tables in which a row under the same key takes the place of the one before, and how.
_REPLACED: Mapping[str, str] = {
    "assignment": " ON CONFLICT (district_id, id) DO UPDATE SET until_day = excluded.until_day",
    "access_token": " ON CONFLICT (digest) DO UPDATE SET revoked_at = excluded.revoked_at,"
    " limited = excluded.limited",
    "reaching_channel": " ON CONFLICT (district_id, person_id, number) DO UPDATE SET"
    " confirmed_at = excluded.confirmed_at, removed_at = excluded.removed_at,"
    " sealed = excluded.sealed",
    "ballot": " ON CONFLICT (district_id, ballot_session_id, digest)"
    " DO UPDATE SET sealed = excluded.sealed",
    "signer": " ON CONFLICT (district_id, gate_id, number) DO UPDATE SET step = excluded.step,"
    " place = excluded.place, state = excluded.state, signed_by = excluded.signed_by,"
    " reason = excluded.reason, signed_at = excluded.signed_at",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides the text of the statement.

    Attributes:
        groups: per group the kind, whether it is a birth, and the columns set.
        tables: the tables that get rows besides.
        clears: side tables from which rows go away.
        stops: deadlines are stopped.
        keyed: an idempotency key is kept.
    """

    groups: tuple[tuple[str, bool, tuple[str, ...]], ...]
    tables: tuple[str, ...]
    clears: tuple[str, ...]
    stops: bool
    keyed: bool


def _columns(table: str) -> tuple[str, ...]:
    columns = SQLModel.metadata.tables[table].columns
    # Which transaction it is, and what comes next in an order of its own, the database knows.
    known = (c for c in columns if not isinstance(c.type, Transaction) and c.identity is None)
    return tuple(c.name for c in known)


def _typed(kind: str, names: Sequence[str]) -> str:
    columns = SQLModel.metadata.tables[kind].columns
    return ", ".join(f"{name} {columns[name].type.compile(postgresql.dialect())}" for name in names)


def _filled(kind: str) -> str:
    # What a row of before has in a later column, a newborn has that does not name it.
    columns = SQLModel.metadata.tables[kind].columns
    return ", ".join(
        f"coalesce({c.name}, '{c.server_default.arg}')"
        if isinstance(c.server_default, DefaultClause)
        else c.name
        for c in columns
    )


def _birth(place: int, kind: str) -> str:
    columns = ", ".join(_columns(kind))
    return f"""moved_{place} AS (
        INSERT INTO {kind} ({columns})
        SELECT {_filled(kind)} FROM json_populate_recordset(NULL::{kind}, %(group_{place})s::json)
        ON CONFLICT DO NOTHING RETURNING id)"""


# The list of ids stands beside the join: it keeps the planner on the primary key for one subject
# and for five thousand, whatever it believes about the size of a JSON list.
def _move(place: int, kind: str, columns: tuple[str, ...]) -> str:
    settings = ", ".join(f"{column} = a.{column}" for column in columns)
    return f"""asked_{place} AS MATERIALIZED (
        SELECT * FROM json_to_recordset(%(group_{place})s::json)
        AS x(was_state text, was_revision int, {_typed(kind, ("id", *columns))})),
    moved_{place} AS (
        UPDATE {kind} s SET {settings} FROM asked_{place} a
        WHERE s.district_id = %(district)s AND s.id = ANY(ARRAY(SELECT id FROM asked_{place}))
          AND s.id = a.id AND s.state = a.was_state AND s.revision = a.was_revision
        RETURNING s.id)"""


def _side(table: str) -> str:
    columns = ", ".join(f"r.{column}" for column in _columns(table))
    names = ", ".join(_columns(table))
    if table in _BY_SUBJECT:
        joined = "m.kind = r.kind AND m.id = r.subject_id"
    else:
        kind = SIDE_TABLES[table]
        joined = f"m.kind = '{kind}' AND m.id = r.{kind}_id"
    # A deadline's row must exist before its fire; PostgreSQL checks the key at the statement's end.
    return f"""{table}_in AS (
        INSERT INTO {table} ({names}) SELECT {columns}
        FROM json_populate_recordset(NULL::{table}, %({table})s::json) r
        JOIN moved m ON {joined}{_REPLACED.get(table, "")})"""


def _clear(table: str) -> str:
    kind = SIDE_TABLES[table]
    return f"""{table}_out AS (
        DELETE FROM {table} t USING moved m WHERE t.district_id = %(district)s
        AND m.kind = '{kind}' AND m.id = t.{kind}_id AND m.id = ANY(%(clear_{table})s::text[]))"""


_STOP = """stopped AS (
    UPDATE deadline d SET next_at = NULL, stopped_at = %(at)s
    FROM jsonb_to_recordset(%(stops)s::jsonb) AS x(kind text, subject_id text, name text)
    JOIN moved m ON m.kind = x.kind AND m.id = x.subject_id
    WHERE d.district_id = %(district)s AND d.kind = x.kind AND d.subject_id = x.subject_id
      AND (x.name = '*' OR d.name = x.name) AND d.stopped_at IS NULL)"""

_KEEP = """kept AS (
    INSERT INTO idempotency_key (district_id, actor, key, fingerprint, answer, at)
    SELECT r.district_id, r.actor, r.key, r.fingerprint, r.answer || jsonb_build_object('moved',
        (SELECT jsonb_agg(jsonb_build_array(kind, id)) FROM moved)), r.at
    FROM jsonb_populate_record(NULL::idempotency_key, %(kept)s::jsonb) r
    WHERE EXISTS (SELECT FROM moved))"""

_ANSWER = """SELECT coalesce((SELECT jsonb_agg(jsonb_build_array(kind, id)) FROM moved), '[]'),
    CASE WHEN (SELECT count(*) FROM moved) < %(demanded)s
         THEN jixiao_conflict(%(first)s::text) END"""


@lru_cache(maxsize=256)
def compiled(shape: Shape) -> str:
    """Write the statement for a shape, once."""
    parts = [
        _birth(place, kind) if birth else _move(place, kind, columns)
        for place, (kind, birth, columns) in enumerate(shape.groups)
    ]
    moved = " UNION ALL ".join(
        f"SELECT '{kind}' AS kind, id FROM moved_{place}"
        for place, (kind, _, _) in enumerate(shape.groups)
    )
    parts.append(f"moved AS MATERIALIZED ({moved})")
    parts += [_side(table) for table in shape.tables]
    parts += [_clear(table) for table in shape.clears]
    parts += [_STOP] if shape.stops else []
    parts += [_KEEP] if shape.keyed else []
    return "WITH " + ",\n".join(parts) + "\n" + _ANSWER


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """All that one statement writes.

    Attributes:
        groups: rows by (kind, is a birth, columns set).
        tables: rows by table.
        clears: subjects whose rows go away, by side table.
        stops: deadlines to stop, by kind, subject_id and name (`*` for all).
        kept: the idempotency row.
        demanded: how many subjects must move, or nothing is written at all.
    """

    district: str
    at: str
    groups: Mapping[tuple[str, bool, tuple[str, ...]], list[dict[str, Any]]]
    tables: Mapping[str, list[dict[str, Any]]]
    clears: Mapping[str, list[str]]
    stops: list[dict[str, str]]
    kept: dict[str, Any] | None
    demanded: int


def execute(connection: Connection, writing: Writing) -> set[tuple[str, str]]:
    """Run the statement; answer which (kind, id) moved."""
    groups = tuple(writing.groups)
    tables = tuple(sorted(table for table, rows in writing.tables.items() if rows))
    clears = tuple(sorted(writing.clears))
    shape = Shape(groups, tables, clears, bool(writing.stops), writing.kept is not None)
    parameters: dict[str, Any] = {
        "district": writing.district,
        "at": writing.at,
        "demanded": writing.demanded,
        "first": _first(writing),
        "stops": to_json(writing.stops),
        "kept": to_json(writing.kept),
    }
    parameters |= {f"group_{i}": to_json(writing.groups[group]) for i, group in enumerate(groups)}
    parameters |= {table: to_json(writing.tables[table]) for table in tables}
    parameters |= {f"clear_{table}": writing.clears[table] for table in clears}
    answer = connection.exec_driver_sql(compiled(shape), parameters).one()
    return {(kind, subject_id) for kind, subject_id in answer[0]}


def _first(writing: Writing) -> str:
    rows = next(iter(writing.groups.values()))
    return str(rows[0]["id"])


def to_json(value: object) -> str:
    """Write rows as the statement takes them; bytes as hex, everything else as text."""
    return orjson.dumps(value, default=_plain).decode()


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    return str(value)
