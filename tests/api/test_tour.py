"""What docs/api.md shows: from a blocked declaration to a record that tells all of it."""

import httpx

from tests.api.client import Client
from tests.builders import examiner_of
from tests.conftest import PASSWORD

ID = "2017-D08-001"


def codes(response: httpx.Response) -> list[str]:
    return [objection["code"] for objection in response.json()["objections"]]


def test_name_and_password_open_the_door(drafting: Client):
    signed = drafting.post("sign-in", {"name": "d08-head", "password": PASSWORD})

    assert signed.status_code == 200
    assert signed.json()["person"]["capacities"][0]["label"] == "单位责任人"
    assert signed.headers["cache-control"] == "no-store"


def test_a_blocked_declaration_says_why_and_goes_through_when_mended(drafting: Client):
    head = drafting.by("d08-head")

    broken = head.post(f"indicators/{ID}/revise", {"basis": ""})
    blocked = head.post(f"indicators/{ID}/declare")
    shown = head.get(f"indicators/{ID}/transitions").json()["transitions"]
    head.post(f"indicators/{ID}/revise", {"basis": "年度实施方案"})
    declared = head.post(f"indicators/{ID}/declare", headers={"If-Match": '"2"'})

    assert broken.headers["etag"] == '"1"'
    assert (blocked.status_code, codes(blocked)) == (422, ["basis.missing"])
    declare = next(option for option in shown if option["trigger"] == "declare")
    assert declare["objections"] == blocked.json()["objections"]
    assert (declare["allowed"], declare["label"], declare["target"]) == (False, "申报", "declared")
    assert declared.json() == {"kind": "indicator", "id": ID, "state": "declared", "revision": 3}
    assert head.get(f"indicators/{ID}").json()["state_label"] == "已申报"


def test_the_office_reviews_when_the_examiner_was_heard_and_the_trail_tells(drafting: Client):
    head, clerk = drafting.by("d08-head"), drafting.by("office-clerk")
    head.post(f"indicators/{ID}/declare")
    assessor = clerk.get(f"indicators/{ID}").json()["assessor_id"]

    silent = clerk.post(f"indicators/{ID}/review")
    drafting.by(examiner_of(assessor)).post(f"indicators/{ID}/opine", {"agree": True})
    reviewed = clerk.post(f"indicators/{ID}/review", {"reason": "目标合理"})

    assert "examiner.silent" in codes(silent)
    assert reviewed.json()["state"] == "reviewed", reviewed.text
    trail = head.get(f"indicators/{ID}/trail").json()["items"]
    assert [r["trigger"] for r in trail] == ["draft", "declare", "opine", "review"]
    assert (trail[-1]["actor"], trail[-1]["reason"]) == ("office-clerk", "目标合理")
    assert [r["prev"] for r in trail[1:]] == [r["hash"] for r in trail[:-1]]


def test_the_wrong_person_is_told_who_may(drafting: Client):
    clerk = drafting.by("d08-clerk").post(f"indicators/{ID}/declare")
    stranger = drafting.by("t03-head").post(f"indicators/{ID}/declare")

    assert clerk.status_code == 403
    assert clerk.json()["objections"][0]["message"] == "“申报”须由单位责任人办理。"
    assert stranger.status_code == 404
    assert stranger.json()["code"] == "not_found"
