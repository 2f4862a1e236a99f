"""People of before become accounts with a trail of their own; for revision 0003.

A released revision must go on saying what it said: what is here does not change.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

import models.columns
from kit.clock import RealClock

#: What an account has besides what a person had; filled in below where it may not be empty.
PERSON = (
    sa.Column("year", sa.Integer(), nullable=True),
    sa.Column("assessor_id", sa.String(length=32), nullable=True),
    sa.Column("state", sa.String(length=32), nullable=True),
    sa.Column("revision", sa.Integer(), nullable=True),
    sa.Column("head", sa.LargeBinary(length=32), nullable=True),
    sa.Column("lamp", sa.String(length=32), nullable=True),
    sa.Column("overdue_since", models.columns.UtcMoment(timezone=True), nullable=True),
    sa.Column("moved_at", models.columns.UtcMoment(timezone=True), nullable=True),
    sa.Column("password_history", postgresql.JSONB(), server_default="[]", nullable=False),
    sa.Column("must_change", sa.Boolean(), server_default="false", nullable=False),
    sa.Column("password_until", models.columns.UtcMoment(timezone=True), nullable=True),
    sa.Column("totp_salt", sa.String(length=32), nullable=True),
    sa.Column("totp_confirmed", sa.Boolean(), server_default="false", nullable=False),
    sa.Column("totp_step", sa.BigInteger(), server_default="0", nullable=False),
    sa.Column("recovery", postgresql.JSONB(), server_default="[]", nullable=False),
)
#: What a token has besides; those of before end with the upgrade.
TOKEN = (
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("kind", sa.String(length=32), nullable=False),
    sa.Column("scopes", postgresql.JSONB(), nullable=False),
    sa.Column("limited", sa.String(length=32), nullable=False),
    sa.Column("idle_minutes", sa.Integer(), nullable=True),
    sa.Column("last_used_at", models.columns.UtcMoment(timezone=True), nullable=False),
)
#: When every account has its record.
CLOSED = (
    *(
        f"ALTER TABLE person ALTER COLUMN {column} SET NOT NULL"
        for column in ("year", "state", "revision", "head", "lamp", "moved_at")
    ),
    "ALTER TABLE person DROP COLUMN disabled",
    "ALTER TABLE person ADD CONSTRAINT ck_person_state CHECK (state IN ('active', 'disabled'))",
    """
    ALTER TABLE person ADD CONSTRAINT ck_person_lamp
        CHECK (lamp IN ('green', 'yellow', 'red', 'double_red'))
    """,
    "ALTER TABLE person ADD CONSTRAINT ck_person_revision CHECK (revision >= 0)",
    "CREATE INDEX ix_person_year ON person (year)",
    """
    CREATE CONSTRAINT TRIGGER person_demands_trail AFTER INSERT OR UPDATE ON person
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION jixiao_demand_trail()
    """,
)

# The record is as of the last one there is: a rehearsed folder has a time of its own.
_PEOPLE = sa.text("""
SELECT p.district_id, p.id, p.name, coalesce(p.unit_id, '') AS unit, p.disabled,
    (SELECT max(t.at) FROM trail t WHERE t.district_id = p.district_id) AS at,
    (SELECT coalesce(jsonb_agg(jsonb_build_array(a.capacity, coalesce(a.unit_id, ''), a.scope,
        a.from_day::text, coalesce(a.until_day::text, '')) ORDER BY a.id), '[]')
     FROM assignment a WHERE a.district_id = p.district_id AND a.person_id = p.id) AS capacities
FROM person p ORDER BY p.district_id, p.id
""")
_RECORD = sa.text("""
INSERT INTO trail (district_id, kind, subject_id, number, at, trigger, source, target, actor,
    capacity, on_behalf_of, reason, data, request_id, prev, hash)
VALUES (:district_id, :kind, :subject_id, :number, :at, :trigger, :source, :target, :actor,
    :capacity, :on_behalf_of, :reason, CAST(:data AS jsonb), :request_id, :prev, :hash)
""")
_ACCOUNT = sa.text("""
UPDATE person SET year = extract(year FROM CAST(:at AS timestamptz)), state = :target,
    revision = :number, head = :hash, lamp = 'green', moved_at = :at
WHERE district_id = :district_id AND id = :subject_id
""")
_ORDER = (
    "district_id", "kind", "subject_id", "number", "at", "trigger", "source", "target", "actor",
    "capacity", "on_behalf_of", "reason", "data", "request_id",
)  # fmt: skip


def open_accounts(connection: sa.Connection) -> None:
    """Give everybody of before a record of birth, and one more to whoever is disabled."""
    now = RealClock().now()
    lives = [[*_life(row, row.at or now)] for row in connection.execute(_PEOPLE)]
    if lives:
        connection.execute(_RECORD, [_written(record) for life in lives for record in life])
        connection.execute(_ACCOUNT, [life[-1] for life in lives])


def _life(row: Any, at: datetime) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - a row
    data = {"name": row.name, "unit": row.unit, "capacities": row.capacities}
    born = _sealed(row, at, 0, {"trigger": "enrol", "source": None, "target": "active"}, data)
    yield born
    if row.disabled:
        step = {"trigger": "disable", "source": "active", "target": "disabled"}
        yield _sealed(row, at, 1, {**step, "prev": born["hash"]}, {})


def _sealed(
    row: Any,  # noqa: ANN401 - a row
    at: datetime,
    number: int,
    step: dict[str, Any],
    data: dict[str, Any],
) -> dict[str, Any]:
    record: dict[str, Any] = {
        "district_id": row.district_id,
        "kind": "person",
        "subject_id": row.id,
        "number": number,
        "at": at,
        "actor": "system:import",
        "capacity": "system",
        "on_behalf_of": None,
        "reason": "升级前已有的账号",
        "data": data,
        "request_id": "",
        "prev": bytes(32),
        **step,
    }
    values = [record[name] for name in _ORDER]
    values[4] = at.astimezone(UTC).isoformat(timespec="microseconds")
    form = orjson.dumps([*values, record["prev"].hex()], option=orjson.OPT_SORT_KEYS)
    return {**record, "hash": hashlib.sha256(form).digest()}


def _written(record: dict[str, Any]) -> dict[str, Any]:
    return {**record, "data": orjson.dumps(record["data"]).decode()}
