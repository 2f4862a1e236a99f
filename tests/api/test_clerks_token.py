"""A township clerk's token against every route, with every other unit's ids: nothing but 404."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import text

from api.app import create_app
from api.routes.kinds import slug
from models import SUBJECTS
from services import browse, people
from tests.api.client import Client, seated
from tests.api.furnishing import furnish
from tests.api.test_matrix import example_of
from tests.builders import DISTRICT
from tests.conftest import Server, _copy

CLERK, OWN = "t23-clerk", "T23"
#: So many ids of a kind go through every route; the others through the routes that take many.
SINGLY = 3
#: Verbs that take one subject at a time, though the route is that of many.
ALONE = {"/api/v1/results/correct"}

World = tuple[Client, Mapping[str, list[str]], Mapping[str, Any]]


@pytest.fixture(scope="module")
def world(
    server: Server, working_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The clerk, by kind every id that is another unit's alone, and the API's document."""
    copies = _copy(server, working_template, tmp_path_factory.mktemp("c"))
    house = next(copies)
    furnish(house)
    with seated(create_app(house), house) as client:
        yield client.by(CLERK), others(house), client.get("openapi.json").json()
    next(copies, None)


def others(house: Any) -> dict[str, list[str]]:
    """Every id of another unit, but for what the clerk's unit examines or has a part in."""
    with house.database.connect() as connection:
        clerk = people.person(connection, DISTRICT, CLERK, house.now().date())
        found = {}
        for kind in SUBJECTS:
            every = text(f"SELECT id FROM {kind} WHERE unit_id <> :own ORDER BY id")
            seen = text(f"SELECT id FROM {kind} s WHERE {browse.sight_of(kind)}")
            ids = list(connection.execute(every, {"own": OWN}).scalars())
            mine = set(connection.execute(seen, browse.bounds_of(clerk)).scalars())
            found[kind] = [one for one in ids if one not in mine]
            if kind in ("indicator", "node", "result", "self_evaluation", "duty_report"):
                assert len({one.split("-")[1] for one in found[kind]}) > 70, kind
    return {kind: ids for kind, ids in found.items() if ids}


def routes(document: Mapping[str, Any], kind: str) -> Iterator[tuple[str, str, Any]]:
    """Every route about one subject of a kind: method, path, example of the body."""
    for path, methods in document["paths"].items():
        parts = path.split("/")
        if "{subject_id}" in parts and parts[3] == slug(kind):
            for method, operation in methods.items():
                yield method.upper(), path, example_of(operation)


def test_no_route_answers_about_what_is_anothers(world: World):
    clerk, ids, document = world
    answers, asked = {}, 0
    for kind, every in ids.items():
        for method, path, body in routes(document, kind):
            for one in every[:: max(1, len(every) // SINGLY)]:
                url = path.replace("{subject_id}", one).replace("{sha256}", "0" * 64)
                more = (
                    {"files": {"file": ("a.pdf", b"%PDF-1")}}
                    if url.endswith("evidence") and method == "POST"
                    else {}
                )
                answer = clerk.ask(
                    method, url, **(more or ({"json": body} if body is not None else {}))
                )
                answers[method, path, answer.status_code] = answer.text[:200]
                asked += 1

    assert {key: told for key, told in answers.items() if key[2] != 404} == {}
    assert asked > 500


def test_no_id_of_another_is_read(world: World):
    clerk, ids, _ = world
    seen = {
        one: answer
        for kind in ids
        for one in ids[kind][::7]
        if (answer := clerk.get(f"{slug(kind)}/{one}").status_code) != 404
    }

    assert seen == {}


def test_no_verb_on_many_moves_any_of_them(world: World):
    clerk, ids, document = world
    for path, methods in document["paths"].items():
        kind = next(
            (k for k in ids if path.startswith(f"/api/v1/{slug(k)}/") and path.count("/") == 4), ""
        )
        body = example_of(methods.get("post", {}))
        if not kind or not isinstance(body, dict) or "orders" not in body:
            continue
        order = body["orders"][0]
        answer = clerk.post(
            path,
            {
                **body,
                "orders": [
                    {**order, "id": one} for one in ids[kind][: 1 if path in ALONE else 2000]
                ],
            },
        )
        told = answer.json().get("answers", [])
        assert {one.get("status") for one in told} == {404}, (path, answer.text[:500])
