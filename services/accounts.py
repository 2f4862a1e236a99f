"""Accounts (账号管理): capacities from day to day, disabled, unlocked; by the administrator."""

from datetime import date
from functools import partial
from typing import Any

from kit.errors import BadInput
from services import passwords
from services.acts import Answer, Answers, Order, needed, one
from services.desk import Desk
from services.door import Subject
from services.enrolling import assignment, insist_on_whole, told
from services.intents import Effect
from services.own_account import password_columns, without_totp
from services.person_facts import PERSON, days_given, ended, given, last_day, live_tokens
from services.tokens import numbers_of, revoked
from states.person import PersonFacts, PersonTrigger

_T = PersonTrigger


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
    made = [assignment(subject.row["id"], held, first, until) for held in given(order)]
    rows = tuple(("assignment", laid) for laid in made)
    return Effect(rows=rows, data={"capacities": [told(laid) for laid in made]})


def end(desk: Desk, orders: list[Order]) -> Answers:
    """End a capacity of people; body: `capacity`, `unit_id`, `last_day` (today)."""
    for order in orders:
        needed(order.body, "capacity", "身份")
    return desk.move(PERSON, _T.END, orders, _end)


def _end(desk: Desk, subject: Subject, order: Order, facts: PersonFacts) -> Effect:
    del facts
    last = str(last_day(desk, order))
    made = [{**a, "until_day": last} for a in ended(desk, subject.row, order)]
    rows = tuple(("assignment", laid) for laid in made)
    return Effect(rows=rows, data={"capacities": [told(laid) for laid in made]})


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


def _reset(kept: str, desk: Desk, subject: Subject, order: Order, facts: PersonFacts) -> Effect:
    ends = _end_all(desk, subject, order, facts)
    columns = password_columns(desk, subject.row, kept, must_change=True)
    return Effect(columns=columns, rows=ends.rows, data=ends.data)


def remove_totp(desk: Desk, orders: list[Order]) -> Answers:
    """Take the authenticators of others away who have lost theirs."""
    asked = [Order(o.id, {**o.body, "password_right": o.id != desk.act.actor}, o.revision, o.reason)
             for o in orders]  # fmt: skip
    return desk.move(PERSON, _T.REMOVE_TOTP, asked, without_totp)
