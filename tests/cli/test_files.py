"""Commands that read files and need no database."""

from pathlib import Path

import pytest

from scoring.methods import METHODS
from tests.cli.conftest import Type

TABLE = "plans/fangshan-2017/indicator-table.xlsx"
DIRTY = "tests/plans_table/data/indicator-table-dirty.xlsx"


def test_the_office_table_is_found_right(type_: Type):
    said = type_("import", TABLE, "--dry-run", "--json")

    assert said.status == 0
    assert said.document["rows"] == said.document["accepted"] == 1237
    assert said.document["problems"] == []
    assert len(said.document["indicators"]) == 1237


def test_a_dirty_table_is_named_cell_by_cell(type_: Type):
    said = type_("import", DIRTY, "--dry-run", "--json")

    assert said.status == 1
    assert said.document["rows"] == 1242
    cells = {(p["sheet"], p["cell"]) for p in said.document["problems"]}
    assert ("部门", "D770") in cells
    assert len(cells) >= 14
    assert all(p["message"] and p["remedy"] for p in said.document["problems"])


def test_the_shipped_plan_has_no_red_finding(type_: Type):
    said = type_("plan", "lint", "--json")

    assert said.status == 0
    assert {f["severity"] for f in said.document["findings"]} <= {"yellow"}


def test_an_unknown_plan_is_refused_with_what_there_is(type_: Type):
    said = type_("plan", "show", "nowhere-1999", "--json")

    assert said.status == 1
    assert "fangshan-2017" in str(said.document["error"]["objections"])


def test_a_file_that_is_no_table_is_refused(type_: Type, tmp_path: Path):
    file = tmp_path / "x.xlsx"
    file.write_bytes(b"not a workbook")

    said = type_("import", file, "--dry-run", "--json")

    assert said.status == 1
    assert said.document["error"]["code"] == "bad_input"


@pytest.mark.parametrize("words", [("--help",), ("plan", "--help"), ("db", "--help")])
def test_help_is_there(type_: Type, words: tuple[str, ...]):
    assert type_(*words).status == 0


def test_wrong_usage_ends_with_2(type_: Type):
    assert type_("import").status == 2


def test_all_methods_are_shown_with_formula_and_worked_example(type_: Type):
    said = type_("plan", "methods", "--json")

    assert said.status == 0
    found = said.document["methods"]
    assert [method["code"] for method in found] == list(METHODS)
    assert all(method["formula"] and method["example"]["steps"] for method in found)
