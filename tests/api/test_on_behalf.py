"""Acting for another over HTTP: the header, what it opens and what it does not, and who is told."""

from typing import Any

import pytest

from tests.api.client import Client

FOR_HEAD = {"On-Behalf-Of": "t01-head"}
INDICATOR = "indicators/2017-T01-001"
DEED: dict[str, Any] = {
    "deputy_id": "t01-clerk",
    "capacity": "unit_head",
    "held_in": "T01",
    "until_day": "2017-12-31",
    "reason": "外出培训",
}


def codes(answer: Any) -> set[str]:
    return {objection["code"] for objection in answer.json()["objections"]}


def test_a_deputy_acts_reads_and_is_told_for_whom(drafting: Client):
    head, clerk = drafting.by("t01-head"), drafting.by("t02-clerk")
    assert clerk.get(INDICATOR).status_code == 404
    for path in (INDICATOR, f"{INDICATOR}/transitions", "indicators"):
        early = clerk.get(path, headers=FOR_HEAD)
        assert (early.status_code, codes(early)) == (403, {"delegation.none"})
    assert clerk.get("me").json()["acts_for"] == []

    born = head.post("delegations", {**DEED, "deputy_id": "t02-clerk"})

    assert born.status_code == 201, born.text
    assert born.json()["id"] == "2017-T01-L1"
    (lent,) = clerk.get("me").json()["acts_for"]
    assert (lent["id"], lent["capacity"], lent["unit_id"]) == ("t01-head", "unit_head", "T01")
    assert clerk.get(INDICATOR).status_code == 404
    assert clerk.get(INDICATOR, headers=FOR_HEAD).status_code == 200
    assert clerk.get("indicators/2017-T02-001", headers=FOR_HEAD).status_code == 404
    listed = clerk.get("indicators?limit=200", headers=FOR_HEAD).json()["items"]
    assert {row["unit_id"] for row in listed} == {"T01"}
    shown = clerk.get(f"{INDICATOR}/transitions", headers=FOR_HEAD).json()["transitions"]
    assert next(option for option in shown if option["trigger"] == "declare")["allowed"]


def test_a_deputy_acts_on_many_until_it_is_revoked(drafting: Client):
    head, clerk = drafting.by("t01-head"), drafting.by("t02-clerk")
    assert head.post("delegations", {**DEED, "deputy_id": "t02-clerk"}).status_code == 201

    many = {"orders": [{"id": "2017-T01-001"}, {"id": "2017-T02-001"}]}
    answers = clerk.post("indicators/declare", many, headers=FOR_HEAD).json()["answers"]

    assert [answer.get("state", answer.get("code")) for answer in answers] == [
        "declared", "not_found",
    ]  # fmt: skip
    record = head.get(f"{INDICATOR}/trail").json()["items"][-1]
    assert (record["actor"], record["on_behalf_of"]) == ("t02-clerk", "t01-head")
    assert record["capacity"] == "unit_head"

    revoked = clerk.post("delegations/2017-T01-L1/revoke")
    assert revoked.json()["state"] == "revoked", revoked.text
    assert clerk.get(INDICATOR, headers=FOR_HEAD).status_code == 403


def test_who_sees_a_delegation_and_who_an_absence(drafting: Client):
    head = drafting.by("t01-head")
    lent = head.post("delegations", {**DEED, "deputy_id": "t02-clerk"}).json()["id"]
    away = {"from_day": "2017-09-04", "until_day": "2017-09-08", "reason": "病假"}
    absence = head.post("absences", away)
    assert absence.status_code == 201, absence.text
    out = absence.json()["id"]

    def seen(who: str, path: str) -> int:
        return drafting.by(who).get(path).status_code

    delegation = f"delegations/{lent}"
    assert {who: seen(who, delegation) for who in ("t01-clerk", "t02-clerk", "office-clerk")} == {
        "t01-clerk": 200, "t02-clerk": 200, "office-clerk": 200,
    }  # fmt: skip
    assert {seen(who, delegation) for who in ("t03-head", "t02-head", "inspector-1")} == {404}
    assert {seen(who, f"absences/{out}") for who in ("t01-clerk", "t01-head", "admin")} == {200}
    assert {seen(who, f"absences/{out}") for who in ("t02-clerk", "t03-head")} == {404}
    for who in ("t03-head", "t02-head"):
        assert drafting.by(who).post(f"{delegation}/revoke").status_code == 404
        assert drafting.by(who).post(f"absences/{out}/end").status_code == 404
    ended = drafting.by("t01-clerk").post(f"absences/{out}/end")
    assert ended.json()["state"] == "ended", ended.text


@pytest.mark.parametrize("name", ["", "x" * 33, "a b", "\u00e9".encode("latin-1")])
def test_a_header_that_names_nobody_is_a_bad_header(standing: Client, name: Any):
    answer = standing.by("t05-clerk").get("indicators", headers={"On-Behalf-Of": name})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_header")


def test_oneself_and_strangers_are_nobody_one_stands_in_for(standing: Client):
    for name in ("t05-clerk", "nobody", "office-director"):
        answer = standing.by("t05-clerk").get("indicators", headers={"On-Behalf-Of": name})
        assert (answer.status_code, codes(answer)) == (403, {"delegation.none"})


def test_a_ballot_is_never_claimed_for_another(drafting: Client):
    leader = drafting.by("leader")
    asked = {"deputy_id": "leader-2", "until_day": "2017-12-31", "reason": "外出"}
    refused = leader.post("delegations", {**asked, "capacity": "judge"})
    assert (refused.status_code, codes(refused)) == (422, {"delegation.in_person"})
    lent = leader.post("delegations", {**asked, "capacity": "district_leader"})
    assert lent.status_code == 201, lent.text
    session = drafting.by("office-clerk").post(
        "ballot-sessions", {"label": "部门专场", "mode": "on_site", "units": ["D08"]}
    )
    assert session.status_code == 201, session.text
    path = f"ballot-sessions/{session.json()['id']}/claim"
    claimed = drafting.by("leader-2").post(path, headers={"On-Behalf-Of": "leader"})
    assert (claimed.status_code, claimed.json()["code"]) == (404, "not_found")


def test_what_a_delegation_lacks_is_told(standing: Client):
    head = standing.by("t05-head")
    asked = {**DEED, "held_in": "T05", "deputy_id": "t05-clerk"}
    for change, code in (
        ({"until_day": "2017-01-01"}, "delegation.days"),
        ({"deputy_id": "t05-head"}, "delegation.to_oneself"),
        ({"reason": ""}, "reason_required"),
        ({"capacity": "unit_clerk"}, "delegation.not_held"),
    ):
        answer = head.post("delegations", {**asked, **change})
        assert (answer.status_code, codes(answer) >= {code}) == (422, True), answer.text
    assert head.post("delegations", {**asked, "capacity": "king"}).status_code == 422
    again = [
        head.post("absences", {"from_day": "2017-10-09", "until_day": "2017-10-10", "reason": ""})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in again] == [422, 422]
