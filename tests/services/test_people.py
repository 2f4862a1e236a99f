"""People: signing in, locked out, tokens that end; a wrong name tells as little as a wrong word."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from kit.errors import BadInput, NotFound, NotSignedIn
from services import people
from services.house import House
from services.people import Entry, NewPerson
from states.capacity import Capacity
from tests.builders import DISTRICT, noon, plan
from tests.conftest import PASSWORD
from tests.services.hands import as_owner, value

NOW = noon(2017, 9, 1)


def _entry(connection: Connection, **later: float) -> Entry:
    now = NOW + timedelta(**later)
    return Entry(connection, DISTRICT, plan().identity, now, now.date())


def _wrong(house: House, name: str, times: int = 1, **later: float) -> str:
    said = ""
    with house.database.connect() as connection:
        for _ in range(times):
            with pytest.raises(NotSignedIn) as refused:
                people.sign_in(_entry(connection, **later), name, "not the word")
            said = refused.value.message
    return said


def test_the_right_word_opens_until_the_token_ends_or_is_revoked(shared_house: House):
    with shared_house.database.connect() as connection:
        token, expires = people.sign_in(_entry(connection), "d01-head", PASSWORD)
        who = people.whose_token(connection, token, NOW, NOW.date())
        assert (who.person_id, who.unit_id, who.sight) == ("d01-head", "D01", ("D01",))
        assert expires == NOW + timedelta(hours=12)
        for at in (expires, expires + timedelta(days=9)):
            with pytest.raises(NotSignedIn):
                people.whose_token(connection, token, at, at.date())
        people.revoke_token(connection, token, NOW)
        with pytest.raises(NotSignedIn):
            people.whose_token(connection, token, NOW, NOW.date())
        for forged in ("", token + "x", token[:-1]):
            with pytest.raises(NotSignedIn):
                people.whose_token(connection, forged, NOW, NOW.date())
    stored = value(
        shared_house, "SELECT string_agg(encode(digest, 'escape'), '') FROM access_token"
    )
    assert token not in stored


def test_a_wrong_name_and_a_wrong_word_are_told_alike(shared_house: House):
    assert _wrong(shared_house, "d02-head") == _wrong(shared_house, "nobody")


def test_five_wrong_words_lock_the_door_for_a_quarter_of_an_hour(shared_house: House):
    _wrong(shared_house, "d03-head", times=5)
    with shared_house.database.connect() as connection:
        for minutes in (0, 14.9):
            with pytest.raises(NotSignedIn):
                people.sign_in(_entry(connection, minutes=minutes), "d03-head", PASSWORD)
        people.sign_in(_entry(connection, minutes=15), "d03-head", PASSWORD)
        people.sign_in(_entry(connection), "d03-clerk", PASSWORD)


def test_the_right_word_forgets_the_wrong_ones_before(shared_house: House):
    for _ in range(2):
        _wrong(shared_house, "d04-head", times=4)
        with shared_house.database.connect() as connection:
            people.sign_in(_entry(connection), "d04-head", PASSWORD)


def test_a_disabled_person_is_out_at_once(house: House):
    with house.database.connect() as connection:
        token, _ = people.sign_in(_entry(connection), "d05-head", PASSWORD)
        with as_owner(house) as owner:
            owner.execute(text("UPDATE person SET disabled = true WHERE id = 'd05-head'"))
        with pytest.raises(NotSignedIn):
            people.whose_token(connection, token, NOW, NOW.date())
        with pytest.raises(NotSignedIn):
            people.sign_in(_entry(connection), "d05-head", PASSWORD)


def test_capacities_hold_from_their_day_until_their_day(house: House):
    with house.database.connect() as connection:
        new = NewPerson("new", "新人", "D01", (people.Held(Capacity.UNIT_HEAD, "D01"),))
        start = NOW.date() + timedelta(days=10)
        people.enrol(connection, DISTRICT, [new], "x", start)
        before = people.person(connection, DISTRICT, "new", NOW.date())
        after = people.person(connection, DISTRICT, "new", start)
        with as_owner(house) as owner:
            owner.execute(
                text("UPDATE assignment SET until_day = :day WHERE person_id = 'new'"),
                {"day": start},
            )
        gone = people.person(connection, DISTRICT, "new", start + timedelta(days=1))
    assert (before.grants, gone.grants) == ((), ())
    assert [grant.capacity for grant in after.grants] == [Capacity.UNIT_HEAD]


def test_a_capacity_of_a_unit_names_the_unit_and_a_password_has_a_length(shared_house: House):
    with shared_house.database.connect() as connection, pytest.raises(BadInput):
        people.assign(
            connection, DISTRICT, "d06-head", [people.Held(Capacity.EXAMINER)], NOW.date()
        )
    with pytest.raises(BadInput):
        people.hash_password("short", 12)
    assert people.hash_password(PASSWORD, 12) != people.hash_password(PASSWORD, 12)


def test_the_office_sees_all_and_nobody_unknown_is_found(shared_house: House):
    with shared_house.database.connect() as connection:
        office = people.person(connection, DISTRICT, "office-clerk", NOW.date())
        assert office.sight is None
        with pytest.raises(NotFound):
            people.person(connection, DISTRICT, "nobody", NOW.date())
