"""Accounts: capacities by the day, never one's own, passwords that keep the rules."""

from datetime import date, timedelta
from typing import Any

import pytest

from kit.errors import BadInput, Conflict, NotFound, NotPermitted, Objected, Refused
from services import accounts, enrolling, own_account, people
from services.acts import Answer, Order, one
from services.enrolling import NewPerson
from services.first_administrator import appoint_first
from services.house import House
from services.person_facts import Held
from states.capacity import Capacity
from tests.builders import DISTRICT
from tests.conftest import PASSWORD
from tests.services.hands import at_once, row, rows, value, verdict, why
from tests.services.test_people import NOW, enter, seat, triggers, whose

TODAY = NOW.date()
BETTER = "Fangshan-2017-{}"


def do(house: House, actor: str, verb: Any, person: str, **body: Any) -> Answer:
    reason = body.pop("reason", "")
    with house.database.connect() as connection:
        return one(verb(seat(connection, actor), [Order(person, body, reason=reason)]))


def assign(house: House, person: str, *held: Held, actor: str = "admin", **days: date) -> Answer:
    return do(house, actor, accounts.assign, person, capacities=held, **days)


def enrol(house: House, name: str, actor: str = "admin") -> str:
    with house.database.connect() as connection:
        return enrolling.enrol_one(seat(connection, actor), NewPerson(name, name, "D01"))[1]


def held_on(house: House, person: str, day: date) -> list[Capacity]:
    with house.database.connect() as connection:
        found = people.person(connection, DISTRICT, person, day)
    return [grant.capacity for grant in found.grants]


def change(house: House, person: str, old: str, new: str) -> Any:
    with house.database.connect() as connection:
        return own_account.change_password(seat(connection, person), old, new)


def test_capacities_hold_from_their_day_until_their_day(shared_house: House):
    enrol(shared_house, "dated")
    first, last = TODAY + timedelta(days=10), TODAY + timedelta(days=20)
    held = Held(Capacity.UNIT_HEAD, "D01")
    assign(shared_house, "dated", held, from_day=first, until_day=last)
    day = timedelta(days=1)
    for asked, found in (
        (first - day, []),
        (first, [Capacity.UNIT_HEAD]),
        (last, [Capacity.UNIT_HEAD]),
        (last + day, []),
    ):
        assert held_on(shared_house, "dated", asked) == found


def test_midnight_in_beijing_parts_the_days(shared_house: House):
    enrol(shared_house, "midnight")
    held = Held(Capacity.UNIT_HEAD, "D01")
    assign(shared_house, "midnight", held, from_day=TODAY + timedelta(days=1))
    with shared_house.database.connect() as connection:
        before = seat(connection, hours=11, minutes=59).today
        after = seat(connection, hours=12).today
    assert held_on(shared_house, "midnight", before) == []
    assert held_on(shared_house, "midnight", after) == [Capacity.UNIT_HEAD]


def test_what_is_ended_is_over_the_next_day_and_can_be_given_again(shared_house: House):
    enrol(shared_house, "again")
    held = Held(Capacity.EXAMINER, "D02")
    end = {"capacity": "examiner", "unit_id": "D02"}
    assign(shared_house, "again", held)
    do(shared_house, "admin", accounts.end, "again", **end, last_day=TODAY - timedelta(days=1))
    assert held_on(shared_house, "again", TODAY) == []
    with pytest.raises(Objected) as refused:
        do(shared_house, "admin", accounts.end, "again", **end)
    assert "person.not_held" in why(refused.value)
    assign(shared_house, "again", held)
    assert held_on(shared_house, "again", TODAY) == [Capacity.EXAMINER]
    assert triggers(shared_house, "again") == ["enrol", "assign", "end", "assign"]
    record = "SELECT data FROM trail WHERE subject_id = 'again' AND number = 1"
    assert value(shared_house, record) == {
        "capacities": [["examiner", "D02", "", str(TODAY), ""]],
    }


