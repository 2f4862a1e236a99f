"""The goal set over HTTP: collected, decomposed under each one's sight, told to the city."""

import zipfile
from io import BytesIO
from typing import Any

import pytest

from tests.api.client import Client
from tests.services.hands import PDF, rows, value

GOAL = {
    "lead": "D27", "level": "city", "document": "市政府绩效任务（补充）",
    "document_number": "京绩2017年9号", "level1": "城市管理", "level2": "环境",
    "title": "再生水厂提标", "by": "2017-12-31", "contributors": ["D12"],
}  # fmt: skip
TEMPLATE = {"method": "完成率法", "nodes": [{"text": "完成", "due_on": "2017-12-31"}]}
SHARES = [
    {"unit_id": "T03", "weight": 2.5, "target": "18家", "target_number": 18, "last_year": 15},
    {"unit_id": "T04", "weight": 1, "target": "15家", "target_number": 15, "last_year": 12},
]


def accepted(client: Client) -> str:
    """Collect a goal, dispatch it, and let its lead accept it."""
    goal = client.by("office-clerk").post("goals", GOAL).json()["id"]
    client.by("office-clerk").post(f"goals/{goal}/dispatch")
    assert client.by("d27-head").post(f"goals/{goal}/accept").status_code == 200
    return goal


def codes(answer: Any) -> list[str]:
    return [objection["code"] for objection in answer.json()["objections"]]


def test_a_goal_goes_from_collection_to_its_carriers(drafting: Client):
    goal = accepted(drafting)
    lead = drafting.by("d27-clerk")
    body = {"template": TEMPLATE, "shares": SHARES}

    preview = lead.post(f"goals/{goal}/decompose", {**body, "dry_run": True})
    answer = lead.post(f"goals/{goal}/decompose", body)
    carriers = lead.get(f"indicators?goal_id={goal}").json()["items"]

    assert preview.json()["objections"] == []
    assert [i["unit_id"] for i in preview.json()["indicators"]] == ["T03", "T04"]
    assert preview.json()["indicators"][0]["weight"] == "2.5"
    assert answer.status_code == 200, answer.text
    assert [(i["unit_id"], i["state"], i["target"]) for i in carriers] == [
        ("T03", "draft", "18家"),
        ("T04", "draft", "15家"),
    ]
    shown = lead.get(f"goals/{goal}").json()
    assert (shown["state"], shown["state_label"]) == ("covered", "已落实到指标")


def test_a_lead_numbers_drafts_of_units_whose_tables_it_does_not_see(drafting: Client):
    goal = accepted(drafting)
    last = value(drafting.house, "SELECT max(number) FROM indicator WHERE unit_id = 'T03'")

    drafting.by("d27-clerk").post(
        f"goals/{goal}/decompose", {"template": TEMPLATE, "shares": SHARES}
    )

    assert rows(
        drafting.house,
        "SELECT number FROM indicator WHERE goal_id = :g AND unit_id = 'T03'",
        g=goal,
    ) == [{"number": last + 1}]


def test_the_principles_are_told_as_warnings_that_a_reason_overrides(drafting: Client):
    goal = accepted(drafting)
    alike = [{**share, "target_number": 12, "last_year": 12} for share in SHARES]
    lead = drafting.by("d27-clerk")

    warned = lead.post(f"goals/{goal}/decompose", {"template": TEMPLATE, "shares": alike})
    preview = lead.post(
        f"goals/{goal}/decompose", {"template": TEMPLATE, "shares": alike, "dry_run": True}
    )
    given = lead.post(
        f"goals/{goal}/decompose",
        {"template": TEMPLATE, "shares": alike, "reason": "全市统一标准"},
    )

    assert warned.status_code == 422
    assert codes(warned) == codes(preview) == [
        "decomposition.not_above_last_year", "decomposition.all_alike"
    ]  # fmt: skip
    assert all(objection["overridable"] for objection in warned.json()["objections"])
    assert given.status_code == 200


def test_a_decomposition_seen_too_late_is_refused(drafting: Client):
    goal = accepted(drafting)
    body = {"template": TEMPLATE, "shares": SHARES}
    lead = drafting.by("d27-clerk")

    stale = lead.post(f"goals/{goal}/decompose", body, headers={"If-Match": '"0"'})

    assert (stale.status_code, stale.json()["code"]) == (412, "stale")


