"""Addresses and headers that mean harm: SQL, paths that climb, lines inside of headers."""

from collections.abc import Iterator, Sequence
from typing import Any

import httpx
import pytest

from tests.api.client import Client
from tests.api.hostile import FILLED, Document, attacking, left_by, url_of

SQL = (
    "' OR '1'='1",
    "x'; DROP TABLE trail; --",
    "1) UNION SELECT password_hash FROM person --",
    "2017' AND 1=(SELECT pg_sleep(9)) --",
    '"; SELECT 1; --',
    ":sight",
    "%(district)s",
    "$1",
    "\\",
    "{{7*7}}",
    "${jndi:ldap://x}",
)
CLIMBING = (
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e%2f%2e%2e%2fpyproject.toml",
    "..%5c..%5cpyproject.toml",
    "....//....//etc/passwd",
    "%252e%252e%252fetc%252fpasswd",
    "%c0%ae%c0%ae%c0%afetc",
    "file:%2f%2f%2fetc%2fpasswd",
    "2017-D08-001%0a",
    "2017-D08-001%0d%0aX-Planted:%20yes",
    "2017-D08-001%00",
    "~root",
    "CON",
)
#: What our headers are given with, and what would be a header of its own.
PLANTING = b"x\r\nX-Planted: yes\r\nSet-Cookie: planted=yes"
ECHOED = (
    "X-Request-Id", "If-Match", "Idempotency-Key", "Authorization", "Host", "Origin", "Range",
    "On-Behalf-Of", "Accept-Language", "X-Forwarded-For", "X-Forwarded-Host", "Last-Event-ID",
)  # fmt: skip
ID = "2017-T03-001"
INSIDE = ("Traceback", "psycopg", "sqlalchemy", "password_hash", "root:", "[project]", "SELECT ")


@pytest.fixture(scope="module")
def document(standing: Client) -> Document:
    return Document(standing.get("openapi.json").json())


@pytest.fixture
def office(standing: Client) -> Iterator[Client]:
    with attacking(standing) as client:
        yield client


def spelled(client: Client, method: str, path: str) -> httpx.Response:
    """Ask for a path as it is written: a client library would tidy it up."""
    url = httpx.URL("http://test/").copy_with(raw_path=path.encode())

    async def send() -> httpx.Response:
        return await client.http.send(httpx.Request(method, url, headers=client.headers))

    return client.portal.call(send)


def asked(client: Client, path: str, names: Sequence[str], probe: str, refused: int) -> str:
    """Give the same for all these parameters, insist on a refusal, and answer what it says."""
    answer = client.get(url_of(path), params=dict.fromkeys(names, probe))
    assert answer.status_code == refused, (path, names, probe, answer.text)
    assert [word for word in INSIDE if word in answer.text and word not in probe] == []
    return answer.text


def test_no_parameter_of_any_list_reaches_the_database_as_sql(office: Client, document: Document):
    before, tried = left_by(office), 0

    for path, operation in document.operations("get"):
        names = [p["name"] for p in operation.get("parameters", ()) if p["in"] == "query"]
        # Without a provider there is no such way in, whatever is asked of it.
        refused = 404 if "oidc" in path else 422
        for probe in SQL if names else ():
            together = asked(office, path, names, probe, refused)
            for name in names:
                if f"“{name}" not in together:  # told of with the others, or refused alone
                    asked(office, path, [name], probe, refused)
            tried += len(names)

    assert tried > 500
    assert left_by(office) == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_path_climbs_out_and_no_id_is_sql(office: Client, document: Document, method: str):
    before, tried = left_by(office), 0
    probes = (*CLIMBING, *(httpx.QueryParams({"": probe}).__str__()[1:] for probe in SQL))

    for path, _ in document.operations(method):
        for blank in (blank for blank in FILLED if blank in path):
            for probe in probes if method == "get" else CLIMBING[:4]:
                at = url_of(path.replace(blank, "\0")).replace("\0", probe)
                answer = spelled(office, method.upper(), at)
                assert answer.status_code in (404, 405, 422), (at, answer.text[:200])
                told = [word for word in INSIDE if word in answer.text and word not in probe]
                assert told == [], at  # what was asked for may be told back, as JSON
                assert "x-planted" not in answer.headers
                tried += 1

    assert tried > 400
    assert left_by(office) == before


@pytest.mark.parametrize("name", ECHOED)
@pytest.mark.parametrize("path", ["me", "indicators/2017-D08-001/revise", "nowhere"])
def test_no_header_that_comes_in_makes_another_go_out(standing: Client, name: str, path: str):
    sent: Any = [(b"authorization", standing.by("d08-clerk").headers["Authorization"].encode()),
                 (name.lower().encode(), PLANTING)]  # fmt: skip

    for method in ("GET", "POST"):
        answer = standing.ask(method, path, headers=httpx.Headers(sent))
        said = "\n".join(f"{key}: {value}" for key, value in answer.headers.items())
        assert answer.status_code < 500, answer.text
        assert "planted" not in said.lower()
        assert not [value for _, value in answer.headers.raw if b"\r" in value or b"\n" in value]


@pytest.mark.parametrize(
    "method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "OPTIONS"]
)
@pytest.mark.parametrize("path", ["indicators", "indicators/2017-D08-001", "sign-in", "me"])
def test_no_method_but_those_in_the_document(standing: Client, method: str, path: str):
    answer = standing.by("office-clerk").ask(method, path)

    assert answer.status_code == 405
    assert answer.headers["allow"]
    assert "access-control-allow-origin" not in answer.headers


def test_a_parameter_that_is_given_twice_is_never_read_in_two_ways(standing: Client):
    head = standing.by("t03-head")
    twice = ("unit_id=T03&unit_id=D08", "unit_id=D08&unit_id=T03", "limit=1&limit=200")

    for query in twice:
        answer = head.get(f"indicators?{query}")
        assert answer.status_code in (200, 422), query
        for row in answer.json().get("items", ()):
            assert "T03" in (row["unit_id"], row["assessor_id"]), query

    headers = {"Content-Type": "application/json"}
    for raw in (b'{"weight": "1", "weight": "x"}', b'{"weight": "x", "weight": "1", "state": "x"}'):
        revised = head.post(f"indicators/{ID}/revise", content=raw, headers=headers)
        assert revised.status_code == 422
