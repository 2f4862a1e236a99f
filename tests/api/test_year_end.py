"""The year's end over HTTP: self-evaluation and gap, a session from preparation to its sheet."""

import pytest

from services import ballot_papers, duty_reports, results, self_evaluations
from tests.api.client import Client
from tests.builders import desk, done

PDF = {"file": ("述职.pdf", b"%PDF-1.4 x", "application/pdf")}
UNITS = ["D07", "D08", "D09"]


@pytest.fixture
def ending(drafting: Client) -> Client:
    """The year's end: everything is laid out."""
    house = drafting.house
    with house.database.connect() as connection:
        flow = desk(house, connection, "system:flow")
        for service in (results, self_evaluations, duty_reports):
            done(service.lay_out(flow))
    return drafting


@pytest.fixture
def session(ending: Client) -> str:
    """An open session."""
    office = ending.by("office-clerk")
    body = {"label": "部门专场", "mode": "on_site", "units": UNITS}
    made = office.post("ballot-sessions", body)
    assert made.status_code == 201
    at = f"ballot-sessions/{made.json()['id']}"
    refused = office.post(f"{at}/urn/open")
    assert refused.status_code == 422
    assert refused.json()["objections"][0]["overridable"]
    assert office.post(f"{at}/urn/open", {"reason": "现场补交"}).status_code == 200
    return at


def ballot(client: Client, paper: dict, mark: object, **more: object) -> dict:
    marks = {**dict.fromkeys(paper["units"], mark), **more}
    answer = client.post("ballots", {"token": paper["token"], "marks": marks})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_office_lays_out_what_units_hand_in(drafting: Client):
    for path in ("self-evaluations/lay-out", "duty-reports/lay-out"):
        assert drafting.by("d08-head").post(path).status_code == 403
        answers = drafting.by("office-clerk").post(path).json()["answers"]
        assert {answer["state"] for answer in answers} == {"drafted"}
        assert len(answers) == 82


def test_a_unit_evaluates_itself_and_reads_the_gap(ending: Client):
    at = "self-evaluations/2017-D08-E"
    clerk = ending.by("d08-clerk")

    assert clerk.post(f"{at}/revise", {"text": "自评报告"}).status_code == 200
    assert clerk.post(f"{at}/revise", {"points": {"2017-D01-001": 3}}).status_code == 422
    gap = clerk.get(f"{at}/gap")

    assert (gap.status_code, gap.json()["compared"]) == (200, 0)
    assert clerk.post(f"{at}/submit").status_code == 403
    assert ending.by("d08-head").post(f"{at}/submit").json()["state"] == "submitted"
    assert ending.by("d09-head").get(f"{at}/gap").status_code == 404


def test_a_judge_reads_a_report_with_its_files_once_it_is_handed_in(ending: Client):
    at = "duty-reports/2017-D08-D"
    clerk, judge = ending.by("d08-clerk"), ending.by("deputies-1")
    clerk.post(f"{at}/revise", {"text": "述职报告"})
    assert clerk.post(f"{at}/evidence", files=PDF).status_code == 201
    assert judge.get(at).status_code == 404

    assert ending.by("d08-head").post(f"{at}/submit").status_code == 200

    assert judge.get(at).json()["text"] == "述职报告"
    (file,) = judge.get(f"{at}/evidence").json()["items"]
    assert judge.get(f"{at}/evidence/{file['sha256']}").status_code == 200
    assert judge.post(f"{at}/revise", {"text": "改"}).status_code == 404
    assert ending.by("d09-head").get(at).status_code == 404


