"""The clocks of subjects (计时) that run or stand, read with the suspensions of their periods."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import text

from kit.deadlines import Budget, Counting, Reckoning, Stops, Suspension, reckon
from kit.errors import NotFound
from models import SUBJECTS
from services.desk import Desk
from services.rules import Rules

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that was not stopped: the last version of a visit.

    Attributes:
        start_on: from which day it counts; none for one whose day can only be told.
        began_on: the day on which it was started.
        due_on: none while it stands.
    """

    name: str
    visit: int
    version: int
    start_on: date | None
    began_on: date | None
    budget: Budget | None
    extension: int
    due_on: date | None
    due_at: str | None
    ladder: Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Clocked:
    """A subject with its clocks.

    Attributes:
        row: what every subject has, as a move needs it.
        ledger: its suspensions in order, but for those that were revoked.
        suspended: how many suspensions it ever had.
    """

    kind: str
    row: Mapping[str, Any]
    clocks: tuple[Clock, ...]
    ledger: tuple[Mapping[str, Any], ...]
    suspended: int

    def clock(self, name: str) -> Clock | None:
        """Find a clock by its name."""
        return next((clock for clock in self.clocks if clock.name == name), None)

    def stops(self, clock: Clock, besides: str = "") -> Stops:
        """List the suspensions of a clock's period, but for the one with the id `besides`."""
        return stops_of(self.ledger, clock.name, clock.start_on, besides)

    def standing(self, clock: Clock) -> str:
        """Name the suspension under which a clock stands; empty for none."""
        mine = (x for x in self.ledger if _is_of(x, clock.name, clock.start_on))
        return next((x["id"] for x in mine if x["resumed_on"] is None), "")


def stops_of(
    ledger: Sequence[Mapping[str, Any]], name: str, start_on: date | None, besides: str = ""
) -> Stops:
    """List the suspensions of one period, whichever round of it they were in."""
    mine = (x for x in ledger if x["id"] != besides and _is_of(x, name, start_on))
    return tuple(stop for x in mine for stop in stood(x, day_in(x["resumed_on"])))


def stood(suspension: Mapping[str, Any], resumed_on: date | None) -> Iterator[Suspension]:
    """Give the days that a suspension stands: from its first to the one before it was resumed."""
    first = day_in(suspension["first_on"])
    if first and (resumed_on is None or resumed_on > first):
        last = resumed_on - _DAY if resumed_on else None
        yield Suspension(first, last, suspension["label"])


def _is_of(suspension: Mapping[str, Any], name: str, start_on: date | None) -> bool:
    return suspension["deadline"] == name and day_in(suspension["start_on"]) == start_on


def reckoned(rules: Rules, clock: Clock, stops: Stops) -> Reckoning:
    """Reckon a clock as it was granted, by the calendar of the rules.

    Raises:
        ValueError: it has no period to be reckoned.
    """
    if clock.start_on is None or clock.budget is None:
        raise ValueError(f"{clock.name}没有可以推算的期限。")
    return reckon(clock.start_on, clock.budget, rules.calendar, stops, clock.extension)


#: Suspensions of a subject `s` that were not revoked: the ledger that its periods are reckoned by.
LEDGER = """(SELECT coalesce(jsonb_agg(to_jsonb(x) || jsonb_build_object(
    'head', encode(x.head, 'hex')) ORDER BY x.first_on, x.id), '[]') FROM suspension x
    WHERE x.district_id = s.district_id AND x.about_kind = '{kind}' AND x.about_id = s.id
      AND x.state <> 'revoked')"""
#: The clocks of a subject `s` that were not stopped.
_CLOCKS = """(SELECT coalesce(jsonb_agg(to_jsonb(d) || jsonb_build_object('began_at', t.at)
    ORDER BY d.name), '[]') FROM deadline d LEFT JOIN trail t ON t.district_id = d.district_id
      AND t.kind = d.kind AND t.subject_id = d.subject_id AND t.number = d.visit
    WHERE d.district_id = s.district_id AND d.kind = '{kind}' AND d.subject_id = s.id
      AND d.stopped_at IS NULL)"""
