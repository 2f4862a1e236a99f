"""Enrolling (开户): people get an account, a first password and their capacities."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from kit.errors import BadInput
from services import passwords
from services.acts import Answer, Answers, Order, one
from services.desk import Desk
from services.door import Subject
from services.intents import Effect
from services.passwords import Owner
from services.person_facts import PERSON, Held, Row
from services.trail import stamp
from states.capacity import BOUND_TO_UNIT, HELD, Capacity
from states.person import PersonFacts, PersonTrigger

#: Sign-in names: what stands in the trail as the actor.
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._@-]{0,31}")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to be enrolled, with the capacities they hold."""

    id: str
    name: str
    unit_id: str | None
    capacities: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """A hashed password for people to begin with.

    Attributes:
        must_change: it has to be changed at the first sign-in.
    """

    hashed: str
    must_change: bool = True


def enrol(
    desk: Desk, people: Sequence[NewPerson], password: FirstPassword, from_day: date
) -> Answers:
    """Enrol people with their capacities from a day on; who is there already stays as they are."""
    identity = desk.rules.plan.identity
    until = passwords.until(identity, desk.act.at)
    common = {
        "password_hash": password.hashed,
        "must_change": password.must_change,
        "password_until": stamp(until) if until else None,
        "failures": 0,
    }
    drafts = [
        {"id": new.id, "name": new.name, "unit_id": new.unit_id, "held": new.capacities, **common}
        for new in people
    ]
    return desk.bear(PERSON, PersonTrigger.ENROL, drafts, partial(_enrol, from_day))


def _enrol(
    from_day: date, desk: Desk, subject: Subject, _order: Order, _facts: PersonFacts
) -> Effect:
    del desk
    row = subject.row
    assignments = [assignment(row["id"], held, from_day) for held in row["held"]]
    data = {
        "name": row["name"],
        "unit": row["unit_id"] or "",
        "capacities": [told(laid) for laid in assignments],
    }
    return Effect(rows=tuple(("assignment", a) for a in assignments), data=data)


def assignment(person_id: str, held: Held, first: date, last: date | None = None) -> dict[str, Any]:
    """Lay an assignment down."""
    return {
        "id": f"{person_id}:{held.capacity.value}:{held.unit_id or '*'}:{first}",
        "person_id": person_id,
        "capacity": held.capacity.value,
        "unit_id": held.unit_id,
        "scope": held.scope,
        "from_day": str(first),
        "until_day": str(last) if last else None,
    }


def told(laid: Row) -> list[str]:
    """Write an assignment as the trail tells it."""
    names = ("capacity", "unit_id", "scope", "from_day", "until_day")
    return [laid[name] or "" for name in names]


def enrol_one(desk: Desk, new: NewPerson, password: str | None = None) -> tuple[Answer, str]:
    """Enrol somebody; without a password one is made up. Either is to be changed at first sign-in.

    Returns:
        The answer, and the password, which is shown this once.

    Raises:
        BadInput: the password breaks the plan's rules, or a capacity is not whole.
        Refused: the name is taken, or the actor keeps no accounts.
    """
    if not _NAME.fullmatch(new.id):
        raise BadInput("登录名由1至32个英文字母、数字和 . _ @ - 组成，以字母或数字开头。")
    insist_on_whole(desk, new.capacities)
    if new.unit_id:
        desk.rules.body(new.unit_id)
    identity = desk.rules.plan.identity
    first = password or passwords.one_time(identity)
    kept = FirstPassword(passwords.checked(first, identity, Owner(new.id)))
    return one(enrol(desk, [new], kept, desk.today)), first


def insist_on_whole(desk: Desk, capacities: Iterable[Held]) -> None:
    """Refuse a capacity without what belongs to it.

    Raises:
        BadInput: nobody is given it, it needs a unit or a judge group, or the group is unknown.
        NotFound: there is no such unit.
    """
    groups = {group.key: group.label for group in desk.rules.plan.judges.groups}
    for held in capacities:
        zh = held.capacity.zh
        if held.capacity not in HELD:
            raise BadInput(f"“{zh}”不是可以授予的身份。")
        if (held.capacity in BOUND_TO_UNIT) != bool(held.unit_id):
            raise BadInput(f"“{zh}”须指明单位（--unit、unit_id）；不属于单位的身份不写单位。")
        if (held.capacity is Capacity.JUDGE) != bool(held.scope) or (
            held.scope and held.scope not in groups
        ):
            listed = "、".join(f"{key}（{label}）" for key, label in groups.items())
            raise BadInput(f"评委须写明评委组，其他身份不写；评委组有：{listed}。")
        if held.unit_id:
            desk.rules.body(held.unit_id)
