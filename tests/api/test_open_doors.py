"""What may be asked by nobody in particular: signing in and the two health questions."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from tests.api.client import Client

OPEN = {
    ("POST", "/api/v1/sign-in"),
    # To the identity provider, and back from it.
    ("GET", "/api/v1/sign-in/oidc"),
    ("GET", "/api/v1/sign-in/oidc/callback"),
    # A ballot is cast with the paper alone: whoever signs in for it would be known.
    ("POST", "/api/v1/ballots"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    # The address is the secret: programs that show calendars sign in nowhere.
    ("GET", "/api/v1/feeds/{token}.ics"),
    ("GET", "/metrics"),  # to this machine, or by a token of its own
    ("GET", "/api/v1/openapi.json"),
    ("HEAD", "/api/v1/openapi.json"),
}
FILLED = {"{subject_id}": "2017-D08-001", "{sha256}": "0" * 64}


def every_route(routes: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Walk the routes, those of included routers too."""
    for route in routes:
        if hasattr(route, "original_router"):
            below = prefix + route.include_context.prefix
            yield from every_route(route.original_router.routes, below)
        elif hasattr(route, "routes"):
            yield from every_route(route.routes, prefix)
        else:
            yield from ((method, prefix + route.path) for method in route.methods)


def routes_of(client: Client) -> set[tuple[str, str]]:
    return set(every_route(client.app.routes))


def test_every_other_route_asks_who_is_there(standing: Client):
    asked = routes_of(standing) - OPEN

    answers = {}
    for method, path in asked:
        url = path
        for blank, filled in FILLED.items():
            url = url.replace(blank, filled)
        answers[method, path] = standing.ask(method, url)

    assert len(asked) > 140
    assert {route: a.status_code for route, a in answers.items() if a.status_code != 401} == {}
    assert all(a.json()["code"] == "not_signed_in" for a in answers.values())
    assert all(a.headers["www-authenticate"].startswith("Bearer") for a in answers.values())


def test_every_route_stands_in_the_openapi_document(standing: Client):
    documented = {
        (method.upper(), path)
        for path, methods in standing.get("openapi.json").json()["paths"].items()
        for method in methods
    }

    assert routes_of(standing) - documented == {
        ("GET", "/api/v1/openapi.json"),
        ("HEAD", "/api/v1/openapi.json"),
        ("GET", "/metrics"),
    }


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Bearer nonsense", "Basic ZDAxOng=", "bearer \u00e9", "Bearer a b"],
)
def test_a_strange_token_is_nobody(standing: Client, authorization: str):
    headers = {"Authorization": authorization.encode("latin-1")}

    answer = standing.get("me", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
