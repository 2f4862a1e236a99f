"""The document's examples are what its own schemas let through, and its headers those that come."""

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from api.examples import IDS
from states.catalogue import LIFECYCLES
from tests.api.client import Client


@pytest.fixture(scope="module")
def document(standing: Client) -> dict[str, Any]:
    return standing.get("openapi.json").json()


def contents(document: dict[str, Any]) -> Iterator[tuple[str, bool, dict[str, Any]]]:
    """Give every JSON that is sent or answered: operation, whether it is sent, content."""
    for methods in document["paths"].values():
        for operation in methods.values():
            name = operation["operationId"]
            for content in operation.get("requestBody", {}).get("content", {}).values():
                yield name, True, content
            for answer in operation["responses"].values():
                for content in answer.get("content", {}).values():
                    yield name, False, content


def faults(document: dict[str, Any], schema: dict[str, Any], example: Any) -> list[str]:
    whole = {**schema, "components": document["components"]}
    validator = Draft202012Validator(whole, format_checker=FormatChecker())
    return [fault.message for fault in validator.iter_errors(example)]


def test_every_example_is_let_through(document: dict[str, Any]):
    wrong = {
        name: found
        for name, _, content in contents(document)
        if "example" in content
        and (found := faults(document, content["schema"], content["example"]))
    }
    problem = document["components"]["schemas"]["Problem"]

    assert not wrong
    assert not faults(document, problem, problem["examples"][0])


def test_everything_that_is_sent_as_json_has_an_example(document: dict[str, Any]):
    without = {
        name
        for name, sent, content in contents(document)
        if sent and "$ref" in content["schema"] and "example" not in content
    }

    assert not without


def test_an_example_that_does_not_fit_is_noticed(document: dict[str, Any]):
    schema = {"$ref": "#/components/schemas/NewAppeal"}

    assert faults(document, schema, {"unit_id": "D08"})
    assert faults(document, schema, {"unit_id": "D08", "about_kind": "no such"})


def test_an_act_shows_its_own_kind(document: dict[str, Any]):
    endorse = document["paths"]["/api/v1/gates/endorse"]["post"]
    orders = endorse["requestBody"]["content"]["application/json"]["example"]["orders"]

    assert orders[0]["id"] == IDS["gate"]
    assert IDS.keys() <= LIFECYCLES.keys()


def test_headers_are_told_and_come(document: dict[str, Any], standing: Client):
    head = standing.by("d08-head")
    told = document["paths"]["/api/v1/indicators/{subject_id}"]["get"]["responses"]
    came = head.get("indicators/2017-D08-001").headers

    assert {"ETag", "RateLimit", "X-Request-Id"} <= set(told["200"]["headers"])
    assert {name.lower() for name in told["200"]["headers"]} <= set(came)
    assert "WWW-Authenticate" in told["401"]["headers"]
    assert "Retry-After" in told["429"]["headers"]
    declare = document["paths"]["/api/v1/indicators/{subject_id}/declare"]["post"]
    assert {"Dry-Run", "ETag"} <= set(declare["responses"]["200"]["headers"])
    named = document["components"]["headers"]
    for methods in document["paths"].values():
        for operation in methods.values():
            for answer in operation["responses"].values():
                assert {
                    ref["$ref"].rpartition("/")[2] for ref in answer["headers"].values()
                } <= set(named)


def test_every_operation_is_told_and_asks_for_a_token(document: dict[str, Any]):
    tags = {tag["name"]: tag["description"] for tag in document["tags"]}
    open_to_all = {
        *("sign_in", "sign_in_oidc", "sign_in_oidc_callback", "cast_ballot", "healthz", "readyz"),
        "calendar",
    }
    for methods in document["paths"].values():
        for operation in methods.values():
            name = operation["operationId"]
            assert operation["summary"], name
            assert operation["tags"], name
            assert all(tags.get(tag) for tag in operation["tags"]), name
            assert operation.get("security") == [{"HTTPBearer": []}] or name in open_to_all, name
