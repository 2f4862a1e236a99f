"""Detailed rules, extensions of a rectification, the year's chronicle and evaluation over HTTP."""

import pytest

from services import rectification_plans
from tests.api.client import Client
from tests.builders import noon
from tests.services.hands import at, do, issued_report

PDF = {"file": ("细则.pdf", b"%PDF-1.4 x", "application/pdf")}
RULES = {"examiner_id": "D25", "title": "安全生产考核细则", "text": "每处扣0.1分。"}


def test_rules_are_drafted_issued_and_read_by_whom_they_bind(working: Client):
    examiner, bound, other = (working.by(who) for who in ("d25-clerk", "t01-clerk", "d30-clerk"))
    made = examiner.post("detailed-rules", RULES)
    assert made.status_code == 201
    path = f"detailed-rules/{made.json()['id']}"
    assert bound.get(path).status_code == 404
    said = {"data": {"role": "formal_document"}, "files": PDF}
    assert examiner.post(f"{path}/evidence", **said).status_code in (200, 201)
    assert examiner.post(f"{path}/issue").status_code == 200
    assert bound.get(path).json()["state"] == "issued"
    assert other.get(path).status_code == 404
    assert bound.post(f"{path}/file").status_code in (403, 404)
    assert working.by("office-clerk").post(f"{path}/file").status_code == 200


def test_nobody_drafts_rules_for_another_body(standing: Client):
    assert standing.by("d10-clerk").post("detailed-rules", RULES).status_code in (403, 404)
    assert standing.by("office-clerk").post("detailed-rules", RULES).status_code == 403
    empty = standing.by("d25-clerk").post("detailed-rules", {**RULES, "title": ""})
    assert empty.status_code == 422


def test_a_training_is_entered_in_the_phases_record(working: Client):
    office = working.by("office-director")
    assert office.post("phases/2017-preparation/open").status_code == 200
    entry = {"event": "业务培训", "held_on": "2017-07-10", "units": ["D01", "T01"]}
    assert working.by("d01-head").post("phases/2017-preparation/record", entry).status_code == 403
    assert (
        working.by("office-clerk").post("phases/2017-preparation/record", entry).status_code == 200
    )
    last = office.get("phases/2017-preparation/trail").json()["items"][-1]
    assert (last["trigger"], last["data"]["units"]) == ("record", ["D01", "T01"])


def test_an_extension_of_a_rectification_is_asked_for_and_granted(drafting: Client):
    house = drafting.house
    issued_report(house, "D01", "甲")
    house.clock.move_to(noon(2018, 3, 16))
    at(house, "office-clerk", rectification_plans.issue)
    do(house, "d01-clerk", rectification_plans.acknowledge, "2017-D01-R")
    asks = {"asks": "rectification_extension", "about_id": "2017-D01-R", "reason": "待批复"}
    asked = drafting.by("d01-head").post("requests", {**asks, "due_day": "2018-04-20"})
    assert asked.status_code == 201, asked.text
    granted = drafting.by("office-director").post(f"requests/{asked.json()['id']}/grant")
    assert granted.status_code == 200, granted.text
    assert drafting.by("d01-head").get("rectification-plans/2017-D01-R").json()["extensions"] == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [("office-clerk", 200), ("office-director", 200), ("member-1", 200), ("leader", 200),
     ("supervisor", 200), ("admin", 403), ("d01-head", 403), ("t01-clerk", 403)],
)  # fmt: skip
def test_the_evaluation_is_for_those_whose_business_it_is(standing: Client, who: str, status: int):
    answer = standing.by(who).get("evaluation")

    assert answer.status_code == status
    if status == 200:
        assert answer.json()["sentences"]
        assert {"examiner.no_rules"} >= {
            f["code"] for f in answer.json()["findings"] if f["code"].startswith("examiner")
        }
