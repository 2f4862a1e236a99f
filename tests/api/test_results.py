"""Results over HTTP: appeals, comparison, versions, gates about one result, papers as text."""

import pytest

from services.house import House
from tests.api.client import Client
from tests.builders import noon
from tests.services.year_results import decide, lay_year, publish

RESULT = "2017-D01-S"


@pytest.fixture
def published(working_house: House, working: Client) -> Client:
    """Two units published on 23 February 2018."""
    house = working_house
    house.clock.move_to(noon(2018, 2, 23))
    lay_year(house, {"D01": "90", "D02": "70"})
    publish(house, "D01", "D02")
    return working


def test_an_appeal_goes_from_the_head_to_the_decision(published: Client):
    head, clerk = published.by("d01-head"), published.by("office-clerk")
    asked = {"unit_id": "D01", "about_kind": "total", "reason": "与自行核算不符"}
    filed = head.post("appeals", asked)
    again = head.post("appeals", asked)
    stranger = published.by("d02-head").get("appeals/2017-D01-P1")

    assert (filed.status_code, filed.json()["id"]) == (201, "2017-D01-P1")
    assert again.json()["objections"][0]["code"] == "appeal.again"
    assert stranger.status_code == 404
    assert clerk.post("appeals/2017-D01-P1/accept").json()["state"] == "accepted"
    upheld = published.by("office-director").post(
        "appeals/2017-D01-P1/uphold", {"reason": "属实", "document": "复核1号"}
    )
    assert upheld.json()["state"] == "upheld"
    assert head.get("appeals/2017-D01-P1").json()["remedy"] == "总分重新核算。"


def test_a_correction_needs_a_gate_about_the_result_and_keeps_what_was(published: Client):
    director, clerk = published.by("office-director"), published.by("office-clerk")
    early = director.post(f"results/{RESULT}/correct", {"reason": "更正"})
    bare = clerk.post("gates", {"key": "result_corrected"})
    asked = clerk.post("gates", {"key": "result_corrected", "about": RESULT})
    assert early.json()["objections"][0]["code"] == "gate.not_approved"
    assert bare.status_code == 422
    assert (asked.status_code, asked.json()["id"]) == (201, "2017-result_corrected-1")
    gate = "gates/2017-result_corrected-1"
    published.by("office-director").post(f"{gate}/endorse")
    for number in range(1, 7):
        published.by(f"member-{number}").post(f"{gate}/endorse")

    groups = {key: [50] for key in ("leaders", "heads", "deputies", "cppcc_members")}
    done = director.post(f"results/{RESULT}/correct", {"reason": "重新计票", "groups": groups})

    assert done.status_code == 200, done.text
    found = published.by("d01-head").get(f"results/{RESULT}/versions").json()["items"]
    assert [(v["number"], v["duty"]) for v in found] == [(1, "90.000000"), (2, "50.000000")]
    notice = published.by("d01-head").get(f"documents/{found[1]['document_id']}/text").text
    assert "一、更正依据" in notice
    assert published.by("d02-head").get(f"results/{RESULT}/versions").status_code == 404


def test_a_result_is_shown_beside_the_year_before(published: Client):
    told = published.by("d01-head").get(f"results/{RESULT}/comparison").json()

    assert told["this"] == {"year": 2017, "total": "98.00", "grade": "良好", "rank": 1}
    assert told["change"] == f"{98 - float(told['last']['total']):+.2f}"
    assert published.by("d02-head").get(f"results/{RESULT}/comparison").status_code == 404


def test_the_office_words_a_letter_and_reads_it_as_text(published: Client):
    clerk = published.by("office-clerk")
    drawn = clerk.post("documents/results-letter").json()["answers"]
    assert [answer["id"] for answer in drawn] == ["2017-results_letter"]
    assert published.by("d01-head").post("documents/results-letter").status_code == 403
    links = [{"label": "与考核挂钩", "to": "区委组织部"}]
    revised = clerk.post("documents/2017-results_letter/revise", {"links": links})
    assert revised.status_code == 200
    assert "挂钩1：与考核挂钩" in clerk.get("documents/2017-results_letter/text").text
    strange = clerk.post("documents/2017-results_letter/revise", {"facts": {}})
    assert strange.status_code == 422


def test_a_bulletin_of_a_month_is_drawn_up_once(working: Client):
    clerk = working.by("office-clerk")
    assert (
        working.by("d01-clerk").post("documents/bulletins", {"month": "2017-08"}).status_code == 403
    )
    for strange in ("2017-13", "0000-01", "9999-12", "2017-1"):
        assert clerk.post("documents/bulletins", {"month": strange}).status_code == 422
    assert clerk.post("documents/bulletins", {"month": "2017-08"}).status_code == 201
    standing = clerk.post("documents/bulletins", {"month": "2017-08"})
    assert standing.json()["objections"][0]["code"] == "document.standing"


def test_a_gate_about_a_result_shows_what_it_is_about(published: Client, working_house: House):
    gate = decide(working_house, "result_corrected", RESULT)
    shown = published.by("leader").get(f"gates/{gate}").json()

    assert (shown["about_id"], shown["round"]) == (RESULT, 1)
    assert "区政府办公室" in shown["label"]
