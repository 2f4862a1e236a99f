"""`person …`: accounts kept from the console."""

import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from cli.opening import act_of, opened
from cli.output import refusals, show
from kit.errors import BadInput, NotFound
from services import accounts, enrolling, tokens
from services.account_desk import account_desk
from services.acts import Answers, Order, one
from services.desk import Desk
from services.enrolling import NewPerson
from services.first_administrator import appoint_first
from services.person_facts import PERSON, Held
from services.scopes import ALL, Scope
from services.tokens import Wanted
from states.capacity import HELD, Capacity

#: Who types commands is known by the machine they are typed on.
CONSOLE = "system:console"


@contextmanager
def _seated(data: Path | None, *, as_json: bool) -> Generator[Desk]:
    with refusals(as_json=as_json), opened(data) as house:
        act = act_of(house, CONSOLE)
        with house.database.connect() as connection:
            yield account_desk(connection, act)


def add(
    person: str, name: str, unit: str | None, data: Path | None, *, one_time: bool, as_json: bool
) -> None:
    """Add a person, without any capacity yet; the password is changed at the first sign-in."""
    with _seated(data, as_json=as_json) as desk:
        home = desk.rules.body(unit).id if unit else None
        first = None if one_time else _password()
        _, password = enrolling.enrol_one(desk, NewPerson(person, name, home), first)
    document = {"person": person} | ({"password": password} if one_time else {})
    told = [f"已增加用户{person}（{name}），首次登录须修改口令。"]
    told += [f"一次性口令：{password}"] if one_time else []
    show(document, as_json=as_json, lines=lambda: told)


def _password() -> str:
    if sys.stdin.isatty():
        return typer.prompt("口令", hide_input=True, confirmation_prompt=True)
    return sys.stdin.readline().rstrip("\n")


def admin(person: str, data: Path | None, *, as_json: bool) -> None:
    """Open the first administrator's account; the one-time password is shown this once."""
    with _seated(data, as_json=as_json) as desk:
        name, password = appoint_first(desk, person)
    show(
        {"person": name, "password": password},
        as_json=as_json,
        lines=lambda: first_told(name, password),
    )


def first_told(name: str, password: str) -> list[str]:
    """Tell the first administrator's one-time password."""
    return [f"系统管理员：{name}，一次性口令：{password}（只显示这一次，首次登录须修改）"]


def give_capacity(
    person: str,
    held: tuple[str, str | None, str | None],
    days: tuple[datetime | None, datetime | None],
    data: Path | None,
    *,
    as_json: bool,
) -> None:
    """Give a person a capacity, from today on unless said otherwise; a judge's names the group.

    Args:
        person: sign-in name.
        held: capacity, unit and judge group.
        days: first and last.
        data: the folder.
        as_json: print JSON.
    """
    word, unit, group = held
    with _seated(data, as_json=as_json) as desk:
        wanted = _capacity(word)
        home = desk.rules.body(unit).id if unit else None
        body: dict[str, Any] = {"capacities": (Held(wanted, home, group or ""),)}
        first, last = (day.date() if day else None for day in days)
        body |= {"from_day": first or desk.today} | ({"until_day": last} if last else {})
        one(_known(desk, person, accounts.assign, body))
    said = f"{person}自{body['from_day']}起为{wanted.zh}" + (f"（{unit}）。" if unit else "。")
    document = {"person": person, "capacity": wanted.value, "unit": unit, "group": group}
    show(document | {"from": body["from_day"]}, as_json=as_json, lines=lambda: [said])


def end_capacity(
    person: str,
    held: tuple[str, str | None],
    last: datetime | None,
    data: Path | None,
    *,
    as_json: bool,
) -> None:
    """End a capacity after its last day, today unless said otherwise."""
    word, unit = held
    with _seated(data, as_json=as_json) as desk:
        wanted = _capacity(word)
        home = desk.rules.body(unit).id if unit else None
        day = last.date() if last else desk.today
        body = {"capacity": wanted.value, "unit_id": home, "last_day": day}
        one(_known(desk, person, accounts.end, body))
    document = {"person": person, "capacity": wanted.value, "unit": unit, "last_day": day}
    show(document, as_json=as_json, lines=lambda: [f"{person}的{wanted.zh}身份止于{day}。"])


def _capacity(word: str) -> Capacity:
    found = next((c for c in HELD if word in (c.value, c.zh)), None)
    if found is None:
        raise BadInput(f"没有“{word}”这种身份；可用：" + "、".join(f"{c}（{c.zh}）" for c in HELD))
    return found


def _known(
    desk: Desk, person: str, verb: Callable[[Desk, list[Order]], Answers], body: dict[str, Any]
) -> Answers:
    if not desk.look(PERSON, [person]):
        raise NotFound(f"没有用户“{person}”。")
    return verb(desk, [Order(person, body, reason=body.pop("reason", ""))])


#: Commands that only name somebody: what is done, and how it is told.
_PLAIN: dict[str, tuple[Callable[[Desk, list[Order]], Answers], str]] = {
    "disable": (accounts.disable, "已停用，其令牌全部失效。"),
    "enable": (accounts.enable, "已恢复使用。"),
    "unlock": (accounts.unlock, "已解除锁定。"),
    "revoke": (tokens.revoke, "的令牌已全部收回。"),
    "remove-totp": (accounts.remove_totp, "的动态口令已取消。"),
}


def plain(word: str, person: str, reason: str, data: Path | None, *, as_json: bool) -> None:
    """Do what needs nothing but a name, and a reason where one is due."""
    verb, said = _PLAIN[word]
    with _seated(data, as_json=as_json) as desk:
        answer = one(_known(desk, person, verb, {"reason": reason}))
    show(answer.to_json(), as_json=as_json, lines=lambda: [person + said])


def password(person: str, data: Path | None, *, as_json: bool) -> None:
    """Give somebody a one-time password; it is shown this once."""
    with _seated(data, as_json=as_json) as desk:
        _, drawn = accounts.reset_password(desk, person)
    lines = [f"{person}的一次性口令：{drawn}（只显示这一次，首次登录须修改）"]
    show({"person": person, "password": drawn}, as_json=as_json, lines=lambda: lines)


def token(
    person: str,
    wanted: tuple[str, Sequence[str], int | None],
    data: Path | None,
    *,
    as_json: bool,
) -> None:
    """Issue a personal token for somebody (label, scopes, days); it is shown this once."""
    label, scopes, days = wanted
    with _seated(data, as_json=as_json) as desk:
        known = {str(scope) for scope in ALL}
        if not known.issuperset(scopes):
            raise BadInput(f"权限范围可用：{'、'.join(f'{s}（{s.zh}）' for s in ALL)}。")
        made = tokens.issue(desk, person, Wanted(label, tuple(map(Scope, scopes)) or ALL, days))
    document = {"person": person, "token": made.token, "expires_at": made.expires_at}
    until = f"有效至{made.expires_at:%Y-%m-%d %H:%M}（UTC）"
    show(document, as_json=as_json, lines=lambda: [made.token, until])
