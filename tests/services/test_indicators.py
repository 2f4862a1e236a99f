"""Indicators: four eyes, the right hand for each category, exact weights when one is cancelled."""

from decimal import Decimal

import pytest
from sqlalchemy import text

from kit.errors import NotNow, NotPermitted, Objected, Refused
from services import gates, indicators
from services.house import House
from tests.builders import declare_all, examiner_of, review_all
from tests.services.hands import as_owner, at, do, row, rows, value, why


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
    shared_house: House, column: str, false: object, code: str
):
    mine = "2017-D01-001"
    sound = {column: row(shared_house, "indicator", mine)[column]}
    do(shared_house, "d01-clerk", indicators.revise, mine, **{column: false})
    with pytest.raises(Objected) as refused:
        do(shared_house, "d01-head", indicators.declare, mine)
    assert why(refused.value) == {"objected", code}
    assert row(shared_house, "indicator", mine)["state"] == "draft"
    do(shared_house, "d01-clerk", indicators.revise, mine, **sound)


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
