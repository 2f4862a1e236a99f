"""Nobody can act (无人可办): for whom what waits, and the alarm that says nobody is there.

A step that nobody can act on is an alarm of its own: a unit without a head, an examiner's body
without an examiner, an office without a director. What is open is grouped by the body and the
capacities that could act, so one vacancy is one alarm however much waits for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import structlog
from sqlalchemy import Connection, text

from kit.errors import Refused
from services.acts import Answer, Answers, Order
from services.desk import Desk, Noun
from services.door import Subject
from services.gate_people import able
from services.intents import Effect, Message
from services.reading import one_read
from services.rules import rules_of
from services.years import open_years, system_desk
from states.alarm import AlarmFacts, AlarmState, AlarmTrigger
from states.capacity import UNIT, Capacity
from states.catalogue import LIFECYCLES
from states.turn import Turn
from states.turns import TURNS, turn_of, turns_in

log = structlog.get_logger()
_T = AlarmTrigger
ACTOR = "system:flow"
_TOLD = (Capacity.ADMINISTRATOR, Capacity.OFFICE_CLERK, Capacity.OFFICE_DIRECTOR)


def alarm_facts(desk: Desk, subject: Subject, order: Order) -> AlarmFacts:
    """Gather what the questions about an alarm look at."""
    waiting = order.body.get("waiting", subject.row.get("waiting", 0))
    return AlarmFacts(**desk.base(subject, order), waiting=waiting)


ALARM = Noun("alarm", one_read("alarm"), alarm_facts)


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A place where something waits and nobody can act.

    Attributes:
        unit_id: the body; none for the district.
        wanted: any one of these capacities could act.
        waiting: how many subjects wait there, of `kinds`.
        gate_id: the gate at which too few can sign; empty for everything else.
    """

    district_id: str
    year: int
    unit_id: str | None
    wanted: tuple[Capacity, ...]
    waiting: int
    kinds: tuple[str, ...]
    gate_id: str = ""

    @property
    def id(self) -> str:
        """Id of its alarm: 2017-X-D01-unit_head."""
        place = f"{self.unit_id}-" if self.unit_id else ""
        return f"{self.year}-X-{place}{'-'.join(self.wanted)}"


_STATES: dict[str, list[str]] = {}
for _turn in TURNS:
    if _turn.who - {Capacity.SYSTEM}:
        _STATES.setdefault(_turn.kind, []).append(_turn.state)
#: How much is in which state of which body, of all kinds at which somebody is waited for.
_GROUP = """SELECT '{kind}' AS kind, s.state, s.unit_id, s.assessor_id FROM {kind} s
    WHERE s.district_id = :district AND s.year = :year AND s.state IN ('{states}')
    GROUP BY s.state, s.unit_id, s.assessor_id"""
_GROUPS = text(
    " UNION ALL ".join(
        _GROUP.format(kind=kind, states="', '".join(states)) for kind, states in _STATES.items()
    )
)
_ABLE = text(
    "SELECT DISTINCT h.capacity, h.unit_id FROM assignment h JOIN person p"
    " ON p.district_id = h.district_id AND p.id = h.person_id"
    f" WHERE h.district_id = :district AND {able('h', ':today')}"
)
_STALLED = text(
    "SELECT id FROM gate WHERE district_id = :district AND year = :year AND stalled_at IS NOT NULL"
    " ORDER BY id"
)
Held = frozenset[tuple[str, str | None]]


def unattended(connection: Connection, now: datetime) -> list[Vacancy]:
    """List every place of the open years where something waits and nobody can act, gates included.

    Asked of the database anew each time; it changes nothing.
    """
    found: list[Vacancy] = []
    for district_id, year in open_years(connection):
        asked = {"district": district_id, "year": year}
        found += vacancies(connection, district_id, year, now)
        found += (
            Vacancy(district_id, year, None, (), 1, ("gate",), gate_id=gate_id)
            for gate_id in connection.execute(_STALLED, asked).scalars()
        )
    return found


def vacancies(connection: Connection, district_id: str, year: int, now: datetime) -> list[Vacancy]:
    """List the places of one year where something waits and nobody can act, but for gates."""
    today = rules_of(connection, district_id, year).day(now)
    suspects = list(_suspects(connection, district_id, year, _held(connection, district_id, today)))
    found: dict[tuple[str | None, tuple[Capacity, ...]], list[str]] = {}
    for row in _waiting(connection, district_id, suspects):
        turn = turn_of(row["kind"], row["state"], row)
        if turn and (turn, row["unit_id"], row["assessor_id"]) in suspects:
            found.setdefault((turn.place(row), _wanted(turn)), []).append(row["kind"])
    made = (
        Vacancy(district_id, year, place, wanted, len(kinds), tuple(sorted(set(kinds))))
        for (place, wanted), kinds in found.items()
    )
    return sorted(made, key=lambda vacancy: vacancy.id)


Suspect = tuple[Turn, str | None, str | None]


def _held(connection: Connection, district_id: str, today: date) -> Held:
    rows = connection.execute(_ABLE, {"district": district_id, "today": today})
    return frozenset((row.capacity, row.unit_id) for row in rows)


