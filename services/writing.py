"""From planned moves to rows: trail records sealed, deadlines started, messages laid out."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

from psycopg.errors import UniqueViolation
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError

from kit.errors import Conflict
from models.database import is_trial
from services import statement
from services.acts import Act
from services.intents import Message, Planned
from services.keeping import laid_down
from services.trail import NOTHING, seal, stamp
from services.turns import with_clocks

Rows = list[dict[str, Any]]


class KeyTaken(Exception):  # noqa: N818 - handled at once, by the door
    """The same key arrived twice at the same instant; the other one wrote first."""


def write(
    connection: Connection,
    act: Act,
    planned: Sequence[Planned],
    print_: bytes = b"",
    answers: Rows | None = None,
) -> set[tuple[str, str]]:
    """Write planned moves with one statement; answer which (kind, id) moved.

    Moves with companions (`effect.also`) stand or fall together, the whole batch of them.

    Args:
        connection: of the product's role.
        act: whose.
        planned: what was judged; no subject twice.
        print_: fingerprint of what was asked, to keep under the act's key.
        answers: what to keep with it; those of `planned` when no order was refused.

    Raises:
        Conflict: a subject that had to move with others was not as it was read.
        KeyTaken: the idempotency key was kept by another in this instant.
    """
    if not planned:
        return set()
    planned = with_clocks(connection, act, planned)
    # What fails must not spoil a trial's transaction; elsewhere the statement is one by itself.
    apart = connection.begin_nested() if is_trial(connection) else nullcontext()
    try:
        with apart:
            return statement.execute(connection, lay_out(act, planned, print_, answers))
    except IntegrityError as error:
        if _is_taken_key(error):
            raise KeyTaken from error
        raise
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") == "JX409":
            raise Conflict from error
        raise


def lay_out(
    act: Act, planned: Sequence[Planned], print_: bytes, answers: Rows | None = None
) -> statement.Writing:
    """Turn planned moves into everything that one statement writes."""
    every = [item for move in planned for item in (move, *move.effect.also)]
    trail = {item.subject: _records(act, item) for item in every}
    if answers is None:
        answers = laid_down(planned)
    return statement.Writing(
        district=act.district_id,
        at=stamp(act.at),
        groups=_groups(act, every, trail),
        tables=_tables(act, every, trail),
        clears=_clears(every),
        stops=_stops(every),
        kept=_kept(act, print_, answers),
        demanded=len(every) if len(every) > len(planned) else 0,
    )


def _is_taken_key(error: IntegrityError) -> bool:
    cause = error.orig
    return isinstance(cause, UniqueViolation) and cause.diag.table_name == "idempotency_key"


def _records(act: Act, item: Planned) -> Rows:
    records: Rows = []
    source = None if item.birth else item.row["state"]
    prev = NOTHING if item.birth else bytes(item.row["head"])
    for place, (trigger, target) in enumerate(item.steps):
        record: dict[str, Any] = {
            "district_id": act.district_id,
            "kind": item.kind,
            "subject_id": item.row["id"],
            "number": item.first_number + place,
            "at": act.at,
            "trigger": trigger,
            "source": source,
            "target": target,
            "actor": item.actor,
            "capacity": item.capacity,
            "on_behalf_of": act.on_behalf_of if item.actor == act.actor else None,
            "reason": item.reason,
            "data": dict(item.effect.data) if place == 0 else {},
            "request_id": act.request_id,
            "prev": prev,
        }
        record["hash"] = prev = seal(record)
        source = target
        records.append({**record, "at": stamp(act.at)})
    return records


def _groups(
    act: Act, every: Iterable[Planned], trail: Mapping[tuple[str, str], Rows]
) -> dict[tuple[str, bool, tuple[str, ...]], Rows]:
    groups: dict[tuple[str, bool, tuple[str, ...]], Rows] = {}
    for item in every:
        changed = {
            **item.effect.columns,
            "state": item.target,
            "revision": item.number,
            "head": trail[item.subject][-1]["hash"],
        }
        if item.birth or item.target != item.row["state"]:
            changed["moved_at"] = stamp(act.at)
        columns = () if item.birth else tuple(sorted(changed))
        row = dict(item.row) if item.birth else _as_read(item)
        row |= {"district_id": act.district_id, **changed}
        groups.setdefault((item.kind, item.birth, columns), []).append(row)
    return groups


def _as_read(item: Planned) -> dict[str, Any]:
    return {
        "id": item.row["id"],
        "was_state": item.row["state"],
        "was_revision": item.row["revision"],
    }


def _tables(
    act: Act, every: Sequence[Planned], trail: Mapping[tuple[str, str], Rows]
) -> dict[str, Rows]:
    tables: dict[str, Rows] = {
        "trail": [record for item in every for record in trail[item.subject]],
        "deadline": [row for item in every for row in _deadlines(act, item)],
        "outbox": [row for item in every for row in _messages(act, item)],
    }
    for item in every:
        for table, row in item.effect.rows:
            named = _named(act, item) if table in ("evidence", "deadline_fire") else {}
            tables.setdefault(table, []).append({"district_id": act.district_id, **named, **row})
    return tables


def _clears(every: Iterable[Planned]) -> dict[str, list[str]]:
    clears: dict[str, list[str]] = {}
    for item in every:
        for table in item.effect.clears:
            clears.setdefault(table, []).append(item.row["id"])
    return clears


def _named(act: Act, item: Planned) -> dict[str, Any]:
    return {"district_id": act.district_id, "kind": item.kind, "subject_id": item.row["id"]}


def _deadlines(act: Act, item: Planned) -> Iterable[dict[str, Any]]:
    for start in item.effect.starts:
        yield {
            **_named(act, item),
            "name": start.name,
            "visit": item.number,
            "version": 1,
            "number": item.number,
            **start.columns,
        }


def _addressed(item: Planned, message: Message) -> str | None:
    if message.everybody:
        return None
    return message.unit_id or item.row.get("unit_id")


def _messages(act: Act, item: Planned) -> Iterable[dict[str, Any]]:
    for message in item.effect.messages:
        yield {
            **_named(act, item),
            "number": item.number,
            "topic": message.topic,
            "at": stamp(act.at),
            "unit_id": _addressed(item, message),
            "assessor_id": item.row.get("assessor_id"),
            "capacities": list(message.capacities),
            "people": list(message.people) or None,
            "text": message.text,
        }


def _stops(every: Iterable[Planned]) -> list[dict[str, str]]:
    return [
        {"kind": item.kind, "subject_id": item.row["id"], "name": name}
        for item in every
        for name in item.effect.stops
    ]


def _kept(act: Act, print_: bytes, answers: Rows) -> dict[str, Any] | None:
    if act.key is None:
        return None
    return {
        "district_id": act.district_id,
        "actor": act.actor,
        "key": act.key,
        "fingerprint": print_,
        "answer": {"answers": answers},
        "at": stamp(act.at),
    }
