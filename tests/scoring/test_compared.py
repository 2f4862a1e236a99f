"""A unit beside its group: the best of it (标杆比例法), its mean growth (增幅法)."""

from decimal import Decimal

import pytest

from kit.errors import BadInput
from scoring.methods import input_problems, score

W10 = Decimal(10)
LOWER = {"direction": "lower"}
BESIDE = {"target": 5, "group_share": "0.4"}

# fmt: off
BESIDE_THE_BEST = [
    # parameters  actual  best  points of 10
    ({},          60,     60,   "10"),
    ({},          45,     60,   "7.5"),
    ({},          0,      60,   "0"),
    ({},          70,     60,   "10"),
    (LOWER,       20,     20,   "10"),
    (LOWER,       40,     20,   "5"),
    (LOWER,       10,     20,   "10"),
    (LOWER,       5,      0,    "0"),
    (LOWER,       0,      0,    "10"),
]
BESIDE_THE_MEAN = [
    # growth  mean  points of 10: 6 for the own target, 4 for keeping up with the group
    (5,       5,    "10"),
    (5,       10,   "8"),
    (10,      10,   "10"),
    (0,       5,    "3.6"),
    (0,       0,    "7.6"),
    (-1,      -2,   "7.12"),
    (-3,      -2,   "2.16"),
]
# fmt: on


@pytest.mark.parametrize(("parameters", "actual", "best", "expected"), BESIDE_THE_BEST)
def test_a_unit_gets_the_share_of_the_best_of_its_group(
    parameters: dict, actual: int, best: int, expected: str
):
    told = score("benchmark", W10, parameters, {"actual": actual, "best": best})

    assert told.points == Decimal(expected)


def test_a_group_in_which_nobody_did_anything_has_no_best():
    (objection,) = input_problems("benchmark", {}, {"actual": 0, "best": 0})

    assert objection.code == "input.best_is_zero"


@pytest.mark.parametrize(("growth", "mean", "expected"), BESIDE_THE_MEAN)
def test_part_of_the_weight_is_for_keeping_up_with_the_group(growth: int, mean: int, expected: str):
    told = score("growth", W10, BESIDE, {"actual": growth, "group_mean": mean})

    assert told.points == Decimal(expected)


def test_the_group_s_mean_is_needed_only_where_it_was_agreed():
    (objection,) = input_problems("growth", BESIDE, {"actual": 5})

    assert objection.code == "input.no_group_mean"
    assert input_problems("growth", {"target": 5}, {"actual": 5}) == ()
    with pytest.raises(BadInput, match="组内平均增幅"):
        score("growth", W10, BESIDE, {"actual": 5})


def test_the_rule_tells_both_parts():
    told = score("growth", W10, {**BESIDE, "last_year": 200}, {"actual": 206, "group_mean": 4})

    assert told.rule == (
        "增幅法：10 × [(1 − 0.4) × (0.6 + (1 − 0.6) × [(206 − 200) ÷ 200 × 100] ÷ 5)"
        " + 0.4 × (增幅 3.00 ÷ 组均 4)]（各项限于 0 至 1） = 8.04"
    )
