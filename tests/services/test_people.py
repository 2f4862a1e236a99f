"""People: signing in, locked out, tokens that end; a wrong name tells as little as a wrong word."""

from datetime import timedelta
from statistics import median
from time import perf_counter

import pyotp
import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Connection, text

from kit.errors import NotFound, NotSignedIn, Objected
from services import accounts, enrolling, own_account, passwords, people, signing_in, tokens
from services.account_desk import account_desk
from services.acts import Act, Order, one
from services.desk import Desk
from services.house import House
from services.signing_in import DOORKEEPER, Proof
from services.tokens import PREFIX, Opened, Wanted
from tests.builders import DISTRICT, noon
from tests.conftest import PASSWORD
from tests.services.hands import at_once, row, rows, value, verdict

NOW = noon(2017, 9, 1)


def seat(connection: Connection, actor: str = DOORKEEPER, **later: float) -> Desk:
    act = Act(district_id=DISTRICT, actor=actor, at=NOW + timedelta(**later))
    return account_desk(connection, act)


def enter(
    house: House, name: str, password: str = PASSWORD, code: str = "", **later: float
) -> Opened:
    with house.database.connect() as connection:
        proof = Proof(password, code)
        return signing_in.sign_in(seat(connection, **later), house.identity_keys, name, proof)


def wrong(house: House, name: str, times: int = 1, **later: float) -> str:
    said = ""
    for _ in range(times):
        with pytest.raises(NotSignedIn) as refused:
            enter(house, name, "not the word", **later)
        said = refused.value.message
    return said


def whose(house: House, token: str, **later: float) -> people.SignedIn:
    at = NOW + timedelta(**later)
    with house.database.connect() as connection:
        return people.whose_token(connection, token, at, at.date())


def triggers(house: House, person: str) -> list[str]:
    query = "SELECT trigger FROM trail WHERE kind = 'person' AND subject_id = :p ORDER BY number"
    return [found["trigger"] for found in rows(house, query, p=person)]


def test_the_right_word_opens_until_the_token_ends_or_is_revoked(shared_house: House):
    opened = enter(shared_house, "d01-head")
    who = whose(shared_house, opened.token)
    assert (who.person_id, who.unit_id, who.sight) == ("d01-head", "D01", ("D01",))
    assert opened.expires_at == NOW + timedelta(hours=12)
    for forged in ("", opened.token + "x", opened.token[:-1]):
        with pytest.raises(NotSignedIn):
            whose(shared_house, forged)
    with shared_house.database.connect() as connection:
        order = Order("d01-head", {"numbers": [who.token.number]})
        one(tokens.sign_out(seat(connection, "d01-head"), [order]))
    with pytest.raises(NotSignedIn):
        whose(shared_house, opened.token)
    assert triggers(shared_house, "d01-head") == ["enrol", "sign_in", "sign_out"]


def test_a_session_ends_when_it_is_idle_or_too_old(shared_house: House):
    idle, used = enter(shared_house, "d01-clerk"), enter(shared_house, "d01-clerk")
    for minutes in range(0, 720, 50):
        assert whose(shared_house, used.token, minutes=minutes)
    for token, minutes in ((idle.token, 60), (used.token, 720)):
        with pytest.raises(NotSignedIn):
            whose(shared_house, token, minutes=minutes)


def test_nothing_that_was_shown_is_kept(shared_house: House):
    opened = enter(shared_house, "d07-head")
    kept = value(
        shared_house,
        "SELECT string_agg(t::text, '') || (SELECT string_agg(x::text, '') FROM trail x"
        " WHERE kind = 'person') || (SELECT string_agg(p::text, '') FROM person p)"
        " FROM access_token t",
    )
    assert opened.token not in kept
    assert PASSWORD not in kept
    records = "SELECT string_agg(x::text, '') FROM trail x WHERE kind = 'person'"
    assert "argon2" not in value(shared_house, records)


def test_a_wrong_name_and_a_wrong_word_are_told_alike_and_both_recorded(shared_house: House):
    alike = wrong(shared_house, "d02-head", hours=30), wrong(shared_house, "nobody", 3, hours=30)
    assert alike[0] == alike[1]
    assert triggers(shared_house, "d02-head") == ["enrol", "refuse_sign_in"]
    told = "SELECT why, person_id, times FROM sign_in_refusal WHERE last_at = :at"
    said = rows(shared_house, told, at=NOW + timedelta(hours=30))
    assert said == [{"why": "unknown", "person_id": "", "times": 3}]


