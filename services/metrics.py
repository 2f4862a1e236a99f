"""Metrics (指标): what this process counts, and what it reads from the database when it is asked.

Every process counts for itself and is asked by itself. What stands in the database is the same
whoever is asked; a dashboard takes the greatest.
"""

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from kit.errors import Refused
from services import backups
from services.browse import oldest_due
from services.counters import FIRES, LATENESS, REGISTRY
from services.house import House
from services.sweep import Fires
from services.years import zone_of


def heard(fires: Fires) -> None:
    """Count what a batch of the sweep fired."""
    for fire in fires:
        FIRES.labels(fire.kind, fire.name).inc()
        LATENESS.labels(fire.kind).observe(max(0.0, fire.late.total_seconds()))


_GIVEN_UP = (
    "SELECT count(*) FROM webhook_attempt WHERE outcome = 'given_up'"
    " AND at > CAST(:now AS timestamptz) - interval '1 day'"
)
_UNDELIVERED = (
    "SELECT count(*) FROM delivery d WHERE state IN ('failed', 'unknown')"
    " AND ended_at > CAST(:now AS timestamptz) - interval '1 day' AND NOT EXISTS (SELECT"
    " FROM delivery r WHERE r.district_id = d.district_id AND r.replays = d.place)"
)
_TO_SEND = (
    "SELECT count(*) FROM delivery WHERE state IN ('waiting', 'sending')"
    " AND next_at <= CAST(:now AS timestamptz)"
)
#: What is counted in the database: name, what it says, and how.
_COUNTED: tuple[tuple[str, str, str], ...] = (
    (
        "jixiao_deadlines_set_aside",
        "Clocks that could not be enforced",
        "SELECT count(*) FROM deadline WHERE set_aside IS NOT NULL",
    ),
    (
        "jixiao_outbox_waiting",
        "Messages that wait for their readers",
        "SELECT count(*) FROM outbox WHERE delivered_at IS NULL",
    ),
    (
        "jixiao_dead_letters",
        "Events given up in the last day",
        _GIVEN_UP,
    ),
    (
        "jixiao_deliveries_failed",
        "Messages to people that failed for good in the last day and were not sent again",
        _UNDELIVERED,
    ),
    ("jixiao_deliveries_waiting", "Messages to people that could be sent by now", _TO_SEND),
)
_OLDEST = ("jixiao_deadline_oldest_pending_seconds", "How long the oldest due clock has waited")
_BACKUP = ("jixiao_backup_age_seconds", "Since the newest backup, where one a day is to be taken")
_UP = ("jixiao_database_up", "Whether the database answers")
#: All that is read when this process is asked.
READ: Mapping[str, str] = {name: said for name, said, *_ in (*_COUNTED, _OLDEST, _BACKUP, _UP)}


class _Database(Collector):
    """What is read from the database when the metrics are asked for."""

    def __init__(self, house: House) -> None:
        self._house = house

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            found = self._read()
        except (DBAPIError, PoolTimeout, Refused):
            found = {_UP[0]: 0.0}
        for name, value in found.items():
            yield GaugeMetricFamily(name, READ[name], value=value)

    def _read(self) -> dict[str, float]:
        now = self._house.now()
        with self._house.database.connect() as connection:
            oldest, zone = oldest_due(connection), zone_of(connection)
            late = max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
            counted = {
                name: float(connection.execute(text(query), _asked(query, now)).scalar_one())
                for name, _, query in _COUNTED
            }
        backup = backups.age(self._house, zone)
        kept = {_BACKUP[0]: backup.total_seconds()} if backup is not None else {}
        return {_UP[0]: 1.0, _OLDEST[0]: late, **counted, **kept}


def _asked(query: str, now: object) -> dict[str, object]:
    return {"now": now} if ":now" in query else {}


def exposition(house: House) -> bytes:
    """Write all metrics in Prometheus' text format."""
    asked = CollectorRegistry()
    asked.register(_Database(house))
    return generate_latest(REGISTRY) + generate_latest(asked)
