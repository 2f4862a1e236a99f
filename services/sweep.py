"""The sweep: whatever rang by now is enforced, in due order, exactly once, however late.

Any number of processes may sweep: rows are claimed with SKIP LOCKED, and the row in
`deadline_fire` is the claim that a rung rang.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from kit.errors import Refused
from models import SUBJECTS
from models.database import Database
from plans.settings_ladder import Rung
from services import gates, rectification_plans, statement, unit_changes
from services.acts import Act, Order, one
from services.desk import Desk
from services.intents import Effect, Planned
from services.rules import Rules, rules_of
from services.rungs import Rang, escalate, reminders, still_waiting
from services.trail import stamp
from services.writing import write
from states.capacity import Capacity
from states.lamp import RING, Lamp
from states.pinning import digests

log = structlog.get_logger()
ACTOR = "system:deadline"
#: Verbs that a rung may fire, by kind and trigger.
_VERBS = {
    ("gate", "lapse"): gates.lapse,
    ("rectification_plan", "deem_received"): rectification_plans.deem_received,
    ("unit_change", "effect"): unit_changes.effect,
}
#: What one broken subject can raise; it is set aside, the others go on.
_FAULTS = (DBAPIError, Refused, LookupError, ValueError, TypeError)
_SEVERITY = {lamp.value: place for place, lamp in enumerate(Lamp)}


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did."""

    fired: int
    broken: int


#: Kinds at which people are waited for by name.
_WAITED = {
    "gate": ", s.waiting_for",
    # An inspector hears of nobody else's visits.
    "inspection": ", CASE WHEN s.state = 'issued' THEN jsonb_build_array(s.inspector_id) END"
    " AS visitors",
}
_DUE = """
SELECT d.*, s.unit_id, s.assessor_id, s.year, s.state, s.revision, s.head, s.lamp, s.overdue_since
    {waited}
FROM deadline d JOIN {kind} s ON s.district_id = d.district_id AND s.id = d.subject_id
WHERE d.kind = '{kind}' AND d.next_at <= :now AND d.next_at IS NOT NULL AND d.set_aside IS NULL
    AND NOT EXISTS (SELECT FROM year y WHERE y.district_id = s.district_id AND y.year = s.year
        AND y.lifecycles IS DISTINCT FROM CAST(:pinned AS jsonb))
ORDER BY d.next_at LIMIT :limit FOR UPDATE OF d, s SKIP LOCKED
"""
_FIRST = text(
    "SELECT kind FROM deadline WHERE next_at <= :now AND next_at IS NOT NULL"
    " AND set_aside IS NULL ORDER BY next_at LIMIT 1"
)


def sweep(database: Database, now: datetime, batch: int = 500) -> Swept:
    """Enforce everything that is due by now, batch by batch, each batch one transaction."""
    fired = broken = 0
    while True:
        try:
            done = _batch(database, now, batch)
        except _FAULTS as fault:
            # One subject spoils the batch: go one by one until it is found.
            log.warning("batch failed, going one by one", why=_why(fault))
            done = _singly(database, now, batch)
        if done is None:
            return Swept(fired, broken)
        fired += done.fired
        broken += done.broken


def _singly(database: Database, now: datetime, count: int) -> Swept:
    fired = broken = 0
    for _ in range(count):
        done = _alone(database, now)
        if done is None:
            break
        fired += done.fired
        broken += done.broken
    return Swept(fired, broken)


def _alone(database: Database, now: datetime) -> Swept | None:
    with database.transaction() as connection:
        rows = _due(connection, now, 1)
        if not rows:
            return None
        try:
            with connection.begin_nested():
                return _fire(connection, rows, now)
        except _FAULTS as fault:
            _set_aside(connection, rows[0], _why(fault))
            return Swept(0, 1)


def _why(fault: Exception) -> str:
    return str(fault.orig if isinstance(fault, DBAPIError) else fault)[:200]


def _batch(database: Database, now: datetime, limit: int) -> Swept | None:
    with database.transaction() as connection:
        rows = _due(connection, now, limit)
        if not rows:
            return None  # nothing is due, or others hold it and will do it
        # Clocks of one subject that ring in the same instant ring in the order of their names.
        latest_first = sorted(rows, key=lambda row: (row["next_at"], row["name"]), reverse=True)
        one_each = {(row["district_id"], row["subject_id"]): row for row in latest_first}
        return _fire(connection, list(one_each.values()), now)


def _due(connection: Connection, now: datetime, limit: int) -> Sequence[Mapping[Any, Any]]:
    first = connection.execute(_FIRST, {"now": now}).scalar_one_or_none()
    # What is due first may be held by another sweep, or have lost its subject, or wait until its
    # year's director adopts the lifecycles as they are now: others go on.
    pinned = statement.to_json(dict(digests()))
    kinds = dict.fromkeys((first, *SUBJECTS)) if first else ()
    for kind in kinds:
        due = text(_DUE.format(kind=kind, waited=_WAITED.get(kind, "")))
        asked = {"now": now, "limit": limit, "pinned": pinned}
        rows = connection.execute(due, asked).mappings().all()
        if rows:
            return rows
    return []


