"""Which hats somebody wears towards a record."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.capacity import Capacity, Grant, capacities_towards

BOUND = ("unit_clerk", "unit_head", "examiner")
UNITS = st.sampled_from(["D01", "D02", "T01"])
GRANTS = st.builds(Grant, st.sampled_from(Capacity), st.none() | UNITS)


@pytest.mark.parametrize("capacity", ["unit_clerk", "unit_head"])
def test_people_of_a_unit_answer_for_their_unit_alone(capacity: str):
    grants = [Grant(Capacity(capacity), "D01")]

    assert capacities_towards(grants, "D01", "D02") == {capacity}
    assert capacities_towards(grants, "D02", "D01") == frozenset()


def test_an_examiner_examines_what_is_given_to_its_body():
    grants = [Grant(Capacity.EXAMINER, "D02")]

    assert capacities_towards(grants, "D01", "D02") == {"examiner"}
    assert capacities_towards(grants, "D01", "D03") == frozenset()


def test_an_examiner_never_examines_its_own_unit():
    assert capacities_towards([Grant(Capacity.EXAMINER, "D01")], "D01", "D01") == frozenset()


@pytest.mark.parametrize("capacity", BOUND)
def test_a_bound_capacity_without_a_unit_reaches_nothing(capacity: str):
    assert capacities_towards([Grant(Capacity(capacity))], None, None) == frozenset()


def test_the_office_reaches_every_unit():
    assert capacities_towards([Grant(Capacity.OFFICE_CLERK)], "T01", None) == {"office_clerk"}


@given(st.lists(GRANTS), st.none() | UNITS, st.none() | UNITS)
def test_nobody_wears_a_hat_that_was_not_given(
    grants: list[Grant], unit: str | None, assessor: str | None
):
    assert capacities_towards(grants, unit, assessor) <= {grant.capacity for grant in grants}


@given(st.lists(GRANTS), st.none() | UNITS)
def test_no_one_examines_a_record_of_the_body_that_examines(grants: list[Grant], unit: str | None):
    assert Capacity.EXAMINER not in capacities_towards(grants, unit, unit)
