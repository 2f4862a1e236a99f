"""The plan's own text, clause by clause: nothing is left out, and every clause is proven."""

import ast
from hashlib import sha256
from pathlib import Path

import pytest

from docs.seed_page import clauses, seed_page

ROOT = Path(__file__).parents[2]
#: Of the plan's text from its first sentence to its last, without any blanks.
LENGTH, DIGEST = 4312, "692733c8f61c7851fc70d4d581809e267ccdfba69ee6d60b3c34d022f9da5383"
HEADINGS = "前一二三四五六七"


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_the_quotations_in_their_order_are_the_whole_text():
    text = "".join(clause["quote"] for clause in clauses())

    assert len(text) == LENGTH
    assert sha256(text.encode()).hexdigest() == DIGEST


def test_clauses_stand_under_the_headings_of_the_plan():
    places = [HEADINGS.index(clause["at"][0]) for clause in clauses()]

    assert places == sorted(places)
    assert set(places) == set(range(len(HEADINGS)))


@pytest.mark.parametrize("clause", clauses(), ids=lambda clause: clause["at"])
def test_a_clause_is_proven_or_says_why_it_is_no_rule(clause: dict):
    assert bool(clause["tests"]) != bool(clause.get("aim")), clause["quote"]


def test_every_named_test_is_there():
    named = {test for clause in clauses() for test in clause["tests"]}
    paths = {name.split("::")[0] for name in named}
    there = {
        f"{path}::{test}"
        for path in paths
        if (ROOT / path).is_file()
        for test in names_in(ROOT / path)
    }

    assert named - there == set()
    assert all(name.split("::")[1].startswith("test_") for name in named)


def test_the_page_tells_every_clause_with_its_tests():
    page = seed_page()["seed.md"]

    for clause in clauses():
        assert f"| {clause['at']} | {clause['quote']} |" in page
        for test in clause["tests"]:
            assert f"](../{test.split('::')[0]})" in page