def test_a_wrong_name_takes_as_long_as_a_wrong_word(shared_house: House):
    took: dict[str, list[float]] = {"d30-head": [], "nobody": []}
    with shared_house.database.connect() as connection:
        for again in range(9):
            for name, found in took.items():
                desk = seat(connection, hours=again)  # no more than one wrong word a lock's length
                begun = perf_counter()
                with pytest.raises(NotSignedIn):
                    signing_in.sign_in(desk, shared_house.identity_keys, name, Proof("wrong"))
                found.append(perf_counter() - begun)
            enter(shared_house, "d30-head", hours=again)
    known, unknown = (median(found) for found in took.values())
    assert 0.5 < known / unknown < 2


def test_five_wrong_words_lock_the_door_for_a_quarter_of_an_hour(shared_house: House):
    wrong(shared_house, "d03-head", times=5)
    for minutes in (0, 14.9):
        with pytest.raises(NotSignedIn):
            enter(shared_house, "d03-head", minutes=minutes)
    # What comes while it is locked fills no trail.
    assert triggers(shared_house, "d03-head") == ["enrol", *["refuse_sign_in"] * 5]
    locked = "SELECT times FROM sign_in_refusal WHERE why = 'locked' AND person_id = 'd03-head'"
    assert value(shared_house, locked) == 2
    enter(shared_house, "d03-head", minutes=15)
    enter(shared_house, "d03-clerk")


def test_the_administrator_unlocks(shared_house: House):
    wrong(shared_house, "d09-head", times=5)
    with shared_house.database.connect() as connection:
        one(accounts.unlock(seat(connection, "admin"), [Order("d09-head")]))
        with pytest.raises(Objected):
            one(accounts.unlock(seat(connection, "admin"), [Order("d09-head")]))
    enter(shared_house, "d09-head")


def test_the_right_word_forgets_the_wrong_ones_before(shared_house: House):
    for _ in range(2):
        wrong(shared_house, "d04-head", times=4)
        enter(shared_house, "d04-head")


def test_wrong_words_at_once_all_count(shared_house: House):
    at_once([lambda: wrong(shared_house, "d08-head")] * 5)
    assert row(shared_house, "person", "d08-head")["locked_until"] is not None
    assert triggers(shared_house, "d08-head") == ["enrol", *["refuse_sign_in"] * 5]


def test_a_disabled_person_is_out_at_once_with_all_tokens(shared_house: House):
    opened = enter(shared_house, "d05-head")
    with shared_house.database.connect() as connection:
        made = tokens.issue(seat(connection, "d05-head"), "d05-head", Wanted("报表"))
        one(accounts.disable(seat(connection, "admin"), [Order("d05-head", reason="调离")]))
    for token in (opened.token, made.token):
        with pytest.raises(NotSignedIn):
            whose(shared_house, token)
    with pytest.raises(NotSignedIn):
        enter(shared_house, "d05-head")
    with shared_house.database.connect() as connection:
        one(accounts.enable(seat(connection, "admin"), [Order("d05-head")]))
    enter(shared_house, "d05-head")
    with pytest.raises(NotSignedIn):
        whose(shared_house, opened.token)


def test_the_oldest_session_ends_when_there_are_too_many(shared_house: House):
    opened = [enter(shared_house, "d06-head").token for _ in range(21)]
    with pytest.raises(NotSignedIn):
        whose(shared_house, opened[0])
    assert all(whose(shared_house, token) for token in opened[1:])


def test_a_personal_token_is_known_by_its_prefix_and_says_what_it_is_for(shared_house: House):
    with shared_house.database.connect() as connection:
        desk = seat(connection, "d10-head")
        wanted = Wanted("报表系统", (tokens.Scope.READ,), 30)
        made = tokens.issue(desk, "d10-head", wanted)
        for days in (0, 181):
            with pytest.raises(Exception, match="180天"):
                tokens.issue(desk, "d10-head", Wanted("x", (tokens.Scope.READ,), days))
    assert made.token.startswith(PREFIX)
    assert made.expires_at == NOW + timedelta(days=30)
    assert whose(shared_house, made.token, days=29).token.scopes == {tokens.Scope.READ}
    with pytest.raises(NotSignedIn):
        whose(shared_house, made.token, days=30)


