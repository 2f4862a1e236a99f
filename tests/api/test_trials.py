"""`dry_run`: everything is done and answered, nothing is kept."""

import pytest
from sqlalchemy import text

from services.house import House
from tests.api.client import Client
from tests.api.test_evidence import PDF, node_of, upload
from tests.builders import DISTRICT

ID = "2017-D08-001"
TRIED = {"dry_run": "true"}
#: Where nothing is tried: what proves who somebody is.
OWN = {"sign-in", "sign-out", "me"}


def contents(house: House) -> dict[str, str]:
    """Sum every table of the house, but who used which token when."""
    tables = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    with house.database.connect() as connection:
        return {
            name: connection.execute(
                text(
                    "SELECT md5(coalesce(string_agg(t::text, '' ORDER BY t::text), ''))"
                    f" FROM {name} t"
                )
            ).scalar_one()
            for name in connection.execute(tables).scalars()
            if name != "access_token"
        }


def test_an_act_that_is_tried_answers_as_the_act_and_leaves_nothing(drafting: Client):
    head = drafting.by("d08-head")
    before = contents(drafting.house)

    tried = head.post(f"indicators/{ID}/declare", params=TRIED, headers={"Idempotency-Key": "k"})
    after = contents(drafting.house)
    done = head.post(f"indicators/{ID}/declare", headers={"Idempotency-Key": "k"})

    assert tried.status_code == 200, tried.text
    assert tried.json() == done.json()
    assert (tried.headers["dry-run"], tried.headers["etag"]) == ("true", '"1"')
    assert "dry-run" not in done.headers
    assert after == before
    assert head.get(f"indicators/{ID}").json()["revision"] == 1


def test_a_refusal_is_told_beforehand(standing: Client):
    head = standing.by("d08-head")

    tried = head.post(f"indicators/{ID}/declare", params=TRIED)

    assert (tried.status_code, tried.json()["code"]) == (409, "not_now")
    assert tried.headers["dry-run"] == "true"


def test_what_is_born_on_trial_and_moved_for_many_is_not_there(drafting: Client):
    clerk, head = drafting.by("d08-clerk"), drafting.by("d08-head")
    body = {"unit_id": "D08", "category": "own_function", "weight": "2.5", "level3": "新增事项"}
    director = drafting.by("office-director")
    before = contents(drafting.house)

    born = clerk.post("indicators", body, params=TRIED)
    many = head.post(
        "indicators/declare", {"orders": [{"id": ID}, {"id": "2017-T03-001"}]}, params=TRIED
    )
    pinned = director.post("years/2017/adopt", {"reason": "核对无误"}, params=TRIED)

    assert born.status_code == 201
    assert [a.get("state", a.get("code")) for a in many.json()["answers"]] == [
        "declared",
        "not_found",
    ]
    assert pinned.status_code in (200, 422)
    assert clerk.get(f"indicators/{born.json()['id']}").status_code == 404
    assert contents(drafting.house) == before


def test_a_file_that_is_tried_is_looked_at_and_not_stored(working: Client):
    node, clerk = node_of(working, "D08"), working.by("d08-clerk")

    tried = upload(clerk, node, params=TRIED)
    refused = upload(clerk, node, b"MZ\x90\x00", "report.pdf", params=TRIED)

    assert (tried.status_code, refused.status_code) == (201, 422)
    assert clerk.get(f"nodes/{node}/evidence").json() == {"items": []}
    assert [path for path in working.house.folder.files.rglob("*") if path.is_file()] == []
    assert PDF


def test_the_next_of_the_pool_sees_everything_again(drafting: Client):
    """A clerk's narrow sight is bound within the trial, and gone with it."""
    clerk, office = drafting.by("t03-clerk"), drafting.by("office-clerk")

    for _ in range(5):
        clerk.post("indicators/2017-T03-001/revise", {"remark": "一"}, params=TRIED)

    assert office.get("indicators", params={"unit_id": "D08"}).json()["items"]
    with drafting.house.database.connect() as connection:
        seen = connection.execute(text("SELECT count(*) FROM indicator")).scalar_one()
    assert seen > 1000


@pytest.mark.parametrize("asked", ["true", "false", "nonsense"])
def test_signing_in_is_not_tried(standing: Client, asked: str):
    credentials = {"name": "d08-head", "password": "wrong", "district": DISTRICT}

    answer = standing.post("sign-in", credentials, params={"dry_run": asked})

    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")


def test_whether_it_is_tried_must_be_said_clearly(standing: Client):
    answer = standing.by("d08-head").post(f"indicators/{ID}/declare", params={"dry_run": "maybe"})

    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")


def test_every_act_can_be_tried_and_the_document_says_so(standing: Client):
    document = standing.get("openapi.json").json()

    without = {
        path
        for path, methods in document["paths"].items()
        if "post" in methods
        and "dry_run" not in {p["name"] for p in methods["post"].get("parameters", ())}
    }

    # What proves who somebody is, and what is shown once: a try that is undone would not count.
    secret = {"/api/v1/people", "/api/v1/people/{subject_id}/reset_password"}
    assert {path for path in without - secret if path.split("/")[3] not in OWN} == set()
