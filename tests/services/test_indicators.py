"""Indicators: four eyes, the right hand for each category, exact weights when one is cancelled."""

from decimal import Decimal

import pytest
from sqlalchemy import text

from kit.errors import NotNow, NotPermitted, Objected, Refused
from services import gates, indicators, requests
from services.acts import Order
from services.house import House
from states.request import RequestClass
from tests.builders import declare_all, examiner_of, review_all
from tests.services.finishing import full_inputs, hear, report_all, score_all, verify_all
from tests.services.hands import as_owner, ask, at, do, row, rows, value, verdict, why


def _first(house: House, unit: str, category: str) -> str:
    query = "SELECT min(id) FROM indicator WHERE unit_id = :u AND category = :c"
    return value(house, query, u=unit, c=category)


@pytest.mark.parametrize(
    ("column", "false", "code"),
    [
        ("level3", " ", "level3.missing"),
        ("target", "", "target.missing"),
        ("basis", "", "basis.missing"),
        ("method", "看着办", "method.unknown"),
        ("assessor_id", "D01", "assessor.self"),
        ("deadline", "2018-01-01", "deadline.outside_year"),
        ("nodes", [], "nodes.missing"),
        ("nodes", [{"text": "x", "due_on": "2018-01-01"}], "nodes.outside"),
        ("weight", "0", "weight.not_positive"),
    ],
)
def test_an_incomplete_indicator_is_not_declared_and_the_reason_is_named(
    house: House, column: str, false: object, code: str
):
    mine = "2017-D01-001"
    do(house, "d01-clerk", indicators.revise, mine, **{column: false})
    with pytest.raises(Objected) as refused:
        do(house, "d01-head", indicators.declare, mine)
    assert code in why(refused.value)
    assert row(house, "indicator", mine)["state"] == "draft"


def test_who_declared_does_not_review(house: House):
    mine = _first(house, "D01", "own_function")
    do(house, "d01-head", indicators.declare, mine)
    with as_owner(house) as connection:
        hat = "UPDATE assignment SET person_id = 'd01-head' WHERE person_id = 'office-clerk'"
        connection.execute(text(hat))
    with pytest.raises(Objected) as refused:
        do(house, "d01-head", indicators.review, mine)
    assert "four_eyes" in why(refused.value)
    do(house, "office-clerk-2", indicators.review, mine)


def test_a_returned_indicator_is_mended_and_frozen_again(house: House):
    mine = _first(house, "D01", "own_function")
    do(house, "d01-head", indicators.declare, mine)
    with pytest.raises(NotNow):
        do(house, "d01-clerk", indicators.revise, mine, target="更高")
    with pytest.raises(Objected) as silent:
        do(house, "office-clerk", indicators.return_, mine)
    assert "reason_required" in why(silent.value)
    do(house, "office-clerk", indicators.return_, mine, reason="目标偏低")
    do(house, "d01-clerk", indicators.revise, mine, target="更高")
    do(house, "d01-head", indicators.declare, mine)
    query = (
        "SELECT content->>'target' AS t FROM indicator_version WHERE indicator_id = :i"
        " ORDER BY version"
    )
    first, second = rows(house, query, i=mine)
    assert first["t"] != second["t"] == "更高"


def test_an_examiner_is_heard_each_time_anew_and_may_be_overruled_in_writing(house: House):
    mine = _first(house, "D01", "key")
    examiner = examiner_of(row(house, "indicator", mine)["assessor_id"])
    do(house, "d01-head", indicators.declare, mine)
    do(house, examiner, indicators.opine, mine, agree=False, reason="偏低")
    with pytest.raises(Objected) as refused:
        do(house, "office-clerk", indicators.review, mine)
    assert "examiner.disagrees" in why(refused.value)
    do(house, "office-clerk", indicators.review, mine, reason="经研究维持")
    assert row(house, "indicator", mine)["opinion"] is None


def test_nothing_starts_before_the_gate(house: House):
    declare_all(house)
    review_all(house)
    with pytest.raises(Objected) as refused:
        do(house, "office-clerk", indicators.start, "2017-D01-001")
    assert why(refused.value) == {"objected", "gate.not_approved"}
    gate = at(house, "office-clerk", gates.request, "indicator_table_confirmed").id
    for number in range(1, 5):
        do(house, f"member-{number}", gates.endorse, gate)
    with pytest.raises(Objected):
        do(house, "office-clerk", indicators.start, "2017-D01-001")
    do(house, "member-5", gates.endorse, gate)
    do(house, "office-clerk", indicators.start, "2017-D01-001")
    assert value(house, "SELECT count(*) FROM node WHERE indicator_id = '2017-D01-001'") > 0


def test_a_table_whose_weights_do_not_add_up_does_not_start(house: House):
    mine = _first(house, "D01", "own_function")
    heavier = row(house, "indicator", mine)["weight"] + Decimal("0.01")
    do(house, "d01-clerk", indicators.revise, mine, weight=str(heavier))
    declare_all(house)
    review_all(house)
    with pytest.raises(Refused) as refused:
        at(house, "office-clerk", gates.request, "indicator_table_confirmed")
    assert "condition.weights_sum" in why(refused.value)


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


def test_an_examiner_examines_and_does_not_declare_for_the_unit(house: House):
    found = rows(
        house, "SELECT id, unit_id, assessor_id FROM indicator WHERE assessor_id <> 'OFFICE'"
    )
    examined = next(f for f in found if f["assessor_id"].startswith("D"))
    with pytest.raises(NotPermitted):
        do(house, f"{examined['assessor_id'].lower()}-head", indicators.declare, examined["id"])
    do(house, f"{examined['unit_id'].lower()}-head", indicators.declare, examined["id"])
    with pytest.raises(NotPermitted):
        do(house, f"{examined['unit_id'].lower()}-head", indicators.opine, examined["id"])
    do(house, f"{examined['assessor_id'].lower()}-head", indicators.opine, examined["id"])
