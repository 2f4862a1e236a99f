"""Pages that strangers send to, frame, break or plant cookies in."""

from collections.abc import Iterator

import httpx
import pytest

from api.app import create_app
from services.house import House
from tests.conftest import PASSWORD, Server, _copy
from tests.served import served
from web.pages import add_pages

SIGN_IN = {"name": "office-director", "password": PASSWORD}
COOKIE = "jixiao_session"
EVIL = "https://evil.example"


@pytest.fixture(scope="module")
def house(
    server: Server, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    yield from _copy(server, template, tmp_path_factory.mktemp("p"))


@pytest.fixture(scope="module")
def address(house: House) -> Iterator[str]:
    """Where the whole application, pages beside the API, is served."""
    app = create_app(house)
    add_pages(app, house)
    with served(app) as at:
        yield at


@pytest.fixture
def browser(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address) as client:
        yield client


def is_signed_in(browser: httpx.Client, token: str, name: str = COOKIE, **headers: str) -> bool:
    page = browser.get("/", headers={**headers, "Cookie": f"{name}={token}"})
    return "请登录后查看" not in page.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": EVIL},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "{here}"},
    ],
    ids=["origin", "null", "empty", "cross", "neighbour", "both"],
)
def test_a_form_of_another_site_signs_nobody_in_or_out(
    browser: httpx.Client, address: str, headers: dict[str, str]
):
    sent = {name: value.format(here=address) for name, value in headers.items()}
    mine = browser.post("/sign-in", data=SIGN_IN).cookies[COOKIE]
    browser.cookies.clear()

    planted = browser.post("/sign-in", data=SIGN_IN, headers=sent)
    ended = browser.post("/sign-out", headers={**sent, "Cookie": f"{COOKIE}={mine}"})

    assert [planted.status_code, ended.status_code] == [403, 403]
    assert "set-cookie" not in {*planted.headers, *ended.headers}
    assert is_signed_in(browser, mine)


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "{here}"}, {"Sec-Fetch-Site": "same-origin", "Origin": "null"}]
)
def test_a_form_of_our_own_page_does(browser: httpx.Client, address: str, headers: dict[str, str]):
    sent = {name: value.format(here=address) for name, value in headers.items()}

    assert browser.post("/sign-in", data=SIGN_IN, headers=sent).status_code == 303
    assert browser.get("/").headers["referrer-policy"] == "same-origin"  # so it can say so


def test_a_session_brought_along_is_never_the_one_that_is_given(browser: httpx.Client):
    fixed = "chosen-by-somebody-else-0123456789abcdef0123"
    browser.cookies.set(COOKIE, fixed)

    first = browser.post("/sign-in", data=SIGN_IN).headers["set-cookie"]
    second = browser.post("/sign-in", data=SIGN_IN).headers["set-cookie"]

    given = [cookie.split(";")[0].partition("=")[2] for cookie in (first, second)]
    assert len({fixed, *given}) == 3
    assert not is_signed_in(browser, fixed)


def test_behind_tls_no_other_host_can_plant_the_cookie(browser: httpx.Client):
    secure = {"X-Forwarded-Proto": "https"}

    signed = browser.post("/sign-in", data=SIGN_IN, headers=secure)
    cookie = signed.headers["set-cookie"]
    token = cookie.split(";")[0].partition("=")[2]
    left = browser.post("/sign-out", headers={**secure, "Cookie": f"__Host-{COOKIE}={token}"})

    assert cookie.startswith(f"__Host-{COOKIE}=")
    for word in ("Secure", "HttpOnly", "SameSite=strict", "Path=/"):
        assert word in cookie
        assert word in left.headers["set-cookie"]
    assert "Domain" not in cookie
    assert not is_signed_in(browser, token, f"__Host-{COOKIE}", **secure)


def test_a_planted_cookie_without_the_prefix_is_not_looked_at_behind_tls(browser: httpx.Client):
    token = browser.post("/sign-in", data=SIGN_IN).cookies[COOKIE]

    assert is_signed_in(browser, token)
    assert not is_signed_in(browser, token, **{"X-Forwarded-Proto": "https"})


def test_the_api_does_not_know_the_cookie(browser: httpx.Client):
    token = browser.post("/sign-in", data=SIGN_IN).cookies[COOKIE]
    sent = {"Cookie": f"{COOKIE}={token}; access_token={token}; token={token}"}

    assert browser.get("/api/v1/me", headers=sent).status_code == 401
    assert browser.get(f"/api/v1/me?token={token}&access_token={token}").status_code == 401
    acted = browser.post("/api/v1/indicators/2017-D08-001/declare", headers=sent)
    assert acted.status_code == 401
    bearing = {"Authorization": f"Bearer {token}"}
    assert browser.get("/api/v1/me", headers=bearing).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/", "/static/page.css", "/static/", "/static/nothing", "/nothing", "/sign-in", "/healthz",
     "/api/v1/me"],
)  # fmt: skip
def test_nothing_may_be_framed_sniffed_or_kept(browser: httpx.Client, path: str):
    headers = browser.get(path).headers

    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] in ("same-origin", "no-referrer")
    assert headers["content-type"]


@pytest.mark.parametrize(
    "path",
    [
        "/static/../pages.py",
        "/static/..%2fpages.py",
        "/static/%2e%2e/pages.py",
        "/static/%2e%2e%2f%2e%2e%2fpyproject.toml",
        "/static/..%5cpages.py",
        "/static//etc/passwd",
        "/static/%00",
        "/static/page.css%00.html",
        "/static/templates/overview.html",
    ],
)
def test_only_what_lies_in_the_folder_of_styles_is_served(browser: httpx.Client, path: str):
    # Spelled out: a client library would tidy the path up before it is sent.
    answer = browser.send(httpx.Request("GET", httpx.URL(str(browser.base_url)).copy_with(
        raw_path=path.encode())))  # fmt: skip

    assert answer.status_code in (400, 404), answer.text
    assert not {"import", "root:", "doctype"} & {*answer.text.split()}


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"name": "\0", "password": "x"}, 401),
        ({"name": "<script>alert(1)</script>", "password": "x"}, 401),
        ({"name": "x' OR '1'='1", "password": "x' OR '1'='1"}, 401),
        ({"name": "x"}, 422),
        ({}, 422),
    ],
)
def test_a_strange_form_gets_an_answer_without_a_trace(
    browser: httpx.Client, given: dict[str, str], status: int
):
    answer = browser.post("/sign-in", data=given)

    assert answer.status_code == status
    assert "set-cookie" not in answer.headers
    for word in ("Traceback", "sqlalchemy", "psycopg", "SELECT", "<script>alert"):
        assert word not in answer.text


def test_no_address_leads_to_a_host_that_the_request_named(browser: httpx.Client):
    for path in ("/api/v1/indicators/", "/static", "/healthz/", "//evil.example/"):
        answer = browser.get(path, headers={"Host": "evil.example"})
        assert "evil.example" not in answer.headers.get("location", ""), path
