"""What docs/api.md shows: from a blocked declaration to a record that tells all of it."""

from tests.api.client import Client
from tests.conftest import PASSWORD

ID = "2017-D08-001"


def codes(response) -> list[str]:
    return [objection["code"] for objection in response.json()["objections"]]


def test_a_blocked_declaration_says_why_is_mended_and_goes_its_way(drafting: Client):
    signed = drafting.post("sign-in", {"name": "d08-head", "password": PASSWORD})
    assert signed.status_code == 200
    assert signed.json()["person"]["capacities"][0]["label"] == "单位责任人"
    assert signed.headers["cache-control"] == "no-store"
    head = drafting.by("d08-head")

    broken = head.post(f"indicators/{ID}/revise", {"basis": ""})
    assert broken.status_code == 200, broken.text
    assert broken.headers["etag"] == '"1"'
    blocked = head.post(f"indicators/{ID}/declare")
    assert blocked.status_code == 422
    assert codes(blocked) == ["basis.missing"]
    shown = head.get(f"indicators/{ID}/transitions").json()["transitions"]
    declare = next(option for option in shown if option["trigger"] == "declare")
    assert declare["objections"] == blocked.json()["objections"]
    assert (declare["allowed"], declare["label"], declare["target"]) == (False, "申报", "declared")

    assert (
        head.post(f"indicators/{ID}/revise", {"basis": "房政办发〔2017〕53号"}).status_code == 200
    )
    declared = head.post(f"indicators/{ID}/declare", headers={"If-Match": '"2"'})
    assert declared.status_code == 200, declared.text
    assert declared.json() == {"kind": "indicator", "id": ID, "state": "declared", "revision": 3}
    assert head.get(f"indicators/{ID}").json()["state_label"] == "已申报"

    clerk = drafting.by("office-clerk")
    silent = clerk.post(f"indicators/{ID}/review", {"reason": ""})
    assert silent.status_code == 422
    assert "examiner.silent" in codes(silent)
    assessor = clerk.get(f"indicators/{ID}").json()["assessor_id"]
    examiner = drafting.by("office-clerk-2" if assessor == "D01" else f"{assessor.lower()}-clerk")
    assert examiner.post(f"indicators/{ID}/opine", {"agree": True}).status_code == 200
    reviewed = clerk.post(f"indicators/{ID}/review", {"reason": "目标合理"})
    assert reviewed.json()["state"] == "reviewed", reviewed.text

    trail = head.get(f"indicators/{ID}/trail").json()
    assert [r["trigger"] for r in trail["items"]] == [
        "draft", "revise", "revise", "declare", "opine", "review",
    ]  # fmt: skip
    assert trail["items"][-1]["reason"] == "目标合理"
    assert trail["items"][3]["prev"] == trail["items"][2]["hash"]


def test_the_wrong_person_is_told_who_may(drafting: Client):
    clerk = drafting.by("d08-clerk").post(f"indicators/{ID}/declare")
    stranger = drafting.by("t03-head").post(f"indicators/{ID}/declare")

    assert clerk.status_code == 403
    assert clerk.json()["objections"][0]["message"] == "“申报”须由单位责任人办理。"
    assert stranger.status_code == 404
    assert stranger.json()["code"] == "not_found"
