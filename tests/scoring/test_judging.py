"""What the marks of a session say about groups and ranks, never about judges."""

import json
import random
from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import BadInput
from scoring.compose import DutyRule
from scoring.judging import statistics
from scoring.sureness import beyond
from tests.scoring.strategies import numbers

GROUPS = {"leaders": Decimal(60), "heads": Decimal(40)}
Session = Mapping[str, Mapping[str, Sequence[Decimal]]]


def session(**units: Mapping[str, Sequence[int]]) -> Session:
    return {
        unit: {group: tuple(map(Decimal, marks)) for group, marks in groups.items()}
        for unit, groups in units.items()
    }


def told(marks: Session, rule: DutyRule | None = None) -> dict:
    return statistics(marks, GROUPS, rule or DutyRule())


def test_a_unit_s_groups_are_told_with_mean_and_spread():
    found = told(session(D01={"leaders": [88, 90, 92], "heads": [80, 84, 85]}))["units"]["D01"]

    assert found["score"] == "87.20"
    assert found["groups"]["leaders"] == {
        "ballots": 3, "counted": 3, "mean": "90.00", "deviation": "2.00",
    }  # fmt: skip
    # sqrt(0.36 × 4/3 + 0.16 × 7/3) by hand
    assert found["standard_error"] == "0.9238"
    assert (found["absent"], found["few"]) == ([], [])


def test_a_strict_group_is_told_by_how_far_it_lies_from_the_others():
    found = told(
        session(
            D01={"leaders": [80, 82, 84], "heads": [90, 92, 94]},
            D02={"leaders": [70, 72, 74], "heads": [74, 76, 78]},
        )
    )["groups"]

    assert found["leaders"]["severity"] == "-7.00"
    assert found["heads"]["severity"] == "7.00"


def test_a_group_that_gives_everybody_the_same_is_named():
    found = told(
        session(D01={"leaders": [95, 95], "heads": [80, 90]}, D02={"leaders": [95], "heads": [81]})
    )["groups"]

    assert found["leaders"]["uniform"] is True
    assert found["heads"]["uniform"] is False


def test_an_absent_group_is_named_and_its_weight_borne_by_the_others():
    found = told(session(D01={"heads": [80, 82, 84]}, D02={}))["units"]

    assert found["D01"]["score"] == "82.00"
    assert found["D01"]["absent"] == ["leaders"]
    assert (found["D02"]["score"], found["D02"]["rank"]) == (None, None)
    assert found["D02"]["absent"] == ["leaders", "heads"]


def test_too_few_ballots_are_flagged_and_leave_the_rank_open():
    found = told(
        session(
            D01={"leaders": [90], "heads": [90, 91, 92]},
            D02={"leaders": [60, 61, 62], "heads": [60, 61, 62]},
        )
    )

    assert found["units"]["D01"]["few"] == ["leaders"]
    assert found["units"]["D01"]["standard_error"] is None
    assert found["units"]["D01"]["rank_range"] == [1, 2]
    assert found["neighbours"][0]["swap"] is None


def test_units_far_apart_keep_their_places_and_close_ones_do_not():
    close = [84, 90, 95]
    found = told(
        session(
            D01={"leaders": close, "heads": close},
            D02={"leaders": [83, 89, 95], "heads": [84, 90, 94]},
            D03={"leaders": [60, 61, 62], "heads": [60, 61, 62]},
        )
    )

    first, second = found["neighbours"]
    assert (first["upper"], first["lower"]) == ("D01", "D02")
    assert Decimal("0.4") < Decimal(first["swap"]) < Decimal("0.5")
    assert Decimal(second["swap"]) == 0
    assert [found["units"][unit]["rank_range"] for unit in ("D01", "D02", "D03")] == [
        [1, 2], [1, 2], [3, 3],
    ]  # fmt: skip


