"""Totals, ranks and grades agree with a script that knows nothing of the house."""

import ast
import copy
import json
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cli.rehearsal.summary import Rehearsal
from scoring.methods import METHODS, score, shown
from scoring.methods.showing import outlook
from services.acts import Act
from services.facts import facts_of
from services.house import House
from services.years import desk_for
from tests.builders import DISTRICT, YEAR
from tests.journeys.recompute import differences, main
from tests.journeys.recompute_methods import worth
from tests.journeys.recompute_ranks import cents

HERE = Path(__file__).parent


def told(house: House) -> dict[str, Any]:
    with house.database.snapshot() as connection:
        act = Act(district_id=DISTRICT, actor="system:import", at=house.now())
        found = facts_of(desk_for(connection, act, YEAR))
    return json.loads(json.dumps(found))


@pytest.fixture(scope="module")
def facts(small_year: tuple[House, Rehearsal]) -> dict[str, Any]:
    return told(small_year[0])


def test_a_whole_year_agrees_to_the_cent(whole_year: tuple[House, Rehearsal]):
    found = told(whole_year[0])

    assert len(found["units"]) == 82
    assert differences(found) == []


def test_the_script_reads_a_file_and_says_what_differs(
    facts: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(facts), "utf-8")
    assert main(str(file)) == 0
    assert f"{len(facts['units'])} units agree to the cent" in capsys.readouterr().out

    facts = copy.deepcopy(facts)
    facts["units"][0]["result"]["total"] = "0.01"
    file.write_text(json.dumps(facts), "utf-8")
    assert main(str(file)) == 1
    assert "total: published 0.01" in capsys.readouterr().out


def test_the_facts_name_no_judge(facts: dict[str, Any]):
    for unit in facts["units"]:
        for marks in unit["duty_marks"].values():
            assert all(isinstance(mark, str) for mark in marks)
            assert marks == sorted(marks, key=float)


def _points(unit: dict[str, Any]) -> None:
    row = unit["indicators"][0]
    row["points"] = str(Decimal(row["points"]) - Decimal("0.01"))


def _mark(unit: dict[str, Any]) -> None:
    unit["duty_marks"]["leaders"][0] = "0"


def _adjustment(unit: dict[str, Any]) -> None:
    row = {"id": "x", "item": "award", "event": "award_city", "points": "1.0", "vetoes": False}
    unit["adjustments"].append(row)


def _rank(unit: dict[str, Any]) -> None:
    unit["result"]["rank"] += 1


def _grade(unit: dict[str, Any]) -> None:
    unit["result"]["grade"] = "不合格"


@pytest.mark.parametrize("change", [_points, _mark, _adjustment, _rank, _grade])
def test_a_changed_fact_does_not_go_unseen(
    facts: dict[str, Any], change: Callable[[dict[str, Any]], None]
):
    changed = copy.deepcopy(facts)
    change(changed["units"][3])

    assert differences(changed)


def rows() -> list[tuple[str, str, dict, dict]]:
    """Every method's example and samples, as JSON, on a weight that does not divide evenly."""
    found: list[tuple[str, str, dict, dict]] = []
    for code, method in METHODS.items():
        example = method.example
        found.append((code, example.weight, dict(example.parameters), dict(example.inputs)))
        shown_ = outlook(code, Decimal("7.30"), example.parameters)["reached"]
        found += [(code, "7.30", dict(example.parameters), one["inputs"]) for one in shown_]
    return found


@pytest.mark.parametrize(("code", "weight", "parameters", "inputs"), rows())
def test_all_sixteen_methods_agree(code: str, weight: str, parameters: dict, inputs: dict):
    scored = score(code, weight, parameters, inputs)

    points, excess, grade = worth(
        {"code": code, "weight": weight, "parameters": parameters, "inputs": inputs}
    )

    assert cents(points) == cents_of(scored.points)
    assert cents(excess) == cents_of(scored.beyond.get("excess", 0))
    assert grade == scored.beyond.get("grade_at_most", "")


def cents_of(number: Any) -> str:
    return str(shown(Decimal(number)))


@pytest.mark.parametrize("agreement", ["zero", "neutral"])
@pytest.mark.parametrize("code", METHODS)
def test_a_missing_datum_agrees(code: str, agreement: str):
    parameters = {**METHODS[code].example.parameters, "when_missing": agreement}
    scored = score(code, "7.30", parameters, {})

    points, *_ = worth({"code": code, "weight": "7.30", "parameters": parameters, "inputs": {}})

    assert points == scored.points


def test_the_script_imports_nothing_of_the_house():
    for file in HERE.glob("recompute*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            for name in names:
                own = name.startswith("tests.journeys.recompute")
                assert own or name.split(".")[0] in sys.stdlib_module_names
