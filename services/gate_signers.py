"""Who signs at a gate, changed under way: added, removed, handed over, asked for an opinion."""

from collections.abc import Callable
from dataclasses import replace

from kit.errors import NotFound
from services.acts import Answers, Order, needed
from services.desk import Desk, Noun
from services.door import Subject
from services.gate_effects import circulated, moment, told
from services.gate_facts import GATE, SIGNED, facts_with
from services.gate_people import named
from services.intents import Effect, Message
from states.circulating import asked, handed_over, opined, removed, with_added
from states.gate import GateTrigger
from states.gate_questions import GateFacts, Named
from states.signatures import Mode, Signer, SignerState, Where

_T, _S = GateTrigger, SignerState
_FEW = (Mode.ANY, Mode.QUORUM)
Naming = Callable[[GateFacts, Order], GateFacts]


def _who(order: Order) -> str:
    return needed(order.body, "person", "人员")


def _noun(desk: Desk, noun: Noun, orders: list[Order], more: Naming) -> Noun:
    """Give a noun whose facts know the person that each order names."""
    known = named(desk, sorted({str(order.body.get("person") or "") for order in orders}))

    def with_named(facts: GateFacts, order: Order) -> GateFacts:
        return more(replace(facts, named=known[_who(order)]), order)

    return facts_with(noun, with_named)


def _newcomer(desk: Desk, facts: GateFacts, known: Named) -> Signer:
    capacity, unit_id = known.signs_as(facts.capacity, facts.unit_id)
    return Signer(
        number=facts.signing.next_number,
        step=facts.signing.at,
        place=1,
        person_id=known.id,
        capacity=capacity,
        unit_id=unit_id,
        added_by=desk.act.actor,
        name=known.name,
    )


def _named(facts: GateFacts) -> Named:
    if facts.named is None:  # the facts name somebody, or were refused
        raise NotFound
    return facts.named


def add_signer(desk: Desk, orders: list[Order]) -> Answers:
    """Have another sign besides (加签): before or after oneself, or beside the others."""
    return desk.move(_noun(desk, GATE, orders, _adding), _T.ADD_SIGNER, orders, _add)


def _where(order: Order) -> Where:
    return Where(order.body.get("where") or Where.BESIDE)


def _adding(facts: GateFacts, order: Order) -> GateFacts:
    step = facts.signing.step
    mine = facts.signing.undecided(facts.for_whom)
    if mine is not None:
        step = facts.signing.steps[mine.step - 1]
    # Where fewer than all decide, those beside them are of the same body: no quorum is stuffed.
    if _where(order) is Where.BESIDE and step.mode in _FEW and not step.by_hand:
        return replace(facts, capacity=step.capacity, unit_id=step.unit_id)
    return replace(facts, capacity=order.body.get("capacity") or "")


def _add(desk: Desk, subject: Subject, order: Order, facts: GateFacts) -> Effect:
    where = _where(order)
    beside = facts.signing.undecided(facts.for_whom)
    new = _newcomer(desk, facts, _named(facts))
    after = with_added(facts.signing, new, where, beside)
    said = {"person": new.person_id, "capacity": new.capacity, "where": where.value}
    return circulated(subject, facts.signing, after, **said)


def remove_signer(desk: Desk, orders: list[Order]) -> Answers:
    """Take a signer out who was added, or who can act no more (减签)."""
    noun = facts_with(GATE, lambda facts, order: replace(facts, whose=_who(order)))
    return desk.move(noun, _T.REMOVE_SIGNER, orders, _remove)


def _theirs(facts: GateFacts) -> Signer:
    found = facts.signing.undecided(facts.whose)
    if found is None:  # the questions have objected before
        raise NotFound
    return found


def _remove(desk: Desk, subject: Subject, order: Order, facts: GateFacts) -> Effect:
    del desk, order
    signer = _theirs(facts)
    after = removed(facts.signing, signer)
    effect = circulated(subject, facts.signing, after, person=signer.person_id)
    said = f"{subject.row['label']}不再需要您签署：{facts.reason}"
    return told(effect, Message("removed", (), said, people=(signer.person_id,)))


def hand_over(desk: Desk, orders: list[Order]) -> Answers:
    """Make one's signature, or that of somebody who can act no more, another's (转办)."""
    return desk.move(_noun(desk, GATE, orders, _handing), _T.HAND_OVER, orders, _hand_over)


def _handing(facts: GateFacts, order: Order) -> GateFacts:
    whose = order.body.get("whose") or facts.for_whom
    given = facts.signing.undecided(whose)
    if given is None or facts.signing.steps[given.step - 1].by_hand:
        return replace(facts, whose=whose)
    return replace(facts, whose=whose, capacity=given.capacity, unit_id=given.unit_id)


def _hand_over(desk: Desk, subject: Subject, order: Order, facts: GateFacts) -> Effect:
    del order
    given = _theirs(facts)
    taker = _newcomer(desk, facts, _named(facts))
    after = handed_over(facts.signing, given, taker)
    said = {"from": given.person_id, "person": taker.person_id, "capacity": taker.capacity}
    effect = circulated(subject, facts.signing, after, **said)
    if given.person_id == desk.act.actor:
        return effect
    told_of = f"{subject.row['label']}的签署已转给{taker.name}办理：{facts.reason}"
    return told(effect, Message("handed_over", (), told_of, people=(given.person_id,)))


def delegate(desk: Desk, orders: list[Order]) -> Answers:
    """Have another give an opinion before one signs oneself (委派)."""
    noun = _noun(desk, SIGNED, orders, _as_it_is)
    return desk.move(noun, _T.DELEGATE, orders, _delegate)


def _as_it_is(facts: GateFacts, order: Order) -> GateFacts:
    del order
    return facts


def _delegate(desk: Desk, subject: Subject, order: Order, facts: GateFacts) -> Effect:
    del order
    asker = facts.signing.turn_of(facts.for_whom)
    if asker is None:  # the questions have objected before
        raise NotFound
    adviser = _newcomer(desk, facts, _named(facts))
    after = asked(facts.signing, asker, adviser)
    return circulated(subject, facts.signing, after, person=adviser.person_id)


def opine(desk: Desk, orders: list[Order]) -> Answers:
    """Give the opinion that was asked for (提出意见); it is no vote."""
    return desk.move(GATE, _T.OPINE, orders, _opine, commutes=True)


def _opine(desk: Desk, subject: Subject, order: Order, facts: GateFacts) -> Effect:
    del order
    mine = next(
        s
        for s in facts.signing.of(facts.for_whom)
        if s.asked_by is not None and s.state is _S.WAITING
    )
    given = {"signed_by": desk.act.actor, "signed_at": moment(desk)}
    signing = facts.signing.changed(mine.number, **given)
    after = opined(signing, replace(mine, **given), facts.reason)
    asker = next(s for s in after.signers if s.number == mine.asked_by)
    effect = circulated(subject, facts.signing, after, asked_by=asker.person_id)
    said = f"{mine.name or mine.person_id}对{subject.row['label']}的意见：{facts.reason}"
    return told(effect, Message("opined", (), said, people=(asker.person_id,)))
