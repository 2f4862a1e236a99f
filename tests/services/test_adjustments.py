"""Adjustments: with a basis, by two pairs of eyes, counted once, capped by item."""

from decimal import Decimal

import pytest

from kit.errors import BadInput, NotNow, NotPermitted, Objected
from services import adjustments
from services.house import House
from services.result_trees import unit_trees
from tests.builders import plan
from tests.services.hands import at, do, row, why


def _proposed(house: House, unit: str, actor: str = "office-clerk", **body: object) -> str:
    given = {"event": "node_late_short", **body}
    return at(house, actor, adjustments.propose, unit, given).id


def test_one_deed_counts_once_until_it_is_rejected(shared_house: House):
    first = _proposed(shared_house, "D01", about="2017-D01-001-3")
    assert row(shared_house, "adjustment", first)["points"] == Decimal("-0.1")
    with pytest.raises(Objected) as twice:
        _proposed(shared_house, "D01", about="2017-D01-001-3")
    assert "adjustment.counted" in why(twice.value)
    _proposed(shared_house, "D01", about="2017-D01-002-3")
    do(shared_house, "office-director", adjustments.reject, first, reason="查无此事")
    _proposed(shared_house, "D01", about="2017-D01-001-3")


def test_one_document_counts_once_for_one_event(shared_house: House):
    _proposed(shared_house, "D02", event="criticism_district", document="通报1号")
    with pytest.raises(Objected):
        _proposed(shared_house, "D02", event="criticism_district", document="通报1号")
    _proposed(shared_house, "D03", event="criticism_district", document="通报1号")


def test_who_proposed_does_not_approve(shared_house: House):
    mine = _proposed(shared_house, "D04", "office-director")
    with pytest.raises(Objected) as refused:
        do(shared_house, "office-director", adjustments.approve, mine)
    assert "four_eyes" in why(refused.value)
    other = _proposed(shared_house, "D04", about="x")
    with pytest.raises(NotPermitted):
        do(shared_house, "office-clerk-2", adjustments.approve, other)
    do(shared_house, "office-director", adjustments.approve, other)
    with pytest.raises(NotNow):
        do(shared_house, "office-director", adjustments.reject, other, reason="迟了")
    with pytest.raises(Objected):
        do(shared_house, "office-director", adjustments.revoke, other)
    do(shared_house, "office-director", adjustments.revoke, other, reason="查证有误")
    assert row(shared_house, "adjustment", other)["state"] == "revoked"


@pytest.mark.parametrize("count", ["0", "-1", "NaN", "Infinity", "many", "1e400000"])
def test_a_count_that_is_none_is_refused(shared_house: House, count: str):
    with pytest.raises(BadInput):
        _proposed(shared_house, "D05", count=count)


def test_an_event_that_the_plan_does_not_know_is_refused(shared_house: House):
    for event in ("nice_face", "", None):
        with pytest.raises(BadInput):
            _proposed(shared_house, "D05", event=event)


def test_an_item_is_capped_and_items_are_not_mixed():
    late = [
        {"id": str(n), "event": "node_late_short", "points": Decimal("-0.1"), "basis": "迟",
         "document": ""}
        for n in range(35)
    ]  # fmt: skip
    heavy = {"id": "h", "event": "falsehood", "points": Decimal(-6), "basis": "假", "document": ""}
    row_ = {"unit_id": "D01", "duty_marks": None}
    trees = unit_trees(plan(), row_, [], [*late, heavy])
    assert trees.adjusted == Decimal("-8.0")
    assert trees.vetoed
    assert not unit_trees(plan(), row_, [], late).vetoed