def _fire(connection: Connection, rows: Sequence[Mapping[Any, Any]], now: datetime) -> Swept:
    planned: list[Planned] = []
    effects: list[Rang] = []
    broken = 0
    for row in still_waiting(connection, rows, now):
        try:
            desk = _desk(connection, row, now)
            rung = _rung(desk.rules, row)
            planned.append(_mark(desk, row, rung))
            effects.append((desk, row, rung))
        except (Refused, LookupError, ValueError, TypeError) as fault:
            broken += 1
            _set_aside(connection, row, str(fault))
    for district in {row["district_id"] for row in rows}:
        mine = [plan for plan in planned if plan.row["district_id"] == district]
        act = Act(district_id=district, actor=ACTOR, at=now)
        write(connection, act, mine)
    _advance(connection, [plan.row for plan in planned])
    _carry_out(effects)
    escalate(effects)
    return Swept(len(planned), broken)


def _desk(connection: Connection, row: Mapping[Any, Any], now: datetime) -> Desk:
    rules = rules_of(connection, row["district_id"], row["year"])
    return Desk(connection, Act(district_id=row["district_id"], actor=ACTOR, at=now), rules)


def _rung(rules: Rules, row: Mapping[Any, Any]) -> Rung:
    name = row["name"].partition("-")[0]
    wanted = row["ladder"][row["next_rung"]]["rung"]
    return rules.plan.deadlines[name].ladder[wanted]


def _mark(desk: Desk, row: Mapping[Any, Any], rung: Rung) -> Planned:
    due_at = row["ladder"][row["next_rung"]]["at"]
    fire = {
        "name": row["name"],
        "visit": row["visit"],
        "version": row["version"],
        "rung": str(rung.offset),
        "due_at": due_at,
        "fired_at": stamp(desk.act.at),
        "number": row["revision"] + 1,
    }
    return Planned(
        kind=row["kind"],
        row={**row, "id": row["subject_id"]},
        steps=((RING, row["state"]),),
        actor=ACTOR,
        capacity=Capacity.SYSTEM,
        effect=Effect(
            columns=_lamp(row, rung),
            data=_said(row, rung, due_at),
            rows=(("deadline_fire", fire),),
            messages=reminders(row, rung),
        ),
    )


def _lamp(row: Mapping[Any, Any], rung: Rung) -> dict[str, Any]:
    if rung.lamp is None:
        return {}
    worse = max(row["lamp"], rung.lamp.value, key=_SEVERITY.__getitem__)
    since = row["overdue_since"]
    if since is None and rung.lamp in (Lamp.RED, Lamp.DOUBLE_RED):
        since = row["due_at"]
    return {"lamp": worse, "overdue_since": stamp(since) if since else None}


def _said(row: Mapping[Any, Any], rung: Rung, due_at: str) -> dict[str, str]:
    return {
        "deadline": row["name"],
        "rung": str(rung.offset),
        "label": rung.label,
        "lamp": rung.lamp.value if rung.lamp else "",
        "due_at": due_at,
        "outcome": "lapsed" if rung.offset.count >= 0 else "reminded",
    }


_ADVANCE = text("""
UPDATE deadline d SET next_rung = d.next_rung + 1,
    next_at = CAST(d.ladder -> (d.next_rung + 1) ->> 'at' AS timestamptz)
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS x(district_id text, kind text, subject_id text,
    name text, visit int, version int)
WHERE d.district_id = x.district_id AND d.kind = x.kind AND d.subject_id = x.subject_id
  AND d.name = x.name AND d.visit = x.visit AND d.version = x.version
""")
_KEY = ("district_id", "kind", "subject_id", "name", "visit", "version")


def _advance(connection: Connection, rows: Sequence[Mapping[Any, Any]]) -> None:
    if rows:
        keys = [{name: row[name] for name in _KEY} for row in rows]
        connection.execute(_ADVANCE, {"rows": statement.to_json(keys)})


def _set_aside(connection: Connection, row: Mapping[Any, Any], why: str) -> None:
    log.error("deadline set aside", subject=row["subject_id"], name=row["name"], why=why)
    where = " AND ".join(f"{name} = :{name}" for name in _KEY)
    connection.execute(
        text(f"UPDATE deadline SET set_aside = :why WHERE {where}"),
        {**{name: row[name] for name in _KEY}, "why": why[:200]},
    )


def _carry_out(rung_now: Sequence[Rang]) -> None:
    for desk, row, rung in rung_now:
        if rung.effect:
            order = Order(row["subject_id"], {"on": row["due_on"]}, reason=rung.label)
            one(_VERBS[row["kind"], rung.effect](desk, [order]))


_RETRY = text("UPDATE deadline SET set_aside = NULL WHERE set_aside IS NOT NULL")


def retry_set_aside(connection: Connection) -> int:
    """Give every deadline that was set aside another chance; answer how many."""
    return connection.execute(_RETRY).rowcount
