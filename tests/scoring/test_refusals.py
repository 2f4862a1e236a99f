from collections.abc import Iterable
from decimal import Decimal

import pytest

from kit.errors import BadInput, NotFound, Objected, Objection
from scoring.methods import METHODS, input_problems, parameter_problems, score

W = Decimal(10)


def codes(objections: Iterable[Objection]) -> list[str]:
    return [objection.code for objection in objections]


def band(low: object, high: object, *, included: tuple = (True, False)) -> dict:
    return {
        "from": low,
        "to": high,
        "from_included": included[0],
        "to_included": included[1],
        "points_ratio": "0.5",
    }


LATE = {"unit_points": {"迟到": 1}}


def grade_table(*ratios: object) -> dict:
    return {"coefficients": dict(zip("优良中差", ratios, strict=True))}


def one_node(**node: object) -> dict:
    return {"milestones": [{"name": "a", "weight": 1, "done": True, **node}]}


# fmt: off
BAD_PARAMETERS = [
    ("completion", {}, ["parameter.missing"]),
    ("completion", {"target": None}, ["parameter.missing"]),
    ("completion", {"target": 0}, ["parameter.out_of_range"]),
    ("completion", {"target": "0.00"}, ["parameter.out_of_range"]),
    ("completion", {"target": -3}, ["parameter.out_of_range"]),
    ("completion", {"target": "NaN"}, ["parameter.not_a_number"]),
    ("completion", {"target": Decimal("sNaN")}, ["parameter.not_a_number"]),
    ("completion", {"target": "Infinity"}, ["parameter.not_a_number"]),
    ("completion", {"target": "1E+999999"}, ["parameter.not_a_number"]),
    ("completion", {"target": "1E-999999"}, ["parameter.not_a_number"]),
    ("completion", {"target": "9" * 41}, ["parameter.not_a_number"]),
    ("completion", {"target": 10**5000}, ["parameter.not_a_number"]),
    ("completion", {"target": 1.5}, ["parameter.not_a_number"]),
    ("completion", {"target": True}, ["parameter.not_a_number"]),
    ("completion", {"target": "三十"}, ["parameter.not_a_number"]),
    ("completion", {"target": 1, "floor": "1.2"}, ["parameter.out_of_range"]),
    ("completion", {"target": 1, "flor": "0.6"}, ["parameter.unknown"]),
    ("completion", {"target": 1, "when_missing": "guess"}, ["parameter.not_a_choice"]),
    ("completion", {"target": 0, "floor": 2}, ["parameter.out_of_range", "parameter.out_of_range"]),
    ("inverse", {"target": 0}, ["parameter.out_of_range"]),
    ("inverse", {"target": 1, "formula": "best"}, ["parameter.not_a_choice"]),
    ("linear", {"full_at": 5, "zero_at": "5.0"}, ["parameter.no_interval"]),
    ("bands", {"bands": []}, ["parameter.not_a_table"]),
    ("bands", {"bands": "优"}, ["parameter.not_a_table"]),
    ("bands", {"bands": [7]}, ["parameter.not_a_table"]),
    ("bands", {"bands": [{"from": 1, "to": 2, "points_ratio": 1}]}, ["parameter.missing"]),
    ("bands", {"bands": [band(1, 2, included=(1, 0))]}, ["parameter.not_a_flag"]),
    ("bands", {"bands": [band(2, 1)]}, ["parameter.band_empty"]),
    ("bands", {"bands": [band(1, 1)]}, ["parameter.band_empty"]),
    ("bands", {"bands": [band(1, 3), band(2, 4)]}, ["parameter.bands_overlap"]),
    ("bands", {"bands": [band(2, 4), band(1, 2, included=(True, True))]},
        ["parameter.bands_overlap"]),
    ("bands", {"bands": [band(None, 5), band(None, 9)]}, ["parameter.bands_overlap"]),
    ("bands", {"bands": [band(1, None), band(5, 9)]}, ["parameter.bands_overlap"]),
    ("rating", {"coefficients": {"优": 1}}, ["parameter.wrong_names"]),
    ("rating", {"coefficients": [1, 2]}, ["parameter.not_a_table"]),
    ("rating", grade_table(1, 2, 0, 0), ["parameter.out_of_range"]),
    ("rating", grade_table("0.5", 1, 0, 0), ["parameter.coefficients_out_of_order"]),
    ("milestones", {"late_days": "2.5"}, ["parameter.out_of_range"]),
    ("deduction", {**LATE, "item_caps": {"缺席": 1}}, ["parameter.unknown_event"]),
    ("deduction", {**LATE, "repeat_factor": 0}, ["parameter.out_of_range"]),
    ("rank", {"step": 0}, ["parameter.out_of_range"]),
    ("growth", {"target": 5, "last_year": 0}, ["parameter.out_of_range"]),
    ("target_challenge", {"target": 5, "challenge": 5}, ["parameter.challenge_not_above_target"]),
    ("target_challenge", {"target": 5}, ["parameter.missing"]),
]
BAD_INPUTS = [
    ("completion", {"target": 1}, {"actual": -1}, ["input.out_of_range"]),
    ("completion", {"target": 1}, {"actual": "NaN"}, ["input.not_a_number"]),
    ("completion", {"target": 1}, {"actual": 1, "atcual": 2}, ["input.unknown"]),
    ("completion", {"target": 0}, {"actual": 1}, ["parameter.out_of_range"]),
    ("bands", {"bands": [band(0, 60)]}, {"actual": 60}, ["input.in_no_band"]),
    ("rating", {}, {"rating": "优"}, ["input.missing"]),
    ("rating", {}, {"rating": "优", "reason": "  "}, ["input.empty"]),
    ("rating", {}, {"rating": "甲", "reason": "x"}, ["input.not_a_choice"]),
    ("milestones", {}, one_node(weight=0), ["input.out_of_range"]),
    ("milestones", {}, {"milestones": []}, ["input.not_a_table"]),
    ("milestones", {}, one_node(late=3), ["input.unknown"]),
    ("deduction", LATE, {"counts": {"缺席": 1}}, ["input.unknown_event"]),
    ("deduction", LATE, {"counts": {"迟到": "0.5"}}, ["input.out_of_range"]),
    ("deduction", LATE, {"counts": {"迟到": 1}, "repeats": {"迟到": 2}},
        ["input.more_repeats_than_events"]),
    ("rank", {"step": 1}, {"rank": 0}, ["input.out_of_range"]),
    ("rank", {"step": 1}, {"rank": "1.5"}, ["input.out_of_range"]),
    ("done", {}, {"done": 1}, ["input.not_a_flag"]),
]
# fmt: on


