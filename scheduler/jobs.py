"""What the bells do: plain functions over a house that ask what is due by now.

A bell carries no data and holds no truth: rung twice it is harmless, and what a missed one would
have done the next one does.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from sqlalchemy.exc import DBAPIError
from structlog.contextvars import bound_contextvars

from kit.deadlines import day_of
from kit.errors import Refused
from services import (
    alarms,
    asks,
    backups,
    clock_watch,
    counters,
    delivery_sending,
    delivery_sorting,
    gate_watch,
    messages,
    metrics,
    sealing,
    sweep,
    sweep_batch,
    webhook_delivery,
)
from services.house import House
from services.years import zone_of

log = structlog.get_logger()

#: Asks for flow runs and answers which were accepted (`workflows.serving.ask`).
AskFor = Callable[[Sequence[asks.Ask]], Sequence[asks.Ask]]
#: Called by a long job now and then: it goes on.
Beat = Callable[[], None]
#: Does what is due in a house; a vital one is given a `Beat` besides.
Job = Callable[..., int]


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


def enforce_deadlines(house: House, beat: Beat | None = None) -> int:
    """Enforce every deadline that rang by now; how many rungs. In a storm each batch is a beat."""

    def heard(fires: sweep.Fires) -> None:
        metrics.heard(fires)
        if beat:
            beat()

    return sweep.sweep(house.database, house.now(), heard=heard).fired


def deliver_messages(house: House) -> int:
    """Deliver what waits in the outbox; how many messages."""
    total, now = 0, house.now()
    with house.database.connect() as connection:
        today = day_of(now, zone_of(connection))
        while delivered := messages.deliver(connection, now, today):
            total += delivered
    return total


def send_messages(house: House) -> int:
    """Sort what came into inboxes and send what may leave the house; how many were acknowledged."""
    with house.database.connect() as connection:
        delivery_sorting.sort(connection, house.now())
    return delivery_sending.send(house)


def write_digests(house: House) -> int:
    """Write the day's digests where they are due; how many."""
    with house.database.connect() as connection:
        return delivery_sorting.digest(connection, house.now())


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


def watch_vacancies(house: House) -> int:
    """Raise the alarm where something waits and nobody can act, and clear what was mended."""
    with house.database.connect() as connection:
        return alarms.watch_all(connection, house.now())


def watch_clocks(house: House) -> int:
    """End what stands for no clock, and look after a calendar just put in force; how many."""
    with house.database.connect() as connection:
        return clock_watch.watch_all(connection, house.now())


def retry_set_aside(house: House) -> int:
    """Give the deadlines that were set aside another chance; how many."""
    with house.database.connect() as connection:
        return sweep_batch.retry_set_aside(connection)


def back_up(house: House) -> int:
    """Take the day's backup, where that is set and it is not there yet; how many."""
    with house.database.connect() as connection:
        zone = zone_of(connection)
    return backups.of_the_day(house, zone)


def ask_for_runs(house: House, ask: AskFor) -> int:
    """Ask for the flow runs that are due and were not asked for; how many were accepted."""
    with house.database.connect() as connection:
        now = house.now()
        due = asks.not_yet_asked(connection, asks.due_runs(connection, now), now)
        accepted = ask(due) if due else ()
        asks.record(connection, accepted, now)
    return len(accepted)


def ring(name: str, job: Job, house: House, pulse: Pulse | None = None) -> None:
    """Do a job; what goes wrong is logged, and the next ring tries again.

    Args:
        name: the bell's.
        job: what it rings for.
        house: where.
        pulse: of a vital bell: beats while the job goes on, and when it is done.
    """
    # Whatever is logged meanwhile says for which bell.
    with bound_contextvars(bell=name):
        try:
            _work(name, job, house, pulse)
        except (DBAPIError, Refused) as fault:
            counters.BELL_FAILURES.labels(name).inc()
            log.warning("bell failed", bell=name, why=str(fault).splitlines()[0])
        except Exception:
            counters.BELL_FAILURES.labels(name).inc()
            log.exception("bell failed", bell=name)


def _work(name: str, job: Job, house: House, pulse: Pulse | None) -> None:
    def beat() -> None:
        if pulse:
            pulse.beat(house.now())
        counters.goes_on(name)

    began = time.monotonic()
    done = job(house, beat) if pulse else job(house)
    beat()
    counters.rang(name, time.monotonic() - began)
    if done:
        log.info("bell rang", bell=name, done=done)
