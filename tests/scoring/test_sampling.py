"""Draws by lot: the same seed gives the same sample, and anybody can draw it again."""

from decimal import Decimal
from hashlib import sha256
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from scoring.sampling import digest_of, drawn, place_of, strata_of, take_of

STRATA = ("department/city/high", "department/own/low", "township/district/medium")
RATES = st.dictionaries(
    st.sampled_from(STRATA), st.decimals(min_value=0, max_value=100, places=1), max_size=3
)
IDS = st.lists(st.integers(1, 999), unique=True, max_size=60)
SEEDS = st.text(min_size=1, max_size=20)
MINIMA = st.integers(0, 3)


def population(ids: list[int]) -> list[dict[str, str]]:
    return [{"id": f"2017-D01-{n:03d}-1", "stratum": STRATA[n % 3]} for n in ids]


@given(SEEDS, IDS, RATES, MINIMA)
def test_the_same_seed_gives_the_same_sample_in_whatever_order(
    seed: str, ids: list[int], rates: dict[str, Decimal], minimum: int
):
    whole = population(ids)

    assert drawn(seed, whole, rates, minimum) == drawn(seed, whole[::-1], rates, minimum)


@given(SEEDS, IDS, RATES, MINIMA)
def test_as_many_are_drawn_as_the_rate_says_and_at_least_the_minimum(
    seed: str, ids: list[int], rates: dict[str, Decimal], minimum: int
):
    whole = population(ids)
    sample = set(drawn(seed, whole, rates, minimum))

    for stratum in STRATA:
        members = {item["id"] for item in whole if item["stratum"] == stratum}
        rate = rates.get(stratum, Decimal(0))
        wanted = max(minimum, ceil(rate * len(members) / 100)) if rate else 0
        assert len(sample & members) == min(len(members), wanted)
    assert sample <= {item["id"] for item in whole}
    assert sum(s.take for s in strata_of(whole, rates, minimum)) == len(sample)


@given(SEEDS, IDS, RATES, MINIMA, st.integers(1000, 1100))
def test_one_more_in_another_stratum_changes_nothing_here(
    seed: str, ids: list[int], rates: dict[str, Decimal], minimum: int, more: int
):
    whole = population(ids)
    other = STRATA[more % 3]
    grown = [*whole, *population([more])]
    here = {item["id"] for item in whole if item["stratum"] != other}

    assert (
        set(drawn(seed, whole, rates, minimum)) & here
        == set(drawn(seed, grown, rates, minimum)) & here
    )


@given(SEEDS, IDS)
def test_a_higher_rate_draws_the_same_and_more(seed: str, ids: list[int]):
    whole = population(ids)
    low, high = (dict.fromkeys(STRATA, Decimal(rate)) for rate in (20, 60))

    assert set(drawn(seed, whole, low, 1)) <= set(drawn(seed, whole, high, 1))


def test_the_draw_is_what_its_docstring_says():
    ids = [f"2017-T01-{n:03d}-2" for n in range(1, 21)]
    whole = [{"id": one, "stratum": STRATA[0]} for one in ids]

    first = sorted(ids, key=lambda i: sha256(f"38417|{i}".encode()).hexdigest())[:3]

    assert drawn("38417", whole, {STRATA[0]: Decimal("12.5")}, 1) == tuple(sorted(first))
    assert place_of("38417", ids[0]) == sha256(b"38417|2017-T01-001-2").hexdigest()


def test_counts_are_rounded_up_exactly():
    assert take_of(10, Decimal(10), 0) == 1
    assert take_of(11, Decimal(10), 0) == 2
    assert take_of(3, Decimal("33.3"), 0) == 1
    assert take_of(2, Decimal(1), 3) == 2
    assert take_of(50, Decimal(0), 3) == 0


def test_the_digest_tells_one_population_from_another():
    whole = population([1, 2, 3])

    assert digest_of(whole) == digest_of([dict(reversed(item.items())) for item in whole])
    assert digest_of(whole) != digest_of(whole[:2])
    assert digest_of([]) == sha256(b"[]").hexdigest()