def test_marks_without_any_spread_are_sure_or_tied():
    same = {"leaders": [90, 90, 90], "heads": [90, 90, 90]}
    lower = {"leaders": [89, 89, 89], "heads": [89, 89, 89]}
    found = told(session(D01=same, D02=same, D03=lower))

    assert [pair["swap"] for pair in found["neighbours"]] == ["0.5000", "0.0000"]
    assert [found["units"][unit]["rank"] for unit in ("D01", "D02", "D03")] == [1, 1, 3]


def test_trimmed_marks_do_not_count_but_tell_of_the_spread():
    marks = session(D01={"leaders": [0, 80, 81, 82, 83, 84, 100], "heads": [80, 80, 80]})
    plain, trimmed = told(marks), told(marks, DutyRule(trim_from=7))

    assert trimmed["units"]["D01"]["groups"]["leaders"]["counted"] == 5
    assert trimmed["units"]["D01"]["groups"]["leaders"]["mean"] == "82.00"
    errors = [Decimal(found["units"]["D01"]["standard_error"]) for found in (trimmed, plain)]
    assert 0 < errors[0] < errors[1]


def test_a_mark_off_the_scale_is_refused():
    with pytest.raises(BadInput):
        told(session(D01={"leaders": [101], "heads": [90]}))


@pytest.mark.parametrize(
    ("z", "share"), [("0", "0.5000"), ("1", "0.1587"), ("1.96", "0.0250"), ("3", "0.0013")]
)
def test_the_share_beyond_is_that_of_the_normal_table(z: str, share: str):
    assert beyond(Decimal(z)).quantize(Decimal("0.0001")) == Decimal(share)


def test_resampling_the_marks_swaps_neighbours_about_as_often_as_is_told():
    draw = random.Random(7)  # noqa: S311 - marks, not secrets
    one = [Decimal(draw.randint(70, 100)) for _ in range(40)]
    two = [Decimal(draw.randint(68, 98)) for _ in range(40)]
    marks = {"D01": {"leaders": one, "heads": one}, "D02": {"leaders": two, "heads": two}}
    (pair,) = told(marks)["neighbours"]

    def mean(marks: list[Decimal]) -> Decimal:
        share = GROUPS["leaders"] / 100
        first, second = (sum(draw.choices(marks, k=40)) / 40 for _ in range(2))
        return share * first + (1 - share) * second

    upper, lower = (one, two) if pair["upper"] == "D01" else (two, one)
    swapped = sum(mean(upper) < mean(lower) for _ in range(2000)) / 2000
    assert abs(swapped - float(pair["swap"])) < 0.04
    assert swapped <= float(pair["swap_at_most"])


sessions = st.dictionaries(
    st.sampled_from(["D01", "D02", "D03", "T01", "T02"]),
    st.dictionaries(st.sampled_from(sorted(GROUPS)), st.lists(numbers("0", "100"), max_size=6)),
    max_size=5,
)


@given(sessions, st.none() | st.just(5))
def test_any_session_can_be_told_as_json(marks: Session, trim: int | None):
    found = told(marks, DutyRule(trim_from=trim))

    assert json.loads(json.dumps(found)) == found
    for unit in found["units"].values():
        if unit["rank"] is not None:
            best, worst = unit["rank_range"]
            assert 1 <= best <= worst <= len(marks)
    for pair in found["neighbours"]:
        if pair["swap"] is not None:
            assert 0 <= Decimal(pair["swap"]) <= Decimal("0.5")


@given(sessions, st.randoms())
def test_the_order_of_marks_and_units_is_of_no_matter(marks: Session, order: random.Random):
    def shuffled(ballots: Sequence[Decimal]) -> list[Decimal]:
        return order.sample(list(ballots), len(ballots))

    again = {
        unit: {group: shuffled(ballots) for group, ballots in marks[unit].items()}
        for unit in order.sample(list(marks), len(marks))
    }

    assert told(again)["neighbours"] == told(marks)["neighbours"]
