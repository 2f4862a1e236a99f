"""What may be done with a subject, asked before anything is done; nothing moves here."""

from collections.abc import Mapping
from typing import Any

from kit.errors import NotFound, NotPermitted, Refused
from services.acts import Order
from services.desk import Desk
from services.people import SignedIn
from services.verbs import NOUNS
from states.capacity import Capacity, capacities_towards
from states.catalogue import LIFECYCLES
from states.lifecycle import Facts, Option


def options(desk: Desk, kind: str, subject_id: str) -> tuple[str, int, tuple[Option, ...]]:
    """Answer what may be done with a subject, and why not, exactly as the door would judge.

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
    if subject is None or not subject.in_sight:
        raise NotFound
    return subject.row, noun.facts(desk, subject, Order(subject_id))


def insist_on_birth(person: SignedIn, kind: str) -> None:
    """Refuse at once somebody who may give birth to none of a kind.

    Raises:
        NotPermitted: with who may.
    """
    born = LIFECYCLES[kind].born
    if not born.who & capacities_towards(person.grants, None, None):
        able = "、".join(c.zh for c in Capacity if c in born.who)
        raise NotPermitted(f"“{born.trigger.zh}”须由{able}办理。")
