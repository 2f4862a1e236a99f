from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import BadInput, Objected, Objection
from scoring.weights import largest_remainder, redistribute, weight_problems
from tests.scoring.strategies import numbers

D = Decimal
DEPARTMENT = {"重点工作": D(75), "重点职能工作": D(15), "共性工作": D(10)}


def codes(objections: Iterable[Objection]) -> list[str]:
    return [objection.code for objection in objections]


def test_weights_that_sum_exactly_are_in_order():
    weights = {
        "重点工作": [D("30.5"), D("44.50")],
        "重点职能工作": [D(15)],
        "共性工作": [D("3.33"), D("3.33"), D("3.34")],
    }

    assert weight_problems(weights, DEPARTMENT) == ()


def test_a_hundredth_too_much_is_objected_to():
    weights = {"重点工作": [D("75.01")], "重点职能工作": [D(15)], "共性工作": [D(10)]}

    (objection,) = weight_problems(weights, DEPARTMENT)

    assert objection.code == "weights.category_sum"
    assert objection.message == "“重点工作”权重合计为 75.01，应为 75。"
    assert objection.remedy == "相差 -0.01，请调整。"


def test_every_problem_is_told_at_once():
    weights = {"重点工作": [D(80), D(-5)], "重点职能工作": [D(14)], "差异性工作": [D(1)]}

    assert codes(weight_problems(weights, DEPARTMENT)) == [
        "weights.not_positive",
        "weights.category_sum",
        "weights.category_sum",
        "weights.unknown_category",
    ]


def test_totals_other_than_a_hundred_are_objected_to():
    assert codes(weight_problems({"重点工作": [D(80)]}, {"重点工作": D(80)})) == [
        "weights.total_sum"
    ]


def test_a_department_without_key_work_has_90_and_10():
    totals = {"重点工作": D(0), "重点职能工作": D(90), "共性工作": D(10)}
    weights = {"重点职能工作": [D(90)], "共性工作": [D(10)]}

    assert weight_problems(weights, totals) == ()
    assert codes(weight_problems({**weights, "重点工作": [D(5)]}, totals)) == [
        "weights.category_sum"
    ]


@pytest.mark.parametrize("odd", ["NaN", "Infinity", "sNaN"])
def test_what_is_not_a_number_is_no_weight(odd: str):
    assert codes(weight_problems({"重点工作": [D(odd)]}, DEPARTMENT)) == ["weights.not_finite"]


def test_a_cancelled_task_leaves_its_weight_to_the_others():
    weights = {"甲": D(30), "乙": D(25), "丙": D(20)}

    assert redistribute(weights, {"丙"}) == {"甲": D("40.91"), "乙": D("34.09")}


def test_a_category_whose_tasks_are_all_cancelled_needs_a_decision():
    with pytest.raises(Objected, match="全部取消"):
        redistribute({"甲": D(75)}, {"甲"})


def test_only_an_indicator_that_is_there_can_be_removed():
    with pytest.raises(BadInput, match="丁"):
        redistribute({"甲": D(75)}, {"丁"})


@given(st.dictionaries(st.text(max_size=3), numbers("0.01", "75"), min_size=2), st.data())
def test_redistributing_keeps_the_sum_and_forgets_the_order(
    weights: dict[str, Decimal], data: st.DataObject
):
    removed = data.draw(st.sets(st.sampled_from(sorted(weights)), max_size=len(weights) - 1))

    shared = redistribute(weights, removed)

    assert sum(shared.values()) == sum(weights.values())
    assert shared.keys() == weights.keys() - removed
    assert redistribute(dict(reversed(weights.items())), removed) == shared


@given(numbers("0", "1000"), st.lists(numbers("0", "100", places=5), min_size=1).filter(any))
def test_shares_sum_to_the_total_and_are_within_a_hundredth_of_their_due(
    total: Decimal, parts: list[Decimal]
):
    shares = largest_remainder(total, parts)

    assert sum(shares) == total
    whole = sum(map(Fraction, parts))
    for share, part in zip(shares, parts, strict=True):
        assert abs(Fraction(share) - Fraction(total) * Fraction(part) / whole) < Fraction(1, 100)
        assert share.as_tuple().exponent == -2


def test_equal_remainders_are_served_in_order():
    assert largest_remainder(D(1), [D(1)] * 3, 1) == (D("0.4"), D("0.3"), D("0.3"))


@pytest.mark.parametrize(
    ("total", "parts"),
    [
        ("1.005", [1]),
        ("NaN", [1]),
        ("-1", [1]),
        ("1", [0, 0]),
        ("1", []),
        ("1", [-1, 2]),
        ("1", ["NaN"]),
    ],
)
def test_what_cannot_be_split_is_refused(total: str, parts: list):
    with pytest.raises(BadInput):
        largest_remainder(D(total), [D(part) for part in parts])
