"""Gates (关口): requested by the office, signed step by step by those whom the plan names."""

from dataclasses import replace

from sqlalchemy import text

from kit.errors import NotFound, Objection
from services.acts import Answer, Answers, Order, one
from services.conditions import objections_to
from services.desk import Desk
from services.door import Subject
from services.gate_effects import (
    awaited,
    circulated,
    columns_after,
    decision_row,
    invitation,
    moment,
    rows_after,
)
from services.gate_facts import GATE, SIGNED
from services.gate_pinning import pinned
from services.gate_subjects import IS_SPENT, about_what
from services.intents import Effect, Message
from states.capacity import OFFICE
from states.circulating import carried_on
from states.gate import GateTrigger
from states.gate_questions import GateFacts
from states.signatures import SignerState
from states.signing import Signing

_T, _S = GateTrigger, SignerState
_OFFICE = tuple(sorted(OFFICE))

_BEFORE = text(f"""
SELECT (SELECT count(*) FROM gate WHERE district_id = :district AND year = :year AND key = :key)
        AS asked,
    (SELECT count(*) FROM gate WHERE district_id = :district AND year = :year AND key = :key
        AND about_id IS NOT DISTINCT FROM CAST(:about AS text)) AS rounds,
    (SELECT g.id FROM gate g WHERE g.district_id = :district AND g.year = :year
        AND g.key = :key AND g.about_id IS NOT DISTINCT FROM CAST(:about AS text)
        AND (g.state IN ('requested', 'returned') OR g.state = 'approved' AND NOT ({IS_SPENT}))
        ORDER BY g.round DESC LIMIT 1) AS standing
""")


def request(desk: Desk, key: str, about: str = "") -> Answer:
    """Ask for the decision at a gate of the plan (提请审议); asked again, it is another round.

    Who signs is pinned now, step by step: a later change of assignments changes nobody silently.

    Args:
        desk: the office's.
        key: of the gate in the plan.
        about: id of the subject that it is about (发布后更正成绩: the result); empty for the year.

    Raises:
        NotFound: the plan has no such gate, or there is nothing of that id to decide about.
        BadInput: the gate needs a subject, or takes none.
        Refused: it stands already, is not ready, or a step has nobody who can act.
    """
    rule = desk.rules.plan.gates.get(key)
    if rule is None:
        known = "、".join(desk.rules.plan.gates)
        raise NotFound(f"方案中没有“{key}”这一关口；可用：{known}。")
    what = about_what(desk, key, about)
    asked = {
        "district": desk.act.district_id,
        "year": desk.year,
        "key": key,
        "about": about or None,
    }
    before = desk.connection.execute(_BEFORE, asked).one()
    chain = [(step, what.units.get(step.unit, step.unit or None)) for step in rule.chain]
    signing = pinned(desk, chain, again=rule.signs_again)
    row = {
        "id": f"{desk.year}-{key}-{before.asked + 1}",
        "key": key,
        "about_id": about or None,
        "label": f"{rule.label}{what.words}",
        "round": before.rounds + 1,
        "phase_key": rule.phase.value,
        "requested_by": desk.act.actor,
        **columns_after(signing),
        "signing": signing,
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
    signing, row = facts.signing, subject.row
    who = [f"{s.step}:{s.person_id}" for s in signing.signers]
    return Effect(
        data={"needed": signing.needed, "deciders": row["deciders"], "signers": who},
        rows=rows_after(row["id"], Signing(), signing),
        starts=(desk.rules.start("gate_decision", desk.today, desk.act.at),),
        messages=invitation(row["label"], Signing(), signing),
    )


def endorse(desk: Desk, orders: list[Order]) -> Answers:
    """Say yes (同意); with the last yes of a step the next one opens, or the gate is approved."""
    return desk.move(SIGNED, _T.ENDORSE, orders, _endorse, commutes=True)


def _endorse(desk: Desk, subject: Subject, order: Order, facts: GateFacts) -> Effect:
    del order
    voted = _voted(desk, facts, _S.SIGNED)
    after = carried_on(voted)
    told = f"{subject.row['label']}已通过（{voted.yes}人同意）。"
    approved = (_T.APPROVE, Message("approved", _OFFICE, told))
    return _decided(desk, subject, facts, (voted, after), approved if after.is_done else None)


def oppose(desk: Desk, orders: list[Order]) -> Answers:
    """Say no with a reason (不同意); once yes is out of reach the gate is rejected."""
    return desk.move(SIGNED, _T.OPPOSE, orders, _oppose, commutes=True)


def _oppose(desk: Desk, subject: Subject, order: Order, facts: GateFacts) -> Effect:
    del order
    voted = _voted(desk, facts, _S.OPPOSED)
    told = f"{subject.row['label']}未通过（{voted.no}人不同意）：{facts.reason}"
    rejected = (_T.REJECT, Message("rejected", _OFFICE, told))
    return _decided(desk, subject, facts, (voted, voted), rejected if voted.is_lost else None)


def _voted(desk: Desk, facts: GateFacts, choice: SignerState) -> Signing:
    mine = facts.signing.turn_of(facts.for_whom)
    if mine is None:  # the questions have objected before
        raise NotFound
    cast = {"signed_by": desk.act.actor, "signed_at": moment(desk), "reason": facts.reason}
    return facts.signing.changed(mine.number, state=choice, **cast)


def _decided(
    desk: Desk,
    subject: Subject,
    facts: GateFacts,
    signings: tuple[Signing, Signing],
    ending: tuple[GateTrigger, Message] | None,
) -> Effect:
    voted, after = signings
    choice = "endorse" if voted.yes > facts.signing.yes else "oppose"
    counted = {"yes": voted.yes, "no": voted.no, "needed": voted.needed}
    effect = circulated(subject, facts.signing, after, **counted)
    cast = decision_row(desk, subject, facts.for_whom, (choice, facts.reason))
    effect = replace(effect, rows=(("decision", cast), *effect.rows))
    if ending is None:
        return effect
    return replace(
        effect,
        columns={**effect.columns, "waiting_for": [], "stalled_at": None},
        data={**effect.data, "waiting_for": []},
        then=(ending[0], replace(facts, signing=after)),
        stops=("*",),
        messages=(ending[1],),
    )


def withdraw(desk: Desk, orders: list[Order]) -> Answers:
    """Take the question back with a reason (撤回)."""
    return desk.move(GATE, _T.WITHDRAW, orders, _withdraw)


def _withdraw(desk: Desk, subject: Subject, order: Order, facts: GateFacts) -> Effect:
    del desk, order
    return _stopped(subject, facts, f"{subject.row['label']}已撤回，不再审议：{facts.reason}")


def lapse(desk: Desk, orders: list[Order]) -> Answers:
    """Let an undecided gate lapse (逾期失效); a timeout is never an approval."""
    return desk.move(GATE, _T.LAPSE, orders, _lapse)


def _lapse(desk: Desk, subject: Subject, order: Order, facts: GateFacts) -> Effect:
    del desk, order
    said = f"{subject.row['label']}逾期失效，未作决定，不视为通过；仍须审议的，请重新提请。"
    return _stopped(subject, facts, said)


def _stopped(subject: Subject, facts: GateFacts, said: str) -> Effect:
    waited: list[str] = subject.row["waiting_for"] or []
    return Effect(
        columns={"waiting_for": [], "stalled_at": None},
        data={"step": facts.signing.at, "waited_for": waited, "names": awaited(facts.signing)},
        stops=("*",),
        messages=(Message("ended", _OFFICE, said, people=tuple(waited)),),
    )
