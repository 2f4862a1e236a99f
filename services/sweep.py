"""The sweep: whatever rang by now is enforced, in due order, exactly once, however late.

Any number of processes may sweep: rows are claimed with SKIP LOCKED, and the row in
`deadline_fire` is the claim that a rung rang.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from kit.errors import NotFound, Refused
from models.database import Database
from plans.settings_ladder import Rung
from services import gates, rectification_plans, sweep_batch, unit_changes
from services.acts import Act, Order, one
from services.desk import Desk
from services.intents import Effect, Planned
from services.rules import Rules, rules_of
from services.rungs import Rang, escalate, reminders, still_waiting
from services.sweep_batch import Clock
from services.trail import stamp
from services.writing import write
from states.capacity import Capacity
from states.lamp import RING, Lamp

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
#: Faults of the house and not of a subject, by class of SQLSTATE: no connection, a wrong state of
#: the transaction, a conflict with others, no room, a lock, the operator, the disk.
_HOUSES = frozenset({"08", "25", "40", "53", "55", "57", "58"})
_SEVERITY = {lamp.value: place for place, lamp in enumerate(Lamp)}
#: A batch that fails is tried again in so many parts.
_PARTS = 8


@dataclass(frozen=True, slots=True)
class Fire:
    """A rung that rang, and how long after it was due."""

    kind: str
    name: str
    rung: str
    late: timedelta


Fires = Sequence[Fire]


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did."""

    fired: int
    broken: int


def sweep(
    database: Database, now: datetime, batch: int = 500, heard: Callable[[Fires], object] = len
) -> Swept:
    """Enforce everything that is due by now, batch by batch, each batch one transaction.

    Args:
        database: any number of processes may sweep it at once.
        now: aware UTC.
        batch: at most so many clocks ring in one transaction.
        heard: told of every batch that was committed.

    Raises:
        DBAPIError: the database is away, full, or broke off; nothing is half done.
    """
    fired = broken = 0
    size = batch
    while True:
        try:
            done = _batch(database, now, size)
        except _FAULTS as fault:
            if size == 1 or is_houses(fault):
                raise  # one that stands alone would have been set aside
            # One subject spoils the batch: ever smaller ones until it stands alone.
            size = max(1, size // _PARTS)
            log.warning("batch failed, trying a smaller one", size=size, why=_why(fault))
            continue
        if done is None:
            return Swept(fired, broken)
        fired += len(done.fires)
        broken += done.broken
        size = min(batch, size * _PARTS)
        heard(done.fires)


def is_houses(fault: Exception) -> bool:
    """Tell whether a fault is of the house and no subject's: it ends the ring, not the clock."""
    if not isinstance(fault, DBAPIError):
        return False
    code = getattr(fault.orig, "sqlstate", None)
    if code is None:  # the driver's own: no answer came, or what was asked could not be written
        return fault.connection_invalidated or isinstance(fault, OperationalError | InterfaceError)
    return code[:2] in _HOUSES


def _why(fault: Exception) -> str:
    return str(fault.orig if isinstance(fault, DBAPIError) else fault)[:200]


@dataclass(frozen=True, slots=True)
class _Done:
    """What a batch did."""

    fires: Fires
    broken: int


def _batch(database: Database, now: datetime, limit: int) -> _Done | None:
    with database.transaction() as connection:
        clocks = sweep_batch.claim(connection, now, limit)
        if not clocks:
            return None  # nothing is due, or others hold it and will do it
        if limit > 1:
            return _fire(connection, clocks, now)
        return _alone(connection, clocks, now)


def _alone(connection: Connection, clocks: Sequence[Clock], now: datetime) -> _Done:
    try:
        with connection.begin_nested():
            done = _fire(connection, clocks, now)
            # What is checked at the end is checked while the clock can still be set aside.
            connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
            return done
    except _FAULTS as fault:
        if is_houses(fault):
            raise
        _set_aside(connection, clocks[0], _why(fault))
        return _Done((), 1)


def _fire(connection: Connection, clocks: Sequence[Clock], now: datetime) -> _Done:
    planned: list[Planned] = []
    effects: list[Rang] = []
    broken = 0
    desks: dict[tuple[str, int], Desk] = {}
    for clock in still_waiting(connection, clocks, now):
        try:
            desk = _seat(desks, connection, clock, now)
            rung = _rung(desk.rules, clock)
            planned.append(_mark(desk, clock, rung))
            effects.append((desk, clock, rung))
        except (Refused, LookupError, ValueError, TypeError) as fault:
            broken += 1
            _set_aside(connection, clock, str(fault))
    _write(connection, planned, now)
    sweep_batch.advance(connection, [plan.row for plan in planned])
    _carry_out(effects)
    escalate(effects)
    return _Done(tuple(_fired(plan, now) for plan in planned), broken)


def _write(connection: Connection, planned: Sequence[Planned], now: datetime) -> None:
    for district in {plan.row["district_id"] for plan in planned}:
        mine = [plan for plan in planned if plan.row["district_id"] == district]
        moved = write(connection, Act(district_id=district, actor=ACTOR, at=now), mine)
        if len(moved) < len(mine):
            raise ValueError("事项在到点办理时被改动。")


def _seat(
    desks: dict[tuple[str, int], Desk], connection: Connection, clock: Clock, now: datetime
) -> Desk:
    if "state" not in clock:
        raise NotFound("期限所属的事项已不存在。")
    whose = (clock["district_id"], clock["year"])
    if whose not in desks:
        desks[whose] = _desk(connection, clock, now)
    return desks[whose]


def _fired(plan: Planned, now: datetime) -> Fire:
    row, rung = plan.row, str(plan.effect.data["rung"])
    return Fire(plan.kind, row["name"].partition("-")[0], rung, now - row["next_at"])


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
        "rung": rung.at,
        "due_at": due_at,
        "fired_at": stamp(desk.act.at),
        "number": row["revision"] + 1,
    }
    return Planned(
        kind=row["kind"],
        row=row,
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
        "rung": rung.at,
        "label": rung.label,
        "lamp": rung.lamp.value if rung.lamp else "",
        "due_at": due_at,
        "outcome": "lapsed" if rung.offset.count >= 0 else "reminded",
    }


def _set_aside(connection: Connection, clock: Clock, why: str) -> None:
    log.error(
        "deadline set aside",
        district=clock["district_id"],
        kind=clock["kind"],
        subject=clock["subject_id"],
        name=clock["name"],
        actor=ACTOR,
        why=why,
    )
    sweep_batch.set_aside(connection, clock, why)


def _carry_out(rung_now: Sequence[Rang]) -> None:
    for desk, row, rung in rung_now:
        if rung.effect:
            order = Order(row["subject_id"], {"on": row["due_on"]}, reason=rung.label)
            one(_VERBS[row["kind"], rung.effect](desk, [order]))
