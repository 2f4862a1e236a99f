"""The twin of the API in S6: a bare FastAPI application that writes the same rows by hand.

It knows who the token belongs to, reads the subject and the grants, moves it by compare-and-set,
and writes trail, message and idempotency key, in one transaction. It judges nothing.
"""

import hashlib
import os
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import FastAPI, Header
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from sqlalchemy import Connection, create_engine

from kit.clock import RealClock
from models.database import APP_ROLE
from services import trail

_WHO = (
    "SELECT t.district_id, t.person_id FROM access_token t JOIN person p"
    " ON p.district_id = t.district_id AND p.id = t.person_id"
    " WHERE t.digest = %s AND t.revoked_at IS NULL AND p.state = 'active'"
)
_GRANTS = "SELECT capacity, unit_id FROM assignment WHERE district_id = %s AND person_id = %s"
_KEPT = "SELECT answer FROM idempotency_key WHERE district_id = %s AND actor = %s AND key = %s"
_INSERTS = {
    "trail": "INSERT INTO trail (district_id, kind, subject_id, number, at, trigger, source,"
    " target, actor, capacity, on_behalf_of, reason, data, request_id, prev, hash)"
    " VALUES (%(district_id)s, %(kind)s, %(subject_id)s, %(number)s, %(at)s, %(trigger)s,"
    " %(source)s, %(target)s, %(actor)s,"
    " %(capacity)s, %(on_behalf_of)s, %(reason)s, %(data)s, %(request_id)s, %(prev)s, %(hash)s)",
    "outbox": "INSERT INTO outbox (district_id, kind, subject_id, number, topic, at, unit_id,"
    " assessor_id, capacities, text) VALUES (%(district_id)s, %(kind)s, %(subject_id)s, %(number)s,"
    " %(target)s, %(at)s, %(unit_id)s, NULL, '[\"unit_head\"]', 'text')",
    "kept": "INSERT INTO idempotency_key (district_id, actor, key, fingerprint, answer, at)"
    " VALUES (%(district_id)s, %(actor)s, %(key)s, %(fingerprint)s, %(answer)s, %(at)s)",
}
_STOP = (
    "UPDATE deadline SET next_at = NULL, stopped_at = %(at)s WHERE district_id = %(district_id)s"
    " AND kind = %(kind)s AND subject_id = %(subject_id)s AND next_at IS NOT NULL"
)
_CLOCK = RealClock()


def create() -> FastAPI:
    """Build it over the database that the environment names."""
    app = FastAPI(openapi_url=None)
    options = {"options": f"-c role={APP_ROLE} -c timezone=UTC"}
    address = os.environ["JIXIAOTWIN_DATABASE"]
    engine = create_engine(address, pool_size=20, max_overflow=20, connect_args=options)

    @app.post("/api/v1/{kind}/{subject_id}/{trigger}/{target}")
    def move(  # noqa: PLR0913, PLR0917 - what arrives
        kind: str,
        subject_id: str,
        trigger: str,
        target: str,
        body: dict[str, Any],
        authorization: Annotated[str, Header()],
        idempotency_key: Annotated[str, Header()],
    ) -> Mapping[str, Any]:
        token = hashlib.sha256(authorization.removeprefix("Bearer ").encode()).digest()
        with engine.begin() as connection, _cursor(connection) as cursor:
            who = cursor.execute(_WHO, (token,)).fetchone() or {}
            cursor.execute(_GRANTS, (who["district_id"], who["person_id"])).fetchall()
            named = (who["district_id"], who["person_id"], idempotency_key)
            if kept := cursor.execute(_KEPT, named).fetchone():
                return kept["answer"]
            read = f"SELECT * FROM {kind} WHERE district_id = %s AND id = %s"
            row = cursor.execute(read, (who["district_id"], subject_id)).fetchone() or {}
            record = _record(kind, row, who["person_id"], trigger, target, str(body))
            answer = {"kind": kind, "id": subject_id, "state": target}
            answer |= {"revision": record["number"]}
            key = {"key": idempotency_key, "fingerprint": token, "answer": Jsonb(answer)}
            values = {**record, **key, "data": Jsonb({}), "unit_id": row["unit_id"]}
            cursor.execute(
                f"UPDATE {kind} SET state = %(target)s, revision = %(number)s, head = %(hash)s,"
                " moved_at = %(at)s WHERE district_id = %(district_id)s AND id = %(subject_id)s"
                " AND revision = %(number)s - 1",
                values,
            )
            for statement in (*_INSERTS.values(), *((_STOP,) if kind == "node" else ())):
                cursor.execute(statement, values)
        return answer

    return app


def _cursor(connection: Connection) -> Any:  # noqa: ANN401 - the driver's
    # Straight from the driver: describing results for SQLAlchemy would be the twin's handicap.
    return connection.connection.driver_connection.cursor(row_factory=dict_row)  # pyright: ignore[reportOptionalMemberAccess] - it is open


def _record(
    kind: str, row: Mapping[str, Any], actor: str, trigger: str, target: str, reason: str
) -> dict[str, Any]:
    record: dict[str, Any] = {
        "district_id": row["district_id"],
        "kind": kind,
        "subject_id": row["id"],
        "number": row["revision"] + 1,
        "at": _CLOCK.now(),
        "trigger": trigger,
        "source": row["state"],
        "target": target,
        "actor": actor,
        "capacity": "unit_head",
        "on_behalf_of": None,
        "reason": reason,
        "data": {},
        "request_id": "",
        "prev": bytes(row["head"]),
    }
    return {**record, "hash": trail.seal(record)}