def _suspects(connection: Connection, district_id: str, year: int, held: Held) -> Iterator[Suspect]:
    for row in connection.execute(_GROUPS, {"district": district_id, "year": year}):
        for turn in turns_in(row.kind, row.state):
            places = (_place(c, row.unit_id, row.assessor_id) for c in turn.who)
            if turn.who - {Capacity.SYSTEM} and not held & set(places):
                yield turn, row.unit_id, row.assessor_id


def _place(
    capacity: Capacity, unit_id: str | None, assessor_id: str | None
) -> tuple[str, str | None]:
    if capacity in UNIT:
        return capacity.value, unit_id
    return capacity.value, assessor_id if capacity is Capacity.EXAMINER else None


def _waiting(
    connection: Connection, district_id: str, suspects: Sequence[Suspect]
) -> Iterator[Mapping[str, Any]]:
    # Only where nobody can act is it asked, subject by subject, whose turn it really is.
    for kind, state, unit_id, assessor_id in dict.fromkeys(
        (turn.kind, turn.state, unit_id, assessor_id) for turn, unit_id, assessor_id in suspects
    ):
        query = text(
            f"SELECT '{kind}' AS kind, s.* FROM {kind} s WHERE s.district_id = :district"
            " AND s.state = :state AND s.unit_id IS NOT DISTINCT FROM :unit"
            " AND s.assessor_id IS NOT DISTINCT FROM :assessor"
        )
        asked = {"district": district_id, "state": state, "unit": unit_id, "assessor": assessor_id}
        for row in connection.execute(query, asked).mappings():
            yield dict(row)


def _wanted(turn: Turn) -> tuple[Capacity, ...]:
    return tuple(c for c in Capacity if c in turn.who)


_STANDING = text(
    "SELECT id, state FROM alarm WHERE district_id = :district AND year = :year ORDER BY id"
)


def watch(connection: Connection, district_id: str, year: int, now: datetime) -> int:
    """Raise the alarm of every vacancy of a year once, and clear what was mended; how many."""
    desk = system_desk(connection, district_id, year, ACTOR, now)
    found = {one.id: one for one in vacancies(connection, district_id, year, now)}
    asked = {"district": district_id, "year": year}
    states = {row.id: row.state for row in connection.execute(_STANDING, asked)}
    born = [_row(vacancy) for id_, vacancy in found.items() if id_ not in states]
    again = [
        Order(id_, {"waiting": vacancy.waiting, "kinds": vacancy.kinds})
        for id_, vacancy in found.items()
        if states.get(id_) == AlarmState.CLEARED
    ]
    mended = [
        Order(id_, {"waiting": 0})
        for id_, state in states.items()
        if state == AlarmState.RAISED and id_ not in found
    ]
    answers = [*raise_(desk, born), *recur(desk, again), *clear(desk, mended)]
    return sum(isinstance(answer, Answer) for answer in answers)


def watch_all(connection: Connection, now: datetime) -> int:
    """Look at every open year; how many alarms were raised or cleared."""
    moved = 0
    for district_id, year in open_years(connection):
        try:
            moved += watch(connection, district_id, year, now)
        except Refused as refusal:
            log.warning("year set aside", district=district_id, year=year, why=refusal.message)
    return moved


def _row(vacancy: Vacancy) -> dict[str, Any]:
    return {
        "id": vacancy.id,
        "unit_id": vacancy.unit_id,
        "wanted": list(vacancy.wanted),
        "waiting": vacancy.waiting,
        "kinds": list(vacancy.kinds),
    }


def raise_(desk: Desk, rows: list[dict[str, Any]]) -> Answers:
    """Raise alarms (报警): the administrator and the office are told once."""
    return desk.bear(ALARM, _T.RAISE, rows, _raise) if rows else []


def recur(desk: Desk, orders: list[Order]) -> Answers:
    """Raise alarms again that had been cleared (再次报警); body `waiting`, `kinds`."""
    return desk.move(ALARM, _T.RECUR, orders, _raise) if orders else []


def _raise(desk: Desk, subject: Subject, order: Order, facts: AlarmFacts) -> Effect:
    row, kinds = subject.row, order.body.get("kinds") or subject.row["kinds"]
    words = "、".join(Capacity(word).zh for word in row["wanted"])
    where = f"{desk.rules.body(row['unit_id']).name}" if row["unit_id"] else "全区"
    what = "、".join(LIFECYCLES[kind].label for kind in kinds)
    told = (
        f"{where}没有能办理的{words}，{facts.waiting}件事项（{what}）无人可办。"
        "请指定人员，或由其委托代办人办理。"
    )
    return Effect(
        columns={"waiting": facts.waiting, "kinds": list(kinds)},
        data={"wanted": row["wanted"], "waiting": facts.waiting, "kinds": list(kinds)},
        messages=(Message("raised", _TOLD, told),),
    )


def clear(desk: Desk, orders: list[Order]) -> Answers:
    """Clear alarms whose place is filled, or for which nothing waits any more (解除)."""
    return desk.move(ALARM, _T.CLEAR, orders, _clear) if orders else []


def _clear(desk: Desk, subject: Subject, order: Order, facts: AlarmFacts) -> Effect:
    del desk, subject, order, facts
    return Effect(columns={"waiting": 0})