def test_nobody_keeps_their_own_account(shared_house: House):
    held = Held(Capacity.OFFICE_CLERK)
    for verb, body in (
        (accounts.assign, {"capacities": (held,)}),
        (accounts.end, {"capacity": "administrator"}),
        (accounts.disable, {"reason": "x"}),
    ):
        with pytest.raises(Objected) as refused:
            do(shared_house, "admin", verb, "admin", **body)
        assert "four_eyes" in why(refused.value)
    with shared_house.database.connect() as connection, pytest.raises(Objected):
        accounts.reset_password(seat(connection, "admin"), "admin")


def test_administration_and_business_are_two_peoples(shared_house: House):
    enrol(shared_house, "second-admin")
    assign(shared_house, "second-admin", Held(Capacity.ADMINISTRATOR))
    business = Held(Capacity.OFFICE_CLERK)
    for person, held in (("second-admin", business), ("d02-clerk", Held(Capacity.ADMINISTRATOR))):
        with pytest.raises(Objected) as refused:
            assign(shared_house, person, held)
        assert "person.separation" in why(refused.value)


@pytest.mark.parametrize("actor", ["office-director", "supervisor", "leader"])
def test_nobody_else_keeps_accounts(shared_house: House, actor: str):
    with pytest.raises(NotPermitted):
        enrol(shared_house, f"by-{actor}", actor)
    with pytest.raises(NotPermitted):
        assign(shared_house, "d03-clerk", Held(Capacity.EXAMINER, "D09"), actor=actor)


def test_a_unit_does_not_learn_who_has_an_account(shared_house: House):
    for person in ("d03-clerk", "nobody"):
        with pytest.raises(NotFound):
            assign(shared_house, person, Held(Capacity.EXAMINER, "D09"), actor="d01-head")


@pytest.mark.parametrize(
    "held",
    [
        Held(Capacity.EXAMINER),
        Held(Capacity.OFFICE_CLERK, "D01"),
        Held(Capacity.JUDGE),
        Held(Capacity.JUDGE, None, "no-such-group"),
        Held(Capacity.OFFICE_CLERK, None, "leaders"),
        Held(Capacity.SYSTEM),
        Held(Capacity.SELF),
    ],
)
def test_a_capacity_comes_with_what_belongs_to_it(shared_house: House, held: Held):
    with pytest.raises(BadInput):
        assign(shared_house, "d06-head", held)


def test_no_capacity_is_given_or_taken_for_the_past(shared_house: House):
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(Objected) as refused:
        assign(shared_house, "d06-head", Held(Capacity.EXAMINER, "D09"), from_day=yesterday)
    assert "person.past" in why(refused.value)
    end = {"capacity": "unit_head", "unit_id": "D06", "last_day": TODAY - timedelta(days=2)}
    with pytest.raises(Objected) as refused:
        do(shared_house, "admin", accounts.end, "d06-head", **end)
    assert "person.past" in why(refused.value)


def test_the_same_capacity_given_twice_at_once_is_given_once(shared_house: House):
    enrol(shared_house, "twice")
    held = Held(Capacity.EXAMINER, "D05")
    found = at_once([lambda: assign(shared_house, "twice", held)] * 3)
    assert sum(isinstance(answer, Answer) for answer in found) == 1
    assert all("person.held_already" in why(a) for a in found if isinstance(a, Refused))
    assert triggers(shared_house, "twice") == ["enrol", "assign"]


def test_a_name_is_enrolled_once_and_is_no_system_actor(shared_house: House):
    enrol(shared_house, "unique")
    with pytest.raises(Conflict):
        enrol(shared_house, "unique")
    for name in ("system:flow", "", "x" * 33, "a b", "-x", "张三"):
        with pytest.raises(BadInput):
            enrol(shared_house, name)


def test_the_first_password_opens_nothing_but_its_change(shared_house: House):
    first = enrol(shared_house, "fresh")
    opened = enter(shared_house, "fresh", first)
    assert whose(shared_house, opened.token).token.must == "change_password"
    new = change(shared_house, "fresh", first, BETTER.format(1))
    assert whose(shared_house, new.token).token.must == ""
    with pytest.raises(Refused):
        whose(shared_house, opened.token)
    assert triggers(shared_house, "fresh") == ["enrol", "sign_in", "change_password"]


