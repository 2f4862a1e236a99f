"""The overview (总览): how every unit stands, and what falls due soon."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from services.rules import Rules

#: How far ahead the list of what falls due looks, in days, today included.
DAYS_AHEAD = 14
#: At most so many of them are listed; `due_count` counts all.
_MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How nodes stand: open ones by lamp, and how the others ended.

    Attributes:
        open: not yet accepted or missed.
        late: reported after its day, by the working days of the calendar.
    """

    open: int = 0
    green: int = 0
    yellow: int = 0
    red: int = 0
    double_red: int = 0
    accepted: int = 0
    missed: int = 0
    late: int = 0

    def plus(self, other: "Counts") -> "Counts":
        """Add up."""
        sums = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)}
        return Counts(**sums)


@dataclass(frozen=True, slots=True)
class UnitStand:
    """How one unit stands."""

    id: str
    name: str
    short_name: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Due:
    """A node that falls due soon, or is due and open still."""

    id: str
    unit_id: str
    unit: str
    indicator: str
    text: str
    due_on: date
    state: str
    lamp: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The year at a glance, as far as somebody may see.

    Attributes:
        phase: the first phase that is not closed: id, label, state, opens, closes.
        due: open nodes due within `DAYS_AHEAD`, the next first.
    """

    year: int
    today: date
    phase: Mapping[str, Any] | None
    totals: Counts
    units: tuple[UnitStand, ...]
    due: tuple[Due, ...]
    due_count: int


_STANDS = text("""
SELECT u.id, u.name, u.short_name, n.*,
    (SELECT to_jsonb(p) FROM (SELECT id, label, state, opens, closes FROM phase
        WHERE district_id = :district AND year = :year AND state <> 'closed'
        ORDER BY place LIMIT 1) p) AS phase
FROM unit u LEFT JOIN (
    SELECT unit_id,
        count(*) FILTER (WHERE open) AS open,
        count(*) FILTER (WHERE open AND lamp = 'green') AS green,
        count(*) FILTER (WHERE open AND lamp = 'yellow') AS yellow,
        count(*) FILTER (WHERE open AND lamp = 'red') AS red,
        count(*) FILTER (WHERE open AND lamp = 'double_red') AS double_red,
        count(*) FILTER (WHERE state = 'accepted') AS accepted,
        count(*) FILTER (WHERE state = 'missed') AS missed,
        count(*) FILTER (WHERE late_days > 0) AS late
    FROM (SELECT unit_id, state, lamp, late_days, state NOT IN ('accepted', 'missed', 'cancelled')
            AS open
        FROM node WHERE district_id = :district AND year = :year
        AND (:everything OR unit_id = ANY(:sight) OR assessor_id = ANY(:sight))) x
    GROUP BY unit_id) n ON n.unit_id = u.id
WHERE u.district_id = :district
    AND (n.unit_id IS NOT NULL OR u.assessed AND (:everything OR u.id = ANY(:sight)))
ORDER BY u.sort
""")
_DUE = text("""
SELECT n.id, n.unit_id, u.short_name AS unit, i.level3 AS indicator, n.text, n.due_on, n.state,
    n.lamp, count(*) OVER () AS due_count
FROM node n
JOIN unit u ON u.district_id = n.district_id AND u.id = n.unit_id
JOIN indicator i ON i.district_id = n.district_id AND i.id = n.indicator_id
WHERE n.district_id = :district AND n.year = :year AND n.state IN ('pending', 'returned')
    AND n.due_on BETWEEN :today AND :until
    AND (:everything OR n.unit_id = ANY(:sight) OR n.assessor_id = ANY(:sight))
ORDER BY n.due_on, u.sort, n.id LIMIT :most
""")


def overview(
    connection: Connection,
    district_id: str,
    year: int,
    now: datetime,
    rules: Rules,
    sight: tuple[str, ...] | None = None,
) -> Overview:
    """Tell how the units stand and what falls due soon; two statements, whatever the size.

    Args:
        connection: any.
        district_id: of which district.
        year: of which assessment year.
        now: aware UTC.
        rules: those in force, for the district's day.
        sight: units to which the reader is bound; None for all.
    """
    today = rules.day(now)
    asked = {
        "district": district_id,
        "year": year,
        "everything": sight is None,
        "sight": list(sight or ()),
        "today": today,
        "until": today + timedelta(days=DAYS_AHEAD),
        "most": _MOST,
    }
    stands = connection.execute(_STANDS, asked).mappings().all()
    due = connection.execute(_DUE, asked).mappings().all()
    units = tuple(_stand(row) for row in stands)
    return Overview(
        year=year,
        today=today,
        phase=stands[0]["phase"] if stands else None,
        totals=_sum(units),
        units=units,
        due=tuple(Due(**{f.name: row[f.name] for f in fields(Due)}) for row in due),
        due_count=due[0]["due_count"] if due else 0,
    )


def _stand(row: Mapping[Any, Any]) -> UnitStand:
    counts = Counts(**{f.name: row[f.name] or 0 for f in fields(Counts)})
    return UnitStand(row["id"], row["name"], row["short_name"], counts)


def _sum(units: tuple[UnitStand, ...]) -> Counts:
    total = Counts()
    for unit in units:
        total = total.plus(unit.counts)
    return total
