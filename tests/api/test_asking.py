"""Requests, gates and adjustments over HTTP: asked by one, decided by another."""

from tests.api.client import Client
from tests.api.test_evidence import node_of
from tests.builders import plan


def test_an_extension_is_granted_by_the_plans_approver_and_moves_the_day(working: Client):
    node = node_of(working, "D08")
    head = working.by("d08-head")
    due = head.get(f"nodes/{node}").json()["due_on"]
    asked = {
        "asks": "extension",
        "about_id": node,
        "reason": "汛期停工",
        "reason_class": "force_majeure",
        "due_day": "2017-12-20",
    }

    too_early = head.post("requests", {**asked, "due_day": due})
    born = head.post("requests", asked, headers={"Idempotency-Key": "ask-1"})
    again = head.post("requests", asked, headers={"Idempotency-Key": "ask-1"})
    second = head.post("requests", asked)

    assert too_early.json()["objections"][0]["code"] == "extension.no_later_day"
    assert born.status_code == 201, born.text
    assert again.json() == born.json()
    assert second.json()["objections"][0]["code"] == "request.open"
    request = born.json()["id"]
    assert request == f"{node}-Q1"
    assert working.by("office-clerk").post(f"requests/{request}/grant").status_code == 403
    assert head.post(f"requests/{request}/grant").status_code == 403
    member = working.by("member-3").post(f"requests/{request}/grant")
    assert member.json()["objections"][0]["code"] == "request.higher_approval"
    granted = working.by("office-director").post(f"requests/{request}/grant")
    assert granted.json()["state"] == "granted", granted.text
    assert head.get(f"nodes/{node}").json()["due_on"] == "2017-12-20"


def test_a_request_about_somebody_elses_node_is_about_nothing(working: Client):
    asked = {"asks": "extension", "about_id": node_of(working, "D08"), "reason": "无"}

    answer = working.by("t03-head").post("requests", {**asked, "due_day": "2017-12-20"})

    assert answer.status_code == 404


def test_an_amendment_says_what_changes(working: Client):
    head = working.by("d08-head")
    found = head.get("indicators?unit_id=D08&limit=200").json()["items"]
    indicator = next(row["id"] for row in found if row["category"] == "own_function")
    asked = {
        "asks": "amendment",
        "about_id": indicator,
        "reason": "政策变化",
        "reason_class": "policy_change",
        "document": "京政发2017-9号",
    }

    nothing = head.post("requests", asked)
    nobody = head.post("requests", {**asked, "changes": {"assessor_id": "X9"}})
    born = head.post("requests", {**asked, "changes": {"target": "≥95%", "target_number": 95}})
    working.by("office-director").post(f"requests/{born.json()['id']}/grant")

    assert (nothing.status_code, nobody.status_code) == (422, 422)
    shown = head.get(f"indicators/{indicator}").json()
    assert (shown["target"], shown["target_number"]) == ("≥95%", "95.000000")
    assert shown["version"] == 2


def test_the_joint_conference_confirms_a_table_at_a_gate(drafting: Client):
    office = drafting.by("office-clerk")

    early = office.post("gates", {"key": "indicator_table_confirmed"})
    unit = drafting.by("d08-head").post("gates", {"key": "indicator_table_confirmed"})

    assert early.status_code == 422
    assert early.json()["objections"][0]["code"].startswith("condition.")
    assert unit.status_code == 403


def test_an_adjustment_counts_when_the_director_approves_it(working: Client):
    event = next(e for item in plan().adjustments.items for e in item.events).key
    office, director = working.by("office-clerk"), working.by("office-director")
    body = {"unit_id": "D08", "event": event, "document": "房政发2017-1号", "about": "通报"}

    born = office.post("adjustments", body)
    twice = office.post("adjustments", body)
    unknown = office.post("adjustments", {**body, "event": "nothing"})
    own = office.post(f"adjustments/{born.json()['id']}/approve")
    approved = director.post(f"adjustments/{born.json()['id']}/approve")

    assert born.status_code == 201, born.text
    assert twice.json()["objections"][0]["code"] == "adjustment.counted"
    assert (unknown.status_code, own.status_code) == (422, 403)
    assert approved.json()["state"] == "approved"


def test_results_are_computed_by_the_office_alone(working: Client):
    refused = [working.by(who).post("results/compute") for who in ("d08-head", "member-1")]
    computed = working.by("office-clerk").post(
        "results/compute", headers={"Idempotency-Key": "trial-1"}
    )

    assert [answer.status_code for answer in refused] == [403, 403]
    answers = computed.json()["answers"]
    assert len(answers) == 82
    assert {answer["state"] for answer in answers} == {"trial"}
    assert working.by("d08-head").get("results").json()["items"][0]["unit_id"] == "D08"
    assert working.by("office-clerk").post("documents/unit-reports").json() == {"answers": []}
    assert working.by("office-clerk").post("rectification-plans/issue").json() == {"answers": []}