def test_a_password_that_is_too_old_must_be_changed(shared_house: House):
    first = enrol(shared_house, "aged")
    change(shared_house, "aged", first, BETTER.format(1))
    for days, must in ((179, ""), (180, "change_password")):
        opened = enter(shared_house, "aged", BETTER.format(1), days=days)
        assert whose(shared_house, opened.token, days=days).token.must == must


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Short-1", "password.too_short"),
        ("all-of-one-kind", "password.too_plain"),
        ("Xx-D07-HEAD-2017", "password.like_name"),
        (PASSWORD, "password.used_before"),
    ],
)
def test_a_password_keeps_the_rules(shared_house: House, password: str, code: str):
    with pytest.raises(BadInput) as refused:
        change(shared_house, "d07-head", PASSWORD, password)
    assert why(refused.value) == {"bad_input", code}


def test_none_of_the_last_five_passwords_comes_back(shared_house: House):
    old = PASSWORD
    for number in range(1, 7):
        change(shared_house, "d20-head", old, BETTER.format(number))
        old = BETTER.format(number)
    for number in range(2, 7):
        with pytest.raises(BadInput):
            change(shared_house, "d20-head", old, BETTER.format(number))
    change(shared_house, "d20-head", old, BETTER.format(1))
    assert len(row(shared_house, "person", "d20-head")["password_history"]) == 5


def test_a_wrong_old_password_counts_as_a_wrong_try(shared_house: House):
    for _ in range(5):
        with pytest.raises(Objected):
            change(shared_house, "d21-head", "not it", BETTER.format(1))
    with pytest.raises(Objected) as refused:
        change(shared_house, "d21-head", PASSWORD, BETTER.format(1))
    assert "person.locked" in why(refused.value)


def test_of_two_changes_at_once_one_counts(shared_house: House):
    deeds = [
        lambda: change(shared_house, "d22-head", PASSWORD, BETTER.format(1)),
        lambda: change(shared_house, "d22-head", PASSWORD, BETTER.format(2)),
    ]
    found = at_once(deeds)
    assert sum(isinstance(answer, Refused) for answer in found) == 1
    assert triggers(shared_house, "d22-head").count("change_password") == 1


def test_a_reset_gives_one_password_and_ends_everything(shared_house: House):
    opened = enter(shared_house, "d23-head")
    with shared_house.database.connect() as connection:
        _, first = accounts.reset_password(seat(connection, "admin"), "d23-head")
    with pytest.raises(Refused):
        whose(shared_house, opened.token)
    with pytest.raises(Refused):
        enter(shared_house, "d23-head")
    again = enter(shared_house, "d23-head", first)
    assert whose(shared_house, again.token).token.must == "change_password"


def test_somebody_is_renamed_and_moves(shared_house: House):
    do(shared_house, "admin", accounts.rename, "d24-clerk", name="李某", unit_id="D25")
    found = row(shared_house, "person", "d24-clerk")
    assert (found["name"], found["unit_id"]) == ("李某", "D25")
    with pytest.raises(NotFound):
        do(shared_house, "admin", accounts.rename, "d24-clerk", unit_id="D999")


def test_a_first_administrator_is_appointed_once(shared_house: House):
    with shared_house.database.connect() as connection, pytest.raises(Objected) as refused:
        appoint_first(seat(connection, "system:console"), "root")
    assert "person.administrator_stands" in why(refused.value)


def test_the_roster_is_enrolled_with_one_record_each(shared_house: House):
    query = "SELECT count(*) AS n, count(DISTINCT subject_id) AS p FROM trail WHERE number = 0"
    (found,) = rows(shared_house, f"{query} AND kind = 'person'")
    assert found["n"] == found["p"] == value(shared_house, "SELECT count(*) FROM person")
    assert verdict(shared_house).first_bad is None
