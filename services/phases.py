"""Phases (阶段): opened and closed by the director, or by the flow once nothing objects."""

from sqlalchemy import text

from plans.schema import Plan
from plans.words import PhaseKey
from services.acts import Answers, Order
from services.conditions import look, objections
from services.desk import Desk, Noun
from services.door import Subject
from services.intents import Effect, Message
from services.reading import one_read
from states.capacity import OFFICE
from states.phase import PhaseFacts, PhaseState, PhaseTrigger

_T = PhaseTrigger
_OFFICE = tuple(sorted(OFFICE))


def phase_facts(desk: Desk, subject: Subject, order: Order) -> PhaseFacts:
    """Gather what the questions about a phase look at."""
    row = subject.row
    base = desk.base(subject, order)
    if "state" not in row:
        return PhaseFacts(**base, today=desk.today, opens=row["opens"])
    seen = look(desk)
    rule = desk.rules.plan.phase(PhaseKey(row["key"]))
    before = _gate_before(desk.rules.plan, rule.key)
    return PhaseFacts(
        **base,
        today=desk.today,
        opens=row["opens"],
        entry=objections(desk, rule.entry, seen, rule.gate or before),
        exit=objections(desk, rule.exit, seen, rule.gate),
        event=str(order.body.get("event") or ""),
    )


def _gate_before(plan: Plan, key: PhaseKey) -> str:
    """The last gate of the phases before, which an entry condition means."""
    gates = ""
    for phase in plan.phases:
        if phase.key == key:
            break
        gates = phase.gate or gates
    return gates


PHASE = Noun("phase", one_read("phase"), phase_facts)


def plan_phases(desk: Desk) -> Answers:
    """Give birth to the year's phases (列入计划) from the plan."""
    rows = [
        {
            "id": f"{desk.year}-{phase.key.value}",
            "key": phase.key.value,
            "label": phase.label,
            "place": place,
            "opens": phase.opens,
            "closes": phase.closes,
        }
        for place, phase in enumerate(desk.rules.plan.phases, start=1)
    ]
    return desk.bear(PHASE, _T.PLAN, rows)


def open_(desk: Desk, orders: list[Order]) -> Answers:
    """Open phases (开启)."""
    return desk.move(PHASE, _T.OPEN, orders, _tell)


def close(desk: Desk, orders: list[Order]) -> Answers:
    """Close phases (结束)."""
    return desk.move(PHASE, _T.CLOSE, orders, _tell)


def reopen(desk: Desk, orders: list[Order]) -> Answers:
    """Open a closed phase again by decision (重新开启)."""
    return desk.move(PHASE, _T.REOPEN, orders, _tell)


def record(desk: Desk, orders: list[Order]) -> Answers:
    """Enter what took place in a phase (记事), such as a training (业务培训, 方案 五（一）三是).

    The body holds `event`, `held_on`, and `units` that took part (none named: all of them).
    """
    return desk.move(PHASE, _T.RECORD, orders, _record)


def _record(desk: Desk, subject: Subject, order: Order, facts: PhaseFacts) -> Effect:
    units = [str(unit) for unit in order.body.get("units") or ()]
    held_on = str(order.body.get("held_on") or desk.today)
    told = f"“{subject.row['label']}”记事（{held_on}）：{facts.event}"
    return Effect(
        data={"event": facts.event, "held_on": held_on, "units": units},
        messages=(Message("recorded", _OFFICE, told),),
    )


def _tell(desk: Desk, subject: Subject, order: Order, facts: PhaseFacts) -> Effect:
    del order, facts
    row = subject.row
    done = "结束" if row["state"] == PhaseState.OPEN else "开启"
    told = f"“{row['label']}”于{desk.today}{done}。"
    return Effect(messages=(Message("phase", _OFFICE, told),))


_CURRENT = text(
    "SELECT id, key, state, revision FROM phase WHERE district_id = :district AND year = :year"
    " AND state <> 'closed' ORDER BY place LIMIT 1"
)


def current(desk: Desk) -> tuple[str, str, str] | None:
    """Name the first phase that is not closed: id, key and state; None when the year is over."""
    asked = {"district": desk.act.district_id, "year": desk.year}
    found = desk.connection.execute(_CURRENT, asked).one_or_none()
    return None if found is None else (found.id, found.key, found.state)
