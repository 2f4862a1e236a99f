"""What a rehearsal came to: the units' results, what was counted, one hash over the trail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from cli.rehearsal.coverage import Coverage, coverage
from cli.rehearsal.rare import rare
from cli.rehearsal.stage import Stage
from scoring.explain import shown
from services import trail


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """A year as it was played.

    Attributes:
        until: the last day that was played.
        stopped_at: where the virtual clock stood in the end.
        units: in the official order; points with two places, none where not reached.
        coverage: by kind, what of its lifecycle was walked.
        rare: by name, whether a case happened that does not befall every year.
        seconds: of real time.
    """

    district: str
    year: int
    seed: int
    until: date
    stopped_at: datetime
    units: tuple[Mapping[str, Any], ...]
    counts: Mapping[str, int]
    coverage: Mapping[str, Coverage]
    rare: Mapping[str, bool]
    trail_digest: str
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """Shape of `rehearse --json`."""
        return {
            "district": self.district,
            "year": self.year,
            "seed": self.seed,
            "until": self.until.isoformat(),
            "units": [dict(unit) for unit in self.units],
            "counts": dict(self.counts),
            "rare": dict(self.rare),
            "coverage": {kind: one.to_json() for kind, one in self.coverage.items()},
            "trail_digest": self.trail_digest,
            "seconds": round(self.seconds, 2),
        }


_UNITS = text(
    "SELECT u.name AS unit, u.kind, r.daily, r.duty, r.adjustments, r.total, r.grade, r.rank"
    " FROM unit u LEFT JOIN result r ON r.district_id = u.district_id AND r.unit_id = u.id"
    " AND r.year = :year WHERE u.district_id = :district AND u.assessed"
    " AND (u.until_day IS NULL OR u.until_day >= make_date(:year, 12, 31)) ORDER BY u.sort, u.id"
)
_COUNTS = text(
    "SELECT (SELECT count(*) FROM indicator WHERE district_id = :district AND year = :year)"
    " AS indicators,"
    " (SELECT count(*) FROM node WHERE district_id = :district AND year = :year) AS nodes,"
    " (SELECT count(*) FROM trail WHERE district_id = :district) AS transitions,"
    " (SELECT count(*) FROM deadline_fire WHERE district_id = :district) AS deadlines_fired,"
    " (SELECT count(*) FROM outbox WHERE district_id = :district) AS messages"
)


def summed_up(stage: Stage, seed: int, until: date, seconds: float) -> Rehearsal:
    """Read what the play came to, as it stands at one instant."""
    with stage.house.database.snapshot() as connection:
        asked: dict[str, Any] = {"district": stage.plan.district, "year": stage.plan.year}
        return Rehearsal(
            **asked,
            seed=seed,
            until=until,
            stopped_at=stage.clock.now(),
            units=_units(connection, asked),
            counts=dict(connection.execute(_COUNTS, asked).mappings().one()),
            coverage=coverage(connection, stage.plan.district),
            rare=rare(connection, **asked),
            trail_digest=trail.digest(connection),
            seconds=seconds,
        )


def _units(connection: Connection, asked: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    found = connection.execute(_UNITS, asked).mappings().all()
    return tuple({name: _told(value) for name, value in row.items()} for row in found)


def _told(value: object) -> object:
    return str(shown(value)) if isinstance(value, Decimal) else value
