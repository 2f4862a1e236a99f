"""What a token is good for: its scopes hold at every route of the house's own document."""

import re
from typing import Any

import pytest

from services.scopes import Scope
from services.tokens import Wanted
from tests.api.client import Client

#: Asked without anybody signed in; and ending the very token.
_OPEN = {
    *("/api/v1/sign-in", "/api/v1/sign-in/oidc", "/api/v1/sign-in/oidc/callback"),
    *("/api/v1/sign-out", "/api/v1/ballots", "/api/v1/feeds/{token}.ics"),
}
_PROOFS = re.compile(r"^/api/v1/me/(password|totp|tokens|sessions|channels|calendars)(/|$)")


def operations(client: Client) -> list[tuple[str, str]]:
    paths: dict[str, Any] = client.get("openapi.json").json()["paths"]
    return [
        (method.upper(), re.sub(r"\{(\w+)\}", "2017-D01-001", path))
        for path, methods in paths.items()
        for method in methods
        if path.startswith("/api/v1/") and path not in _OPEN
    ]


def refused(client: Client, method: str, path: str) -> bool:
    answer = client.ask(method, path, json={} if method != "GET" else None)
    return answer.status_code == 403 and answer.json()["code"] == "out_of_scope"


def test_a_token_that_reads_changes_nothing_anywhere(standing: Client):
    reader = standing.bearing("office-director", Wanted("读", (Scope.READ,)))
    asked = operations(standing)

    assert sum(method != "GET" for method, _ in asked) > 100
    through = [op for op in asked if op[0] != "GET" and not refused(reader, *op)]

    assert through == []


@pytest.mark.parametrize(
    ("scope", "good_for"),
    [
        (Scope.READ, "GET"),
        (Scope.ACT, "act"),
        (Scope.ADMIN, "people"),
    ],
)
def test_a_scope_opens_its_own_part_and_no_other(standing: Client, scope: Scope, good_for: str):
    client = standing.bearing("admin", Wanted("一项", (scope,)))
    for method, path in operations(standing):
        part = "GET" if method == "GET" else "people" if "/people" in path else "act"
        if _PROOFS.match(path) and method != "GET":
            part = "proofs"
        if part != good_for:
            assert refused(client, method, path), (method, path)
    probe = {"GET": "me", "act": "nodes/2017-D01-001-1/report", "people": "people/nobody/enable"}
    method = "GET" if good_for == "GET" else "POST"
    assert not refused(client, method, f"/api/v1/{probe[good_for]}")


def test_no_token_changes_what_proves_who_somebody_is(standing: Client):
    everything = standing.bearing("d09-clerk", Wanted("全部"))
    proofs = [op for op in operations(standing) if op[0] != "GET" and _PROOFS.match(op[1])]

    assert len(proofs) >= 7
    assert all(refused(everything, *op) for op in proofs)
