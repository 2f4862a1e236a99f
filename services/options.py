"""What may be done with a subject, asked before anything is done; nothing moves here."""

from collections.abc import Mapping
from typing import Any

from kit.errors import NotFound, NotPermitted, Refused
from services import browse
from services.acts import Order
from services.deputies import standing_in
from services.desk import Desk
from services.people import SignedIn, person
from services.verbs import NOUNS
from states.capacity import Capacity, capacities_towards
from states.catalogue import LIFECYCLES
from states.lifecycle import Facts, Option


def options(desk: Desk, kind: str, subject_id: str) -> tuple[str, int, tuple[Option, ...]]:
    """Answer what may be done with a subject, and why not, as the door would judge.

    Whoever may only read it learns who may do what; the door itself does not know it for them.

    Returns:
        Its state and revision as judged, and all verbs of that state.

    Raises:
        NotFound: there is none, or it is out of sight.
    """
    row, facts = _judged(desk, kind, subject_id)
    return row["state"], row["revision"], LIFECYCLES[kind].available(row["state"], facts)


def insist(desk: Desk, kind: str, subject_id: str, trigger: str) -> None:
    """Refuse at once what the door would refuse, before the work that goes ahead of it.

    Raises:
        Refused: as the door would.
    """
    row, facts = _judged(desk, kind, subject_id)
    judged = LIFECYCLES[kind].judge(row["state"], trigger, facts)
    if isinstance(judged, Refused):
        raise judged


def _judged(desk: Desk, kind: str, subject_id: str) -> tuple[Mapping[str, Any], Facts]:
    noun = NOUNS[kind]
    subject = desk.look(noun, [subject_id]).get(subject_id)
    if subject is None:
        raise NotFound
    if not subject.in_sight:
        _insist_on_reading(desk, kind, subject_id)
    return subject.row, noun.facts(desk, subject, Order(subject_id))


def _insist_on_reading(desk: Desk, kind: str, subject_id: str) -> None:
    # Whoever wears no hat towards it may yet read it, such as the body that had it before.
    reader = person(desk.connection, desk.act.district_id, desk.act.actor, desk.today)
    if desk.act.on_behalf_of:
        reader = standing_in(desk.connection, reader, desk.act.on_behalf_of, desk.today)
    browse.found(desk.connection, reader, kind, subject_id)


def insist_on_birth(person: SignedIn, kind: str) -> None:
    """Refuse at once somebody who may give birth to none of a kind.

    Raises:
        NotPermitted: with who may.
    """
    born = LIFECYCLES[kind].born
    if not born.who & capacities_towards(person.grants, None, None):
        able = "、".join(c.zh for c in Capacity if c in born.who)
        raise NotPermitted(f"“{born.trigger.zh}”须由{able}办理。")
