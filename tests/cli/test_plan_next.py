"""`plan next`: a folder for the new year, with what is left to decide."""

from pathlib import Path

from plans.loading import TABLE, load
from tests.cli.conftest import Type


def _codes(said_findings: list[dict[str, str]], severity: str) -> set[str]:
    return {found["code"] for found in said_findings if found["severity"] == severity}


def test_a_plan_folder_gives_the_next_years(type_: Type, tmp_path: Path):
    home = tmp_path / "fangshan-2018"

    said = type_("plan", "next", "--to", home, "--json")

    assert said.status == 0
    assert said.document["year"] == 2018
    assert said.document["rows"] == 1237
    assert {path.name for path in home.iterdir()} == {
        "plan.toml", "units.toml", "goals.toml", "calendar.toml", "baselines.toml", TABLE,
    }  # fmt: skip
    told = type_("plan", "lint", home, "--json")
    assert told.status == 1
    found = told.document["findings"]
    assert _codes(found, "red") == {"plan.no_document_number", "goal.candidate"}
    assert "setting.carried" in _codes(found, "yellow")
    assert said.document["findings"]["red"] == sum(f["severity"] == "red" for f in found)


def test_a_year_that_was_run_hands_on_its_own_texts_and_table(
    type_: Type, opened: Path, tmp_path: Path
):
    home = tmp_path / "next"

    said = type_("plan", "next", "--data", opened, "--to", home)

    assert said.status == 0
    assert "2018" in said.out
    plan = load(home)
    assert (plan.year, len(plan.units)) == (2018, 83)
    assert plan.baselines is not None
    assert plan.baselines.year == 2017


def test_a_folder_with_something_in_it_is_left_alone(type_: Type, tmp_path: Path):
    (tmp_path / "mine.txt").write_text("mine", "utf-8")

    said = type_("plan", "next", "--to", tmp_path)

    assert said.status == 1
    assert "--to" in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
