from collections import Counter
from decimal import Decimal

import pytest

from kit.errors import NotFound
from scoring.methods import METHODS, method_called, score, shown, worked_example

W10 = Decimal("10.00")


def points(code: str, parameters: dict, inputs: dict, weight: object = W10) -> Decimal:
    return score(code, weight, parameters, inputs).points


def band(low: str | None, high: str | None, ratio: str) -> dict:
    """A band with its lower edge in and its upper edge out."""
    return {
        "from": low,
        "to": high,
        "from_included": low is not None,
        "to_included": False,
        "points_ratio": ratio,
    }


def node(days_late: int | None, weight: object = 1) -> dict:
    """A milestone; None means not done."""
    return {"name": "节点", "weight": weight, "done": days_late is not None, "days_late": days_late}


BANDS = {"bands": [band("90", None, "1"), band("60", "90", "0.8"), band(None, "60", "0")]}
LATE = {"unit_points": {"迟到": "0.1", "缺席": "0.3"}}

SLOPE = {"target": 100, "formula": "slope"}
DUST = {"full_at": 10, "zero_at": 70}
SATISFACTION = {"full_at": 98, "zero_at": 88}
TOURISTS = {"target": 5, "last_year": 400}
REVENUE = {"target": 6, "challenge": "6.6"}

# fmt: off
MEASURED = [
    # code              parameters                         actual    points
    ("completion",       {"target": 216},                  108,      "5"),
    ("completion",       {"target": 216},                  300,      "10"),
    ("completion",       {"target": 3},                    1,        f"3.{'3' * 27}"),
    ("completion",       {"target": 100, "floor": "0.6"},  "59.9",   "0"),
    ("completion",       {"target": 100, "floor": "0.6"},  60,       "6"),
    ("inverse",          {"target": 100},                  0,        "10"),
    ("inverse",          {"target": 100},                  100,      "10"),
    ("inverse",          {"target": 100},                  125,      "8"),
    ("inverse",          SLOPE,                            0,        "10"),
    ("inverse",          SLOPE,                            125,      "7.5"),
    ("inverse",          {**SLOPE, "slope": 2},            125,      "5"),
    ("inverse",          {**SLOPE, "slope": 5},            125,      "0"),
    ("linear",           DUST,                             10,       "10"),
    ("linear",           DUST,                             40,       "5"),
    ("linear",           DUST,                             71,       "0"),
    ("linear",           SATISFACTION,                     93,       "5"),
    ("linear",           SATISFACTION,                     100,      "10"),
    ("bands",            BANDS,                            90,       "10"),
    ("bands",            BANDS,                            "89.99",  "8"),
    ("bands",            BANDS,                            60,       "8"),
    ("bands",            BANDS,                            "-5",     "0"),
    ("growth",           TOURISTS,                         420,      "10"),
    ("growth",           TOURISTS,                         400,      "6"),
    ("growth",           TOURISTS,                         390,      "4"),
    ("growth",           {"target": 5},                    "2.5",    "8"),
    ("growth",           {"target": 5},                    -20,      "0"),
    ("target_challenge", REVENUE,                          3,        "4.5"),
    ("target_challenge", REVENUE,                          6,        "9"),
    ("target_challenge", REVENUE,                          "6.3",    "9.5"),
    ("target_challenge", REVENUE,                          7,        "10"),
    ("target_challenge", REVENUE,                          -1,       "0"),
]
RATED = [("优", "10"), ("良", "8.5"), ("中", "7"), ("差", "5")]
RANKED = [
    # parameters                 rank  points of 10
    ({"step": "0.5"},              1,  "10"),
    ({"step": "0.5"},              4,  "8.5"),
    ({"step": "0.5", "target": 3}, 3,  "10"),
    ({"step": "0.5", "target": 3}, 4,  "9.5"),
    ({"step": 3},                  9,  "0"),
]
REACHED = [
    # parameters                 nodes                           points of 10
    ({},                         [node(0), node(None)],          "5"),
    ({},                         [node(10), node(0)],            "9"),
    ({},                         [node(11), node(0)],            "5"),
    ({"very_late_ratio": "0.4"}, [node(11), node(0)],            "7"),
    ({},                         [node(0, 70), node(1, "30.0")], "9.4"),
]
DEDUCTED = [
    # parameters                   counts                  repeats      points of 10
    ({},                           {},                     {},          "10"),
    ({},                           {"迟到": 3, "缺席": 1}, {},          "9.4"),
    ({},                           {"缺席": 2},            {"缺席": 1}, "9.1"),
    ({"repeat_factor": 3},         {"缺席": 2},            {"缺席": 1}, "8.8"),
    ({"item_caps": {"迟到": "0.5"}}, {"迟到": 9, "缺席": 1}, {},        "9.2"),
    ({"cap": 2},                   {"缺席": 9},            {},          "8"),
    ({},                           {"缺席": 40},           {},          "0"),
]
# fmt: on


