"""Every no is a problem with a stable code, and none tells what goes on inside."""

from dataclasses import replace

import httpx
import pytest
from sqlalchemy import create_engine

from api.app import create_app
from models.database import Database
from tests.api.client import Client, seated

ID = "2017-D08-001"
REVISE = f"indicators/{ID}/revise"
MEMBERS = {"type", "title", "status", "code", "detail", "objections", "request_id"}


def refused(answer: httpx.Response, status: int, code: str) -> dict:
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(body) == MEMBERS
    assert body["type"] == f"urn:jixiao:problem:{code}"
    assert body["request_id"] == answer.headers["x-request-id"]
    return body


def test_no_such_address_and_no_such_method(standing: Client):
    refused(standing.get("nowhere"), 404, "not_found")
    wrong = standing.ask("DELETE", f"indicators/{ID}")
    refused(wrong, 405, "method_not_allowed")
    assert "GET" in wrong.headers["allow"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"weight": "heavy"}, "weight"),
        ({"weight": None}, "weight"),
        ({"weight": "1.005"}, "weight"),
        ({"weight": "NaN"}, "weight"),
        ({"weight": 10**30}, "weight"),
        ({"deadline": "30/9/2017"}, "deadline"),
        ({"category": "no such"}, "category"),
        ({"nodes": [{"text": "一季度", "due_on": "soon"}]}, "nodes.0.due_on"),
        ({"state": "scored"}, "state"),
        ({"points": 100}, "points"),
        ({"basis": "a\0b"}, "basis"),
        ({"reason": "\0"}, "reason"),
        ({"parameters": {"a": ["\0"]}}, "parameters"),
        ({"parameters": {"\0": 1}}, "parameters"),
        ({"parameters": {"a": 2**70}}, "parameters"),
        ([], ""),
        ("text", ""),
    ],
)
def test_a_wrong_field_is_named_in_chinese(standing: Client, body: object, field: str):
    found = refused(standing.by("d08-clerk").post(REVISE, body), 422, "bad_input")

    assert found["objections"]
    assert all("“" + field in o["message"] or not field for o in found["objections"])
    assert not any("Input should" in o["message"] for o in found["objections"])


@pytest.mark.parametrize(
    "raw",
    [
        b'{"basis": "\\ud800"}',
        b'{"parameters": {"a": "\\udfff"}}',
        b'{"parameters": {"\\ud800": 1}}',
        b'{"\\ud800": 1}',
        b'{"parameters": {"a": NaN}}',
        b'{"parameters": {"a": 1e999}}',
        b'{"basis": ',
        b"{" * 3,
    ],
)
def test_what_json_lets_through_the_house_does_not(standing: Client, raw: bytes):
    headers = {"Content-Type": "application/json"}

    answer = standing.by("d08-clerk").post(REVISE, content=raw, headers=headers)

    refused(answer, 422, "bad_input")


@pytest.mark.parametrize("raw", [b'{"basis": "\xff"}', b"[" * 100_000])
def test_an_unreadable_body_is_refused(standing: Client, raw: bytes):
    headers = {"Content-Type": "application/json"}

    answer = standing.by("d08-clerk").post(REVISE, content=raw, headers=headers)

    refused(answer, 400, "bad_header")


@pytest.mark.parametrize(
    "path",
    [
        "indicators/%00",
        "indicators/2017-D08-001%00",
        "indicators/2017-D08-001'--/trail",
        "indicators?unit_id=%00",
        "indicators?state=no",
        "indicators?limit=0",
        "indicators?limit=201",
        "indicators?after=%FF",
        "indicators?nonsense=1",
        "indicators?year=twenty",
        "nodes?indicator_id=%00",
        "inbox?before=yesterday",
        "inbox?before=2017-01-01",
        "inbox?before=2017-01-01T00:00:00Z~node~x",
        "overview?year=99999",
        "indicators/2017-D08-001/trail?after=x",
    ],
)
def test_a_strange_address_is_refused(standing: Client, path: str):
    refused(standing.by("d08-clerk").get(path), 422, "bad_input")


def test_a_body_that_is_too_large_is_not_read(standing: Client):
    clerk = standing.by("d08-clerk")
    huge = b'"' + b"x" * 9_000_000 + b'"'

    async def dripping():
        for start in range(0, len(huge), 1_000_000):
            yield huge[start : start + 1_000_000]

    headers = {"Content-Type": "application/json"}
    refused(clerk.post(REVISE, content=huge, headers=headers), 413, "too_large")
    refused(clerk.post(REVISE, content=dripping(), headers=headers), 413, "too_large")


def test_a_unit_that_is_not_on_the_roll_is_refused(drafting: Client):
    clerk, office = drafting.by("d08-clerk"), drafting.by("office-clerk")
    body = {"unit_id": "X99", "category": "common", "weight": 1}

    refused(clerk.post(REVISE, {"assessor_id": "X99"}), 422, "bad_input")
    refused(office.post("indicators", body), 422, "bad_input")
    proposed = {"unit_id": "X99", "event": "late_report"}
    refused(office.post("adjustments", proposed), 422, "bad_input")
    refused(office.post("gates", {"key": "no_such"}), 404, "not_found")


def test_a_fault_tells_its_number_and_nothing_else(standing: Client):
    class BrokenClock:
        label = "坏钟"

        def now(self):
            raise RuntimeError("secret internals")

    broken = replace(standing.house, clock=BrokenClock())
    with seated(create_app(broken), broken) as client:
        answer = client.get("me", headers=standing.by("admin").headers)

    refused(answer, 500, "fault")
    assert "secret" not in answer.text


def test_strangers_hear_that_the_database_is_down_and_not_where_it_is(standing: Client):
    address = "postgresql+psycopg://jixiao:secret@127.0.0.1:1/jixiao"
    gone = replace(standing.house, database=Database(address, create_engine(address)))
    with seated(create_app(gone), gone) as client:
        answer = client.get("me", headers={"Authorization": "Bearer x"})
        ready = client.get("/readyz")
        alive = client.get("/healthz")

    body = refused(answer, 503, "unavailable")
    assert body["detail"] == "数据库暂时连接不上，未作任何办理。请稍后再试。"
    for word in ("127.0.0.1", "postgresql", "secret"):
        assert word not in answer.text + ready.text
    assert (ready.status_code, alive.status_code) == (503, 200)
    assert ready.json()["checks"][0]["name"] == "database"