def test_a_session_goes_from_papers_to_published_statistics(ending: Client, session: str):
    office, director = ending.by("office-clerk"), ending.by("office-director")
    for number, who in enumerate(("leader", "leader-2", "leader-3")):
        paper = ending.by(who).post(f"{session}/papers")
        assert paper.status_code == 201
        ballot(ending, paper.json(), 80 + number)
    head = ending.by("d07-head").post(f"{session}/papers").json()
    assert head["units"] == ["D08", "D09"]
    ballot(ending, head, 88.5, D09="unknown")
    entered = {"group": "deputies", "marks": dict.fromkeys(UNITS, 70)}
    assert office.post(f"{session}/paper-ballots", entered).status_code == 200
    invalid = {"group": "deputies", "reason": "涂改"}
    assert office.post(f"{session}/paper-ballots", invalid).status_code == 200

    open_ = ending.by("d09-head").get(session).json()
    assert open_["returned"] == {"leaders": 3, "heads": 1, "deputies": 1, "cppcc_members": 0}
    assert director.get(f"{session}/statistics").status_code == 409
    assert "ballot_session.alone" in office.post(f"{session}/urn/lock").text
    assert office.post(f"{session}/urn/lock", {"reason": "其他请假"}).status_code == 200
    assert director.post(f"{session}/publish").status_code == 200

    units = ending.by("leader").get(f"{session}/statistics").json()["units"]
    assert units["D08"]["groups"]["heads"]["mean"] == "88.50"
    assert (units["D09"]["unknown"], units["D09"]["absent"]) == (
        {"heads": 1}, ["heads", "cppcc_members"],
    )  # fmt: skip
    assert ending.by("d08-head").get(f"{session}/statistics").status_code == 403
    mine = ending.by("d08-head").get("results/2017-D08-S").json()
    assert mine["duty_marks"]["heads"] == ["88.5"]


def test_the_sheet_names_who_fetched_a_paper_and_never_a_mark_before_publication(
    ending: Client, session: str
):
    ballot(ending, ending.by("leader").post(f"{session}/papers").json(), 93.5)
    office = ending.by("office-clerk")

    page = office.get(f"{session}/sheet")

    assert page.headers["content-type"].startswith("text/html")
    assert "style-src 'sha256-" in page.headers["content-security-policy"]
    assert "区领导" in page.text
    assert "93.5" not in page.text
    assert "http" not in page.text
    assert ending.by("d07-head").get(f"{session}/sheet").status_code == 403
    office.post(f"{session}/urn/lock", {"reason": "其他评委请假"})
    assert "93.5" not in office.get(f"{session}/sheet").text
    ending.by("office-director").post(f"{session}/publish")
    assert "93.50" in office.get(f"{session}/sheet").text


def test_a_ballot_names_nobody_even_when_somebody_is_signed_in(
    ending: Client, session: str, caplog: pytest.LogCaptureFixture
):
    leader = ending.by("leader")
    paper = leader.post(f"{session}/papers").json()
    caplog.clear()

    marks = dict.fromkeys(paper["units"], 80)
    answer = leader.post("ballots", {"token": paper["token"], "marks": marks})

    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    last = ending.by("office-clerk").get(f"{session}/trail?limit=200").json()["items"][-1]
    assert (last["trigger"], last["actor"], last["request_id"]) == ("cast", "system:ballot", "")
    nonce = ballot_papers.read(paper["token"]).nonce.hex()
    assert not [word for word in (paper["token"], nonce) if word in caplog.text]


@pytest.mark.parametrize(
    ("token", "marks", "status"),
    [
        ("W10=.x", {"D08": 80}, 403),
        ("x y", {"D08": 80}, 422),
        ("W10=.x", {"D08": None}, 422),
        ("W10=.x", {"D08": "many"}, 422),
    ],
)
def test_what_is_no_ballot_is_told_so(
    standing: Client, token: str, marks: dict[str, object], status: int
):
    answer = standing.post("ballots", {"token": token, "marks": marks})

    assert answer.status_code == status
    assert token not in answer.text


def test_a_lost_answer_to_a_claim_is_asked_for_again(ending: Client, session: str):
    leader = ending.by("leader")
    given = {"json": {"secret": "0f" * 32}, "headers": {"Idempotency-Key": "papers-1"}}

    first, again = (leader.ask("POST", f"{session}/papers", **given) for _ in range(2))
    other = leader.post(f"{session}/papers")

    assert first.status_code == again.status_code == 201
    assert first.json()["token"] == again.json()["token"]
    assert other.json()["objections"][0]["code"] == "ballot_session.claimed"


def test_the_director_voids_and_the_units_are_free_again(ending: Client, session: str):
    body = {"label": "部门专场（重测）", "mode": "on_site", "units": UNITS}
    office = ending.by("office-clerk")
    assert office.post("ballot-sessions", body).status_code == 422
    assert office.post(f"{session}/urn/void", {"reason": "断电"}).status_code == 403
    assert ending.by("office-director").post(f"{session}/urn/void").status_code == 422
    voided = ending.by("office-director").post(f"{session}/urn/void", {"reason": "断电"})

    assert voided.json()["state"] == "void"
    assert office.post("ballot-sessions", body).status_code == 201
