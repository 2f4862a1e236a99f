"""The rules in force: a year's pinned plan and the calendar it counts with."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count
from time import monotonic
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Pool, text

from kit.calendar import WorkCalendar
from kit.deadlines import Stops, day_of, end_of, reckon
from kit.errors import NotFound
from models.database import is_trial
from plans.loading import parse_pinned
from plans.schema import Plan
from plans.settings_ladder import Rung
from services import bodies
from services.bodies import Body
from services.clock_columns import clock_columns
from services.intents import Start
from states.pinning import differing


@dataclass(frozen=True, slots=True)
class Rules:
    """A plan with its calendar and zone, ready to reckon with.

    Attributes:
        standing: the district's bodies; empty until they are entered.
        unpinned: kinds whose lifecycle is not the one the year is pinned to: nothing moves in the
            year before the director adopts them.
    """

    plan: Plan
    calendar: WorkCalendar
    zone: ZoneInfo
    standing: tuple[Body, ...] = ()
    unpinned: tuple[str, ...] = ()

    @property
    def bodies(self) -> tuple[Body, ...]:
        """The district's bodies in the official order, closed ones included."""
        return self.standing or bodies.of_roll(self.plan)

    def body(self, unit_id: str) -> Body:
        """Find a body by its id.

        Raises:
            NotFound: there is none.
        """
        for body in self.bodies:
            if body.id == unit_id:
                return body
        raise NotFound(f"没有编号为“{unit_id}”的单位。")

    def assessed(self, day: date) -> tuple[Body, ...]:
        """The bodies that the year's result counts, as they stand on a day of the year.

        What becomes of them after the year's last day belongs to the next year.
        """
        last = min(day, date(self.plan.year, 12, 31))
        return tuple(body for body in self.bodies if body.assessed and body.stands(last))

    def day(self, at: datetime) -> date:
        """Tell which day of the district an instant falls on."""
        return day_of(at, self.zone)

    def end(self, day: date) -> datetime:
        """Give 24:00 of a day of the district, UTC."""
        return end_of(day, self.zone)

    def due(self, name: str, start: date, *, extension: int = 0, stops: Stops = ()) -> date:
        """Reckon the due day of one of the plan's deadlines from its start event's day."""
        budget = self.plan.deadlines[name].budget
        due = reckon(start, budget, self.calendar, stops, extension).due
        if due is None:
            raise AssertionError("a clock without open suspensions has an end")
        return due

    def extension_to(self, name: str, start: date, day: date, stops: Stops = ()) -> int:
        """Count what must be granted beyond a deadline's length for it to end on a working day."""
        reach = (n for n in count() if self.due(name, start, extension=n, stops=stops) >= day)
        return next(reach)

    def rungs(self, name: str) -> tuple[Rung, ...]:
        """List the rungs of a clock, repetitions too; none when the plan no longer knows it."""
        found = self.plan.deadlines.get(name.partition("-")[0])
        return tuple(found.ladder.values()) if found else ()

    def start(
        self,
        name: str,
        start: date,
        now: datetime,
        *,
        key: str = "",
        extension: int = 0,
        stops: Stops = (),
    ) -> Start:
        """Start a deadline of the plan; `key` tells several of one name apart.

        Rungs that lie before `now` are left out, but the due day's own and later ones always ring.
        """
        told = reckon(start, self.plan.deadlines[name].budget, self.calendar, stops, extension)
        offsets = (rung.offset for rung in self.rungs(name))
        columns = clock_columns(told, offsets, self.zone, now)
        return Start(f"{name}-{key}" if key else name, columns)


def rules_of(connection: Connection, district_id: str, year: int) -> Rules:
    """Give the rules pinned for a district's year.

    A plan and a calendar version never change once they are in force, so they are read once; the
    bodies and what the year is pinned to are looked at anew every two seconds.

    Raises:
        NotFound: the year has not been opened.
    """
    at = monotonic()
    held = _LOOKED.setdefault(connection.engine.pool, {})
    looked, rules = held.get((district_id, year), (at, None))
    if rules is None or at - looked > _FRESH_SECONDS:
        rules = _look(connection, district_id, year)
        if not is_trial(connection):  # what is pinned there will not have been
            held[district_id, year] = (at, rules)
    return rules


#: How long a process may work on before it asks again whether another plan or calendar is pinned.
_FRESH_SECONDS = 2.0
_LOOKED: WeakKeyDictionary[Pool, dict[tuple[str, int], tuple[float, Rules]]] = WeakKeyDictionary()
_KNOWN: dict[tuple[str, bytes], Plan] = {}


def forget(connection: Connection, district_id: str, year: int) -> None:
    """Look at a year's rules anew: this process has just changed them, others follow in 2 s."""
    if is_trial(connection):
        return
    _LOOKED.get(connection.engine.pool, {}).pop((district_id, year), None)


def _look(connection: Connection, district_id: str, year: int) -> Rules:
    asked = {"district": district_id, "year": year}
    pinned = connection.execute(_PINNED, asked).one_or_none()
    if pinned is None:
        raise NotFound(f"{year}年度尚未开启，请先固定实施方案（jixiao year open）。")
    # A plan's digest tells all of it; the name of a calendar's version only tells it apart here.
    key = (district_id, bytes(pinned.plan_digest))
    plan = _KNOWN.get(key)
    if plan is None:
        plan = parse_pinned(connection.execute(_TEXTS, asked).scalar_one())
        if not is_trial(connection):
            _KNOWN[key] = plan
    calendar = calendar_of(connection, district_id, pinned.calendar_version)
    known = Rules(plan, calendar, ZoneInfo(plan.timezone))
    standing = bodies.read(connection, district_id, known.plan)
    return replace(known, standing=standing, unpinned=differing(pinned.lifecycles))


_PINNED = text(
    "SELECT plan_digest, calendar_version, lifecycles FROM year"
    " WHERE district_id = :district AND year = :year"
)
_TEXTS = text("SELECT plan FROM year WHERE district_id = :district AND year = :year")
_CALENDAR = text(
    "SELECT v.years, v.basis, (SELECT coalesce(jsonb_agg(jsonb_build_object("
    "'date', day, 'kind', kind, 'name', name) ORDER BY day), '[]') FROM calendar_day d"
    " WHERE d.district_id = v.district_id AND d.version = v.version) AS days"
    " FROM calendar_version v WHERE district_id = :district AND version = :version"
)


_KNOWN_VERSION = text(
    "SELECT count(*) FROM calendar_version WHERE district_id = :district AND version = :version"
)


def known_calendar(connection: Connection, district_id: str, version: str) -> WorkCalendar | None:
    """Read a version of the calendar; None when none of that name was entered."""
    asked = {"district": district_id, "version": version}
    if not connection.execute(_KNOWN_VERSION, asked).scalar_one():
        return None
    return calendar_of(connection, district_id, version)


def calendar_of(connection: Connection, district_id: str, version: str) -> WorkCalendar:
    """Read a version of the calendar."""
    asked = {"district": district_id, "version": version}
    held = connection.execute(_CALENDAR, asked).mappings().one()
    return WorkCalendar.of({**held, "version": version})
