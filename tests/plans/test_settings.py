"""Settings that the seed leaves open: nodes, adjustments, grades, names."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.loading import load
from plans.schema import Plan
from states.category import Category


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load("fangshan-2017")


@pytest.mark.parametrize(
    ("deadline", "dates"),
    [
        (date(2017, 12, 31), [(3, 31), (6, 30), (9, 30), (12, 31)]),
        (date(2017, 10, 31), [(3, 31), (6, 30), (9, 30), (10, 31)]),
        (date(2017, 9, 30), [(3, 31), (6, 30), (9, 30)]),
        (date(2017, 9, 1), [(3, 31), (6, 30), (9, 1)]),
    ],
)
def test_nodes_are_quarterly_and_end_with_the_indicator(
    plan: Plan, deadline: date, dates: list[tuple[int, int]]
):
    assert plan.nodes.dates(deadline) == tuple(date(2017, *day) for day in dates)


@given(st.dates(date(2017, 1, 1), date(2017, 12, 31)))
def test_the_last_node_is_the_day_the_indicator_is_due(plan: Plan, deadline: date):
    nodes = plan.nodes.dates(deadline)

    assert nodes[-1] == deadline
    assert list(nodes) == sorted(set(nodes))
    assert nodes == tuple(sorted({plan.nodes.day(quarter, deadline) for quarter in (1, 2, 3, 4)}))


def test_amendments_close_at_the_end_of_september(plan: Plan):
    amendment = plan.requests.amendment

    assert amendment.closes == date(2017, 9, 30)
    assert amendment.by[Category.KEY] is not amendment.by[Category.OWN_FUNCTION]


@pytest.mark.parametrize(
    ("event", "points", "cap", "next_year"),
    [
        ("node_late_short", "-0.1", 2, False),
        ("node_late_long", "-0.2", 2, False),
        ("node_never", "-0.5", 2, False),
        ("evidence_missing", "-0.1", 1, False),
        ("returned_twice", "-0.1", 1, False),
        ("inspection_mismatch", "-0.3", 3, False),
        ("inspection_undone", "-0.5", 3, False),
        ("falsehood", "-2.0", None, False),
        ("obstruction", "-1.0", 3, False),
        ("rectification_late", "-0.2", 2, True),
        ("rectification_rejected_twice", "-0.2", 2, True),
        ("rectification_undone", "-0.5", 2, True),
        ("criticism_district", "-0.5", 3, False),
        ("criticism_city", "-1.0", 3, False),
        ("criticism_state", "-2.0", 3, False),
        ("award_district", "0.5", 3, False),
        ("award_city", "1.0", 3, False),
        ("award_state", "2.0", 3, False),
        ("ahead", "0.2", 1, False),
    ],
)
def test_adjustments_have_points_and_caps(
    plan: Plan, event: str, points: str, cap: int | None, *, next_year: bool
):
    found = plan.adjustments.event(event)

    assert found is not None
    item, one = found
    assert (one.points, item.cap, item.next_year) == (Decimal(points), cap, next_year)
    assert one.points % plan.adjustments.step == 0


def test_grades_are_quota_bound_at_the_top_only(plan: Plan):
    assert [(g.label, g.at_least, g.quota) for g in plan.grades.grades] == [
        ("优秀", 90, 30),
        ("良好", 80, None),
        ("合格", 60, None),
        ("不合格", 0, None),
    ]


def test_the_result_has_one_circular_and_four_links(plan: Plan):
    assert plan.result_links.circular
    assert len(plan.result_links.links) == 4


def test_document_numbers_have_no_leading_zero(plan: Plan):
    assert plan.numbering.number("bulletin", 2017, 3) == "房绩效办通报\u30142017\u30153号"


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("区发改委", "D02"),
        ("区经信委", "D05"),
        ("区法制办", "D29"),
        ("区人力社保局", "D09"),
        ("区政府办", "D01"),
        (" 区 财政局 ", "D08"),
        ("区档案局（馆）", "D34"),
        ("\uff3410", "T10"),
        ("区绩效办", "JXB"),
    ],
)
def test_a_unit_answers_to_all_its_names(plan: Plan, written: str, unit: str):
    assert plan.unit(written).id == unit
