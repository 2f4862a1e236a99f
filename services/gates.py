"""Gates (关口): requested by the office, decided by those whom the plan names."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import text

from kit.errors import NotFound, Objection
from services.acts import Answer, Answers, Order, one
from services.conditions import objections_to
from services.desk import Desk, Noun
from services.door import Subject
from services.gate_subjects import IS_SPENT, named
from services.intents import Effect, Message
from services.reading import one_read
from services.trail import stamp
from states.capacity import OFFICE, Capacity
from states.gate import GateFacts, GateTrigger

_T = GateTrigger
_MEMBERS = (Capacity.CONFERENCE_MEMBER,)
_OFFICE = tuple(sorted(OFFICE))

_FACTS = """
    (SELECT coalesce(jsonb_agg(d.person_id), '[]') FROM decision d
        WHERE d.district_id = s.district_id AND d.gate_id = s.id) AS decided_by,
"""


def gate_facts(desk: Desk, subject: Subject, order: Order) -> GateFacts:
    """Gather what the questions about a gate look at; yes and no count this act."""
    row = subject.row
    return GateFacts(
        **desk.base(subject, order),
        requested_by=row["requested_by"],
        decided_by=frozenset(row.get("decided_by") or ()),
        yes=row["yes"],
        no=row["no"],
        needed=row["needed"],
        deciders=row["deciders"],
        entry=row.get("entry", ()),
    )


GATE = Noun("gate", one_read("gate", _FACTS), gate_facts)

_BEFORE = text(f"""
SELECT (SELECT count(*) FROM gate WHERE district_id = :district AND year = :year AND key = :key)
        AS asked,
    (SELECT count(*) FROM gate WHERE district_id = :district AND year = :year AND key = :key
        AND about_id IS NOT DISTINCT FROM CAST(:about AS text)) AS rounds,
    (SELECT g.id FROM gate g WHERE g.district_id = :district AND g.year = :year
        AND g.key = :key AND g.about_id IS NOT DISTINCT FROM CAST(:about AS text)
        AND (g.state = 'requested' OR g.state = 'approved' AND NOT ({IS_SPENT}))
        ORDER BY g.round DESC LIMIT 1) AS standing,
    (SELECT count(DISTINCT a.person_id) FROM assignment a JOIN person p
        ON p.district_id = a.district_id AND p.id = a.person_id AND NOT p.disabled
        WHERE a.district_id = :district AND a.capacity = :capacity AND a.from_day <= :today
        AND (a.until_day IS NULL OR a.until_day >= :today)) AS deciders
""")


def request(desk: Desk, key: str, about: str = "") -> Answer:
    """Ask for the decision at a gate of the plan (提请审议); asked again, it is another round.

    Args:
        desk: the office's.
        key: of the gate in the plan.
        about: id of the subject that it is about (发布后更正成绩: the result); empty for the year.

    Raises:
        NotFound: the plan has no such gate, or there is nothing of that id to decide about.
        BadInput: the gate needs a subject, or takes none.
        Refused: it stands already, is not ready, or nobody could decide it.
    """
    rule = desk.rules.plan.gates.get(key)
    if rule is None:
        known = "、".join(desk.rules.plan.gates)
        raise NotFound(f"方案中没有“{key}”这一关口；可用：{known}。")
    label = f"{rule.label}{named(desk, key, about)}"
    asked = {
        "district": desk.act.district_id,
        "year": desk.year,
        "key": key,
        "about": about or None,
        "capacity": rule.capacity.value,
        "today": desk.today,
    }
    before = desk.connection.execute(_BEFORE, asked).one()
    row = {
        "id": f"{desk.year}-{key}-{before.asked + 1}",
        "key": key,
        "about_id": about or None,
        "label": label,
        "round": before.rounds + 1,
        "phase_key": rule.phase.value,
        "requested_by": desk.act.actor,
        "deciders": before.deciders,
        "needed": rule.needed(before.deciders),
        "yes": 0,
        "no": 0,
        "entry": (*_standing(before.standing), *objections_to(desk, key)),
    }
    question = {"key": key, "about": about} if about else {"key": key}
    return one(desk.bear(GATE, _T.REQUEST, [row], _request, question))


def _standing(gate_id: str | None) -> tuple[Objection, ...]:
    if gate_id is None:
        return ()
    return (Objection("gate.standing", f"该关口已提请或已通过（{gate_id}）。"),)


def _request(desk: Desk, subject: Subject, order: Order, facts: GateFacts) -> Effect:
    del order
    told = f"请审议：{subject.row['label']}（须{facts.needed}人同意）。"
    return Effect(
        data={"needed": facts.needed, "deciders": facts.deciders},
        starts=(desk.rules.start("gate_decision", desk.today, desk.act.at),),
        messages=(Message("requested", _MEMBERS, told),),
    )


def endorse(desk: Desk, orders: list[Order]) -> Answers:
    """Say yes (同意); with the last yes that is needed the gate is approved in the same breath."""
    return desk.move(GATE, _T.ENDORSE, orders, _endorse, commutes=True)


def _endorse(desk: Desk, subject: Subject, order: Order, facts: GateFacts) -> Effect:
    del order
    yes = facts.yes + 1
    done = yes >= facts.needed
    told = f"{subject.row['label']}已通过（{yes}人同意）。"
    return Effect(
        columns={"yes": yes},
        data={"yes": yes, "no": facts.no, "needed": facts.needed},
        rows=(("decision", _decision(desk, subject.row, "endorse", facts.reason)),),
        then=(_T.APPROVE, replace(facts, yes=yes)) if done else None,
        stops=("*",) if done else (),
        messages=(Message("approved", _OFFICE, told),) if done else (),
    )


def oppose(desk: Desk, orders: list[Order]) -> Answers:
    """Say no with a reason (不同意); once yes is out of reach the gate is rejected."""
    return desk.move(GATE, _T.OPPOSE, orders, _oppose, commutes=True)


def _oppose(desk: Desk, subject: Subject, order: Order, facts: GateFacts) -> Effect:
    del order
    no = facts.no + 1
    done = facts.deciders - no < facts.needed
    told = f"{subject.row['label']}未通过（{no}人不同意）：{facts.reason}"
    return Effect(
        columns={"no": no},
        data={"yes": facts.yes, "no": no, "needed": facts.needed},
        rows=(("decision", _decision(desk, subject.row, "oppose", facts.reason)),),
        then=(_T.REJECT, replace(facts, no=no)) if done else None,
        stops=("*",) if done else (),
        messages=(Message("rejected", _OFFICE, told),) if done else (),
    )


def _decision(desk: Desk, row: Mapping[Any, Any], choice: str, reason: str) -> dict[str, Any]:
    return {
        "gate_id": row["id"],
        "person_id": desk.act.actor,
        "choice": choice,
        "reason": reason,
        "decided_at": stamp(desk.act.at),
    }


def withdraw(desk: Desk, orders: list[Order]) -> Answers:
    """Take the question back with a reason (撤回)."""
    return desk.move(GATE, _T.WITHDRAW, orders, _stop)


def lapse(desk: Desk, orders: list[Order]) -> Answers:
    """Let an undecided gate lapse (逾期失效); a timeout is never an approval."""
    return desk.move(GATE, _T.LAPSE, orders, _stop)


def _stop(desk: Desk, subject: Subject, order: Order, facts: GateFacts) -> Effect:
    del desk, order, facts
    told = f"{subject.row['label']}已撤回或逾期失效，未作决定。"
    return Effect(stops=("*",), messages=(Message("ended", _OFFICE, told),))