@pytest.mark.parametrize(("code", "parameters", "actual", "expected"), MEASURED)
def test_a_measured_value_is_worth_what_the_formula_says(
    code: str, parameters: dict, actual: object, expected: str
):
    assert points(code, parameters, {"actual": actual}) == Decimal(expected)


@pytest.mark.parametrize(("rating", "expected"), RATED)
def test_a_rating_is_worth_its_coefficient(rating: str, expected: str):
    assert points("rating", {}, {"rating": rating, "reason": "实地查看"}) == Decimal(expected)


@pytest.mark.parametrize(("parameters", "rank", "expected"), RANKED)
def test_each_rank_below_the_target_costs_a_step(parameters: dict, rank: int, expected: str):
    assert points("rank", parameters, {"rank": rank}) == Decimal(expected)


@pytest.mark.parametrize(("parameters", "nodes", "expected"), REACHED)
def test_milestones_count_by_weight_and_lateness(parameters: dict, nodes: list, expected: str):
    assert points("milestones", parameters, {"milestones": nodes}) == Decimal(expected)


@pytest.mark.parametrize(("parameters", "counts", "repeats", "expected"), DEDUCTED)
def test_events_cost_points_repeats_more_and_caps_hold(
    parameters: dict, counts: dict, repeats: dict, expected: str
):
    inputs = {"counts": counts, "repeats": repeats}

    assert points("deduction", {**LATE, **parameters}, inputs) == Decimal(expected)


@pytest.mark.parametrize(("done", "expected"), [(True, 10), (False, 0)])
def test_what_is_done_is_worth_all_and_what_is_not_nothing(*, done: bool, expected: int):
    assert points("done", {}, {"done": done}) == expected


@pytest.mark.parametrize("code", METHODS)
def test_the_example_shown_to_a_unit_is_right(code: str):
    assert str(shown(worked_example(code).points)) == METHODS[code].example.points


def test_the_table_holds_the_sixteen_methods_of_the_office():
    assert {code: method.name for code, method in METHODS.items()} == {
        "completion": "完成率法",
        "inverse": "反向完成率法",
        "linear": "区间线性法",
        "bands": "分档法",
        "rating": "评级法",
        "milestones": "节点法",
        "deduction": "扣分法",
        "overdraft": "倒扣法",
        "rank": "排名法",
        "benchmark": "标杆比例法",
        "growth": "增幅法",
        "target_challenge": "目标挑战双值法",
        "done": "是否法",
        "veto": "一票否决法",
        "imported": "第三方测评导入法",
        "formula": "公式法",
    }


def test_every_field_tells_an_officer_what_it_wants():
    fields = [
        field for method in METHODS.values() for field in (*method.parameters, *method.inputs)
    ]

    assert all(field.label and field.kind.allowed and field.kind.word for field in fields)
    for method in METHODS.values():
        labels = Counter(field.label for field in (*method.parameters, *method.inputs))
        assert max(labels.values()) == 1


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("目标挑战双值法", "target_challenge"),
        ("目标—挑战双值法", "target_challenge"),
        ("目标－挑战 双值法", "target_challenge"),
        ("目标-挑战双值法\n", "target_challenge"),
        ("　完成率法 ", "completion"),
        ("target-challenge", "target_challenge"),
        ("Rank", "rank"),
        ("第三方/测评导入法", "imported"),
    ],
)
def test_methods_answer_to_the_names_of_the_excel_table(name: str, code: str):
    method = method_called(name)

    assert method is not None
    assert method.code == code


@pytest.mark.parametrize("name", ["", "完成率", "完成率法+察访扣分", "综合评价法"])
def test_an_unknown_name_is_no_method(name: str):
    assert method_called(name) is None


def test_an_unknown_code_is_not_found():
    with pytest.raises(NotFound, match="best_guess"):
        score("best_guess", 10, {}, {})
