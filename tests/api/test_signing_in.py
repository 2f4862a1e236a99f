"""Tokens: given for a password, worthless after signing out or when they expire."""

from datetime import timedelta

from tests.api.client import Client
from tests.conftest import PASSWORD


def sign_in(client: Client, name: str, password: str = PASSWORD, **more: str):
    return client.post("sign-in", {"name": name, "password": password, **more})


def bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_name_and_password_give_a_token_for_some_hours(drafting: Client):
    answer = sign_in(drafting, "office-director").json()
    me = drafting.get("me", headers=bearing(answer["token"]))

    assert me.json() == answer["person"]
    assert answer["person"]["sight"] is None
    assert "password" not in me.text

    drafting.house.clock.advance(timedelta(days=40))
    assert drafting.get("me", headers=bearing(answer["token"])).status_code == 401


def test_a_wrong_name_and_a_wrong_password_are_told_the_same(drafting: Client):
    wrong = [sign_in(drafting, "nobody-here"), sign_in(drafting, "d08-head", "wrong")]

    assert [answer.status_code for answer in wrong] == [401, 401]
    assert wrong[0].json()["detail"] == wrong[1].json()["detail"]


def test_signing_out_makes_the_token_worthless(drafting: Client):
    clerk = drafting.by("office-clerk")

    assert clerk.get("me").status_code == 200
    assert clerk.post("sign-out").status_code == 204
    assert clerk.get("me").status_code == 401


def test_an_unknown_district_is_refused(standing: Client):
    answer = sign_in(standing, "d08-head", district="elsewhere")

    assert answer.status_code == 422
    assert "fangshan" in answer.json()["detail"]
