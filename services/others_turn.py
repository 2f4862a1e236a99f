"""Clocks that stand by themselves (自动中止): the rules say that somebody else must act.

What the plan names under `suspensions.automatic` is done here in the breath of the act that hands
the turn over, and undone in the breath of the one that hands it back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, text

from kit.errors import Refused
from plans.words import OthersTurn
from services.acts import Answer, Order
from services.clocks import clocked, day_in
from services.desk import Desk
from services.door import Subject, judge
from services.intents import Effect, Planned
from services.suspensions import SUSPENSION, drafted, end, ended, standing, told_of
from services.years import system_desk
from states.capacity import Capacity
from states.suspension import SuspensionFacts, SuspensionTrigger

ACTOR = "system:flow"
_SYSTEM = frozenset({Capacity.SYSTEM})
#: Suspensions that stand for the sake of the subject `s`.
CAUSED = """(SELECT coalesce(jsonb_agg(to_jsonb(x) || jsonb_build_object(
    'head', encode(x.head, 'hex')) ORDER BY x.id), '[]') FROM suspension x
    WHERE x.district_id = s.district_id AND x.cause_id = s.id AND x.state = 'standing')"""


def begun(
    desk: Desk, when: OthersTurn, about: tuple[str, str], name: str, cause_id: str
) -> tuple[Planned, Planned] | None:
    """Plan that a clock stands until the others have acted: the suspension, and the mark.

    Args:
        desk: at which the turn is handed over.
        when: what is waited for.
        about: kind and id of whatever has the clock.
        name: of the clock.
        cause_id: of what is waited for.

    Returns:
        None where the plan lets the clock run on, or it cannot stand: there is none, or it is over.
    """
    rule = desk.rules.plan.suspensions.by_itself(when, name.partition("-")[0])
    if rule is None:
        return None
    system = desk.by(ACTOR)
    found = clocked(system, *about)
    said = {"ground": when.value, "label": rule.label, "basis": rule.basis, "document": ""}
    said |= {"reason": "", "first_on": system.today, "cause_id": cause_id}
    row = {"lamp": "green", **drafted(system, found, name, said)}
    order = Order(row["id"], reason=rule.label)
    verb = system.verb(SUSPENSION, SuspensionTrigger.BEGIN, _record)
    planned = judge(system.act, verb, order, Subject(row, _SYSTEM))
    if isinstance(planned, Refused):
        return None
    return planned, standing(system, found, row, Capacity.SYSTEM)


def _record(desk: Desk, subject: Subject, order: Order, facts: SuspensionFacts) -> Effect:
    del desk, order, facts
    return Effect(data=told_of(subject.row))


def over(
    desk: Desk, suspensions: Iterable[Mapping[str, Any]] | None, *, marked: bool, day: date | None
) -> tuple[Planned, ...]:
    """Plan that clocks run again, because the others have acted.

    Args:
        desk: at which the turn is handed back.
        suspensions: those that stand, as read.
        marked: leave the mark on whatever has the clock; not where that moves by itself.
        day: the first that counts again; none when no day shall have stood.
    """
    planned: list[Planned] = []
    for found in suspensions or ():
        row: dict[str, Any] = {**found, "head": bytes.fromhex(found["head"])}
        row |= {name: day_in(row[name]) for name in ("start_on", "first_on")}
        planned += _over(desk.by(ACTOR), row, day or row["first_on"], marked=marked)
    return tuple(planned)


def _over(system: Desk, row: Mapping[str, Any], day: date, *, marked: bool) -> tuple[Planned, ...]:
    effect = ended(system, row, day, Capacity.SYSTEM)

    def alone(at: Desk, subject: Subject, order: Order, facts: SuspensionFacts) -> Effect:
        del at, subject, order, facts
        return replace(effect, also=())

    verb = system.verb(SUSPENSION, SuspensionTrigger.END, alone)
    order = Order(row["id"], {"resumed_on": day})
    planned = judge(system.act, verb, order, Subject({**row, "began_at": None}, _SYSTEM))
    if isinstance(planned, Refused):
        raise planned
    return (planned, *(effect.also if marked else ()))


_MOOT_REASON = "期限已办结，不再计时。"
_MOOT = text("""
SELECT x.id FROM suspension x
WHERE x.district_id = :district AND x.year = :year AND x.state = 'standing'
  AND NOT EXISTS (SELECT FROM deadline d WHERE d.district_id = x.district_id
    AND d.kind = x.about_kind AND d.subject_id = x.about_id AND d.name = x.deadline
    AND d.start_on IS NOT DISTINCT FROM x.start_on AND d.stopped_at IS NULL)
ORDER BY x.id
""")


def settle(connection: Connection, district_id: str, year: int, now: datetime) -> int:
    """End the suspensions of clocks that were stopped meanwhile; how many."""
    desk = system_desk(connection, district_id, year, ACTOR, now)
    asked = {"district": district_id, "year": year}
    left = [
        Order(found, reason=_MOOT_REASON) for found in connection.execute(_MOOT, asked).scalars()
    ]
    answers = end(desk, left) if left else []
    return sum(isinstance(answer, Answer) for answer in answers)
