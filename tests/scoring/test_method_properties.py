import json
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import Objected
from scoring.explain import Explained
from scoring.methods import METHODS, agreed, score, shown
from tests.scoring.strategies import (
    Case,
    amounts,
    any_number,
    cases,
    cases_of,
    challenge,
    linear,
    numbers,
    positive,
    shares,
    weights,
)


@given(cases)
def test_points_stay_between_nothing_and_the_weight(case: Case):
    assert Decimal(0) <= score(*case).points <= case.weight


@given(cases)
def test_an_explanation_survives_json(case: Case):
    told = score(*case)

    assert Explained.from_json(told.to_json()) == told


@given(cases)
def test_points_alone_are_the_points_explained(case: Case):
    told = score(*case)

    assert agreed(case.code, case.parameters).points(case.weight, case.inputs) == told.points
    assert told.rule.endswith(f" = {shown(told.points)}")


@given(cases)
def test_points_do_not_depend_on_the_caller_s_decimal_context(case: Case):
    told = score(*case)

    with localcontext() as narrow:
        narrow.prec = 3
        assert score(*case) == told


@given(cases)
def test_numbers_may_come_as_json_strings(case: Case):
    as_json = json.loads(json.dumps([case.parameters, case.inputs], default=str))

    assert score(case.code, str(case.weight), *as_json).points == score(*case).points


@given(cases_of("milestones"))
def test_the_points_of_the_milestones_make_the_whole(case: Case):
    told = score(*case)

    assert abs(told.points - sum(part.points for part in told.children)) < Decimal("1E-20")


@given(cases_of("deduction"))
def test_the_events_cost_at_least_what_is_deducted(case: Case):
    told = score(*case)

    assert told.points >= case.weight + sum(part.points for part in told.children)


def more_is_better(
    code: str, weight: object, parameters: dict, low: Decimal, high: Decimal
) -> bool:
    method = agreed(code, parameters)
    low, high = sorted((low, high))
    return method.points(weight, {"actual": low}) <= method.points(weight, {"actual": high})


@given(weights, positive, shares, amounts, amounts)
def test_completing_more_never_costs_points(
    weight: Decimal, target: Decimal, floor: Decimal, low: Decimal, high: Decimal
):
    assert more_is_better("completion", weight, {"target": target, "floor": floor}, low, high)


@given(
    weights, positive, st.sampled_from(["ratio", "slope"]), numbers("0.01", "9"), amounts, amounts
)
def test_using_less_never_costs_points(
    weight: Decimal, target: Decimal, formula: str, slope: Decimal, low: Decimal, high: Decimal
):
    method = agreed("inverse", {"target": target, "formula": formula, "slope": slope})
    low, high = sorted((low, high))

    assert method.points(weight, {"actual": low}) >= method.points(weight, {"actual": high})


@given(weights, linear(), any_number, any_number)
def test_a_linear_interval_runs_towards_its_full_end(
    weight: Decimal, parameters: dict, low: Decimal, high: Decimal
):
    if parameters["full_at"] < parameters["zero_at"]:
        low, high = max(low, high), min(low, high)
    else:
        low, high = sorted((low, high))
    method = agreed("linear", parameters)

    assert method.points(weight, {"actual": low}) <= method.points(weight, {"actual": high})


@given(weights, challenge(), any_number, any_number)
def test_coming_closer_to_the_challenge_never_costs_points(
    weight: Decimal, parameters: dict, low: Decimal, high: Decimal
):
    assert more_is_better("target_challenge", weight, parameters, low, high)


@given(cases_of("growth"), any_number)
def test_growing_more_never_costs_points(case: Case, other: Decimal):
    method = agreed("growth", case.parameters)
    low, high = sorted((case.inputs["actual"], other))
    fewer = method.points(case.weight, {**case.inputs, "actual": low})

    assert fewer <= method.points(case.weight, {**case.inputs, "actual": high})


@given(cases_of("benchmark"), positive)
def test_coming_closer_to_the_best_never_costs_points(case: Case, away: Decimal):
    method = agreed("benchmark", case.parameters)
    best, lower = case.inputs["best"], case.parameters["direction"] == "lower"
    actual = case.inputs["actual"]
    worse = actual + away if lower else max(actual - away, Decimal(0))

    at_worse = method.points(case.weight, {"actual": worse, "best": best})

    assert at_worse <= method.points(case.weight, case.inputs)
    assert method.points(case.weight, {"actual": best, "best": best}) == case.weight


@given(cases_of("overdraft"), st.data())
def test_what_is_lost_is_lost_once_in_points_or_in_the_deduction_account(
    case: Case, data: st.DataObject
):
    told = score(*case)
    lost = -sum(part.points for part in told.children)
    excess = -Decimal(told.beyond.get("excess", 0))

    assert excess <= case.parameters["excess_cap"]
    assert case.weight - told.points + excess == min(
        lost, case.weight + case.parameters["excess_cap"]
    )
    event = data.draw(st.sampled_from(sorted(case.inputs["counts"])))
    counts = {**case.inputs["counts"], event: case.inputs["counts"][event] + 1}
    after = score(*case[:3], {**case.inputs, "counts": counts})
    assert told.points >= after.points
    assert excess <= -Decimal(after.beyond.get("excess", 0))


@given(cases_of("imported"), positive)
def test_a_better_imported_score_never_costs_points(case: Case, more: Decimal):
    better = min(case.inputs["score"] + more, case.parameters["out_of"])
    method = agreed("imported", case.parameters)

    after = method.points(case.weight, {**case.inputs, "score": better})

    assert method.points(case.weight, case.inputs) <= after


@given(cases)
def test_a_missing_datum_counts_for_nothing_or_in_full_as_agreed(case: Case):
    datum = METHODS[case.code].datum.name
    without = {name: value for name, value in case.inputs.items() if name != datum}

    for agreement, share in (("zero", 0), ("neutral", 1)):
        method = agreed(case.code, {**case.parameters, "when_missing": agreement})
        assert method.points(case.weight, without) == case.weight * share
    with pytest.raises(Objected):
        score(*case[:3], without)


@given(weights, numbers("0.01", "5"), st.integers(1, 5), st.integers(1, 81))
def test_a_better_rank_never_costs_points(weight: Decimal, step: Decimal, target: int, rank: int):
    method = agreed("rank", {"step": step, "target": target})

    assert method.points(weight, {"rank": rank}) >= method.points(weight, {"rank": rank + 1})


@given(weights, numbers("0.01", "3"), st.integers(0, 50), st.data())
def test_one_more_event_never_gains_points(
    weight: Decimal, unit: Decimal, count: int, data: st.DataObject
):
    method = agreed("deduction", {"unit_points": {"迟到": unit}})
    repeats = data.draw(st.integers(0, count))
    before = {"counts": {"迟到": count}, "repeats": {"迟到": repeats}}
    after = {"counts": {"迟到": count + 1}, "repeats": {"迟到": repeats + 1}}

    assert method.points(weight, before) >= method.points(weight, after)