@pytest.mark.parametrize(("code", "parameters", "expected"), BAD_PARAMETERS)
def test_parameters_that_cannot_be_scored_with_are_objected_to(
    code: str, parameters: dict, expected: list[str]
):
    objections = parameter_problems(code, parameters)

    assert codes(objections) == expected
    assert all(objection.message and objection.remedy for objection in objections)
    with pytest.raises(BadInput) as refusal:
        score(code, W, parameters, METHODS[code].example.inputs)
    assert refusal.value.objections == objections


@pytest.mark.parametrize(("code", "parameters", "inputs", "expected"), BAD_INPUTS)
def test_inputs_that_cannot_be_scored_are_objected_to(
    code: str, parameters: dict, inputs: dict, expected: list[str]
):
    objections = input_problems(code, parameters, inputs)

    assert codes(objections) == expected
    with pytest.raises(BadInput) as refusal:
        score(code, W, parameters, inputs)
    assert refusal.value.objections == objections


@pytest.mark.parametrize("code", METHODS)
def test_what_the_example_shows_is_in_order(code: str):
    example = METHODS[code].example

    assert parameter_problems(code, example.parameters) == ()
    assert input_problems(code, example.parameters, example.inputs) == ()


def test_an_objection_says_what_is_wrong_and_what_would_be_right():
    (objection,) = parameter_problems("completion", {"target": 0})

    assert objection.message == "计分参数“目标值”应为大于 0 的数，现为 0。"
    assert objection.remedy.startswith("请填写大于 0 的数。目标值为 0 的事项请改用扣分法")


def test_an_objection_to_a_table_names_the_row():
    nodes = [{"name": "a", "weight": 1, "done": True}, {"name": "b", "weight": 1, "done": "是"}]

    (objection,) = input_problems("milestones", {}, {"milestones": nodes})

    assert "第 2 行" in objection.message
    assert "“是否完成”" in objection.message


@pytest.mark.parametrize("code", METHODS)
@pytest.mark.parametrize("null", [True, False])
def test_a_missing_datum_is_waited_for_unless_agreed_otherwise(code: str, *, null: bool):
    method = METHODS[code]
    given = {method.datum.name: None} if null else {}

    assert codes(input_problems(code, method.example.parameters, given)) == ["input.pending"]
    with pytest.raises(Objected, match="待数据"):
        score(code, W, method.example.parameters, given)


@pytest.mark.parametrize("code", METHODS)
@pytest.mark.parametrize(("agreement", "points"), [("zero", 0), ("neutral", 10)])
def test_a_missing_datum_counts_as_was_agreed(code: str, agreement: str, points: int):
    parameters = {**METHODS[code].example.parameters, "when_missing": agreement}

    told = score(code, W, parameters, {})

    assert input_problems(code, parameters, {}) == ()
    assert told.points == points
    assert "数据缺失" in told.rule


def test_a_gap_between_bands_is_a_warning_that_a_reason_overrides():
    parameters = {"bands": [band(0, 60), band(80, 100), band(60, 70, included=(False, False))]}

    objections = parameter_problems("bands", parameters)

    assert codes(objections) == ["parameter.bands_gap", "parameter.bands_gap"]
    assert all(objection.overridable for objection in objections)
    assert score("bands", W, parameters, {"actual": 5}).points == 5


@pytest.mark.parametrize("weight", [-1, "-0.01", "NaN", Decimal("Infinity"), 1.5, None, True, "十"])
def test_a_weight_that_is_no_weight_is_refused(weight: object):
    with pytest.raises(BadInput, match="权重"):
        score("done", weight, {}, {"done": True})


def test_problems_of_an_unknown_method_are_not_found():
    with pytest.raises(NotFound):
        parameter_problems("guess", {})
    with pytest.raises(NotFound):
        input_problems("guess", {}, {})