def test_a_hash_by_older_parameters_is_renewed_at_sign_in(house: House):
    weak = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=1024),)).hash(PASSWORD)
    with house.database.connect() as connection:
        desk = seat(connection, "system:import")
        new = enrolling.NewPerson("old-hash", "旧散列", None)
        first = enrolling.FirstPassword(weak, must_change=False)
        one(enrolling.enrol(desk, [new], first, NOW.date()))
    enter(house, "old-hash")
    kept = row(house, "person", "old-hash")["password_hash"]
    assert kept != weak
    assert passwords.verify(PASSWORD, kept) == passwords.Verified(right=True)
    enter(house, "old-hash")
    assert verdict(house).first_bad is None


def _with_authenticator(house: House, name: str, **later: float) -> tuple[pyotp.TOTP, list[str]]:
    with house.database.connect() as connection:
        desk = seat(connection, name, **later)
        made = own_account.set_up_totp(desk, house.identity_keys, PASSWORD)
        totp = pyotp.parse_uri(made.uri)
        assert isinstance(totp, pyotp.TOTP)
        codes = own_account.confirm_totp(desk, house.identity_keys, totp.at(desk.act.at))
    return totp, codes


def test_whoever_uses_an_authenticator_shows_a_code_once(shared_house: House):
    totp, _ = _with_authenticator(shared_house, "d11-head")
    for code, later in (("", 1), ("000000", 1), (totp.at(NOW), 0)):
        with pytest.raises(NotSignedIn):
            enter(shared_house, "d11-head", code=code, minutes=later)
    code = totp.at(NOW + timedelta(minutes=2))
    enter(shared_house, "d11-head", code=code, minutes=2)
    with pytest.raises(NotSignedIn):
        enter(shared_house, "d11-head", code=code, minutes=2)


def test_a_code_is_used_once_even_at_once(shared_house: House):
    totp, _ = _with_authenticator(shared_house, "d12-head")
    code = totp.at(NOW + timedelta(minutes=2))
    found = at_once([lambda: enter(shared_house, "d12-head", code=code, minutes=2)] * 3)
    assert sum(isinstance(opened, Opened) for opened in found) == 1
    assert sum(isinstance(opened, NotSignedIn) for opened in found) == 2


def test_a_recovery_code_is_good_once_and_takes_the_authenticator_away(shared_house: House):
    _, codes = _with_authenticator(shared_house, "d13-head")
    enter(shared_house, "d13-head", code=codes[0])
    with pytest.raises(NotSignedIn):
        enter(shared_house, "d13-head", code=codes[0])
    with shared_house.database.connect() as connection:
        desk = seat(connection, "d13-head")
        with pytest.raises(Objected):
            own_account.remove_totp(desk, shared_house.identity_keys, Proof(PASSWORD, codes[0]))
        own_account.remove_totp(desk, shared_house.identity_keys, Proof(PASSWORD, codes[1]))
    enter(shared_house, "d13-head")


def test_the_administrator_takes_a_lost_authenticator_away(shared_house: House):
    _with_authenticator(shared_house, "d14-head")
    with shared_house.database.connect() as connection:
        one(accounts.remove_totp(seat(connection, "admin"), [Order("d14-head")]))
    enter(shared_house, "d14-head")


def test_the_secret_of_an_authenticator_is_in_no_table(shared_house: House):
    totp, codes = _with_authenticator(shared_house, "d15-head")
    kept = value(shared_house, "SELECT p::text FROM person p WHERE id = 'd15-head'")
    assert totp.secret not in kept
    assert not any(code in kept for code in codes)


def test_the_office_sees_all_and_nobody_unknown_is_found(shared_house: House):
    with shared_house.database.connect() as connection:
        office = people.person(connection, DISTRICT, "office-clerk", NOW.date())
        assert office.sight is None
        with pytest.raises(NotFound):
            people.person(connection, DISTRICT, "nobody", NOW.date())


def test_the_trail_of_all_that_holds(shared_house: House):
    checked = verdict(shared_house)
    assert checked.first_bad is None
    with shared_house.database.connect() as connection:
        refused = text("UPDATE person SET failures = 0 WHERE id = 'd03-head'")
        with pytest.raises(Exception, match="without a trail record"):
            connection.execute(refused)
