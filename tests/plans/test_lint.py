"""Lint finds what would go wrong before the year opens."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from plans.lint import lint
from plans.loading import load
from plans.schema import Plan
from states.catalogue import LIFECYCLES
from tests.plans.folders import coded, plan_with


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load("fangshan-2017")


def test_the_sunday_at_the_years_end_is_told_with_the_day_it_rolls_to(plan: Plan):
    (finding,) = lint(plan)

    assert "2017-12-31是星期日，顺延至2018-01-02" in finding.message


_PLENARY = 'capacity = "conference_member"\nrule = "quorum"\nquorum = 5'
_MEMBERS = 'label = "联席会议审定", by = "conference_member", mode = "quorum", quorum = 5'
_DIRECTOR = 'by = "office_director", mode = "any"'
_HEAD_OF = 'by = "unit_head", mode = "any", unit ='
_HILL = 'hill = { label = "丘陵乡镇", kind = "township"'
_COMMON = """[categories.common]
basis = "方案 四（一）三是"
verified_by = "examiner"
scored_by = "examiner"
"""
DAMAGE = [
    # code, place, old text, new text
    ("weights.categories", "department.splits.standard", "{ key = 75,", "{ key = 74.99,"),
    ("weights.categories", "splits.without_key", "own_function = 90", "own_function = 91"),
    ("weights.categories", "township", "{ key = 80,", "{ key = 70,"),
    (
        "weights.categories",
        "few_key_tasks.units.D30",
        "units = []",
        'units = [{ unit = "D30", weights = { key = 40, common = 10 }, basis = "设置" }]',
    ),
    ("weights.judges", "judges", "weight = 40", "weight = 41"),
    ("weights.shares", "composition", "duty_share = 20", "duty_share = 30"),
    ("units.count", "unit_kinds.department", "count = 59", "count = 60"),
    ("units.count", "unit_kinds.department", "dual = 11", "dual = 12"),
    ("gate.quorum", "gates.indicator_table_confirmed", "quorum = 5", "quorum = 10"),
    ("gate.nobody", "gates", _PLENARY, _PLENARY.replace("conference_member", "administrator")),
    ("gate.quorum", "gates.results_confirmed", _MEMBERS, _MEMBERS.replace("5", "10")),
    (
        "gate.nobody",
        "gates.results_confirmed",
        _DIRECTOR,
        _DIRECTOR.replace("office_director", "judge"),
    ),
    ("gate.nobody", "gates.results_confirmed", _DIRECTOR, 'by = "unit_head", mode = "any"'),
    ("gate.nobody", "gates.results_confirmed", _DIRECTOR, f'{_HEAD_OF} "unit"'),
    (
        "category.hand",
        "categories.key",
        'verified_by = "office_on_opinion"',
        'verified_by = "office"',
    ),
    ("category.hand", "categories.common", _COMMON, ""),
    ("ranking.uncovered", "units.D49", "dual = { label", "duel = { label"),
    ("ranking.uncovered", "units.T05", _HILL, _HILL.replace("township", "department")),
    ("ranking.empty", "ranking_groups.island", "hill = {", "island = {"),
    ("day.rest", "requests.amendment", "closes = 2017-09-30", "closes = 2017-09-24"),
    ("phase.backwards", "phases.preparation", "opens = 2017-07-03", "opens = 2017-07-26"),
    ("phase.overlap", "phases.indicator_setting", "opens = 2017-07-26", "opens = 2017-07-25"),
    ("phase.gap", "phases.indicator_setting", "opens = 2017-07-26", "opens = 2017-07-28"),
    ("rung.order", "deadlines.node_report", 'at = "-5wd"', 'at = "-1wd"'),
    ("rung.order", "deadlines.node_report", 'at = "-3d"', 'at = "+3d"'),
    ("rung.capacity", "deadlines.node_report", '["unit_clerk"],', '["system"],'),
    ("rung.idle", "node_report.rungs.-3d", 'remind = ["unit_clerk"], ', ""),
    ("grade.order", "grades.good", "at_least = 80", "at_least = 55"),
    ("setting.unsupported", "grades.ties", '["duty_score", "off', '["off'),
    ("setting.unsupported", "grades.grades", 'label = "良好"', 'label = "较好"'),
    ("setting.unsupported", "grades.veto", "quota = 30, veto = true", "quota = 30"),
    ("setting.unsupported", "grades.quota", "at_least = 80 }", "at_least = 80, quota = 50 }"),
    ("setting.unsupported", "grades.fail", "at_least = 0 }", "at_least = 10 }"),
    ("setting.unsupported", "composition.places", "places = 2", "places = 3"),
    ("setting.unsupported", "judges.highest", "highest = 100", "highest = 10"),
    ("setting.unsupported", "judges.lowest", "lowest = 0", "lowest = -5"),
    ("setting.unsupported", "judges.trimming_threshold", "old = 7", "old = 2"),
    (
        "setting.unsupported",
        "adjustments",
        "repeat_factor = 2\nbonus",
        "repeat_factor = 0.5\nbonus",
    ),
    (
        "adjustment.step",
        "adjustments.node_never",
        'points = -0.5, per = "每次" },\n]',
        'points = -0.45, per = "每次" },\n]',
    ),
    ("method.unknown", "methods.掷骰法", '[methods."是否法"]', '[methods."掷骰法"]'),
    ("method.parameters", "methods.排名法", "{ step = 0.5 }", "{ step = 0 }"),
    ("method.parameters", "methods.排名法", "{ step = 0.5 }", "{ steps = 0.5 }"),
    ("method.parameters", "扣分法.indicators.参会纪律", '"迟到" = 0.1', '"迟到" = -0.1'),
]


@pytest.mark.parametrize(("code", "place", "old", "new"), DAMAGE)
def test_damage_in_the_plan_is_found(tmp_path: Path, code: str, place: str, old: str, new: str):
    found = coded(lint(plan_with(tmp_path, (old, new))), code)

    assert any(place in finding.where for finding in found), found
    assert all(f.message.endswith("。") and f.remedy.endswith("。") for f in found)


def test_phases_in_another_order_are_found(tmp_path: Path):
    swapped = (
        ('key = "platform_readiness"', 'key = "process_management_"'),
        ('key = "process_management"', 'key = "platform_readiness"'),
        ('key = "process_management_"', 'key = "process_management"'),
    )

    assert coded(lint(plan_with(tmp_path, *swapped)), "phase.order")


@pytest.mark.parametrize(("kept", "missing"), [(2017, 2018), (2018, 2017)])
def test_a_year_without_calendar_is_found(plan: Plan, kept: int, missing: int):
    days = plan.days.model_copy(
        update={"years": (kept,), "days": tuple(d for d in plan.days.days if d.date.year == kept)}
    )

    findings = lint(plan.model_copy(update={"days": days}))

    assert [f.message for f in coded(findings, "calendar.missing")] == [
        f"工作日历没有{missing}年的数据。"
    ]


def test_a_node_on_a_rest_day_is_red_when_nothing_rolls_it(tmp_path: Path):
    fixed = 'length = 0\ncounting = "days"\nrolls = '
    unrolled = plan_with(tmp_path, (f"{fixed}true", f"{fixed}false"))

    (finding,) = coded(lint(unrolled), "day.rest")
    assert (finding.severity, finding.where) == ("red", "nodes.quarters.四季度")


def test_red_findings_come_first(tmp_path: Path):
    findings = lint(plan_with(tmp_path, ("weight = 40", "weight = 41")))

    assert [finding.severity for finding in findings] == ["red", "yellow"]


@dataclass(frozen=True)
class Machine:
    """A state machine with a state nobody reaches."""

    kind: str = "node"
    states: tuple[str, ...] = ("pending", "limbo")

    def row(self, state: str, trigger: str) -> object | None:
        """Know no way anywhere."""

    def unreachable(self) -> frozenset[str]:
        """Name the state that nothing reaches."""
        return frozenset({"limbo"})


def test_a_state_that_nothing_reaches_is_found(plan: Plan):
    assert [
        f.where for f in coded(lint(plan, lifecycles=[Machine()]), "lifecycle.unreachable")
    ] == ["node.limbo"]


def test_an_effect_that_the_lifecycle_does_not_know_is_found(tmp_path: Path):
    plan = plan_with(tmp_path, ('effect = "lapse"', 'effect = "approve_silently"'))

    (finding,) = coded(lint(plan, lifecycles=LIFECYCLES.values()), "rung.effect")
    assert "gate_decision" in finding.where


def test_a_unit_with_few_key_tasks_keeps_the_weights_the_office_set(tmp_path: Path):
    own = "{ key = 40, own_function = 50, common = 10 }"
    plan = plan_with(
        tmp_path,
        ("units = []", f'units = [{{ unit = "D30", weights = {own}, basis = "设置：任务较少" }}]'),
    )

    assert plan.weights(plan.unit("D30")) == {"key": 40, "own_function": 50, "common": 10}
    assert plan.weights(plan.unit("D31")) == {"key": 75, "own_function": 15, "common": 10}
