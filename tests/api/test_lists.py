"""Lists: in any order that has an index, page by page under ties, a few columns at a time."""

from base64 import urlsafe_b64encode
from typing import Any

import orjson
import pytest

from services.pages import sorts_of
from tests.api.client import Client


def walked(client: Client, kind: str, **asked: Any) -> list[dict]:
    """Walk a list to its end."""
    rows: list[dict] = []
    page = dict(asked)
    while True:
        answer = client.get(kind, params=page)
        assert answer.status_code == 200, answer.text
        rows += answer.json()["items"]
        if answer.json()["next"] is None:
            return rows
        page["after"] = answer.json()["next"]


@pytest.mark.parametrize("sort", [way + name for name in sorts_of("node") for way in ("", "-")])
def test_every_row_comes_once_and_in_order_although_many_are_equal(standing: Client, sort: str):
    clerk = standing.by("d08-clerk")
    column = sort.removeprefix("-")

    rows = walked(clerk, "nodes", sort=sort, limit=7, fields=column)

    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids)) > 30
    keys = [(row[column], row["id"]) for row in rows]
    assert keys == sorted(keys, reverse=sort.startswith("-"))
    if column == "moved_at":
        assert len({row[column] for row in rows}) < len(rows)  # ties there are


def test_a_list_is_narrowed_in_every_order(standing: Client):
    office = standing.by("office-clerk")

    rows = walked(office, "nodes", sort="-due_on", unit_id="D08", state="pending", limit=20)

    assert {row["unit_id"] for row in rows} == {"D08"}


def test_only_the_columns_asked_for_travel(standing: Client):
    clerk = standing.by("d08-clerk")

    (row, *_) = clerk.get("indicators?fields=level3,weight,state_label&sort=-moved_at").json()[
        "items"
    ]
    shown = clerk.get(f"indicators/{row['id']}?fields=weight")
    whole = clerk.get(f"indicators/{row['id']}").json()

    assert set(row) == {"kind", "id", "state", "revision", "level3", "weight", "state_label"}
    assert set(shown.json()) == {"kind", "id", "state", "revision", "weight"}
    assert shown.headers["etag"] == f'"{whole["revision"]}"'
    assert row == {name: whole[name] for name in row}


@pytest.mark.parametrize(
    ("asked", "named", "remedy"),
    [
        ("unit=D08", "unit", "unit_id"),
        ("fields=level3,head", "head", "level3"),
        ("fields=level3;drop", "level3;drop", "level3"),
        ("sort=level3", "sort", ""),
        ("sort=due_on", "sort", ""),
        ("limit=0", "limit", ""),
        ("limit=201", "limit", ""),
        ("state=nowhere", "state", ""),
    ],
)
def test_what_a_list_does_not_know_is_refused(
    standing: Client, asked: str, named: str, remedy: str
):
    answer = standing.by("d08-clerk").get(f"indicators?{asked}")

    assert answer.status_code == 422, answer.text
    (objection,) = answer.json()["objections"]
    assert named in objection["message"]
    assert remedy in objection["remedy"]


def cursor(*content: Any) -> str:
    return urlsafe_b64encode(orjson.dumps(content)).decode().rstrip("=")


@pytest.mark.parametrize(
    "after",
    [
        "2017-D08-001", "x", "=", "☃", "a" * 5000, cursor("id", None, "' OR true --"),
        cursor("-id", None, "2017-D08-001"), cursor("moved_at", "2017", "2017-D08-001"),
        cursor("id"),
        cursor("id", None, 7), urlsafe_b64encode(b"[" * 90).decode(),
    ],
)  # fmt: skip
def test_what_is_no_cursor_of_this_list_is_refused(standing: Client, after: str):
    answer = standing.by("d08-clerk").get("indicators", params={"after": after})

    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input"), answer.text
    assert "next" in answer.json()["objections"][0]["remedy"]


def test_a_cursor_of_another_order_is_refused(standing: Client):
    clerk = standing.by("d08-clerk")
    after = clerk.get("nodes?sort=due_on&limit=1").json()["next"]

    assert clerk.get("nodes", params={"sort": "due_on", "after": after}).status_code == 200
    for sort in ("-due_on", "id", "moved_at"):
        assert clerk.get("nodes", params={"sort": sort, "after": after}).status_code == 422


def test_a_cursor_widens_no_sight(standing: Client):
    after = standing.by("office-clerk").get("indicators?unit_id=D07&limit=1").json()["next"]

    rows = walked(standing.by("d08-clerk"), "indicators", after=after, fields="unit_id,assessor_id")

    assert all("D08" in (row["unit_id"], row["assessor_id"]) for row in rows)
