"""How a gate is read: its steps and signatures, and what the questions about it look at."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from services.acts import Act, Order
from services.desk import Desk, Noun
from services.door import Subject
from services.gate_people import able, holds
from services.intents import Message
from services.reading import many, one_read
from services.trail import stamp
from states.capacity import Capacity
from states.gate_questions import GateFacts
from states.signing import Mode, Signer, Signing, Step, columns_of, names

#: Signatures of a gate `s`, with the names of the signers and whether they can act today.
SIGNERS = """(SELECT coalesce(jsonb_agg(jsonb_build_object('number', g.number, 'step', g.step,
        'place', g.place, 'person_id', g.person_id, 'capacity', g.capacity, 'unit_id', g.unit_id,
        'state', g.state, 'on_behalf_of', g.on_behalf_of, 'signed_by', g.signed_by,
        'added_by', g.added_by, 'asked_by', g.asked_by, 'reason', g.reason,
        'signed_at', g.signed_at, 'name', p.name, 'holds', {holds}, 'able', {able})
        ORDER BY g.step, g.place, g.number), '[]')
    FROM signer g JOIN person p ON p.district_id = g.district_id AND p.id = g.person_id
    WHERE g.district_id = s.district_id AND g.gate_id = s.id) AS signers"""


def signers(today: str) -> str:
    """Write the column of a gate's signatures, with a day's parameter."""
    return SIGNERS.format(holds=holds("g", today), able=able("g", today))


def signing_of(row: Mapping[Any, Any]) -> Signing:
    """Take steps and signatures from a gate as read; a newborn brings its own."""
    if "signing" in row:
        return row["signing"]
    steps = (Step(**{**step, "mode": Mode(step["mode"])}) for step in many(row["steps"]))
    found = tuple(Signer(**signer) for signer in many(row["signers"]))
    return Signing(steps=tuple(steps), signers=found, at=row["step"])


def gate_facts(desk: Desk, subject: Subject, order: Order) -> GateFacts:
    """Gather what the questions about a gate look at."""
    row = subject.row
    signing = signing_of(row)
    act = desk.act
    for_whom = act.on_behalf_of or act.actor
    base: dict[str, Any] = {**desk.base(subject, order)}
    own = {
        Capacity(s.capacity)
        for s in signing.of(for_whom)
        if s.holds and s.capacity and _is_lent(row, act, s)
    }
    hours = timedelta(hours=desk.rules.plan.signing.nudge_hours)
    nudged = row.get("nudged_at")
    return GateFacts(
        **{**base, "capacities": base["capacities"] | own},
        requested_by=row["requested_by"],
        signing=signing,
        for_whom=for_whom,
        resigns=desk.rules.plan.gates[row["key"]].signs_again,
        nudge_from=nudged + hours if nudged else None,
        stalled=row.get("stalled_at") is not None,
        entry=row.get("entry", ()),
    )


def _is_lent(row: Mapping[Any, Any], act: Act, signer: Signer) -> bool:
    # A deputy signs in what was lent, not in whatever else the signer holds.
    if act.on_behalf_of is None:
        return True
    lent = row.get("lent") or ()
    return any(c == signer.capacity and signer.unit_id in (None, u) for c, u in lent)


GATE = Noun("gate", one_read("gate", f"{signers('%(today)s')},"), gate_facts)


def _as_signer(desk: Desk, subject: Subject, order: Order) -> GateFacts:
    # Whoever holds several capacities signs in the one for which they were named.
    facts = gate_facts(desk, subject, order)
    mine = facts.signing.turn_of(facts.for_whom)
    if mine is None or not mine.capacity:
        return facts
    return replace(facts, capacities=facts.capacities & {Capacity(mine.capacity)})


#: The gate as its signers' verbs read it: the trail names the capacity in which they sign.
SIGNED = replace(GATE, facts=_as_signer)


def columns_after(signing: Signing) -> dict[str, Any]:
    """Give the gate's columns for its steps and signatures."""
    return {
        "step": signing.at,
        "steps": signing.steps,
        "needed": signing.needed,
        "deciders": len(signing.voters(signing.at)),
        "yes": signing.yes,
        "no": signing.no,
        "waiting_for": [signer.person_id for signer in signing.due],
        "stalled_at": None,
    }


def rows_after(
    gate_id: str, before: Signing, after: Signing
) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Give the side rows of the signatures that an act made or changed."""
    known = set(before.signers)
    return tuple(
        ("signer", {"gate_id": gate_id, **columns_of(signer)})
        for signer in after.signers
        if signer not in known
    )


def invitation(label: str, before: Signing, after: Signing) -> tuple[Message, ...]:
    """Tell those whose turn has come by an act, and nobody else."""
    waited = {signer.person_id for signer in before.due} if before.steps else set[str]()
    new = tuple(s for s in after.due if s.person_id not in waited)
    if not new:
        return ()
    told = f"请审议：{label}（{after.step.label}，须{after.needed}人同意）。"
    return (Message("requested", (), told, people=tuple(s.person_id for s in new)),)


def moment(desk: Desk) -> str:
    """Write the act's instant as a signature keeps it."""
    return stamp(desk.act.at)


def awaited(signing: Signing) -> str:
    """Name those who must act now."""
    return names(signing.due)
