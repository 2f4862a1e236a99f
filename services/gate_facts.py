"""How a gate is read: its steps and signatures, and what the questions about it look at."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

from services.acts import Act, Order
from services.desk import Desk, Noun
from services.door import Subject
from services.gate_people import able, holds
from services.reading import many, one_read
from states.capacity import Capacity
from states.gate_questions import GateFacts
from states.signatures import Mode, Signer, SignerState, Step
from states.signing import Signing

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
    steps = tuple(_step(step) for step in many(row["steps"]))
    found = tuple(_signer(signer) for signer in many(row["signers"]))
    return Signing(steps=steps, signers=found, at=row["step"])


def _step(column: dict[str, Any]) -> Step:
    values: dict[str, Any] = {**column, "mode": Mode(column["mode"])}
    return Step(**values)


def _signer(column: dict[str, Any]) -> Signer:
    values: dict[str, Any] = {**column, "state": SignerState(column["state"])}
    return Signer(**values)


def _allows(desk: Desk, row: Mapping[Any, Any], setting: str) -> bool:
    # An amended plan may not know a gate any more that is still open.
    rule = desk.rules.plan.gates.get(row["key"])
    return rule is not None and bool(getattr(rule, setting))


def keeps_signatures(desk: Desk, row: Mapping[Any, Any]) -> bool:
    """Say whether what was signed still stands when the gate comes back to its requester."""
    return _allows(desk, row, "keeps_signatures")


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
    base["capacities"] |= own
    return GateFacts(
        **base,
        requested_by=row["requested_by"],
        signing=signing,
        for_whom=for_whom,
        resigns=_allows(desk, row, "signs_again"),
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
    worn = facts.capacities & {Capacity(mine.capacity)}
    # Who lost it is told so by the questions.
    return replace(facts, capacities=worn) if worn else facts


#: The gate as its signers' verbs read it: the trail names the capacity in which they sign.
SIGNED = replace(GATE, facts=_as_signer)


def facts_with(noun: Noun, more: Callable[[GateFacts, Order], GateFacts]) -> Noun:
    """Give a noun whose facts know besides what an order says."""

    def facts(desk: Desk, subject: Subject, order: Order) -> GateFacts:
        return more(cast("GateFacts", noun.facts(desk, subject, order)), order)

    return replace(noun, facts=facts)
