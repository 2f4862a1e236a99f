"""Indicators at their end: verified and scored by the right hand, corrected, or cancelled."""

from decimal import Decimal

import pytest
from sqlalchemy import text

from kit.errors import NotPermitted, Objected, Refused
from services import indicators, requests
from services.acts import Order
from services.house import House
from states.request import RequestClass
from tests.builders import examiner_of
from tests.services.finishing import full_inputs, hear, report_all, score_all, verify_all
from tests.services.hands import as_owner, ask, at, do, row, rows, value, verdict, why


def _first(house: House, unit: str, category: str) -> str:
    query = "SELECT min(id) FROM indicator WHERE unit_id = :u AND category = :c"
    return value(house, query, u=unit, c=category)


def test_each_category_is_verified_and_scored_by_its_own_hand(working_house: House):
    house = working_house
    report_all(house, "D01")
    hear(house, "D01")
    key, own, common = (_first(house, "D01", c) for c in ("key", "own_function", "common"))
    examiner = examiner_of(row(house, "indicator", common)["assessor_id"])
    keys = examiner_of(row(house, "indicator", key)["assessor_id"])
    assert keys != "office-clerk-2"
    for hand, mine in ((keys, key), ("office-director", common)):
        with pytest.raises(Refused) as refused:
            do(house, hand, indicators.verify, mine)
        assert why(refused.value) & {"category.not_yours", "capacity_required"}
    with pytest.raises(NotPermitted):
        do(house, "d01-head", indicators.verify, own)
    do(house, "office-clerk", indicators.verify, key)
    do(house, "office-clerk", indicators.verify, own)
    do(house, examiner, indicators.verify, common)
    with pytest.raises(Objected) as silent:
        do(house, "office-clerk", indicators.score, key)
    assert "examiner.silent" in why(silent.value)


def test_nothing_is_verified_while_a_node_is_open(shared_working: House):
    mine = _first(shared_working, "D02", "own_function")
    with pytest.raises(Objected) as refused:
        do(shared_working, "office-clerk", indicators.verify, mine)
    assert "nodes.open" in why(refused.value)


def test_a_rejected_verification_goes_back_with_a_reason(shared_working: House):
    verify_all(shared_working, "D30")
    mine = _first(shared_working, "D30", "own_function")
    with pytest.raises(Objected):
        do(shared_working, "office-clerk", indicators.reject, mine)
    do(shared_working, "office-clerk", indicators.reject, mine, reason="台账不全")
    assert row(shared_working, "indicator", mine)["state"] == "in_progress"


def test_a_granted_correction_reopens_a_score_and_the_old_one_stays(working_house: House):
    house = working_house
    score_all(house, "D30")
    mine = _first(house, "D30", "own_function")
    weight = row(house, "indicator", mine)["weight"]
    assert row(house, "indicator", mine)["points"] == weight
    body = {"document": "复核1号"}
    asked = at(
        house,
        "office-clerk",
        requests.request,
        RequestClass.CORRECTION,
        mine,
        body,
        reason="复核成立",
    )
    with pytest.raises(Refused):
        do(house, "office-clerk", requests.grant, asked.id)
    do(house, "office-director", requests.grant, asked.id)
    again = row(house, "indicator", mine)
    assert (again["state"], again["points"]) == ("verified", None)
    given = full_inputs(again["parameters"], again["method"])
    do(house, "office-clerk", indicators.score, mine, inputs=given)
    kept = rows(house, "SELECT points FROM score WHERE indicator_id = :i ORDER BY number", i=mine)
    assert [score["points"] for score in kept] == [weight, weight]
    assert verdict(house).first_bad is None


def test_the_weight_of_a_cancelled_indicator_is_shared_exactly_again_and_again(
    working_house: House,
):
    house = working_house
    unit = "D02"
    mine = rows(
        house,
        "SELECT id, weight FROM indicator WHERE unit_id = :u AND category = 'key' ORDER BY id",
        u=unit,
    )
    total = sum(found["weight"] for found in mine)
    before = {
        v["digest"]
        for v in rows(
            house, "SELECT digest FROM indicator_version WHERE indicator_id LIKE '2017-D02%'"
        )
    }
    for gone in [found["id"] for found in mine][:-1]:
        do(house, "office-clerk", indicators.cancel, gone, document="京1号", reason="上级取消")
        left = rows(
            house,
            "SELECT weight FROM indicator WHERE unit_id = :u AND category = 'key'"
            " AND state <> 'cancelled'",
            u=unit,
        )
        assert sum(found["weight"] for found in left) == total
    last = mine[-1]["id"]
    versions = rows(
        house, "SELECT * FROM indicator_version WHERE indicator_id = :i ORDER BY version", i=last
    )
    assert len(versions) == len(mine)
    assert versions[-1]["content"]["weight"] == str(total)
    for name in ("target_number", "challenge", "last_year", "deadline", "nodes", "target"):
        assert versions[-1]["content"][name] == versions[0]["content"][name]
    assert len(before) >= len(mine)
    assert verdict(house).first_bad is None


def test_thirty_twenty_five_and_twenty_become_the_seeds_own_numbers(working_house: House):
    house = working_house
    mine = [f"2017-D01-{n:03}" for n in range(1, 4)]
    others = "UPDATE indicator SET state = 'cancelled' WHERE unit_id = 'D01' AND NOT id = ANY(:ids)"
    with as_owner(house) as connection:
        connection.execute(text(others), {"ids": mine})
        for subject, weight in zip(mine, (30, 25, 20), strict=True):
            connection.execute(
                text("UPDATE indicator SET weight = :w, category = 'key' WHERE id = :i"),
                {"w": weight, "i": subject},
            )
    do(house, "office-clerk", indicators.cancel, mine[2], document="京1号", reason="上级取消")
    shares = [row(house, "indicator", subject)["weight"] for subject in mine[:2]]
    assert shares == [Decimal("40.91"), Decimal("34.09")]


def test_two_of_one_category_cancelled_in_one_call_do_not_share_what_is_gone(working_house: House):
    house = working_house
    mine = [
        r["id"]
        for r in rows(
            house, "SELECT id FROM indicator WHERE unit_id = 'D03' AND category = 'key' ORDER BY id"
        )
    ][:2]
    asked = [Order(i, {"document": "京1号"}, reason="上级取消") for i in mine]
    first, second = ask(house, "office-clerk", indicators.cancel, *asked)
    assert not isinstance(first, Refused)
    assert isinstance(second, Refused)
    assert second.code == "conflict"
    (again,) = ask(house, "office-clerk", indicators.cancel, asked[1])
    assert again.state == "cancelled"
    total = value(
        house,
        "SELECT sum(weight) FROM indicator WHERE unit_id = 'D03' AND state <> 'cancelled'",
    )
    assert total == 100
