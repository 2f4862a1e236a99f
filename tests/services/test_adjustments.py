"""Adjustments: with a basis, by two pairs of eyes, one deed once, capped by item and by year."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from kit.errors import BadInput, NotNow, NotPermitted, Objected
from services import adjustments, evidence
from services.acts import Order
from services.house import House
from services.result_trees import unit_trees
from tests.builders import noon, plan
from tests.services.hands import PDF, as_owner, at, do, row, rows, why


def _proposed(house: House, unit: str, actor: str = "office-clerk", **body: object) -> str:
    given = {"event": "node_late_short", **body}
    return at(house, actor, adjustments.propose, unit, given).id


def _prove(house: House, adjustment: str) -> None:
    stored = house.store.put([PDF], plan().evidence, "a.pdf")
    at(house, "office-clerk", evidence.attach, "adjustment", Order(adjustment), stored, "文件.pdf")


def _state(house: House, adjustment: str) -> str:
    return row(house, "adjustment", adjustment)["state"]


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


def test_the_heavier_of_one_deed_takes_the_lighters_place(shared_house: House):
    house = shared_house
    said = {"deed": "防汛不力", "document": "防汛通报1号"}
    lighter = _proposed(house, "D06", event="criticism_district", **said)
    heavier = _proposed(house, "D06", event="criticism_city", **said)
    assert (_state(house, lighter), _state(house, heavier)) == ("revoked", "proposed")
    with pytest.raises(Objected) as refused:
        _proposed(house, "D06", event="criticism_district", **said)
    assert "adjustment.counted" in why(refused.value)
    _prove(house, heavier)
    do(house, "office-director", adjustments.approve, heavier)
    heaviest = _proposed(house, "D06", event="criticism_state", **said)
    _prove(house, heaviest)
    assert _state(house, heavier) == "approved"
    do(house, "office-director", adjustments.approve, heaviest)
    assert (_state(house, heavier), _state(house, heaviest)) == ("revoked", "approved")


def test_a_bonus_and_a_deduction_about_one_matter_do_not_replace_each_other(shared_house: House):
    bad = _proposed(shared_house, "D07", event="criticism_district", deed="创城", document="a")
    _proposed(shared_house, "D07", event="award_city", deed="创城", document="京政表2017-1号")
    assert _state(shared_house, bad) == "proposed"


def test_a_bonus_rests_on_a_document_and_is_proven_by_a_file(shared_house: House):
    house = shared_house
    with pytest.raises(Objected) as bare:
        _proposed(house, "D08", event="award_city", deed="文明城区")
    assert "document.missing" in why(bare.value)
    given = _proposed(house, "D08", event="award_city", deed="文明城区", document="京政表2号")
    with pytest.raises(Objected) as unproven:
        do(house, "office-director", adjustments.approve, given)
    assert "material.missing" in why(unproven.value)
    _prove(house, given)
    do(house, "office-director", adjustments.approve, given)
    approved = row(house, "adjustment", given)
    assert (approved["approved_by"], approved["approved_on"]) == (
        "office-director",
        noon(2017, 9, 1).date(),
    )


def test_a_criticism_rests_on_its_document_and_is_proven_by_it(shared_house: House):
    house = shared_house
    with pytest.raises(Objected) as bare:
        _proposed(house, "D14", event="criticism_city", about="迎检不力")
    assert "document.missing" in why(bare.value)
    given = _proposed(house, "D14", event="criticism_city", document="京政通报5号")
    with pytest.raises(Objected) as unproven:
        do(house, "office-director", adjustments.approve, given)
    assert "material.missing" in why(unproven.value)
    _prove(house, given)
    do(house, "office-director", adjustments.approve, given)


def test_points_for_nothing_that_is_named_are_not_proposed(shared_house: House):
    with pytest.raises(Objected) as bare:
        _proposed(shared_house, "D15")
    assert "deed.missing" in why(bare.value)


def test_what_the_system_counts_by_node_is_the_same_deed_by_hand(shared_house: House):
    house = shared_house
    late = _proposed(house, "D16", about="2017-D16-001-3")
    assert row(house, "adjustment", late)["deed"] == "2017-D16-001-3-late"
    with pytest.raises(Objected) as twice:
        _proposed(house, "D16", event="node_late_short", about="2017-D16-001-3", deed="另一事")
    assert "adjustment.counted" in why(twice.value)
    flawed = _proposed(house, "D16", event="evidence_missing", about="2017-D16-001-3")
    assert row(house, "adjustment", flawed)["deed"] == "2017-D16-001-3-report"


def test_of_two_proposed_in_the_same_instant_one_alone_is_booked(shared_house: House):
    house = shared_house
    first, other = (_proposed(house, "D17", about=about) for about in ("甲", "乙"))
    with as_owner(house) as owner:  # as if neither had seen the other
        owner.execute(text("UPDATE adjustment SET deed = '甲-late' WHERE id = :id"), {"id": other})
    do(house, "office-director", adjustments.approve, first)
    with pytest.raises(Objected) as booked:
        do(house, "office-director", adjustments.approve, other)
    assert "adjustment.counted" in why(booked.value)


def test_points_are_whole_steps_of_the_plan(shared_house: House):
    for count in ("0.5", "1.05"):
        with pytest.raises(BadInput, match=r"0\.1分为单位"):
            _proposed(shared_house, "D18", about="z", count=count)
    whole = _proposed(shared_house, "D18", event="node_never", about="z", count="0.4")
    assert row(shared_house, "adjustment", whole)["points"] == Decimal("-0.2")


def test_one_document_may_commend_several_units_for_one_award_only(shared_house: House):
    award = {"event": "award_city", "document": "京政表3号"}
    for unit in ("D09", "D10"):
        _proposed(shared_house, unit, deed="节水型区", **award)
    with pytest.raises(Objected) as other:
        _proposed(shared_house, "D11", deed="园林城区", **award)
    assert "adjustment.other_award" in why(other.value)


def test_of_one_award_the_highest_level_counts(shared_house: House):
    district = _proposed(
        shared_house, "D12", event="award_district", deed="双拥模范", document="房政表4号"
    )
    _proposed(shared_house, "D12", event="award_state", deed="双拥模范", document="国表4号")
    assert _state(shared_house, district) == "revoked"
    with pytest.raises(Objected):
        _proposed(shared_house, "D12", event="award_city", deed="双拥模范", document="京表4号")


def test_what_was_rejected_may_be_proposed_again_with_a_reason(shared_house: House):
    house = shared_house
    first = _proposed(house, "D13", about="m")
    do(house, "office-director", adjustments.reject, first, reason="证据不足")
    with pytest.raises(Objected):
        do(house, "office-clerk", adjustments.repropose, first)
    do(house, "office-clerk", adjustments.repropose, first, reason="已补充证据")
    assert _state(house, first) == "proposed"
    do(house, "office-director", adjustments.reject, first, reason="仍不足")
    _proposed(house, "D13", about="m")
    with pytest.raises(Objected) as counted:
        do(house, "office-clerk", adjustments.repropose, first, reason="再提")
    assert "adjustment.counted" in why(counted.value)


def test_who_proposed_does_not_approve(shared_house: House):
    mine = _proposed(shared_house, "D04", "office-director", about="y")
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
    assert _state(shared_house, other) == "revoked"


@pytest.mark.parametrize("count", ["0", "-1", "NaN", "Infinity", "many", "1e400000"])
def test_a_count_that_is_none_is_refused(shared_house: House, count: str):
    with pytest.raises(BadInput):
        _proposed(shared_house, "D05", count=count)


def test_an_event_that_the_plan_does_not_know_is_refused(shared_house: House):
    for event in ("nice_face", "", None):
        with pytest.raises(BadInput):
            _proposed(shared_house, "D05", event=event)


ROW = {"unit_id": "D01", "duty_marks": None}


def _of(event: str, points: str, number: int = 1) -> list[dict[str, Any]]:
    one = {"event": event, "points": Decimal(points), "basis": "依据", "document": ""}
    return [{**one, "id": f"{event}{n}"} for n in range(number)]


def test_an_item_is_capped_and_items_are_not_mixed():
    late, heavy = _of("node_late_short", "-0.1", 35), _of("falsehood", "-6")
    trees = unit_trees(plan(), ROW, [], [*late, *heavy])
    assert trees.adjusted == Decimal("-8.0")
    assert trees.vetoed
    assert not unit_trees(plan(), ROW, [], late).vetoed


def test_the_year_is_capped_but_for_what_has_no_cap_of_its_own():
    events = ("inspection_mismatch", "inspection_undone", "obstruction", "criticism_state")
    many = [one for event in events for one in _of(event, "-3")]
    assert unit_trees(plan(), ROW, [], many).adjusted == Decimal("-10.0")
    with_more = [*many, *_of("falsehood", "-2")]
    assert unit_trees(plan(), ROW, [], with_more).adjusted == Decimal("-12.0")
    awards = [*_of("award_state", "3"), *_of("ahead", "1")]
    assert unit_trees(plan(), ROW, [], awards).adjusted == Decimal(4)
    rules = plan().adjustments.model_copy(update={"bonus_cap": Decimal(2)})
    capped = plan().model_copy(update={"adjustments": rules})
    assert unit_trees(capped, ROW, [], [*awards, *many]).adjusted == Decimal(-8)


def test_the_tree_tells_who_approved_and_when():
    (approved,) = _of("node_late_short", "-0.1")
    approved |= {"approved_by": "office-director", "approved_on": noon(2017, 12, 1).date()}
    (tree,) = unit_trees(plan(), ROW, [], [{**approved, "about": "n"}]).adjustments
    assert tree.children[0].values == {
        "事由": "n",
        "批准人": "office-director",
        "批准日期": "2017-12-01",
    }


def test_nothing_is_left_of_a_deed_that_was_given_up(shared_house: House):
    found = rows(shared_house, "SELECT id FROM adjustment WHERE state = 'revoked' AND deed = ''")
    assert found == []
