"""The one door: the only function that moves anything, in one transaction with its trail.

Read once, judge by the lifecycle's table, write with one statement (`services.statement`):
compare-and-set, trail, deadlines, outbox, idempotency key. Set-based by nature: one order or
five thousand go the same way, each with an answer of its own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from kit.errors import Conflict, NotFound, Refused, Stale
from services.acts import Act, Answer, Answers, Order
from services.counters import CONFLICTS
from services.intents import NO_EFFECT, Effect, Planned
from services.keeping import Kept, answer_of, fingerprint, laid_down, told_again
from services.writing import KeyTaken, write
from states.capacity import Capacity
from states.catalogue import LIFECYCLES
from states.lifecycle import Facts, Row


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject as read for judging.

    Attributes:
        row: its columns and whatever else the noun's read found; without `state` for a birth.
        capacities: the hats the actor wears towards it.
    """

    row: Mapping[str, Any]
    capacities: frozenset[Capacity]

    @property
    def in_sight(self) -> bool:
        """Whether the actor may know of it: it is the district's, or the actor wears a hat.

        What is `withheld` is nobody's but the office's, the examiner's and whose it is assigned to.
        """
        districts = self.row.get("unit_id") is None and not self.row.get("withheld")
        return bool(self.capacities) or districts


@dataclass(frozen=True, slots=True)
class Read:
    """What the one read found: subjects by id, and the answer kept for the key."""

    subjects: Mapping[str, Subject]
    kept: Kept | None = None


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
        numbered: the house gives the id, so it is no part of what was asked.
    """

    kind: str
    trigger: str
    facts: Callable[[Subject, Order], Facts]
    effect: Callable[[Subject, Order, Any], Effect] = no_effect
    commutes: bool = False
    numbered: bool = False


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
        beaten = [place for place, a in enumerate(answers) if isinstance(a, Conflict)]
        if not beaten or (act.key and len(beaten) < len(orders)):
            break  # under a key the answers already given are kept and stand
        again = _attempt(connection, act, verb, [orders[place] for place in beaten], reader)
        for place, answer in zip(beaten, again, strict=True):
            answers[place] = answer
    _count(verb, sum(isinstance(answer, Conflict) for answer in answers))
    return answers


def _count(verb: Verb, beaten: int) -> None:
    if beaten:
        CONFLICTS.labels(verb.kind, str(verb.trigger)).inc(beaten)


def _attempt(
    connection: Connection, act: Act, verb: Verb, orders: Sequence[Order], reader: Reader
) -> Answers:
    ids = [order.id for order in orders]
    asked = fingerprint(_asked(act, verb, orders)) if act.key else b""
    read = reader(ids)
    if read.kept:
        return told_again(read.kept, asked)
    found = (judge(act, verb, order, read.subjects.get(order.id)) for order in orders)
    judged = list(_apart(found))
    planned = [item for item in judged if isinstance(item, Planned)]
    beaten: Exception | None = None
    moved: set[tuple[str, str]] = set()
    try:
        moved = write(connection, act, planned, asked, laid_down(judged))
    except (KeyTaken, Conflict) as fault:
        beaten = fault
    # Whoever was faster may have been this very request, sent twice.
    kept = reader(ids).kept if act.key and len(moved) < len(planned) else None
    if kept:
        return told_again(kept, asked)
    if isinstance(beaten, Conflict):
        _count(verb, 1)
        raise beaten
    return [_settle(item, moved) for item in judged]


def _apart(judged: Iterator[Planned | Refused]) -> Iterator[Planned | Refused]:
    # Of several moves that touch one subject the first stands; the others saw it as it was before.
    touched: set[tuple[str, str]] = set()
    for item in judged:
        mine = set[tuple[str, str]]()
        if isinstance(item, Planned):
            mine = {item.subject, *(other.subject for other in item.effect.also)}
        yield Conflict() if mine & touched else item
        touched |= mine


def _settle(item: Planned | Refused, moved: set[tuple[str, str]]) -> Answer | Refused:
    if isinstance(item, Refused):
        return item
    return answer_of(item) if item.subject in moved else Conflict()


def judge(act: Act, verb: Verb, order: Order, subject: Subject | None) -> Planned | Refused:
    """Decide one order: the move to write, or the refusal with every objection. Writes nothing."""
    if subject is None or not subject.in_sight:
        return NotFound()
    if order.revision is not None and order.revision != subject.row.get("revision"):
        return Stale()
    try:
        facts = verb.facts(subject, order)
        row = _row(verb.kind, subject.row.get("state"), verb.trigger, facts)
        effect = verb.effect(subject, order, facts)
        steps = _steps(verb, row, effect)
    except Refused as refusal:
        return refusal
    return Planned(
        kind=verb.kind,
        row=subject.row,
        steps=steps,
        actor=act.actor,
        capacity=_worn(row, facts),
        reason=facts.reason,
        effect=effect,
    )


def _row(kind: str, state: str | None, trigger: str, facts: Facts) -> Row[Any]:
    found = LIFECYCLES[kind].judge(state, trigger, facts)
    if isinstance(found, Refused):
        raise found
    return found


def _steps(verb: Verb, row: Row[Any], effect: Effect) -> tuple[tuple[str, str], ...]:
    lifecycle = LIFECYCLES[verb.kind]
    birth = row.source is None
    target = str(row.target) if birth else lifecycle.walk(str(row.source), verb.trigger)
    first = (verb.trigger, target)
    if effect.then is None:
        return (first,)
    trigger, facts = effect.then
    _row(verb.kind, target, trigger, facts)
    return first, (trigger, lifecycle.walk(target, trigger))


def _worn(row: Row[Any], facts: Facts) -> Capacity:
    return next(c for c in Capacity if c in row.who and c in facts.capacities)


def _asked(act: Act, verb: Verb, orders: Sequence[Order]) -> object:
    each = [["" if verb.numbered else o.id, o.body, o.reason, o.revision] for o in orders]
    for_whom = [act.on_behalf_of] if act.on_behalf_of else []
    return [verb.kind, verb.trigger, each, *for_whom]
