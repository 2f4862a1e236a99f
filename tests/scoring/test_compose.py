from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import BadInput, Objected
from scoring.compose import (
    AdjustmentPlacement,
    DutyRule,
    JudgeGroup,
    TotalRule,
    category_score,
    daily_score,
    duty_score,
    total_score,
)
from scoring.explain import Explained
from tests.scoring.strategies import numbers

D = Decimal
INSIDE = TotalRule(adjustment_placement=AdjustmentPlacement.INSIDE_DAILY)
AFTER = TotalRule(adjustment_placement=AdjustmentPlacement.AFTER_TOTAL)
KINDS = ("重点工作", "重点职能工作", "共性工作")


def told(label: str, points: str | Decimal) -> Explained:
    return Explained(label, D(points), "")


def daily(scores: tuple[str, ...], weights: tuple[int, ...]) -> Explained:
    split = {kind: D(weight) for kind, weight in zip(KINDS, weights, strict=True)}
    return daily_score(
        {kind: told(kind, score) for kind, score in zip(KINDS, scores, strict=True) if split[kind]},
        split,
    )


@pytest.fixture
def department() -> Explained:
    return daily(("92.40", "95.00", "88.00"), (75, 15, 10))


@pytest.fixture
def duty() -> Explained:
    return told("年终述职考评", "90.50")


@pytest.fixture
def adjustments() -> tuple[Explained, ...]:
    return (told("市级表彰", "1.2"), told("通报批评", "-0.5"))


def test_a_department_s_daily_score_is_75_15_10(department: Explained):
    assert department.points == D("92.35")
    assert department.rule == "92.40 × 75% + 95.00 × 15% + 88.00 × 10% = 92.35"


def test_a_township_s_daily_score_is_80_10_10():
    assert daily(("89.60", "94.00", "91.00"), (80, 10, 10)).points == D("90.18")


def test_a_department_without_key_work_is_scored_90_and_10():
    score = daily(("0", "95.00", "88.00"), (0, 90, 10))

    assert score.points == D("94.30")
    assert [part.label for part in score.children] == ["重点职能工作", "共性工作"]


def test_adjustments_inside_the_daily_score_count_for_80_percent(
    department: Explained, duty: Explained, adjustments: tuple[Explained, ...]
):
    total = total_score(department, duty, adjustments, INSIDE)

    assert total.points == D("92.54")
    assert total.rule == "93.05 × 80% + 90.50 × 20% = 92.54"
    assert total.children[0].rule == "92.35 + 0.70 = 93.05"
    assert total.children[0].children == (department, *adjustments)


def test_adjustments_after_the_total_count_in_full(
    department: Explained, duty: Explained, adjustments: tuple[Explained, ...]
):
    total = total_score(department, duty, adjustments, AFTER)

    assert total.points == D("92.68")
    assert total.rule == "92.35 × 80% + 90.50 × 20% + 0.70 = 92.68"
    assert total.children == (department, duty, *adjustments)


@pytest.mark.parametrize("rule", [INSIDE, AFTER])
def test_without_adjustments_their_place_is_of_no_matter(
    department: Explained, duty: Explained, rule: TotalRule
):
    total = total_score(department, duty, (), rule)

    assert total.rule == "92.35 × 80% + 90.50 × 20% = 91.98"
    assert total.children == (department, duty)


def test_a_total_is_capped_only_where_the_plan_says_so(duty: Explained):
    best = told("日常指标考核", "100")
    capped = TotalRule(adjustment_placement=AdjustmentPlacement.AFTER_TOTAL, cap_total=D(100))
    bonus = (told("国家级表彰", "3"),)

    assert total_score(best, duty, bonus, AFTER).points == D("101.1")
    assert total_score(best, duty, bonus, capped).points == D(100)
    assert total_score(best, duty, bonus, capped).rule.endswith("= 101.10，以 100 为限")


def test_a_penalty_is_told_with_its_sign(department: Explained, duty: Explained):
    total = total_score(department, duty, (told("通报批评", "-0.5"),), AFTER)

    assert total.rule == "92.35 × 80% + 90.50 × 20% − 0.50 = 91.48"


def test_shares_that_do_not_make_a_hundred_are_refused(department: Explained, duty: Explained):
    rule = TotalRule(
        adjustment_placement=AdjustmentPlacement.AFTER_TOTAL, daily_share=D(75), duty_share=D(20)
    )

    with pytest.raises(BadInput):
        total_score(department, duty, (), rule)


def test_a_category_s_score_is_its_points_against_its_weight():
    parts = (told("甲", "40.50"), told("乙", "28.80"))

    score = category_score("重点工作", parts, D(75))

    assert score.points == D("92.40")
    assert score.rule == "各项得分合计 69.30 ÷ 权重 75 × 100 = 92.40"
    assert score.children == parts


