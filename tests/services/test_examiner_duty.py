"""Examiners that miss their own duty: proposed by the system, booked by the office alone."""

from decimal import Decimal

import pytest

from kit.errors import Objected
from services import adjustments, examiner_duty, indicators
from services.acts import Answer
from services.house import House
from services.waiting import ids
from tests.builders import desk, noon, plan
from tests.services.finishing import hear, report_all
from tests.services.hands import at, do, row, rows, value, why
from tests.services.test_detailed_rules import _draft, _issue
from tests.services.test_proposals import begun

__all__ = ["begun"]
#: 20 working days after the first of September 2017: Saturday the 30th was one, a week is not.
LAST, AFTER = noon(2017, 9, 29), noon(2017, 9, 30)


def _propose(house: House) -> list[str]:
    with house.database.connect() as connection:
        here = desk(house, connection, "system:flow")
        answers = examiner_duty.propose_overdue(here, ids(here, "propose_examiner_duty"))
    assert all(isinstance(answer, Answer) for answer in answers)
    return sorted(answer.id for answer in answers if isinstance(answer, Answer))


def _examiners(house: House) -> list[str]:
    query = (
        "SELECT DISTINCT i.assessor_id AS id FROM indicator i JOIN unit u ON u.id = i.assessor_id"
        " WHERE u.assessed ORDER BY 1"
    )
    return [found["id"] for found in rows(house, query)]


def test_whoever_sent_no_rules_out_in_time_is_proposed_once_for_the_director(begun: House):
    house = begun
    examiners = _examiners(house)
    in_time, late, *_ = examiners
    _issue(house, _draft(house, in_time), f"{in_time.lower()}-clerk")
    house.clock.move_to(LAST)
    assert _propose(house) == []
    house.clock.move_to(AFTER)
    _issue(house, _draft(house, late), f"{late.lower()}-clerk", "b")

    proposed = _propose(house)

    assert proposed == [f"2017-K-{one}-rules" for one in examiners if one != in_time]
    assert _propose(house) == []
    stands = row(house, "adjustment", f"2017-K-{late}-rules")
    assert (stands["state"], stands["unit_id"], stands["points"]) == (
        "proposed", late, Decimal("-0.2"),
    )  # fmt: skip
    do(house, "office-director", adjustments.reject, stands["id"], reason="已提前说明")
    assert late not in [one.split("-")[2] for one in _propose(house)]
    with pytest.raises(Objected) as twice:
        at(house, "office-clerk", adjustments.propose, examiners[2],
           {"event": "examiner_rules_missing", "document": "通报1号"})  # fmt: skip
    assert "adjustment.counted" in why(twice.value)


@pytest.fixture
def waiting_house(begun: House) -> House:
    """February: a township's and a department's work lies ready for its examiners."""
    house = begun
    house.clock.move_to(noon(2018, 1, 20))
    report_all(house, "D05")
    _propose(house)
    return house


def _common(house: House, unit: str = "D05") -> list[dict]:
    query = "SELECT * FROM indicator WHERE unit_id = :u AND category = 'common' ORDER BY id"
    return rows(house, query, u=unit)


def test_whoever_left_work_unverified_beyond_the_day_is_proposed(waiting_house: House):
    house = waiting_house
    due = plan().year_end.examiner_due
    assert due
    house.clock.move_to(noon(due.year, due.month, due.day))
    assert _propose(house) == []
    hear(house, "D05")
    given = rows(house, "SELECT assessor_id FROM indicator WHERE opinion IS NOT NULL")
    heard = {task["assessor_id"] for task in given}
    silent = {task["assessor_id"] for task in _common(house)} & set(_examiners(house))
    house.clock.move_to(noon(due.year, due.month, due.day + 1))

    proposed = _propose(house)

    assert proposed == sorted(f"2017-K-{one}-scores" for one in silent)
    assert not (heard - silent) & {one.split("-")[2] for one in proposed}
    assert {row(house, "adjustment", one)["state"] for one in proposed} == {"proposed"}


def test_after_the_day_the_office_does_what_an_examiner_left(waiting_house: House):
    house = waiting_house
    due = plan().year_end.examiner_due
    assert due
    task = _common(house)[0]
    key = value(house, "SELECT min(id) FROM indicator WHERE unit_id = 'D05' AND category = 'key'")
    with pytest.raises(Objected) as early:
        do(house, "office-clerk", indicators.verify, task["id"])
    assert "category.not_yours" in why(early.value)

    house.clock.move_to(noon(due.year, due.month, due.day + 1))
    do(house, "office-clerk", indicators.verify, task["id"])
    with pytest.raises(Objected) as silent:
        do(house, "office-clerk", indicators.verify, key)
    assert "examiner.overdue" in why(silent.value)
    do(house, "office-clerk", indicators.verify, key, reason="小考官逾期未提出意见，由绩效办接手")

    assert row(house, "indicator", task["id"])["state"] == "verified"
    assert row(house, "indicator", key)["state"] == "verified"


def test_what_came_to_an_examiner_after_the_day_is_not_its_fault(begun: House):
    house = begun
    house.clock.move_to(noon(2018, 1, 20))
    _propose(house)
    house.clock.move_to(noon(2018, 2, 5))
    report_all(house, "D05")
    assert _propose(house) == []
