"""Tokens: given for a password, worthless after signing out or when they expire."""

from datetime import timedelta

import pyotp

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


NEW = "Another-word-2017"


def enrolled(client: Client, name: str, **more: str) -> str:
    """Have the administrator enrol somebody; the first password."""
    asked = {"id": name, "name": "新人", **more}
    answer = client.by("admin").post("people", asked)
    assert answer.status_code == 201, answer.text
    return answer.json()["password"]


def test_a_first_password_opens_nothing_but_its_change(drafting: Client):
    first = enrolled(drafting, "fresh", unit_id="D01")
    opened = sign_in(drafting, "fresh", first).json()
    headers = bearing(opened["token"])

    assert opened["person"]["must"] == "change_password"
    for path in ("units", "indicators", "inbox", "me/tokens", "people/fresh"):
        answer = drafting.get(path, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "password_change_required")
    assert drafting.get("me", headers=headers).status_code == 200
    weak = drafting.post(
        "me/password", {"password": first, "new_password": "short"}, headers=headers
    )
    assert weak.status_code == 422
    assert {o["code"] for o in weak.json()["objections"]} == {
        "password.too_short", "password.too_plain",
    }  # fmt: skip
    changed = drafting.post(
        "me/password", {"password": first, "new_password": NEW}, headers=headers
    )
    assert changed.json()["person"]["must"] == ""
    assert drafting.get("me", headers=headers).status_code == 401
    assert drafting.get("units", headers=bearing(changed.json()["token"])).status_code == 200


def test_sessions_are_listed_and_ended_one_by_one(drafting: Client):
    first, second = (bearing(sign_in(drafting, "d02-head").json()["token"]) for _ in range(2))
    listed = drafting.get("me/sessions", headers=first).json()["items"]

    assert [item["current"] for item in listed] == [True, False]
    gone = drafting.ask("DELETE", f"me/sessions/{listed[1]['number']}", headers=first)
    assert gone.status_code == 204
    assert drafting.get("me", headers=second).status_code == 401
    assert drafting.ask("DELETE", "me/sessions/999", headers=first).status_code == 422


def test_a_personal_token_is_issued_listed_and_ended(drafting: Client):
    session = bearing(sign_in(drafting, "d02-clerk").json()["token"])
    wanted = {"label": "报表", "scopes": ["read"], "days": 7}
    made = drafting.post("me/tokens", wanted, headers=session)
    token = bearing(made.json()["token"])

    assert made.status_code == 201
    assert made.json()["token"].startswith("jx_")
    assert drafting.get("units", headers=token).status_code == 200
    (item,) = drafting.get("me/tokens", headers=session).json()["items"]
    assert (item["label"], item["scopes"]) == ("报表", ["read"])
    assert "token" not in item
    drafting.ask("DELETE", f"me/tokens/{item['number']}", headers=session)
    assert drafting.get("units", headers=token).status_code == 401


def test_an_authenticator_is_set_up_used_and_removed(drafting: Client):
    session = bearing(sign_in(drafting, "d03-clerk").json()["token"])
    made = drafting.post("me/totp", {"password": PASSWORD}, headers=session).json()
    totp = pyotp.parse_uri(made["uri"])
    now = drafting.house.now()
    codes = drafting.post("me/totp/confirm", {"code": totp.at(now)}, headers=session).json()

    assert sign_in(drafting, "d03-clerk").status_code == 401
    drafting.house.clock.advance(timedelta(minutes=1))
    later = totp.at(drafting.house.now())
    assert sign_in(drafting, "d03-clerk", code=later).status_code == 200
    proof = {"password": PASSWORD, "code": codes["recovery_codes"][0]}
    assert drafting.post("me/totp/remove", proof, headers=session).status_code == 204
    assert sign_in(drafting, "d03-clerk").status_code == 200


def test_accounts_are_read_by_whoever_keeps_supervises_or_works_with_them(drafting: Client):
    admin, office, unit = (drafting.by(who) for who in ("admin", "office-clerk", "d04-head"))

    page = admin.get("people?limit=5").json()
    assert [item["id"] for item in page["items"]] == sorted(item["id"] for item in page["items"])
    assert page["next"] == page["items"][-1]["id"]
    assert page["items"][0]["failures"] == 0
    assert "failures" not in office.get("people?limit=5").json()["items"][0]
    assert unit.get("people").status_code == 403
    assert [unit.get(f"people/{who}").status_code for who in ("d04-head", "d05-head")] == [200, 404]
    assert unit.get("people/d05-head/trail").status_code == 404
    assert office.get("people/d05-head/tokens").status_code == 404
    told = admin.get("people/d04-head/trail").json()["items"]
    assert told[0]["trigger"] == "enrol"
    for answer in (admin.get("people?limit=200"), admin.get("people/d04-head")):
        assert "argon2" not in answer.text
        assert "password_hash" not in answer.text


def test_capacities_are_given_and_ended_over_http_as_they_were_seen(drafting: Client):
    admin = drafting.by("admin")
    enrolled(drafting, "officer")
    etag = admin.get("people/officer").headers["ETag"]
    body = {"capacities": [{"capacity": "unit_clerk", "unit_id": "D09"}]}
    given = admin.post("people/officer/assign", body, headers={"If-Match": etag})

    assert given.status_code == 200, given.text
    assert admin.post("people/officer/assign", body, headers={"If-Match": etag}).status_code == 412
    keyed = {"Idempotency-Key": "end-it"}
    ending = {"capacity": "unit_clerk", "unit_id": "D09"}
    ended = [admin.post("people/officer/end", ending, headers=keyed) for _ in range(2)]
    assert ended[0].status_code == 200
    assert ended[0].json() == ended[1].json()
    own = admin.post("people/admin/assign", body)
    assert (own.status_code, own.json()["objections"][0]["code"]) == (422, "four_eyes")
    many = {"orders": [{"id": "officer", "reason": "调离"}, {"id": "nobody", "reason": "调离"}]}
    answers = admin.post("people/disable", many).json()["answers"]
    assert [a.get("state") or a["code"] for a in answers] == ["disabled", "not_found"]
    allowed = {t["trigger"] for t in admin.get("people/officer/transitions").json()["transitions"]
               if t["allowed"]}  # fmt: skip
    assert allowed == {"enable"}
