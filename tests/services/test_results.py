"""Results: computed exactly, guarded by the gate, ranked and published once."""

from decimal import Decimal

import pytest

from kit.errors import NotFound, NotNow, NotPermitted, Objected
from services import adjustments, results
from services.house import House
from tests.services.finishing import score_all
from tests.services.hands import approved_gate, at, do, row, verdict, why
from tests.services.judging import judge, prepare

UNITS = ("D01", "D02", "D30")


@pytest.fixture(scope="module")
def judged(shared_working: House) -> House:
    """Three units scored in full, with their duty marks and one deduction."""
    house = shared_working
    for unit in UNITS:
        score_all(house, unit)
    at(house, "office-clerk", results.lay_out)
    fair = ["62.5", "62.5", "62.5", "63", "63"]
    judge(house, {"D01": fair, "D02": ["90"] * 5, "D30": fair})
    body = {"event": "node_late_short", "about": "2017-D30-001-3", "count": 3}
    proposed = at(house, "office-clerk", adjustments.propose, "D30", body)
    do(house, "office-director", adjustments.approve, proposed.id)
    at(house, "office-clerk", results.compute)
    return house


def test_a_total_is_eighty_and_twenty_to_the_cent(judged: House):
    first = row(judged, "result", "2017-D01-S")
    assert (first["daily"], first["duty"]) == (Decimal(100), Decimal("62.7"))
    assert first["total"] == Decimal("92.54")
    assert row(judged, "result", "2017-D02-S")["total"] == Decimal(98)


def test_a_deduction_counts_within_the_daily_score(judged: House):
    third = row(judged, "result", "2017-D30-S")
    assert third["adjustments"] == Decimal("-0.3")
    assert third["total"] == Decimal("92.30")


def test_the_better_total_is_placed_before(judged: House):
    places = {unit: row(judged, "result", f"2017-{unit}-S")["rank"] for unit in UNITS}
    assert places == {"D02": 1, "D01": 2, "D30": 3}


def test_who_is_not_scored_has_no_total_yet_and_no_place(judged: House):
    other = row(judged, "result", "2017-D03-S")
    assert (other["total"], other["rank"], other["grade"]) == (None, None, None)


def test_computing_again_changes_no_number(judged: House):
    names = ("daily", "duty", "adjustments", "total", "rank", "group_rank", "grade", "explanation")
    before = [row(judged, "result", f"2017-{unit}-S") for unit in UNITS]
    at(judged, "office-director", results.compute)
    after = [row(judged, "result", f"2017-{unit}-S") for unit in UNITS]
    for was, now in zip(before, after, strict=True):
        assert {name: was[name] for name in names} == {name: now[name] for name in names}


def test_the_explanation_adds_up_to_the_total(judged: House):
    found = row(judged, "result", "2017-D01-S")
    assert Decimal(str(found["explanation"]["points"])) == found["total"]


def test_a_unit_neither_marks_nor_confirms_and_a_stranger_sees_nothing(judged: House):
    with pytest.raises(NotPermitted):
        do(judged, "d01-head", results.confirm, "2017-D01-S")
    with pytest.raises(NotFound):
        do(judged, "d02-head", results.publish, "2017-D01-S")


def test_results_wait_for_the_gate_then_are_locked(working_house: House):
    house = working_house
    score_all(house, "D30")
    at(house, "office-clerk", results.lay_out)
    mine = "2017-D30-S"
    with pytest.raises(Objected) as early:
        do(house, "office-director", results.confirm, mine)
    assert why(early.value) >= {"gate.not_approved"}
    judge(house, {"D30": ["90"] * 3})
    at(house, "office-clerk", results.compute)
    with pytest.raises(Objected) as undecided:
        do(house, "office-director", results.confirm, mine)
    assert why(undecided.value) == {"objected", "gate.not_approved"}
    approved_gate(house, "results_confirmed", "annual_evaluation")
    with pytest.raises(NotNow):
        do(house, "office-director", results.publish, mine)
    with pytest.raises(Objected) as hollow:
        do(house, "office-director", results.confirm, "2017-D03-S")
    assert why(hollow.value) & {"result.no_daily", "result.no_duty", "result.no_total"}
    do(house, "office-director", results.confirm, mine)
    do(house, "office-director", results.publish, mine)
    _locked(house, mine)


def _locked(house: House, result: str) -> None:
    before = row(house, "result", result)
    at(house, "office-clerk", results.compute)
    with pytest.raises(Objected):
        prepare(house, ["D30"])
    assert row(house, "result", result) == before
    assert verdict(house).first_bad is None
