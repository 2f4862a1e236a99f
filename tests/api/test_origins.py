"""Other origins are kept out unless they are named; TLS is insisted on where it is there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest

from api import versions
from api.app import create_app
from api.versions import Retiring
from tests.api.client import Client, seated

OA = "https://oa.example.gov.cn"


@contextmanager
def set_up(standing: Client, **settings: object) -> Iterator[Client]:
    """The same house behind an application with other settings."""
    house = replace(standing.house, settings=standing.house.settings.model_copy(update=settings))
    with seated(create_app(house), house) as client:
        yield client


def test_no_other_origin_may_ask(standing: Client):
    asked = {"Origin": OA, "Access-Control-Request-Method": "GET"}

    answer = standing.get("me", headers={"Origin": OA})
    before = standing.ask("OPTIONS", "me", headers=asked)

    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert before.status_code == 405
    assert not [name for name in before.headers if name.startswith("access-control")]


def test_an_origin_that_is_named_may_and_reads_refusals_too(standing: Client):
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,if-match,idempotency-key",
    }
    with set_up(standing, cors_origins=f"{OA}, https://other.example.cn") as client:
        before = client.ask("OPTIONS", "gates", headers={"Origin": OA, **asked})
        stranger = client.ask("OPTIONS", "gates", headers={"Origin": "https://x.cn", **asked})
        answer = client.by("d08-head").get("me", headers={"Origin": OA})
        refused = [
            client.get(path, headers={"Origin": OA}) for path in ("me", "nowhere", "inbox?limit=x")
        ]

    assert before.status_code == 200
    assert before.headers["access-control-allow-origin"] == OA
    assert stranger.status_code == 400
    assert "access-control-allow-origin" not in stranger.headers
    for one in (answer, *refused):
        assert one.headers["access-control-allow-origin"] == OA
        assert "ETag" in one.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in one.headers
    assert [one.status_code for one in refused] == [401, 404, 401]


def test_tls_is_insisted_on_where_it_is_there(standing: Client):
    with set_up(standing, hsts_seconds=31_536_000) as client:
        insisted = client.get("/healthz").headers

    assert insisted["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert "strict-transport-security" not in standing.get("/healthz").headers


def test_what_is_on_its_way_out_says_so(standing: Client, monkeypatch: pytest.MonkeyPatch):
    going = Retiring(date(2026, 1, 1), date(2026, 12, 31), "/api/v1/me")
    monkeypatch.setitem(versions.RETIRING, "units", going)
    monkeypatch.setitem(versions.RETIRING, "list_node", going)
    with set_up(standing) as client:
        head = client.by("d08-head")
        told = [head.get("units").headers, client.get("nodes").headers]
        untold = head.get("me").headers
        document = client.get("openapi.json").json()

    for headers in told:
        assert headers["deprecation"] == "@1767225600"
        assert headers["sunset"] == "Thu, 31 Dec 2026 00:00:00 GMT"
        assert '</api/v1/me>; rel="successor-version"' in headers["link"]
    assert "deprecation" not in untold
    assert document["paths"]["/api/v1/units"]["get"]["deprecated"] is True
    assert "deprecated" not in document["paths"]["/api/v1/me"]["get"]
