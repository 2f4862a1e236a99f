"""Room for a new task, and new totals: whatever the weights, the sums are exact."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import BadInput, Objected
from scoring.weights import make_room, rescale

D = Decimal
HUNDREDTHS = st.integers(1, 10_000).map(lambda n: D(n).scaleb(-2))
WEIGHTS = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), HUNDREDTHS, min_size=1)


def test_a_new_task_takes_its_weight_in_proportion():
    assert make_room({"a": D(30), "b": D(25), "c": D(20)}, D(5)) == {
        "a": D("28.00"),
        "b": D("23.33"),
        "c": D("18.67"),
    }


@given(WEIGHTS, HUNDREDTHS)
def test_with_the_new_one_the_sum_stays_what_it_was(weights: dict[str, Decimal], new: Decimal):
    total = sum(weights.values())
    try:
        left = make_room(weights, new)
    except Objected:
        # Only when somebody would be left with nothing.
        least = min(weights.values()) * (total - new) / total
        assert least < D("0.01")
        return

    assert sum(left.values()) + new == total
    assert left.keys() == weights.keys()
    for name, weight in left.items():
        assert 0 < weight <= weights[name]
        assert abs(weight - weights[name] * (total - new) / total) < D("0.01")


@given(WEIGHTS, HUNDREDTHS)
def test_a_rescaled_category_sums_to_its_total(weights: dict[str, Decimal], total: Decimal):
    scaled = rescale(weights, total)

    assert sum(scaled.values()) == total
    assert all(
        abs(scaled[n] - w * total / sum(weights.values())) < D("0.01") for n, w in weights.items()
    )


@given(WEIGHTS, HUNDREDTHS, st.randoms())
def test_the_order_in_which_they_come_decides_nothing(
    weights: dict[str, Decimal], total: Decimal, random: Random
):
    names = list(weights)
    random.shuffle(names)

    assert rescale({name: weights[name] for name in names}, total) == rescale(weights, total)


@pytest.mark.parametrize("new", ["0", "-1", "0.005", "NaN"])
def test_a_weight_that_is_none_gets_no_room(new: str):
    with pytest.raises(BadInput):
        make_room({"a": D(30)}, D(new))


@pytest.mark.parametrize("weights", [{}, {"a": D(5)}, {"a": D("5.01"), "b": D("0.01")}])
def test_where_nobody_could_give_it_there_is_no_room(weights: dict[str, Decimal]):
    with pytest.raises(Objected):
        make_room(weights, D(5))
