"""How a gate goes round (流转): sent back, asked again, recalled, nudged, copied."""

from collections.abc import Sequence
from dataclasses import replace

from kit.errors import BadInput, Objection
from services.acts import Answers, Order, needed
from services.conditions import objections_to
from services.desk import Desk, Noun
from services.door import Subject
from services.gate_effects import awaited, circulated, decision_row, invitation, moment, told
from services.gate_facts import GATE, SIGNED, facts_with, keeps_signatures
from services.gate_people import named
from services.intents import Effect, Message
from states.circulating import back_at, carried_on, recalled, returned
from states.gate import GateTrigger
from states.gate_questions import GateFacts, Named
from states.lamp import Lamp
from states.signatures import Signer, SignerState
from states.signing import Signing

_T, _S = GateTrigger, SignerState
_CHOICE = {_S.SIGNED: "endorse", _S.OPPOSED: "oppose"}


def send_back(desk: Desk, orders: list[Order]) -> Answers:
    """Send it back to an earlier step with a reason (驳回); step 0 is the requester."""
    noun = facts_with(SIGNED, lambda facts, order: replace(facts, back_to=_step(order)))
    return desk.move(noun, _T.SEND_BACK, orders, _send_back)


def _step(order: Order) -> int:
    step = needed(order.body, "step", "驳回到的环节")
    if not isinstance(step, int) or step < 0:
        raise BadInput("驳回到的环节（step）须为环节序号，0为提请人。")
    return step


def _send_back(desk: Desk, subject: Subject, order: Order, facts: GateFacts) -> Effect:
    del order
    if facts.back_to == 0:
        return _return(desk, subject, facts)
    after = back_at(facts.signing, facts.back_to)
    effect = circulated(subject, facts.signing, after, back_to=after.at)
    said = f"{subject.row['label']}已驳回到“{after.step.label}”：{facts.reason}"
    return told(effect, Message("sent_back", (), said, people=(subject.row["requested_by"],)))


def _return(desk: Desk, subject: Subject, facts: GateFacts) -> Effect:
    row = subject.row
    after = returned(facts.signing, keeps=keeps_signatures(desk, row))
    effect = circulated(subject, facts.signing, after, back_to=0)
    said = f"{row['label']}已退回，请修改后“重新提请”或“撤回”：{facts.reason}"
    return replace(
        effect,
        columns={**effect.columns, "waiting_for": [row["requested_by"]], "stalled_at": None},
        data={**effect.data, "waiting_for": [row["requested_by"]]},
        messages=(Message("returned", (), said, people=(row["requested_by"],)),),
        stops=("*",),
        starts=(desk.rules.start("gate_resubmit", desk.today, desk.act.at),),
        then=(_T.RETURN, facts),
    )


def resubmit(desk: Desk, orders: list[Order]) -> Answers:
    """Ask again after it was returned (重新提请); signatures that were kept still stand."""
    found = desk.look(GATE, [order.id for order in orders])
    entry = {key: objections_to(desk, key) for key in {s.row["key"] for s in found.values()}}
    keys = {gate_id: subject.row["key"] for gate_id, subject in found.items()}

    def with_entry(facts: GateFacts, order: Order) -> GateFacts:
        objections: tuple[Objection, ...] = tuple(entry[keys[order.id]])
        return replace(facts, entry=objections)

    return desk.move(facts_with(GATE, with_entry), _T.RESUBMIT, orders, _resubmit)


def _resubmit(desk: Desk, subject: Subject, order: Order, facts: GateFacts) -> Effect:
    del order
    row = subject.row
    after = carried_on(facts.signing)
    effect = circulated(subject, facts.signing, after, from_step=after.at)
    return replace(
        effect,
        columns={**effect.columns, "lamp": Lamp.GREEN.value, "overdue_since": None},
        messages=invitation(row["label"], Signing(), after),
        stops=("*",),
        starts=(desk.rules.start("gate_decision", desk.today, desk.act.at),),
    )


def recall(desk: Desk, orders: list[Order]) -> Answers:
    """Take one's signature back, or one's question to another, while nobody went on (撤回签署)."""
    return desk.move(GATE, _T.RECALL, orders, _recall)


def _recall(desk: Desk, subject: Subject, order: Order, facts: GateFacts) -> Effect:
    del order
    mine = _cast(facts)
    after = recalled(facts.signing, mine)
    effect = circulated(subject, facts.signing, after, recalled=mine.state.value)
    if mine.state not in _CHOICE:
        return effect
    row = decision_row(desk, subject, mine.person_id, ("recall", facts.reason))
    return replace(effect, rows=(*effect.rows, ("decision", row)))


def _cast(facts: GateFacts) -> Signer:
    cast = [s for s in facts.signing.of(facts.for_whom) if s.counts and s.state is not _S.WAITING]
    return max(cast, key=lambda signer: signer.step)


def nudge(desk: Desk, orders: list[Order]) -> Answers:
    """Remind those who are waited for, and nobody else (催办)."""
    return desk.move(GATE, _T.NUDGE, orders, _nudge, commutes=True)


def _nudge(desk: Desk, subject: Subject, order: Order, facts: GateFacts) -> Effect:
    del order
    signing = facts.signing
    people = tuple(signer.person_id for signer in signing.due)
    said = f"催办：{subject.row['label']}，请尽快办理（{signing.step.label}）。{facts.reason}"
    effect = Effect(
        columns={"nudged_at": moment(desk)},
        data={"step": signing.at, "waiting_for": list(people), "names": awaited(signing)},
    )
    return told(effect, Message("nudged", (), said, people=people))


def copy(desk: Desk, orders: list[Order]) -> Answers:
    """Copy it to readers, who are told of it (抄送)."""
    readers = [_readers(order) for order in orders]
    known = named(desk, sorted({who for found in readers for who in found}))
    return desk.move(_copied(known), _T.COPY, orders, _copy, commutes=True)


def _copied(known: dict[str, Named]) -> Noun:
    return facts_with(
        GATE,
        lambda facts, order: replace(facts, readers=tuple(known[who] for who in _readers(order))),
    )


def _readers(order: Order) -> Sequence[str]:
    return list(dict.fromkeys(needed(order.body, "readers", "抄送人员")))


def _copy(desk: Desk, subject: Subject, order: Order, facts: GateFacts) -> Effect:
    del desk, order
    before: list[str] = subject.row["readers"] or []
    new = [reader.id for reader in facts.readers if reader.id not in before]
    said = f"抄送：{subject.row['label']}。{facts.reason}"
    effect = Effect(columns={"readers": [*before, *new]}, data={"readers": new})
    return told(effect, Message("copied", (), said, people=tuple(new)))
