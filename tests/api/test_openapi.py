"""The document of the API: complete, consistent, and true about what is asked for."""

import re
from typing import Any

import pytest

from api.routes.kinds import slug as slug_of
from services.verbs import VERBS, Way
from tests.api.client import Client


@pytest.fixture(scope="module")
def document(standing: Client) -> dict[str, Any]:
    return standing.get("openapi.json").json()


def operations(document: dict[str, Any]):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_operation_ids_are_unique(document: dict[str, Any]):
    ids = [operation["operationId"] for _, _, operation in operations(document)]

    assert len(ids) == len(set(ids))
    assert {"declare_indicator", "declare_indicators", "accept_node", "sign_in"} <= set(ids)


def test_every_reference_leads_somewhere(document: dict[str, Any]):
    named = set(re.findall(r"#/components/schemas/([\w.-]+)", str(document)))

    assert named <= set(document["components"]["schemas"])
    assert "HTTPValidationError" not in named


def test_every_verb_that_is_asked_for_has_its_routes(document: dict[str, Any]):
    paths = document["paths"]

    for (kind, trigger), verb in VERBS.items():
        slug = f"/api/v1/{slug_of(kind)}"
        if verb.way is Way.ASKED:
            assert {f"{slug}/{{subject_id}}/{trigger}", f"{slug}/{trigger}"} <= set(paths)
        elif verb.way is not Way.OWN:
            assert f"{slug}/{{subject_id}}/{trigger}" not in paths


#: Where nobody is signed in yet, or a secret in the address lets in, and what it answers.
_WITHOUT_TOKEN: dict[str, set[str]] = {
    "/api/v1/ballots": {"403", "409", "422"},
    "/api/v1/feeds/{token}.ics": {"200", "304", "404", "422"},
    "/api/v1/sign-in/oidc": {"303", "404", "422"},
}


_SIGNING_IN = {"/api/v1/sign-in", "/api/v1/sign-in/oidc/callback"}


def test_every_operation_documents_its_refusals(document: dict[str, Any]):
    for method, path, operation in operations(document):
        if path in ("/healthz", "/readyz"):
            continue
        answers = operation["responses"]
        if path in _WITHOUT_TOKEN:
            assert "401" not in answers
            assert _WITHOUT_TOKEN[path] <= set(answers)
            continue
        assert {"401", "422"} <= set(answers), path
        # A token may be of too narrow a scope, and nobody stands in for whom they do not.
        assert "403" in answers or path in _SIGNING_IN, path
        assert "application/problem+json" in answers["422"]["content"], path
        if method == "post" and "{subject_id}" in path:
            assert {"403", "404", "409", "412"} <= set(answers), path


def test_a_verb_tells_what_it_asks_for(document: dict[str, Any]):
    revise = document["components"]["schemas"]["Revision"]["properties"]

    assert {"weight", "deadline", "nodes", "reason"} <= set(revise)
    declare = document["paths"]["/api/v1/indicators/{subject_id}/declare"]["post"]
    assert declare["summary"].startswith("申报：Declare indicators")
    assert not declare["requestBody"].get("required")
