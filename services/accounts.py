"""Accounts (账号管理): opened, given capacities from day to day, disabled; by the administrator."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from kit.errors import BadInput
from services import passwords
from services.acts import Answer, Answers, Order, needed, one
from services.desk import Desk
from services.door import Subject
from services.intents import Effect
from services.own_account import password_columns, without_totp
from services.passwords import Owner
from services.person_facts import (
    PERSON,
    Held,
    Row,
    days_given,
    ended,
    given,
    last_day,
    live_tokens,
)
from services.tokens import numbers_of, revoked
from services.trail import stamp
from states.capacity import BOUND_TO_UNIT, HELD, Capacity
from states.person import PersonFacts, PersonTrigger

_T = PersonTrigger
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
    return desk.bear(PERSON, _T.ENROL, drafts, partial(_enrol, from_day))


def _enrol(
    from_day: date, desk: Desk, subject: Subject, _order: Order, _facts: PersonFacts
) -> Effect:
    del desk
    row = subject.row
    assignments = [_assignment(row["id"], held, from_day) for held in row["held"]]
    data = {
        "name": row["name"],
        "unit": row["unit_id"] or "",
        "capacities": [_told(assignment) for assignment in assignments],
    }
    return Effect(rows=tuple(("assignment", a) for a in assignments), data=data)


def _assignment(
    person_id: str, held: Held, first: date, last: date | None = None
) -> dict[str, Any]:
    return {
        "id": f"{person_id}:{held.capacity.value}:{held.unit_id or '*'}:{first}",
        "person_id": person_id,
        "capacity": held.capacity.value,
        "unit_id": held.unit_id,
        "scope": held.scope,
        "from_day": str(first),
        "until_day": str(last) if last else None,
    }


def _told(assignment: Row) -> list[str]:
    names = ("capacity", "unit_id", "scope", "from_day", "until_day")
    return [assignment[name] or "" for name in names]


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


def rename(desk: Desk, orders: list[Order]) -> Answers:
    """Correct name or unit of people; body: `name`, `unit_id`."""
    for order in orders:
        if order.body.get("unit_id"):
            desk.rules.body(order.body["unit_id"])
    return desk.move(PERSON, _T.RENAME, orders, _rename)


def _rename(desk: Desk, subject: Subject, order: Order, facts: PersonFacts) -> Effect:
    del desk, facts
    row, body = subject.row, order.body
    name, unit = body.get("name", row["name"]), body.get("unit_id", row["unit_id"])
    data = {"was": [row["name"], row["unit_id"] or ""], "now": [name, unit or ""]}
    return Effect(columns={"name": name, "unit_id": unit}, data=data)


def assign(desk: Desk, orders: list[Order]) -> Answers:
    """Give people capacities; body: `capacities`, `from_day` (today), `until_day` (none).

    Raises:
        BadInput: a capacity lacks what belongs to it, or ends before it begins.
    """
    for order in orders:
        needed(order.body, "capacities", "身份")
        insist_on_whole(desk, given(order))
        days = days_given(desk, order)
        if days.first > days.last:
            raise BadInput("末日早于起始日。")
    return appoint(desk, orders)


def appoint(desk: Desk, orders: list[Order]) -> Answers:
    """Give people capacities that are known to be whole, such as the hats of a new body."""
    return desk.move(PERSON, _T.ASSIGN, orders, _assign, commutes=True)


def _assign(desk: Desk, subject: Subject, order: Order, facts: PersonFacts) -> Effect:
    del facts
    first, last = days_given(desk, order)
    until = None if last == date.max else last
    made = [_assignment(subject.row["id"], held, first, until) for held in given(order)]
    rows = tuple(("assignment", assignment) for assignment in made)
    return Effect(rows=rows, data={"capacities": [_told(assignment) for assignment in made]})


def end(desk: Desk, orders: list[Order]) -> Answers:
    """End a capacity of people; body: `capacity`, `unit_id`, `last_day` (today)."""
    for order in orders:
        needed(order.body, "capacity", "身份")
    return desk.move(PERSON, _T.END, orders, _end)


def _end(desk: Desk, subject: Subject, order: Order, facts: PersonFacts) -> Effect:
    del facts
    last = str(last_day(desk, order))
    made = [{**a, "until_day": last} for a in ended(desk, subject.row, order)]
    rows = tuple(("assignment", assignment) for assignment in made)
    return Effect(rows=rows, data={"capacities": [_told(assignment) for assignment in made]})


def disable(desk: Desk, orders: list[Order]) -> Answers:
    """Disable accounts: all their tokens end, nobody signs in."""
    return desk.move(PERSON, _T.DISABLE, orders, _end_all)


def _end_all(desk: Desk, subject: Subject, order: Order, facts: PersonFacts) -> Effect:
    del order, facts
    tokens = live_tokens(subject.row, desk.act.at)
    return Effect(rows=revoked(tokens, desk.act.at), data={"ended": numbers_of(tokens)})


def enable(desk: Desk, orders: list[Order]) -> Answers:
    """Let disabled accounts be used again."""
    return desk.move(PERSON, _T.ENABLE, orders)


def unlock(desk: Desk, orders: list[Order]) -> Answers:
    """Lift the lock that too many wrong tries have set."""
    return desk.move(PERSON, _T.UNLOCK, orders, _unlock)


def _unlock(*_: Any) -> Effect:  # noqa: ANN401 - desk, subject, order, facts
    return Effect(columns={"failures": 0, "locked_until": None})


def reset_password(desk: Desk, person_id: str) -> tuple[Answer, str]:
    """Give somebody a one-time password; all their tokens end.

    Returns:
        The answer, and the password, which is shown this once.

    Raises:
        Refused: it is the actor's own account, or the actor keeps no accounts.
    """
    first = passwords.one_time(desk.rules.plan.identity)
    effect = partial(_reset, passwords.hashed(first))
    return one(desk.move(PERSON, _T.RESET_PASSWORD, [Order(person_id)], effect)), first


def _reset(
    kept: str, desk: Desk, subject: Subject, order: Order, facts: PersonFacts
) -> Effect:
    ends = _end_all(desk, subject, order, facts)
    columns = password_columns(desk, subject.row, kept, must_change=True)
    return Effect(columns=columns, rows=ends.rows, data=ends.data)


def remove_totp(desk: Desk, orders: list[Order]) -> Answers:
    """Take the authenticators of others away who have lost theirs."""
    asked = [Order(o.id, {**o.body, "password_right": o.id != desk.act.actor}, o.revision, o.reason)
             for o in orders]  # fmt: skip
    return desk.move(PERSON, _T.REMOVE_TOTP, asked, without_totp)
