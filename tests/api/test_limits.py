"""Limits of requests: counted by person, told in headers, refused with when to come again."""

from collections.abc import Iterator
from time import perf_counter

import pytest

from kit.limiting import Limiter, TooMany
from kit.settings import Settings
from tests.api.client import Client
from tests.api.test_evidence import node_of, upload


@pytest.fixture
def narrow(working: Client) -> Iterator[Client]:
    """The year at work behind narrow limits."""
    kept = working.app.state.limiter
    working.app.state.limiter = Limiter(
        Settings(
            limit_reads="3/minute",
            limit_writes="2/minute",
            limit_uploads="1/hour",
            limit_sign_ins_by_address="4/minute",
            limit_sign_ins_by_name="2/minute",
        ).limits
    )
    yield working
    working.app.state.limiter = kept


def test_who_reads_too_much_is_told_when_to_come_again(narrow: Client):
    head, clerk = narrow.by("d08-head"), narrow.by("d08-clerk")

    answers = [head.get("me") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0].headers["ratelimit-policy"] == '"reads";q=3;w=60'
    assert answers[0].headers["ratelimit"].startswith('"reads";r=2;t=')
    refused = answers[-1]
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "too_many_requests"
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["ratelimit"].startswith('"reads";r=0;t=')
    assert clerk.get("me").status_code == 200  # everybody has a limit of their own


def test_writing_and_uploading_have_limits_of_their_own(narrow: Client):
    node, clerk = node_of(narrow, "D08"), narrow.by("d08-clerk")

    writes = [clerk.post("indicators/2017-D08-001/revise", {}).status_code for _ in range(2)]
    refused = clerk.post("indicators/2017-D08-001/revise", {})

    assert 429 not in writes
    assert refused.status_code == 429
    assert clerk.get("me").status_code == 200
    other = narrow.by("d08-head")
    uploads = [upload(other, node), upload(other, node, b"%PDF-1.4 other")]
    assert [answer.status_code for answer in uploads] == [201, 429]
    assert int(uploads[1].headers["retry-after"]) > 60


def test_sign_ins_are_counted_by_name_and_by_address(narrow: Client):
    def tried(name: str) -> int:
        return narrow.post("sign-in", {"name": name, "password": "wrong"}).status_code

    assert [tried("d08-head") for _ in range(3)] == [401, 401, 429]
    assert [tried(name) for name in ("d09-head", "d10-head")] == [401, 429]


def test_without_a_limit_nobody_is_counted():
    limiter = Limiter({"reads": ""})

    assert limiter.take("reads", "d08-head") is None
    assert limiter.take("writes", "d08-head") is None


def test_a_limit_that_cannot_be_read_is_no_setting():
    with pytest.raises(ValueError, match="number"):
        Settings(limit_reads="many")


def test_counting_takes_microseconds_and_forgets_who_is_gone():
    limiter = Limiter({"reads": "1000000/second"})

    begun = perf_counter()
    for number in range(10_000):
        limiter.take("reads", f"p{number}")
    each = (perf_counter() - begun) / 10_000

    assert each < 0.000_5
    one = Limiter({"reads": "1/day"})
    one.take("reads", "somebody")
    with pytest.raises(TooMany) as refused:
        one.take("reads", "somebody")
    assert refused.value.seconds > 1
