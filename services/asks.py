"""Asking for flow runs: which run is due now, under which key, and which were asked for already."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection, Row, text

from kit.errors import Refused
from plans.words import PhaseKey
from services import bulletins, waiting
from services.desk import Desk
from services.years import open_years, system_desk

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Ask:
    """A flow run to be asked for.

    Attributes:
        key: district, year, phase and visit: the same occasion has the same key, everywhere.
        flow: name of the flow, such as `annual-evaluation`.
    """

    key: str
    flow: str
    district_id: str
    year: int


def flow_of(phase: PhaseKey) -> str:
    """Name the flow of a phase."""
    return phase.value.replace("_", "-")


def due_runs(connection: Connection, now: datetime) -> list[Ask]:
    """Name the runs that should be asked for now, in the order of the phases.

    The phase that the year stands in is asked for once a day, and besides whenever there is
    something new that it could do; the others only when they could do something.
    """
    found: list[Ask] = []
    for district_id, year in open_years(connection):
        try:
            found += _of_year(system_desk(connection, district_id, year, "system:flow", now))
        except Refused as refusal:
            log.warning("year set aside", district=district_id, year=year, why=refusal.message)
    return found


_PHASES = text(
    "SELECT id, key, state, revision, opens FROM phase"
    " WHERE district_id = :district AND year = :year ORDER BY place"
)


def _of_year(desk: Desk) -> list[Ask]:
    asked = {"district": desk.act.district_id, "year": desk.year}
    phases = desk.connection.execute(_PHASES, asked).all()
    ahead = [phase for phase in phases if phase.state != "closed"]
    moves = waiting.moves(desk, [phase.id for phase in ahead if phase.opens <= desk.today])
    steps = waiting.steps(desk)
    to_do = {p.id: (*moves.get(p.id, ()), *steps[p.key]) for p in phases}
    wanted = (phase for phase in phases if to_do[phase.id] or phase in ahead[:1])
    return [*(_ask(desk, phase, to_do[phase.id]) for phase in wanted), *_bulletins(desk)]


def _bulletins(desk: Desk) -> list[Ask]:
    """Ask for the bulletins of months that are over, once a day until they are drawn up."""
    months = bulletins.months_due(desk)
    if not months:
        return []
    district_id, flow = desk.act.district_id, "monthly-bulletin"
    visit = f"{months[-1]}-{desk.today}"
    return [Ask(f"{district_id}-{desk.year}-{flow}-{visit}", flow, district_id, desk.year)]


def _ask(desk: Desk, phase: Row[Any], to_do: Sequence[str]) -> Ask:
    flow = flow_of(PhaseKey(phase.key))
    # What is to do tells two occasions of one day apart, and keeps a run that could not do it
    # from being asked for again before the next day.
    visit = "-".join((str(phase.revision), str(desk.today), *to_do)).replace("_", "-")
    district_id = desk.act.district_id
    return Ask(f"{district_id}-{desk.year}-{flow}-{visit}", flow, district_id, desk.year)


#: What is still due so long after it was asked for is asked for again, under the same key: the run
#: may have died, or Prefect's database been lost.
_AGAIN = timedelta(minutes=10)
_KNOWN = text(
    "SELECT district_id, key FROM flow_ask WHERE key = ANY(:keys) AND asked_at > :recently"
)


def not_yet_asked(connection: Connection, asks: Iterable[Ask], now: datetime) -> list[Ask]:
    """Leave out the runs that were asked for a moment ago."""
    wanted = list(asks)
    asked = {"keys": [ask.key for ask in wanted], "recently": now - _AGAIN}
    known = connection.execute(_KNOWN, asked).all()
    before = {(row.district_id, row.key) for row in known}
    return [ask for ask in wanted if (ask.district_id, ask.key) not in before]


_RECORD = text(
    "INSERT INTO flow_ask (district_id, key, flow, asked_at, attempts)"
    " VALUES (:district, :key, :flow, :now, 1)"
    " ON CONFLICT (district_id, key) DO UPDATE"
    " SET attempts = flow_ask.attempts + 1, asked_at = excluded.asked_at"
)


def record(connection: Connection, accepted: Iterable[Ask], now: datetime) -> None:
    """Write down which runs were accepted; two processes that asked at once count two attempts."""
    for ask in accepted:
        row = {"district": ask.district_id, "key": ask.key, "flow": ask.flow, "now": now}
        connection.execute(_RECORD, row)
