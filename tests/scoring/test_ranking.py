from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import floor
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import BadInput
from scoring.ranking import (
    GRADE_NAMES,
    Grade,
    GradeRule,
    Place,
    Standing,
    competition_ranks,
    rank_units,
)
from tests.scoring.strategies import numbers

D = Decimal
RULE = GradeRule(excellent=D(90), good=D(80), qualified=D(60), quota=D("0.30"))


def standing(unit: str, total: str, duty: str = "90", *, group: str = "甲组", veto: bool = False):
    return Standing(unit, group, D(total), D(duty), veto)


def by_unit(
    standings: Iterable[Standing], chosen: Mapping[str, str] | None = None
) -> dict[str, Place]:
    return {place.unit: place for place in rank_units(standings, RULE, chosen)}


def ten(*tops: Standing) -> list[Standing]:
    """A group of ten, so that three may be excellent."""
    return [*tops, *(standing(f"其余{i}", "70") for i in range(10 - len(tops)))]


standings = st.lists(
    st.builds(
        Standing,
        st.text(max_size=4),
        st.sampled_from(["甲组", "乙组"]),
        numbers("55", "100", places=1),
        numbers("80", "81", places=0),
        st.booleans(),
    ),
    unique_by=lambda one: one.unit,
    max_size=25,
)


def test_equal_totals_share_a_rank_and_the_next_is_skipped():
    totals = {"a": D(90), "b": D("95.0"), "c": D(90), "d": D(80)}

    assert competition_ranks(totals) == {"b": 1, "a": 2, "c": 2, "d": 4}


def test_units_are_ranked_inside_their_group_and_over_all():
    places = by_unit(
        [
            standing("a", "91"),
            standing("b", "85", group="乙组"),
            standing("c", "80"),
            standing("d", "85"),
        ]
    )

    assert {unit: (place.rank, place.overall_rank) for unit, place in places.items()} == {
        "a": (1, 1),
        "b": (1, 2),
        "d": (2, 2),
        "c": (3, 4),
    }


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("90", Grade.EXCELLENT),
        ("89.995", Grade.EXCELLENT),
        ("89.994", Grade.GOOD),
        ("80", Grade.GOOD),
        ("79.99", Grade.QUALIFIED),
        ("60", Grade.QUALIFIED),
        ("59.99", Grade.UNQUALIFIED),
    ],
)
def test_grades_follow_the_published_total(total: str, grade: Grade):
    assert by_unit(ten(standing("a", total)))["a"].grade is grade


def test_no_more_than_the_quota_are_excellent():
    places = by_unit(ten(*(standing(f"u{i}", str(99 - i)) for i in range(5))))

    assert [places[f"u{i}"].grade for i in range(5)] == [Grade.EXCELLENT] * 3 + [Grade.GOOD] * 2
    assert places["u2"].reason == "总分 97.00，不低于 90，在本组 3 个优秀名额之内"
    assert places["u3"].reason == "总分 96.00，不低于 80；本组 3 个优秀名额已满"


def test_the_quota_is_rounded_down_in_each_group():
    places = by_unit([standing(f"u{i}", str(99 - i)) for i in range(6)])

    assert [places[f"u{i}"].grade for i in range(2)] == [Grade.EXCELLENT, Grade.GOOD]


def test_three_units_have_no_seat_of_excellence_and_nothing_to_decide():
    places = by_unit([standing(f"u{i}", "95") for i in range(3)])

    assert {place.grade for place in places.values()} == {Grade.GOOD}
    assert not any(place.undecided for place in places.values())


def test_a_veto_bars_from_excellent_and_frees_the_seat():
    tops = [standing(f"u{i}", str(99 - i), veto=i == 0) for i in range(4)]

    places = by_unit(ten(*tops))

    assert [places[f"u{i}"].grade for i in range(4)] == [Grade.GOOD] + [Grade.EXCELLENT] * 3
    assert places["u0"].rank == 1
    assert places["u0"].reason.endswith("有一票否决事项，不评优秀")


def test_a_tie_at_the_border_is_broken_by_the_duty_score():
    tops = [standing(f"u{i}", "95", str(90 + i)) for i in range(4)]

    places = by_unit(ten(*tops))

    assert [places[f"u{i}"].grade for i in range(4)] == [Grade.GOOD] + [Grade.EXCELLENT] * 3
    assert {places[f"u{i}"].rank for i in range(4)} == {1}
    assert not any(place.undecided for place in places.values())


@pytest.fixture
def tied() -> list[Standing]:
    """Two clear winners, and two who are equal in everything for the last seat."""
    return ten(
        *(
            standing(unit, total)
            for unit, total in zip("abcd", ("99", "98", "95", "95"), strict=True)
        )
    )


def test_a_tie_that_nothing_breaks_waits_for_the_office(tied: list[Standing]):
    places = by_unit(tied)

    assert {unit for unit, place in places.items() if place.undecided} == {"c", "d"}
    assert places["c"].grade is places["d"].grade is Grade.GOOD
    assert "须由区绩效办书面决定" in places["c"].reason
    assert places["b"].grade is Grade.EXCELLENT


def test_the_office_decides_such_a_tie_with_a_reason(tied: list[Standing]):
    places = by_unit(tied, {"d": "承担市级急难任务更重"})

    assert places["d"].grade is Grade.EXCELLENT
    assert places["d"].reason.endswith("区绩效办书面决定：承担市级急难任务更重")
    assert places["c"].grade is Grade.GOOD
    assert not any(place.undecided for place in places.values())


def test_the_office_cannot_lift_a_unit_over_a_better_one(tied: list[Standing]):
    places = by_unit(tied, {"其余0": "历来优秀"})

    assert places["其余0"].grade is Grade.QUALIFIED
    assert places["c"].undecided


def test_a_unit_comes_once():
    with pytest.raises(BadInput, match="重复"):
        rank_units([standing("a", "90"), standing("a", "80")], RULE)


@pytest.mark.parametrize("odd", ["NaN", "Infinity"])
def test_a_total_is_a_number(odd: str):
    with pytest.raises(BadInput, match="不是数"):
        rank_units([standing("a", odd)], RULE)


def test_nobody_to_rank_is_no_trouble():
    assert rank_units([], RULE) == ()


def test_every_grade_has_its_name():
    assert set(GRADE_NAMES) == set(Grade)


@given(standings, st.randoms())
def test_the_order_of_the_units_does_not_matter(units: list[Standing], random: Random):
    turned = list(units)
    random.shuffle(turned)

    assert rank_units(turned, RULE) == rank_units(units, RULE)


@given(standings)
def test_grades_keep_their_promises(units: list[Standing]):
    places = by_unit(units)

    for group in ("甲组", "乙组"):
        members = [one for one in units if one.group == group]
        excellent = [one for one in members if places[one.unit].grade is Grade.EXCELLENT]
        assert len(excellent) <= floor(len(members) * D("0.30"))
        assert all(one.total >= 90 and not one.veto for one in excellent)
        passed = [
            one for one in members if one.total >= 90 and not one.veto and one not in excellent
        ]
        for better in passed:
            assert all((one.total, one.duty) >= (better.total, better.duty) for one in excellent)


@given(standings)
def test_a_rank_counts_those_who_are_better(units: list[Standing]):
    places = by_unit(units)

    for one in units:
        better = [other for other in units if other.total > one.total]
        assert places[one.unit].overall_rank == len(better) + 1
        assert places[one.unit].rank == sum(other.group == one.group for other in better) + 1
