"""Lint finds what would go wrong with the indicator table."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from plans.lint import lint
from plans.loading import load
from plans.schema import Plan
from plans.spelling import PlannedRow, planned, vocabulary
from plans.table.reading import read_table
from scoring.methods import method_called, parameter_problems
from states.catalogue import LIFECYCLES
from tests.plans.folders import SHIPPED, coded, plan_with


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load("fangshan-2017")


@pytest.fixture(scope="module")
def rows(plan: Plan) -> tuple[PlannedRow, ...]:
    table = read_table(SHIPPED / "indicator-table.xlsx", vocabulary(plan))
    assert (table.rows, len(table.indicators), table.problems) == (1237, 1237, ())
    return tuple(planned(plan, row) for row in table.indicators)


def test_the_shipped_plan_has_no_red_finding(plan: Plan, rows: tuple[PlannedRow, ...]):
    findings = lint(plan, rows, LIFECYCLES.values())

    assert {(f.severity, f.code) for f in findings} == {("yellow", "day.rest")}


def test_every_shipped_indicator_can_be_scored(plan: Plan):
    for row in read_table(SHIPPED / "indicator-table.xlsx", vocabulary(plan)).indicators:
        method = method_called(row.method)
        assert method is not None
        agreed = plan.methods[row.method].parameters_for(
            row.level3, row.target.number, row.challenge
        )
        assert parameter_problems(method.code, agreed) == (), row.level3
        assert len(plan.nodes.dates(row.deadline)) == len(row.nodes)


ROW_DAMAGE = [
    ("indicator.no_assessor", {"assessor": ""}, "没有考核主体"),
    ("indicator.no_assessor", {"assessor": "区魔法局"}, "区魔法局"),
    ("indicator.assesses_itself", {"assessor": "区经信委", "unit": "区经济和信息化委员会"}, "自己"),
    ("method.unknown", {"method": "掷骰法"}, "掷骰法"),
    ("weights.unit", {"weight": Decimal("0.51")}, "75.01"),
    ("weights.unit", {"type": "共性工作"}, "应为10"),
    ("day.rest", {"deadline": date(2017, 10, 7)}, "2017-10-07"),
    ("day.rest", {"nodes": (date(2017, 10, 1),)}, "2017-10-01"),
]


@pytest.mark.parametrize(("code", "change", "said"), ROW_DAMAGE)
def test_damage_in_the_table_is_found(
    plan: Plan, rows: tuple[PlannedRow, ...], code: str, change: dict[str, object], said: str
):
    damaged = (replace(rows[0], **change), *rows[1:])

    found = coded(lint(plan, damaged), code)

    assert any(said in finding.message for finding in found), found


def test_a_goal_that_nobody_carries_is_found(plan: Plan, rows: tuple[PlannedRow, ...]):
    without = [row for row in rows if row.level3 != "平原荒山造林"]

    assert [f.where for f in coded(lint(plan, without), "goal.uncarried")] == ["goals.G04"]


@pytest.mark.parametrize(
    ("limit", "place"),
    [
        ("examiner = 150", "workload.examiner：区水务局"),
        ("office_clerk = 1500", "workload.office_clerk：区绩效办"),
    ],
)
def test_an_overloaded_reviewer_is_found(
    tmp_path: Path, rows: tuple[PlannedRow, ...], limit: str, place: str
):
    plan = plan_with(tmp_path, (limit, f"{limit.split(' = ', maxsplit=1)[0]} = 96"))

    assert place in [f.where for f in coded(lint(plan, rows), "workload.over")]
