"""Secrets: never in a log, an answer, a message of the database, or a record."""

import logging
from collections.abc import Callable
from dataclasses import replace

import pyotp
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.scopes import Scope
from services.tokens import Wanted
from tests.api.client import Client
from tests.conftest import PASSWORD
from tests.services.hands import as_owner, rows

WRONG = "the-wrong-password-of-2017"
NAME = "d08-head"


@pytest.fixture
def said(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """All that was written anywhere since: streams of the process, and every logger."""
    caplog.set_level(logging.DEBUG)

    def told() -> str:
        streams = capfd.readouterr()
        return streams.out + streams.err + caplog.text

    return told


def sign_in(client: Client, password: str = PASSWORD):
    return client.post("sign-in", {"name": NAME, "password": password})


def test_no_log_holds_a_password_or_a_token(drafting: Client, said: Callable[[], str]):
    token = sign_in(drafting).json()["token"]
    bearing = {"Authorization": f"Bearer {token}"}
    sign_in(drafting, WRONG)
    drafting.get("me", headers=bearing)
    drafting.get("nowhere", headers=bearing)
    drafting.post("sign-in", {"name": WRONG, "password": [WRONG]})
    drafting.post("sign-out", headers=bearing)
    written = said()

    assert written.count("path=/api/v1/sign-in") == 3  # so this is where it would stand
    for secret in (PASSWORD, WRONG, token, token[:12]):
        assert secret not in written


def test_no_record_holds_a_password_or_a_token(drafting: Client):
    token = sign_in(drafting).json()["token"]
    sign_in(drafting, WRONG)

    kept = [
        row["kept"]
        for table in ("trail", "person", "access_token", "idempotency_key", "outbox", "inbox")
        for row in rows(drafting.house, f"SELECT to_jsonb(t)::text AS kept FROM {table} t")
    ]

    assert len(kept) > 1000
    for secret in (PASSWORD, WRONG, token):
        assert not [row for row in kept if secret in row]


def test_a_database_that_breaks_in_the_middle_tells_no_secret(
    drafting: Client, said: Callable[[], str]
):
    with as_owner(drafting.house) as connection:
        connection.execute(text("ALTER TABLE access_token RENAME TO access_token_gone"))

    answer = sign_in(drafting)
    asked = drafting.get("me", headers={"Authorization": "Bearer a-token-that-is-secret"})
    written = said()

    assert [answer.status_code, asked.status_code] == [500, 500]
    assert "access_token" in written  # the log tells what was missing, the answer does not
    for kept in (answer.text, asked.text, written):
        assert PASSWORD not in kept
        assert "a-token-that-is-secret" not in kept
        assert "argon2" not in kept
    for word in ("access_token", "Traceback", "SELECT", "INSERT", "psycopg"):
        assert word not in answer.text + asked.text


def test_what_is_wrong_with_a_body_is_told_without_the_body(standing: Client):
    answer = standing.post("sign-in", {"name": {"x": WRONG}, "password": [WRONG], "extra": WRONG})

    assert answer.status_code == 422
    assert WRONG not in answer.text


def test_a_fault_of_the_database_never_tells_its_parameters(drafting: Client):
    with drafting.house.database.connect() as connection, pytest.raises(DBAPIError) as fault:
        connection.execute(text("SELECT :secret FROM nowhere"), {"secret": WRONG})

    assert WRONG not in str(fault.value)


def test_nobody_reads_a_hash_or_a_salt_of_anybody(standing: Client):
    office = standing.by("office-director")
    shown = "".join(
        office.get(path).text for path in ("me", "units", "years/2017", "indicators", "gates")
    )

    for word in ("password", 'hash":"$', "argon2", "salt", "digest_of"):
        assert word not in shown


NEW = "Another-word-of-2017"
#: Blanks, other scripts, signs beyond the basic plane, and longer than anybody types.
ANY_SIGNS = "口令 Très-long 🔑 " + "x7" * 80


def proven(client: Client) -> tuple[Client, list[str]]:
    """Do with one's account all that shows something once; the client, and what was shown."""
    token = sign_in(client).json()["token"]
    mine = replace(client, headers={"Authorization": f"Bearer {token}"})
    made = mine.post("me/totp", {"password": PASSWORD}).json()
    code = pyotp.TOTP(made["secret"]).at(client.house.now())
    codes = mine.post("me/totp/confirm", {"code": code}).json()["recovery_codes"]
    personal = mine.post("me/tokens", {"label": "x", "scopes": ["read"]}).json()["token"]
    changed = mine.post("me/password", {"password": PASSWORD, "new_password": NEW}).json()["token"]
    client.post("sign-in", {"name": NAME, "password": NEW, "code": codes[0]})
    reset = client.by("admin").post(f"people/{NAME}/reset_password", {}).json()["password"]
    shown = [token, made["secret"], made["uri"], personal, changed, reset, NEW, *codes]
    return mine, shown


def test_no_log_holds_what_proves_who_somebody_is(drafting: Client, said: Callable[[], str]):
    _, shown = proven(drafting)
    written = said()

    assert "path=/api/v1/me/password" in written
    assert len(shown) == 17
    assert [secret for secret in (*shown, PASSWORD) if secret in written] == []


def test_no_record_holds_what_proves_who_somebody_is(drafting: Client):
    _, shown = proven(drafting)

    kept = "".join(
        row["kept"]
        for table in ("trail", "person", "access_token", "idempotency_key", "outbox", "inbox")
        for row in rows(drafting.house, f"SELECT to_jsonb(t)::text AS kept FROM {table} t")
    )

    assert "issue_token" in kept
    assert [secret for secret in (*shown, PASSWORD) if secret in kept] == []


def test_a_changed_password_ends_the_other_sessions(drafting: Client):
    there = [sign_in(drafting).json()["token"] for _ in range(2)]
    here = replace(drafting, headers={"Authorization": f"Bearer {there[0]}"})

    opened = here.post("me/password", {"password": PASSWORD, "new_password": NEW})

    assert opened.status_code == 200, opened.text
    for token, status in ((there[0], 401), (there[1], 401), (opened.json()["token"], 200)):
        headers = {"Authorization": f"Bearer {token}"}
        assert drafting.get("me", headers=headers).status_code == status
    assert sign_in(drafting).status_code == 401


def test_a_long_password_of_any_signs_is_taken_whole(drafting: Client):
    token = sign_in(drafting).json()["token"]
    mine = replace(drafting, headers={"Authorization": f"Bearer {token}"})

    changed = mine.post("me/password", {"password": PASSWORD, "new_password": ANY_SIGNS})

    assert changed.status_code == 200, changed.text
    assert sign_in(drafting, ANY_SIGNS).status_code == 200
    assert sign_in(drafting, ANY_SIGNS[:-1]).status_code == 401
    assert sign_in(drafting, ANY_SIGNS.strip()[:72]).status_code == 401


def test_the_host_that_a_request_names_widens_no_token(drafting: Client):
    # What a token is good for is decided by the path; the path is not what a header says.
    reader = drafting.bearing("office-director", Wanted("读", (Scope.READ,)))

    for host in ("x/api/v1/sign-out?", "x/api/v1/me#", "x\\api", "test/api/v1/sign-out"):
        answer = reader.post(
            "inbox/read", {"until": "2017-09-01T00:00:00Z"}, headers={"Host": host}
        )
        assert answer.status_code in (400, 403), answer.text
