"""What the document of the API tells whoever means harm: every body, every parameter."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from kit.limiting import Limiter
from tests.api.client import Client
from tests.conftest import PASSWORD
from tests.services.hands import value

#: A subject that everybody's path can name.
FILLED = {
    "{subject_id}": "2017-D08-001", "{sha256}": "0" * 64, "{unit_id}": "D08",
    "{person_id}": "d08-head", "{number}": "1",
}  # fmt: skip
#: Objects whose names the asker chooses, because the year's method judges what is in them.
FREE = {"parameters", "inputs"}


class Document:
    """The document of the API, as a stranger reads it."""

    def __init__(self, whole: Mapping[str, Any]) -> None:
        self.paths: Mapping[str, Any] = whole["paths"]
        self._schemas: Mapping[str, Any] = whole["components"]["schemas"]

    def operations(self, method: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Every path that has a method, with its operation."""
        for path, methods in self.paths.items():
            if method in methods:
                yield path, methods[method]

    def bodies(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Every path that takes JSON: with the reference of its shape, and the shape."""
        for path, operation in self.operations("post"):
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                schema = content["application/json"]["schema"]
                named = schema if "$ref" in schema else schema.get("allOf", [schema])[0]
                yield path, named.get("$ref", path), self.at(named)

    def at(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Follow a reference."""
        return self._schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema

    def parts(self, schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Every object in a shape, with the name of the field that holds it."""
        waiting, seen = [("", schema)], set[int]()
        while waiting:
            name, found = waiting.pop()
            shape = self.at(found)
            if id(shape) not in seen:
                seen.add(id(shape))
                waiting += _inside(name, shape)
                if shape.get("type") == "object":
                    yield name, shape


def _inside(name: str, shape: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    one = [shape.get(word) for word in ("items", "additionalProperties")]
    some = [each for word in ("anyOf", "allOf", "oneOf") for each in shape.get(word, ())]
    held = [(name, each) for each in (*one, *some) if isinstance(each, dict)]
    return [*shape.get("properties", {}).items(), *held]


def url_of(path: str) -> str:
    """Fill the blanks of a path."""
    for blank, filled in FILLED.items():
        path = path.replace(blank, filled)
    return path


#: What is counted to tell whether anything was done.
_LEFT = (
    "SELECT (SELECT count(*) FROM trail) || ',' || (SELECT count(*) FROM outbox) || ',' ||"
    " (SELECT count(*) FROM evidence) || ',' || (SELECT count(*) FROM assignment)"
)


@contextmanager
def attacking(client: Client, name: str = "office-clerk") -> Iterator[Client]:
    """Sit somebody down who signed in, may do much, and asks as often as they like."""
    state = client.app.state
    limiter, state.limiter = state.limiter, Limiter({})
    try:
        signed = client.post("sign-in", {"name": name, "password": PASSWORD}).json()
        yield replace(client, headers={"Authorization": f"Bearer {signed['token']}"})
    finally:
        state.limiter = limiter


def left_by(client: Client) -> str:
    """Count what acts leave behind."""
    return value(client.house, _LEFT)
