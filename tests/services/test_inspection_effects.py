"""What an inspection's outcome brings: proposals, a node set back, an indicator without points."""

from datetime import timedelta
from decimal import Decimal

import pytest

from kit.errors import NotNow, Objected
from services import adjustments, indicators, inspections, nodes
from services.acts import Order
from services.house import House
from tests.builders import examiner_of, noon
from tests.services.finishing import hear
from tests.services.hands import ask, do, row, rows, set_down, value, verdict, why
from tests.services.inspecting import (
    accept_first,
    drawn,
    points_of,
    proposals_about,
    to_determined,
    to_notified,
    to_recorded,
)


@pytest.fixture
def inspected(working_house: House) -> House:
    """Some units have their first nodes accepted, so that they can be inspected."""
    accept_first(working_house, "D01", "D05", "T01")
    return working_house


def test_undone_sets_the_node_back_and_is_proposed_by_the_system(inspected: House):
    house = inspected
    first = drawn(house)[0]
    to_determined(house, first["id"], "undone")
    node = row(house, "node", first["node_id"])
    assert (node["state"], node["report"]) == ("missed", None)
    (proposal,) = proposals_about(house, first["id"])
    assert proposal["points"] == points_of("inspection_undone")
    assert (proposal["state"], proposal["proposed_by"]) == ("proposed", "system:flow")
    do(house, "office-director", adjustments.approve, proposal["id"])
    with pytest.raises(NotNow):
        do(house, "office-clerk", nodes.return_, first["node_id"], reason="重报")
    assert verdict(house).first_bad is None


def test_a_falsehood_takes_the_indicators_points_whatever_its_method(inspected: House):
    house = inspected
    first = next(x for x in drawn(house) if x["unit_id"] == "D01")
    to_notified(house, first["id"], "false")
    do(house, "d01-head", inspections.explain, first["id"], explanation="承认。")
    with pytest.raises(Objected) as bare:
        do(house, "office-director", inspections.determine, first["id"])
    assert "document.missing" in why(bare.value)
    do(
        house,
        "office-director",
        inspections.determine,
        first["id"],
        document="房绩效办移2017-1号",
    )
    indicator = row(house, "indicator", first["indicator_id"])
    assert (indicator["state"], indicator["falsified"]) == ("in_progress", True)
    (proposal,) = proposals_about(house, first["id"])
    assert (proposal["event"], proposal["points"]) == ("falsehood", Decimal("-2.0"))
    do(house, "office-clerk", inspections.revisit, first["id"], rectified=True)
    do(house, "office-clerk", inspections.close, first["id"])
    rest = [
        x["id"]
        for x in rows(
            house,
            "SELECT id FROM node WHERE unit_id = 'D01' AND indicator_id = :i AND state = 'pending'",
            i=first["indicator_id"],
        )
    ]
    done_ = {"progress": "完成", "zero_reason": "无"}
    ask(house, "d01-head", nodes.report, *(Order(n, done_) for n in rest))
    ask(house, "office-clerk", nodes.accept, *(Order(n) for n in rest))
    _score(house, indicator)
    assert row(house, "indicator", first["indicator_id"])["points"] == 0
    told = value(
        house, "SELECT explanation ->> 'rule' FROM score WHERE indicator_id = :i",
        i=first["indicator_id"],
    )  # fmt: skip
    assert "弄虚作假" in told


def _score(house: House, indicator: dict) -> None:
    hand = examiner_of(indicator["assessor_id"])
    common = indicator["category"] == "common"
    for verb in (indicators.verify, indicators.score):
        if not common:
            ask(house, hand, indicators.opine, Order(indicator["id"], {"agree": True}))
        do(house, hand if common else "office-clerk", verb, indicator["id"])


def test_an_indicator_is_not_verified_while_it_is_inspected(inspected: House):
    house = inspected
    sample = [x for x in drawn(house) if x["unit_id"] == "T01"]
    left = [
        n["id"]
        for n in rows(house, "SELECT id FROM node WHERE unit_id = 'T01' AND state = 'pending'")
    ]
    house.clock.advance(timedelta(minutes=1))
    done_ = {"progress": "完成", "zero_reason": "无"}
    ask(house, "t01-head", nodes.report, *(Order(n, done_) for n in left))
    ask(house, "office-clerk", nodes.accept, *(Order(n) for n in left))
    first = sample[0]
    indicator = row(house, "indicator", first["indicator_id"])
    hand = "office-clerk"
    if indicator["category"] == "common":
        hand = examiner_of(indicator["assessor_id"])
    else:
        hear(house, "T01")
    with pytest.raises(Objected) as open_:
        do(house, hand, indicators.verify, indicator["id"])
    assert "inspection.open" in why(open_.value)
    to_recorded(house, first["id"], "consistent")
    do(house, "office-clerk", inspections.review, first["id"])
    do(house, "office-clerk", inspections.close, first["id"])
    do(house, hand, indicators.verify, indicator["id"])


def test_what_is_not_rectified_costs_double_and_replaces_the_first(inspected: House):
    house = inspected
    first = drawn(house)[0]
    to_determined(house, first["id"], "mismatch")
    do(house, "office-clerk", inspections.revisit, first["id"], rectified=False, note="仍未整改")
    do(house, "office-clerk", inspections.close, first["id"])
    once, twice = sorted(proposals_about(house, first["id"]), key=lambda a: a["id"])
    assert twice["points"] == 2 * once["points"]
    assert (once["state"], twice["state"]) == ("revoked", "proposed")


def test_what_was_approved_gives_way_only_when_the_heavier_is_approved(inspected: House):
    house = inspected
    first = drawn(house)[0]
    to_determined(house, first["id"], "mismatch")
    (once,) = proposals_about(house, first["id"])
    do(house, "office-director", adjustments.approve, once["id"])
    do(house, "office-clerk", inspections.revisit, first["id"], rectified=False)
    do(house, "office-clerk", inspections.close, first["id"])
    assert row(house, "adjustment", once["id"])["state"] == "approved"
    do(house, "office-director", adjustments.approve, f"{once['id']}-again")
    assert row(house, "adjustment", once["id"])["state"] == "revoked"


def test_a_cancelled_indicators_inspection_is_withdrawn_and_no_other(inspected: House):
    house = inspected
    sample = drawn(house)
    key = next(
        x for x in sample
        if row(house, "indicator", x["indicator_id"])["category"] == "key"
    )  # fmt: skip
    with pytest.raises(Objected):
        do(house, "office-clerk", inspections.withdraw, key["id"])
    body = {"document": "京绩办函2017-9号"}
    do(house, "office-clerk", indicators.cancel, key["indicator_id"], **body, reason="任务取消")
    do(house, "office-clerk", inspections.withdraw, key["id"])
    assert row(house, "inspection", key["id"])["state"] == "withdrawn"


def test_after_publication_the_deduction_is_booked_into_the_next_year(inspected: House):
    house = inspected
    first = drawn(house)[0]
    result = {"id": f"2017-{first['unit_id']}-S", "unit_id": first["unit_id"], "version": 1}
    set_down(house, "result", result, ("compute", "trial"), ("confirm", "confirmed"),
             ("publish", "published"))  # fmt: skip
    house.clock.move_to(noon(2018, 3, 5))
    to_determined(house, first["id"], "mismatch")
    (proposal,) = proposals_about(house, first["id"])
    assert proposal["year"] == 2018
    assert proposal["id"].startswith(f"2018-{first['unit_id']}-")
