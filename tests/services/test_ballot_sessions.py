"""Sessions: prepared for free units, locked by one and published by another, void and repeated."""

import pytest

from kit.errors import BadInput, NotNow, NotPermitted, Objected
from services import ballot_sessions, ballot_urn, results
from services.house import House
from tests.builders import plan
from tests.services.finishing import score_all
from tests.services.hands import as_owner, at, at_once, do, row, value, why
from tests.services.judging import (
    GROUPS,
    GUESTS,
    cast,
    claim,
    count,
    enter,
    judge,
    lock,
    opened,
    prepare,
    publish,
    returned,
    touch,
    vote,
)


@pytest.fixture
def session(house: House) -> str:
    """An open session that judges D01, D02 and D07."""
    at(house, "office-clerk", results.lay_out)
    return opened(house, "D01", "D02", "D07")


def test_an_empty_urn_is_not_locked(house: House, session: str):
    enter(house, session, "heads", reason="空白")
    with pytest.raises(Objected) as refused:
        lock(house, session)
    assert why(refused.value) >= {"ballot_session.empty"}


def test_who_locks_does_not_publish_and_nobody_publishes_twice(house: House, session: str):
    vote(house, "leader", session, 80)
    lock(house, session, "office-director")

    with pytest.raises(Objected) as refused:
        publish(house, session)
    assert why(refused.value) >= {"four_eyes"}
    with pytest.raises(NotPermitted):
        publish(house, session, "office-clerk")


def test_results_take_marks_while_they_are_trials(house: House):
    session = opened(house, "D01", "D02")
    vote(house, "leader", session, 80)
    lock(house, session)
    with pytest.raises(Objected) as refused:
        publish(house, session)
    assert why(refused.value) >= {"ballot_session.no_trial"}

    at(house, "office-clerk", results.lay_out)
    publish(house, session)
    with pytest.raises(NotNow):
        publish(house, session)


def test_a_unit_is_judged_in_one_session_and_again_only_after_a_void_one(
    house: House, session: str
):
    with pytest.raises(Objected) as taken:
        prepare(house, ["D02", "D03"])
    assert why(taken.value) >= {"ballot_session.taken"}
    paper = vote(house, "leader", session, 100)

    touch(house, "office-director", ballot_urn.void, session, "会场断电")

    assert count(house, "ballot", session) == 0
    assert count(house, "mark", session) == 0
    with pytest.raises(NotNow):
        cast(house, paper.token, dict.fromkeys(paper.units, 100))
    again = opened(house, "D01", "D02", "D07")
    vote(house, "leader", again, 70)
    lock(house, again)
    publish(house, again)
    assert row(house, "result", "2017-D02-S")["duty_marks"] == {"leaders": ["70"]}
    with pytest.raises(Objected):
        prepare(house, ["D02"])


def test_a_unit_that_nobody_could_judge_may_be_judged_again(house: House, session: str):
    vote(house, "leader", session, 80, D02="unknown")
    lock(house, session)
    publish(house, session)

    assert row(house, "result", "2017-D02-S")["duty_marks"] is None
    assert prepare(house, ["D02"]) == "2017-V2"


def test_a_session_is_opened_without_reports_only_for_a_reason(house: House):
    session = prepare(house, ["D01", "D02"])
    with pytest.raises(Objected) as refused:
        touch(house, "office-clerk", ballot_urn.open_, session, "")
    assert why(refused.value) >= {"ballot_session.no_report"}
    assert not house.keys.path("fangshan", session).exists()


@pytest.mark.parametrize("units", [[], ["D01", "D01"], ["X99"], ["D00"]])
def test_only_assessed_units_are_judged_each_once(house: House, units: list[str]):
    with pytest.raises(BadInput):
        prepare(house, units)


def test_an_absent_group_is_never_counted_as_zero(working_house: House):
    house = working_house
    for unit in ("D01", "D30"):
        score_all(house, unit)
    at(house, "office-clerk", results.lay_out)
    session = opened(house, "D01", "D30")
    for group in ("leaders", "deputies"):
        for who in GUESTS[group]:
            vote(house, who, session, 90)
    lock(house, session)
    publish(house, session)
    at(house, "office-clerk", results.compute)

    for unit in ("D01", "D30"):
        found = row(house, "result", f"2017-{unit}-S")
        assert (found["duty"], found["total"]) == (90, 98)
        duty = next(p for p in found["explanation"]["children"] if "述职" in p["label"])
        assert "不按零分计" in duty["rule"]


def test_locking_and_casting_at_once_lose_no_ballot_that_was_acknowledged(house: House):
    at(house, "office-clerk", results.lay_out)
    session = opened(house, "D02", "D03")
    papers = [claim(house, who, session) for group in GUESTS.values() for who in group]
    cast(house, papers[0].token, {"D02": 60, "D03": 60})

    answers = at_once(
        [
            *(lambda p=p: cast(house, p.token, {"D02": 90, "D03": 90}) for p in papers[1:]),
            lambda: lock(house, session),
        ]
    )

    taken = 1 + sum(not isinstance(answer, Exception) for answer in answers[:-1])
    assert not isinstance(answers[-1], Exception)
    assert count(house, "mark", session) == 2 * taken
    assert sum(returned(house, session).values()) == taken


def test_a_whole_district_is_locked_and_published_in_seconds(house: House):
    at(house, "office-clerk", results.lay_out)
    units = [unit.id for unit in plan().assessed]
    ballots_of = {unit: [80 + n % 20 for n in range(25)] for unit in units}

    session = judge(house, ballots_of)

    assert count(house, "mark", session) == 82 * 25 * len(GROUPS)
    assert value(house, "SELECT count(*) FROM result WHERE duty_marks IS NOT NULL") == 82


def test_publishing_insists_on_the_marks_that_were_locked(house: House, session: str):
    vote(house, "leader", session, 80)
    lock(house, session)
    with as_owner(house) as connection:
        connection.exec_driver_sql("UPDATE mark SET mark = 99 WHERE unit_id = 'D01'")
    with pytest.raises(Objected) as refused:
        do(house, "office-director", ballot_sessions.publish, session)
    assert why(refused.value) >= {"ballot_session.changed"}
