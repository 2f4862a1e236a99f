"""The table of OWASP ASVS: complete, honest, and true about the tests that it names."""

import ast
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from docs.security_page import CHAPTERS, STATES, chapter_of, requirements, security_page

ROOT = Path(__file__).parents[2]
#: How many requirements of 4.0.3 count at level 2, by chapter: those of level 1 are among them, and
#: 2.8.7, which is recommended there.
COUNTS = {
    "1": 38, "2": 53, "3": 18, "4": 9, "5": 30, "6": 13, "7": 12, "8": 15, "9": 7, "10": 5,
    "11": 8, "12": 15, "13": 13, "14": 23,
}  # fmt: skip
#: What has no behaviour that a test could try: documents and practice, seen by reading.
SEEN_BY_READING = {"1.1.4", "5.4.1", "14.2.4"}


def place(number: str) -> tuple[int, ...]:
    return tuple(map(int, number.split(".")))


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_requirement_stands_there_once_and_in_order():
    ids = [one["id"] for one in requirements()]

    assert ids == sorted(set(ids), key=place)
    assert all(len(place(number)) == 3 for number in ids)
    assert Counter(map(chapter_of, requirements())) == COUNTS
    assert sum(COUNTS.values()) == 259
    assert set(CHAPTERS) == set(COUNTS)


@pytest.mark.parametrize("one", requirements(), ids=lambda one: one["id"])
def test_a_requirement_is_shown_or_owned_up_to(one: dict[str, Any]):
    note = one.get("note", "")

    assert set(one) <= {"id", "asks", "state", "tests", "note"}
    assert one["state"] in STATES
    assert one["asks"]
    assert "|" not in one["asks"] + note  # it would break the row
    if one["state"] != "met":
        assert note.endswith("."), "says what is missing, or why it is not ours"
    elif not one["tests"]:
        assert one["id"] in SEEN_BY_READING
        assert note.endswith("."), "says how it is seen"
    if one["state"] in ("elsewhere", "not_applicable", "gap"):
        assert not one["tests"] or one["state"] == "elsewhere"


def test_every_named_test_is_there():
    named = {test for one in requirements() for test in one["tests"]}
    paths = {name.split("::")[0] for name in named}
    there = {
        f"{path}::{test}"
        for path in paths
        if (ROOT / path).is_file()
        for test in names_in(ROOT / path)
    }

    assert named - there == set()
    assert all(name.split("::")[1].startswith("test_") for name in named)


def test_the_page_tells_every_requirement_and_counts_them():
    page = security_page()["security.md"]
    counts = Counter(one["state"] for one in requirements())

    for one in requirements():
        assert f"| {one['id']} | {one['asks']} | {STATES[one['state']]} |" in page
        for test in one["tests"]:
            assert f"](../{test.split('::')[0]})" in page
    for state, said in STATES.items():
        assert f"| {said} | {counts[state]} |" in page
