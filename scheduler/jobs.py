"""What the bells do: plain functions over a house that ask what is due by now.

A bell carries no data and holds no truth: rung twice it is harmless, and what a missed one would
have done the next one does.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from kit.deadlines import day_of
from kit.errors import Refused
from services import asks, gate_watch, messages, sealing, sweep, webhook_delivery
from services.house import House
from services.rules import rules_of
from services.years import open_years

log = structlog.get_logger()

#: Asks for flow runs and answers which were accepted (`workflows.serving.ask`).
AskFor = Callable[[Sequence[asks.Ask]], Sequence[asks.Ask]]
Job = Callable[[House], int]
#: Until a year is open, and its plan says so, days are days of Beijing.
_BEIJING = ZoneInfo("Asia/Shanghai")


class Pulse:
    """When the tick last did its work; `/readyz` turns red when it has stopped."""

    def __init__(self) -> None:
        self._beat: float | None = None
        #: The house's own time of the last beat.
        self.last: datetime | None = None

    def beat(self, at: datetime) -> None:
        """Note that the work was done, at the house's own time."""
        self._beat, self.last = time.monotonic(), at

    def age(self) -> float | None:
        """Seconds of real time since the last beat; None before the first."""
        return None if self._beat is None else time.monotonic() - self._beat


def zone_of(connection: Connection) -> ZoneInfo:
    """Name the zone whose days count: that of the first year in force."""
    for district_id, year in open_years(connection)[:1]:
        return rules_of(connection, district_id, year).zone
    return _BEIJING


def enforce_deadlines(house: House) -> int:
    """Enforce every deadline that rang by now; how many rungs."""
    return sweep.sweep(house.database, house.now()).fired


def deliver_messages(house: House) -> int:
    """Deliver what waits in the outbox; how many messages."""
    total, now = 0, house.now()
    with house.database.connect() as connection:
        today = day_of(now, zone_of(connection))
        while delivered := messages.deliver(connection, now, today):
            total += delivered
    return total


def number_events(house: House) -> int:
    """Give what happened its place in the order of events; how many got one."""
    return sealing.seal(house.database)


def push_events(house: House) -> int:
    """Push to subscribers what is due; how many events were delivered."""
    return webhook_delivery.push(house)


def watch_gates(house: House) -> int:
    """Mark gates at which nobody can sign, and those that were mended; how many."""
    with house.database.connect() as connection:
        return gate_watch.watch_all(connection, house.now())


def retry_set_aside(house: House) -> int:
    """Give the deadlines that were set aside another chance; how many."""
    with house.database.connect() as connection:
        return sweep.retry_set_aside(connection)


def ask_for_runs(house: House, ask: AskFor) -> int:
    """Ask for the flow runs that are due and were not asked for; how many were accepted."""
    with house.database.connect() as connection:
        now = house.now()
        due = asks.not_yet_asked(connection, asks.due_runs(connection, now), now)
        accepted = ask(due) if due else ()
        asks.record(connection, accepted, now)
    return len(accepted)


def ring(name: str, job: Job, house: House, pulse: Pulse | None = None) -> None:
    """Do a job; what goes wrong is logged, and the next ring tries again."""
    try:
        done = job(house)
        if pulse:
            pulse.beat(house.now())
        if done:
            log.info("bell rang", bell=name, done=done)
    except (DBAPIError, Refused) as fault:
        log.warning("bell failed", bell=name, why=str(fault).splitlines()[0])
    except Exception:
        log.exception("bell failed", bell=name)
