"""The one door: the only function that moves anything, in one transaction with its trail.

Read once, judge by the lifecycle's table, write with one statement (`services.statement`):
compare-and-set, trail, deadlines, outbox, idempotency key. Set-based by nature: one order or
five thousand go the same way, each with an answer of its own.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection

from kit.errors import Conflict, KeyReused, NotFound, Refused, Stale
from services.acts import Act, Answer, Answers, Order
from services.intents import NO_EFFECT, Effect, Planned
from services.writing import KeyTaken, answer_of, write
from states.capacity import Capacity
from states.catalogue import LIFECYCLES
from states.lifecycle import Facts, Row


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject as read for judging.

    Attributes:
        row: its columns and whatever else the noun's read found; without `state` for a birth.
        capacities: the hats the actor wears towards it; none means it is out of sight.
    """

    row: Mapping[str, Any]
    capacities: frozenset[Capacity]


@dataclass(frozen=True, slots=True)
class Read:
    """What the one read found: subjects by id, and the answer kept for the key."""

    subjects: Mapping[str, Subject]
    kept: tuple[bytes, Mapping[str, Any]] | None = None


def no_effect(subject: Subject, order: Order, facts: Facts) -> Effect:
    """For verbs that only move."""
    del subject, order, facts
    return NO_EFFECT


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of a noun, as the door needs it.

    Attributes:
        kind: the noun.
        trigger: the verb's name in the lifecycle.
        facts: gathers what the lifecycle's questions look at; pure.
        effect: derives what else happens; pure.
        commutes: asked by several at once, each may still act after the other (a vote).
    """

    kind: str
    trigger: str
    facts: Callable[[Subject, Order], Facts]
    effect: Callable[[Subject, Order, Any], Effect] = no_effect
    commutes: bool = False


Reader = Callable[[Sequence[str]], Read]
#: How often a vote is tried again when others vote in the same instant.
_PATIENCE = 20


def move(
    connection: Connection, act: Act, verb: Verb, orders: Sequence[Order], reader: Reader
) -> Answers:
    """Move subjects along their lifecycle, or give birth to them; an answer for each, in order.

    Raises:
        KeyReused: the act's idempotency key was used for something else.
        Conflict: somebody else was faster at a move that had to go with others.
    """
    answers = _attempt(connection, act, verb, orders, reader)
    for _ in range(_PATIENCE if verb.commutes else 0):
        if not any(isinstance(answer, Conflict) for answer in answers):
            break
        answers = _attempt(connection, act, verb, orders, reader)
    return answers


def _attempt(
    connection: Connection, act: Act, verb: Verb, orders: Sequence[Order], reader: Reader
) -> Answers:
    asked = _fingerprint(verb, orders) if act.key else b""
    read = reader([order.id for order in orders])
    if read.kept:
        return _replay(read.kept, asked)
    judged = [judge(act, verb, order, read.subjects.get(order.id)) for order in orders]
    planned = [item for item in judged if isinstance(item, Planned)]
    try:
        moved = write(connection, act, planned, asked)
    except KeyTaken:
        kept = reader([order.id for order in orders]).kept
        return _replay(kept, asked) if kept else [Conflict() for _ in orders]
    return [_settle(item, moved) for item in judged]


def _settle(item: Planned | Refused, moved: set[tuple[str, str]]) -> Answer | Refused:
    if isinstance(item, Refused):
        return item
    return answer_of(item) if item.subject in moved else Conflict()


def judge(act: Act, verb: Verb, order: Order, subject: Subject | None) -> Planned | Refused:
    """Decide one order: the move to write, or the refusal with every objection. Writes nothing."""
    if subject is None or not subject.capacities:
        return NotFound()
    if order.revision is not None and order.revision != subject.row.get("revision"):
        return Stale()
    try:
        facts = verb.facts(subject, order)
        row = LIFECYCLES[verb.kind].judge(subject.row.get("state"), verb.trigger, facts)
        if isinstance(row, Refused):
            return row
        effect = verb.effect(subject, order, facts)
    except Refused as refusal:
        return refusal
    return Planned(
        kind=verb.kind,
        row=subject.row,
        steps=_steps(verb, row, effect),
        actor=act.actor,
        capacity=_worn(row, facts),
        reason=facts.reason,
        effect=effect,
    )


def _steps(verb: Verb, row: Row[Any], effect: Effect) -> tuple[tuple[str, str], ...]:
    lifecycle = LIFECYCLES[verb.kind]
    birth = row.source is None
    target = str(row.target) if birth else lifecycle.walk(str(row.source), verb.trigger)
    first = (verb.trigger, target)
    return (first, (effect.then, lifecycle.walk(target, effect.then))) if effect.then else (first,)


def _worn(row: Row[Any], facts: Facts) -> Capacity:
    return next(c for c in Capacity if c in row.who and c in facts.capacities)


def _fingerprint(verb: Verb, orders: Sequence[Order]) -> bytes:
    asked = [verb.kind, verb.trigger, [[o.id, o.body, o.reason, o.revision] for o in orders]]
    return hashlib.sha256(orjson.dumps(asked, default=str, option=orjson.OPT_SORT_KEYS)).digest()


def _replay(kept: tuple[bytes, Mapping[str, Any]], asked: bytes) -> Answers:
    if bytes(kept[0]) != asked:
        raise KeyReused
    return [Answer(**answer) for answer in kept[1]["answers"]]