@pytest.mark.parametrize(
    ("points", "weight"), [("1", "0"), ("76", "75"), ("-1", "75"), ("1", "NaN"), ("1", "101")]
)
def test_points_that_do_not_fit_their_weight_are_refused(points: str, weight: str):
    with pytest.raises(BadInput):
        category_score("重点工作", (told("甲", points),), D(weight))


def test_category_weights_must_make_a_hundred():
    with pytest.raises(BadInput, match="合计为 100"):
        daily(("90", "90", "90"), (75, 15, 9))
    with pytest.raises(BadInput, match="合计为 100"):
        daily(("90", "90", "90"), (110, -20, 10))


def test_a_category_with_weight_must_have_a_score():
    with pytest.raises(BadInput, match="共性工作"):
        daily_score({"重点工作": told("重点工作", "90")}, {"重点工作": D(90), "共性工作": D(10)})


@given(st.lists(numbers("0", "100"), min_size=3, max_size=3), numbers("0", "100"))
def test_totals_stay_inside_a_hundred_without_adjustments(
    scores: list[Decimal], duty_points: Decimal
):
    score = total_score(
        daily(tuple(map(str, scores)), (75, 15, 10)), told("述职", duty_points), (), AFTER
    )

    assert 0 <= score.points <= 100
    assert Explained.from_json(score.to_json()) == score


def groups(**ballots: list[int]) -> list[JudgeGroup]:
    weights = {"leaders": 40, "heads": 30, "deputies": 15, "members": 15}
    return [
        JudgeGroup(name, D(weight), tuple(map(D, ballots.get(name, []))))
        for name, weight in weights.items()
    ]


def test_a_group_counts_by_its_mean_not_by_its_size():
    votes = groups(leaders=[90] * 3, heads=[80] * 100, deputies=[70] * 3, members=[60] * 3)

    score = duty_score(votes, DutyRule())

    assert score.points == D("79.5")
    assert score.rule == "(90.00 × 40 + 80.00 × 30 + 70.00 × 15 + 60.00 × 15) ÷ 100 = 79.50"
    assert [part.values["有效票"] for part in score.children] == ["3", "100", "3", "3"]


def test_an_absent_group_is_told_and_never_counts_as_zero():
    score = duty_score(groups(leaders=[90] * 3, heads=[80] * 3, members=[60] * 3), DutyRule())

    assert score.points == (D(3600) + 2400 + 900) / 85
    assert score.rule.endswith("；deputies无有效票，不按零分计，其权重由其余各组按比例承担")
    assert score.values == {"无有效票的组": "deputies"}


def test_without_any_ballot_there_is_no_duty_score():
    with pytest.raises(Objected, match="无有效票"):
        duty_score(groups(), DutyRule())


def test_few_ballots_count_but_are_flagged():
    score = duty_score(groups(leaders=[90, 80]), DutyRule(minimum_ballots=3))

    assert score.points == D(85)
    assert score.children[0].rule == "有效票 2 张（少于 3 张，提请注意），平均 85.00"


@pytest.mark.parametrize(
    ("votes", "mean"),
    [([0, 80, 80, 80, 80, 80, 100], "80"), ([2, 80, 80, 80, 80, 98], "70")],
)
def test_the_extremes_are_dropped_only_from_enough_ballots(votes: list[int], mean: str):
    score = duty_score(groups(leaders=votes), DutyRule(trim_from=7))

    assert score.points == D(mean)
    assert ("去掉一个最高分" in score.children[0].rule) == (len(votes) >= 7)


@pytest.mark.parametrize("vote", ["101", "-1", "NaN", "Infinity"])
def test_a_ballot_outside_the_scale_is_refused(vote: str):
    with pytest.raises(BadInput):
        duty_score([JudgeGroup("区领导", D(40), (D(vote),))], DutyRule())


def test_a_group_without_weight_is_refused():
    with pytest.raises(BadInput):
        duty_score([JudgeGroup("区领导", D(0), (D(90),))], DutyRule())


@given(st.lists(numbers("0", "100"), min_size=1, max_size=20), st.data())
def test_the_duty_score_lies_between_its_lowest_and_highest_ballot(
    votes: list[Decimal], data: st.DataObject
):
    heads = data.draw(st.lists(numbers("0", "100"), max_size=5))
    trim = data.draw(st.none() | st.integers(0, 9))
    both = [JudgeGroup("甲", D(40), tuple(votes)), JudgeGroup("乙", D(30), tuple(heads))]

    score = duty_score(both, DutyRule(trim_from=trim))

    tiny = D("1E-24")
    assert min(votes + heads) - tiny <= score.points <= max(votes + heads) + tiny
