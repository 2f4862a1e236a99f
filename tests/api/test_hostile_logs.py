"""The log: a line for every request, and never one that a stranger wrote."""

import json
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog
from structlog.testing import capture_logs

from kit.logs import write_lines
from tests.api.client import Client
from tests.api.test_hostile_addresses import spelled

ID = "2017-D08-001"
FORGED = '\n{"event": "forged"}\r\n'


@pytest.fixture
def as_served(standing: Client) -> Iterator[StringIO]:
    """Logs written as a running house writes them, but to where they can be read."""
    write_lines(standing.house.settings.log_level)
    paper = StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(paper))
    yield paper
    structlog.reset_defaults()


def test_every_request_leaves_a_line_with_who_what_and_how_it_ended(standing: Client):
    head, stranger = standing.by("d08-head"), standing.by("t03-head")
    with capture_logs() as lines:
        head.get("me", headers={"X-Request-Id": "call-1"})
        standing.get("me")
        standing.post("sign-in", {"name": "d08-head", "password": "wrong"})
        stranger.get(f"indicators/{ID}")
        standing.by("d08-clerk").post(f"indicators/{ID}/declare", {"state": "x"})
        head.get("indicators?limit=0")
        head.post("results/compute")

    told = [(line["status"], line["actor"]) for line in lines if line["event"] == "request"]
    assert told == [
        (200, "d08-head"), (401, ""), (401, ""), (404, "t03-head"), (422, "d08-clerk"),
        (422, "d08-head"), (403, "d08-head"),
    ]  # fmt: skip
    assert lines[0]["request_id"] == "call-1"
    for line in lines:
        assert {"request_id", "method", "path", "status", "actor", "milliseconds"} <= set(line)
        assert "?" not in line["path"]


def test_no_path_and_no_name_makes_a_line_of_its_own(standing: Client, as_served: StringIO):
    spelled(standing, "GET", "/api/v1/indicators/x%0a%7b%22event%22:%22forged%22%7d%0d%0a")
    spelled(standing, "GET", "/api/v1/%1b[2J%e2%80%a8forged")
    standing.post("sign-in", {"name": FORGED, "password": FORGED})
    standing.get("me", headers={"User-Agent": "x", "X-Request-Id": "a%0aforged"})

    written = as_served.getvalue().split("\n")
    lines = [json.loads(line) for line in written if line]
    assert len(lines) == 4
    assert {line["event"] for line in lines} == {"request"}
    assert all("timestamp" in line and line["level"] == "info" for line in lines)
    assert not [line for line in written if "\x1b" in line or "\r" in line]


def test_no_answer_names_a_component(standing: Client):
    for path in ("/healthz", "/readyz", "me", "nowhere", "indicators?limit=x"):
        answer = standing.get(path)
        said = (str(dict(answer.headers)) + answer.text).lower()
        for word in (
            "uvicorn",
            "fastapi",
            "starlette",
            "pydantic",
            "python",
            "postgres",
            "sqlalch",
        ):
            assert word not in said, path
