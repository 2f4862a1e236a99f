"""Signing in through the identity provider, against a real one on this machine."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import text

from kit.errors import NotSignedIn
from kit.settings import Settings
from services import oidc
from services.oidc_provider import Provider
from tests.api.client import Client
from tests.api.provider import OIDC, Browser, provider, settings_of, using
from tests.services.hands import as_owner

#: The provider runs in a thread of this process, and uses what authlib will do away with.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with provider("d01-head", "office-clerk", "nobody", "d02-head") as address:
        yield address


@pytest.fixture
def browser(drafting: Client, issuer: str) -> Browser:
    return Browser(using(drafting, issuer))


def codes(answer: httpx.Response) -> set[str]:
    return {objection["code"] for objection in answer.json()["objections"]}


def test_whom_the_provider_vouches_for_is_signed_in_as_with_a_password(browser: Browser):
    left = browser.leave()
    asked = parse_qs(urlsplit(left.headers["location"]).query)
    assert left.status_code == 303
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    cookie = left.headers["set-cookie"].lower()
    assert {"httponly", "samesite=lax", "secure", f"path={OIDC}", "max-age=600"} <= {
        part.strip() for part in cookie.split(";")
    }
    for secret in (asked["state"][0], asked["nonce"][0]):
        assert secret not in left.headers["set-cookie"]

    entered = browser.sign_in("id-d01-head")

    assert entered.status_code == 200, entered.text
    assert entered.json()["person"]["id"] == "d01-head"
    assert 'jixiao-oidc=""' in entered.headers["set-cookie"]
    token = {"Authorization": f"Bearer {entered.json()['token']}"}
    assert browser.client.get("me", headers=token).json()["id"] == "d01-head"


def test_another_browser_and_another_state_are_sent_away(browser: Browser):
    said = browser.consent(browser.leave().headers["location"], "id-d01-head")
    other = Browser(browser.client)
    assert other.come_back(said).status_code == 401
    other.leave()
    for back in (said, {**said, "state": "wrong"}, {**said, "state": ""}):
        answer = other.come_back(back)
        assert (answer.status_code, codes(answer)) == (401, {"oidc.state"})
    browser.cookies = {"jixiao-oidc": "forged"}
    assert codes(browser.come_back(said)) == {"oidc.state"}


def test_a_code_is_used_once(browser: Browser):
    said = browser.consent(browser.leave().headers["location"], "id-d01-head")
    assert browser.come_back(said).status_code == 200
    again = browser.come_back(said)
    assert (again.status_code, codes(again)) == (401, {"oidc.code"})


def test_a_code_slipped_in_from_another_browser_has_another_nonce(browser: Browser):
    stranger = Browser(browser.client)
    theirs = stranger.consent(stranger.leave().headers["location"], "id-office-clerk")
    mine = browser.consent(browser.leave().headers["location"], "id-d01-head")
    answer = browser.come_back({**mine, "code": theirs["code"]})
    assert (answer.status_code, codes(answer)) == (401, {"oidc.token"})


def test_who_is_not_enrolled_or_disabled_is_told_so_alike(browser: Browser):
    with as_owner(browser.client.house) as connection:
        connection.execute(text("UPDATE person SET state = 'disabled' WHERE id = 'd02-head'"))
    answers = [browser.sign_in(sub) for sub in ("id-nobody", "id-d02-head")]
    assert [(a.status_code, codes(a)) for a in answers] == [(401, {"oidc.not_enrolled"})] * 2
    assert len({a.json()["detail"] for a in answers}) == 1


def test_a_refusal_of_the_provider_is_no_sign_in(browser: Browser):
    browser.leave()
    state = parse_qs(urlsplit(browser.leave().headers["location"]).query)["state"][0]
    answer = browser.come_back({"state": state, "error": "access_denied"})
    assert (answer.status_code, codes(answer)) == (401, {"oidc.refused"})


def test_a_claim_that_the_provider_does_not_give_is_named(drafting: Client, issuer: str):
    answer = Browser(using(drafting, issuer, oidc_claim="employee_number")).sign_in("id-d01-head")
    assert (answer.status_code, codes(answer)) == (401, {"oidc.claim"})
    assert "employee_number" in answer.json()["detail"]


def test_a_token_for_another_house_or_from_another_issuer_does_not_hold(
    drafting: Client, issuer: str
):
    browser = Browser(using(drafting, issuer))
    said = browser.consent(browser.leave().headers["location"], "id-d01-head")
    other = Browser(using(drafting, issuer, oidc_client_id="another"), browser.cookies)
    assert codes(other.come_back(said)) == {"oidc.state"}  # sealed for another client
    renamed = issuer.replace("localhost", "127.0.0.1")
    down = Browser(using(drafting, renamed)).leave()
    assert down.status_code in (303, 503)


def test_a_provider_that_is_down_is_said_with_a_remedy(drafting: Client):
    with provider("d01-head") as address:
        browser = Browser(using(drafting, address))
        said = browser.consent(browser.leave().headers["location"], "id-d01-head")
    for answer in (browser.leave(), browser.come_back(said)):
        assert (answer.status_code, codes(answer)) == (503, {"oidc.down"})
        assert answer.json()["objections"][0]["remedy"]
        assert answer.headers["retry-after"]


def test_what_a_browser_carries_is_worthless_after_ten_minutes(drafting: Client, issuer: str):
    used = Provider.of(settings_of(drafting, issuer))
    sealed = oidc.depart(used, "fangshan").sealed.encode()
    seal = used.seal
    old = seal.encrypt_at_time(seal.decrypt(sealed), seal.extract_timestamp(sealed) - 601)
    with pytest.raises(NotSignedIn) as refused:
        oidc.arrive(used, oidc.Return(state="x", code="y", sealed=old.decode()))
    assert refused.value.objections[0].code == "oidc.state"


def test_without_a_provider_there_is_no_such_way_in(standing: Client):
    for path in (OIDC, f"{OIDC}/callback"):
        assert standing.get(path).status_code == 404


@pytest.mark.parametrize(
    "address", ["http://sso.example.cn", "ftp://x", "https://", "localhost:9400", "https://a b"]
)
def test_a_provider_without_tls_is_no_setting(address: str):
    for name in ("oidc_issuer", "oidc_redirect_base"):
        with pytest.raises(ValueError, match=name):
            Settings.model_validate({name: address})
