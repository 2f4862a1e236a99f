"""What lint finds in the goal set, and what reading refuses."""

from pathlib import Path

import pytest

from plans.lint import lint
from plans.loading import PlanProblem, load
from tests.plans.folders import coded, plan_with


def test_the_shipped_goal_set_is_sound():
    found = lint(load("fangshan-2017"))

    assert coded(found, "goal.no_document") == coded(found, "goal.helps_itself") == []


@pytest.mark.parametrize(
    ("number", "where", "severity"),
    [(1, "goals.G01", "red"), (6, "goals.G09", "yellow")],
)
def test_a_goal_without_a_document_number_is_found(
    tmp_path: Path, number: int, where: str, severity: str
):
    said = f'document_number = "演示〔2017〕{number}号"'  # noqa: RUF001 - GB/T 9704 brackets
    plan = plan_with(tmp_path, (said, 'document_number = ""'), file="goals.toml")

    found = coded(lint(plan), "goal.no_document")

    assert [(f.where, f.severity) for f in found] == [(where, severity)]


def test_a_lead_that_contributes_to_its_own_goal_is_found(tmp_path: Path):
    plan = plan_with(tmp_path, ('["D02", "D55"]', '["D02", "D08"]'), file="goals.toml")

    assert [f.where for f in coded(lint(plan), "goal.helps_itself")] == ["goals.G01"]


@pytest.mark.parametrize("old", ['lead = "D08"', 'contributors = ["D02"'])
def test_a_unit_that_is_not_on_the_roll_is_refused(tmp_path: Path, old: str):
    wrong = old.replace("D0", "X0")

    with pytest.raises(PlanProblem, match="X0") as refused:
        plan_with(tmp_path, (old, wrong), file="goals.toml")

    assert ["X0" in objection.message for objection in refused.value.objections] == [True]