def test_more_than_two_hundred_shares_are_too_many(drafting: Client):
    goal = accepted(drafting)
    shares = [{**SHARES[0], "unit_id": f"T{n}"} for n in range(201)]

    answer = drafting.by("d27-clerk").post(
        f"goals/{goal}/decompose", {"template": TEMPLATE, "shares": shares}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")


def test_lead_contributors_and_carriers_see_a_goal_and_no_one_else(drafting: Client):
    goal = accepted(drafting)
    drafting.by("d27-clerk").post(
        f"goals/{goal}/decompose", {"template": TEMPLATE, "shares": SHARES}
    )

    seen = {
        who: drafting.by(who).get(f"goals/{goal}").status_code
        for who in ("d27-clerk", "d12-head", "t03-head", "t05-head", "d13-head", "supervisor")
    }
    listed = drafting.by("t05-head").get("goals?limit=200").json()["items"]

    assert seen == {
        "d27-clerk": 200, "d12-head": 200, "t03-head": 200, "t05-head": 404, "d13-head": 404,
        "supervisor": 200,
    }  # fmt: skip
    assert goal not in {row["id"] for row in listed}
    for who in ("d12-head", "t03-head", "t05-head"):
        assert drafting.by(who).post(f"goals/{goal}/accept").status_code == 404


def test_a_carriers_own_draft_covers_the_goal_that_it_contributes_to(drafting: Client):
    goal = accepted(drafting)
    draft = {
        "unit_id": "D12", "category": "key", "weight": 1, "level3": "提标", "goal_id": goal,
        "assessor_id": "D27",
    }  # fmt: skip

    stranger = drafting.by("d13-clerk").post("indicators", {**draft, "unit_id": "D13"})
    mine = drafting.by("d12-clerk").post("indicators", draft)

    assert (stranger.status_code, stranger.json()["code"]) == (422, "bad_input")
    assert mine.status_code == 201, mine.text
    assert drafting.by("d12-head").get(f"goals/{goal}").json()["state"] == "covered"


def test_a_contingency_plan_is_written_returned_and_approved(drafting: Client):
    goal = accepted(drafting)
    lead, director = drafting.by("d27-clerk"), drafting.by("office-director")

    born = lead.post("contingency-plans", {"goal_id": goal, "risks": [{"risk": "停工"}]})
    at = f"contingency-plans/{goal}-C"
    thin = director.post(f"{at}/approve")
    director.post(f"{at}/return", {"reason": "请补充"})
    lead.post(
        f"{at}/revise",
        {
            "measures": [{"measure": "调度", "owner": "科长", "due_on": "2017-11-30"}],
            "risks": [{"risk": "停工", "response": "备料", "owner": "科长"}],
        },
    )
    approved = director.post(f"{at}/approve")

    assert (born.status_code, born.json()["id"]) == (201, f"{goal}-C")
    assert codes(thin) == ["measures.missing"]
    assert approved.json()["state"] == "approved"
    assert lead.get(at).json()["measures"][0]["due_on"] == "2017-11-30"


def test_a_feedback_takes_its_proof_and_is_answered(working: Client):
    office, head = working.by("office-clerk"), working.by("d08-head")
    told = {"goal_id": "2017-G01", "document": "京绩办督7号", "text": "进度偏慢"}

    mine = office.post("feedbacks", told).json()["id"]
    hung = working.by("d08-clerk").post(
        f"feedbacks/{mine}/evidence", files={"file": ("佐证.pdf", PDF)}
    )
    answered = head.post(f"feedbacks/{mine}/answer", {"answer": "已整改"})
    closed = office.post(f"feedbacks/{mine}/close")

    assert mine == "2017-G01-F1"
    assert hung.status_code == 201, hung.text
    assert (answered.json()["state"], closed.json()["state"]) == ("answered", "closed")
    assert head.get(f"feedbacks/{mine}/evidence").json()["items"][0]["name"] == "佐证.pdf"


def test_the_city_package_comes_as_json_and_as_zip(standing: Client):
    office = standing.by("office-clerk")

    told = office.get("goals/2017-G01/submission?until=2017-06-30")
    packed = office.get("goals/2017-G01/submission.zip?until=2017-06-30")

    assert told.json()["until"] == "2017-06-30"
    assert told.json()["counts"]["carriers"] == len(told.json()["carriers"]) > 10
    assert packed.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(BytesIO(packed.content)) as archive:
        assert archive.namelist() == ["submission.json", "报送表.xlsx"]


def test_a_carrier_reads_no_others_reports_in_the_package(standing: Client):
    carrier = value(
        standing.house,
        "SELECT unit_id FROM indicator WHERE goal_id = '2017-G01' AND unit_id LIKE 'T%' LIMIT 1",
    )

    mine = standing.by(f"{carrier.lower()}-head").get("goals/2017-G01/submission").json()
    leads = standing.by("d08-head").get("goals/2017-G01/submission").json()

    assert {told["unit_id"] for told in mine["carriers"]} == {carrier}
    assert len(leads["carriers"]) > 10


@pytest.mark.parametrize("until", ["2017-12-31", "soon"])
def test_a_package_of_a_day_to_come_is_refused(standing: Client, until: str):
    answer = standing.by("office-clerk").get(f"goals/2017-G01/submission?until={until}")

    assert answer.status_code == 422


def test_the_analysis_is_not_taken_for_a_goal_and_keeps_to_ones_sight(standing: Client):
    every = standing.by("leader").get("goals/analysis").json()
    city = standing.by("leader").get("goals/analysis?level=city").json()
    own = standing.by("d15-head").get("goals/analysis").json()

    assert every["overall"]["goals"] >= 18
    assert city["overall"]["goals"] < every["overall"]["goals"]
    assert [told["unit_id"] for told in own["by_lead"]] == ["D15"]
    assert len(every["by_quarter"]) == 4


def test_the_years_scores_of_a_task_are_shown_with_their_differences(working: Client):
    office = working.by("office-clerk")
    scores = {"scale": "points", "self_score": 95, "examiner_score": 94, "city_score": 92.5}

    first = office.post("goals/2017-G01/score", scores)
    again = office.post("goals/2017-G01/score", {"city_score": 93})
    shown = office.get("goals/2017-G01").json()

    assert first.status_code == 200, first.text
    assert codes(again) == ["goal.scored"]
    assert shown["differences"] == {
        "self_city": "2.5", "examiner_city": "1.5", "self_examiner": "1"
    }  # fmt: skip
