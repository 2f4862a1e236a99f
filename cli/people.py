"""`person add`, `person capacity`, `person token`."""

import sys
from pathlib import Path

import typer

from cli.opening import act_of, latest_year, opened
from cli.output import refusals, show
from kit.errors import BadInput
from plans.schema import Plan
from services import people
from services.people import Entry, NewPerson
from services.years import desk_for
from states.capacity import Capacity


def add(person: str, name: str, unit: str | None, data: Path | None, *, as_json: bool) -> None:
    """Add a person, without any capacity yet."""
    with refusals(as_json=as_json), opened(data) as house:
        _, year = latest_year(house)
        act = act_of(house, "system:import")
        password = _password()
        with house.database.transaction() as connection:
            desk = desk_for(connection, act, year)
            home = desk.rules.plan.unit(unit).id if unit else None
            minimum = desk.rules.plan.identity.password_min_length
            hashed = people.hash_password(password, minimum)
            new = NewPerson(person, name, home, ())
            people.enrol(connection, act.district_id, [new], hashed, desk.today)
    show({"person": person}, as_json=as_json, lines=lambda: [f"已增加用户{person}（{name}）。"])


def _password() -> str:
    if sys.stdin.isatty():
        return typer.prompt("口令", hide_input=True, confirmation_prompt=True)
    return sys.stdin.readline().rstrip("\n")


def give_capacity(
    person: str,
    capacity: str,
    unit: str | None,
    group: str | None,
    data: Path | None,
    *,
    as_json: bool,
) -> None:
    """Give a person a capacity from today on; a judge's names the group."""
    with refusals(as_json=as_json), opened(data) as house:
        wanted = _capacity(capacity)
        _, year = latest_year(house)
        act = act_of(house, "system:import")
        with house.database.transaction() as connection:
            desk = desk_for(connection, act, year)
            people.person(connection, act.district_id, person, desk.today)
            home = desk.rules.plan.unit(unit).id if unit else None
            scope = _group(desk.rules.plan, wanted, group)
            held = people.Held(wanted, home, scope)
            people.assign(connection, act.district_id, person, [held], desk.today)
    said = f"{person}自今日起为{wanted.zh}" + (f"（{unit}）。" if unit else "。")
    document = {"person": person, "capacity": wanted.value, "unit": unit, "group": group}
    show(document, as_json=as_json, lines=lambda: [said])


def _group(plan: Plan, wanted: Capacity, group: str | None) -> str:
    known = {g.key: g.label for g in plan.judges.groups}
    if (wanted is Capacity.JUDGE) != (group is not None) or (group and group not in known):
        listed = "、".join(f"{key}（{label}）" for key, label in known.items())
        raise BadInput(f"评委须写明评委组（--group），其他身份不写；评委组有：{listed}。")
    return group or ""


def _capacity(word: str) -> Capacity:
    known = [c for c in Capacity if c is not Capacity.SYSTEM]
    found = next((c for c in known if word in (c.value, c.zh)), None)
    if found is None:
        raise BadInput(f"没有“{word}”这种身份；可用：" + "、".join(f"{c}（{c.zh}）" for c in known))
    return found


def token(person: str, data: Path | None, *, as_json: bool) -> None:
    """Issue a bearer token for a person; it is shown this once."""
    with refusals(as_json=as_json), opened(data) as house:
        _, year = latest_year(house)
        act = act_of(house, "system:import")
        with house.database.transaction() as connection:
            desk = desk_for(connection, act, year)
            people.person(connection, act.district_id, person, desk.today)
            entry = Entry(connection, act.district_id, desk.rules.plan.identity, act.at, desk.today)
            made, expires = people.issue_token(entry, person, "命令行签发")
    document = {"person": person, "token": made, "expires_at": expires}
    show(document, as_json=as_json, lines=lambda: [made, f"有效至{expires:%Y-%m-%d %H:%M}（UTC）"])