_CLOCKED = f"""
SELECT s.id, s.year, s.unit_id, s.assessor_id, s.state, s.revision, s.head, s.lamp,
    s.overdue_since, {_CLOCKS} AS clocks, {LEDGER} AS ledger,
    {{suspended}} AS suspended
FROM {{kind}} s WHERE s.district_id = :district AND {{which}} ORDER BY s.id
"""
# The trail is bound to no sight, so that no number is given twice.
_SUSPENDED = """(SELECT count(*) FROM trail t WHERE t.district_id = s.district_id
    AND t.kind = 'suspension' AND t.number = 0 AND t.subject_id LIKE :id || '-Z%')"""
_ALL = """s.year = :year AND EXISTS (SELECT FROM deadline d WHERE d.district_id = s.district_id
    AND d.kind = '{kind}' AND d.subject_id = s.id AND d.stopped_at IS NULL)"""


def running_of(kind: str, subject_id: str) -> str:
    """Write the map of the clocks of a subject that were not stopped: by name, how they end.

    Args:
        kind: an expression of the query, with a subject `s`.
        subject_id: another.
    """
    return f"""(SELECT jsonb_object_agg(d.name, jsonb_build_object('start_on', d.start_on,
        'due_on', d.due_on, 'due_at', d.due_at)) FROM deadline d
        WHERE d.district_id = s.district_id AND d.kind = {kind} AND d.subject_id = {subject_id}
          AND d.stopped_at IS NULL)"""


def stands(kind: str, name: str) -> str:
    """Write the question whether a clock of the subject `s` stands."""
    return f"""EXISTS (SELECT FROM deadline d WHERE d.district_id = s.district_id
        AND d.kind = '{kind}' AND d.subject_id = s.id AND d.name = '{name}'
        AND d.stopped_at IS NULL AND d.due_on IS NULL)"""


def clocked(desk: Desk, kind: str, subject_id: str) -> Clocked:
    """Read a subject's clocks; NotFound when there is none in sight."""
    if kind not in SUBJECTS:
        raise NotFound
    query = text(_CLOCKED.format(kind=kind, which="s.id = :id", suspended=_SUSPENDED))
    asked = {"district": desk.act.district_id, "id": subject_id}
    found = desk.connection.execute(query, asked).mappings().one_or_none()
    if found is None:
        raise NotFound
    return _clocked(desk.rules, kind, found)


def all_clocked(desk: Desk) -> Iterator[Clocked]:
    """Read every clock of the year that was not stopped, kind by kind."""
    asked = {"district": desk.act.district_id, "year": desk.year}
    for kind in SUBJECTS:
        which = _ALL.format(kind=kind)
        query = text(_CLOCKED.format(kind=kind, which=which, suspended="0"))
        for found in desk.connection.execute(query, asked).mappings():
            yield _clocked(desk.rules, kind, found)


def _clocked(rules: Rules, kind: str, found: Mapping[Any, Any]) -> Clocked:
    row = dict(found)
    clocks = tuple(_clock(rules, clock) for clock in row.pop("clocks"))
    return Clocked(kind, row, clocks, tuple(row.pop("ledger")), row.pop("suspended"))


def _clock(rules: Rules, row: Mapping[str, Any]) -> Clock:
    known = rules.plan.deadlines.get(row["name"].partition("-")[0])
    rolls = row["rolls"] if row["rolls"] is not None else known is None or known.rolls
    budget = None
    if row["length"] is not None:
        budget = Budget(row["length"], Counting(row["counting"]), rolls)
    began = row["began_at"]
    return Clock(
        name=row["name"],
        visit=row["visit"],
        version=row["version"],
        start_on=day_in(row["start_on"]),
        began_on=rules.day(datetime.fromisoformat(began)) if began else None,
        budget=budget,
        extension=row["extension"],
        due_on=day_in(row["due_on"]),
        due_at=row["due_at"],
        ladder=row["ladder"],
    )


def day_in(value: Any) -> date | None:  # noqa: ANN401 - out of a row or out of JSON
    """Read a day out of a row, or out of JSON."""
    return date.fromisoformat(value) if isinstance(value, str) else value
