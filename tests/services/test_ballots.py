"""Ballots: fetched once, cast without a name, replaced, refused, entered from paper."""

from typing import Any

import pytest

from kit.errors import BadInput, NotNow, NotPermitted, Objected
from services import ballots, results
from services.acts import Order
from services.house import House
from tests.services.hands import at, at_once, row, rows, verdict, why
from tests.services.judging import (
    GUESTS,
    HEADS,
    cast,
    claim,
    count,
    enter,
    lock,
    marks_of,
    opened,
    prepare,
    publish,
    returned,
    vote,
)


@pytest.fixture
def session(house: House) -> str:
    """An open session that judges D01, D02 and D07."""
    at(house, "office-clerk", results.lay_out)
    return opened(house, "D01", "D02", "D07")


def test_a_session_judges_from_papers_to_results(house: House, session: str):
    for number, who in enumerate(GUESTS["leaders"]):
        vote(house, who, session, 80 + number)
    vote(house, "d01-head", session, 70)
    vote(house, "d13-head", session, "unknown", D02="60.5")
    enter(house, session, "deputies", {"D01": 90, "D02": 91, "D07": 92})
    assert returned(house, session) == {
        "leaders": 3, "heads": 2, "deputies": 1, "cppcc_members": 0,
    }  # fmt: skip

    lock(house, session)

    assert count(house, "ballot", session) == 0
    assert marks_of(house, session, "D02", "leaders") == ["80", "81", "82"]
    # D01's own head gave it none; the other head does not know it.
    assert marks_of(house, session, "D01", "heads") == [None]
    assert marks_of(house, session, "D02", "heads") == ["60.5", "70"]
    assert row(house, "result", "2017-D01-S")["duty_marks"] is None

    publish(house, session)

    assert row(house, "result", "2017-D01-S")["duty_marks"] == {
        "leaders": ["80", "81", "82"], "deputies": ["90"],
    }  # fmt: skip
    assert row(house, "result", "2017-D02-S")["duty_marks"]["heads"] == ["60.5", "70"]
    assert row(house, "ballot_session", session)["state"] == "published"
    assert verdict(house).first_bad is None


def test_the_last_ballot_of_a_paper_counts_once(house: House, session: str):
    paper = vote(house, "leader", session, 60)
    cast(house, paper.token, dict.fromkeys(paper.units, 95))

    assert returned(house, session)["leaders"] == 1
    lock(house, session)
    assert marks_of(house, session, "D01", "leaders") == ["95"]


def test_two_casts_of_one_paper_in_the_same_instant_are_one_ballot(house: House, session: str):
    paper = claim(house, "leader", session)

    answers = at_once(
        [lambda m=m: cast(house, paper.token, dict.fromkeys(paper.units, m)) for m in range(60, 68)]
    )

    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert returned(house, session)["leaders"] == count(house, "ballot", session) == 1
    lock(house, session)
    first, second, third = (
        marks_of(house, session, unit, "leaders") for unit in ("D01", "D02", "D07")
    )
    assert first == second == third


def test_all_judges_may_claim_and_vote_in_the_same_instant(house: House, session: str):
    judges = [who for group in GUESTS.values() for who in group] + list(HEADS)

    papers = at_once([lambda who=who: claim(house, who, session) for who in judges])
    cast_all = at_once(
        [lambda p=p: cast(house, p.token, dict.fromkeys(p.units, 88)) for p in papers]
    )

    assert not [answer for answer in cast_all if isinstance(answer, Exception)]
    assert sum(returned(house, session).values()) == count(house, "ballot", session) == 12
    assert verdict(house).first_bad is None


def test_a_judge_fetches_one_paper_and_no_second(house: House, session: str):
    claim(house, "leader", session)

    with pytest.raises(Objected) as again:
        claim(house, "leader", session)

    assert why(again.value) >= {"ballot_session.claimed"}
    assert row(house, "ballot_session", session)["claimed"]["leaders"] == 1
    (voter,) = rows(house, "SELECT * FROM voter")
    assert (voter["person_id"], voter["judge_group"]) == ("leader", "leaders")


def test_who_is_no_judge_gets_no_paper(house: House, session: str):
    for stranger in ("d02-head", "office-clerk", "member-1", "supervisor"):
        with pytest.raises(NotPermitted):
            claim(house, stranger, session)
    assert count(house, "voter", session) == 0


def test_a_judge_of_no_group_of_the_session_gets_no_paper(house: House, session: str):
    with house.database.connect() as connection:
        connection.exec_driver_sql(
            "UPDATE assignment SET scope = 'guests' WHERE person_id = 'deputies-1'"
        )
    with pytest.raises(Objected) as refused:
        claim(house, "deputies-1", session)
    assert why(refused.value) >= {"ballot_session.no_group"}


def test_a_lost_answer_is_asked_for_again_with_what_only_the_judge_knows(
    house: House, session: str
):
    secret = "5" * 64

    first = claim_with(house, "leader", session, secret)
    again = claim_with(house, "leader", session, secret)

    assert again == first
    assert count(house, "voter", session) == 1
    with pytest.raises(BadInput, match="secret"):
        claim_with(house, "leader-2", session, "")


def claim_with(house: House, who: str, session: str, secret: str) -> Any:
    body = {"secret": secret} if secret else {}
    return at(house, who, ballots.claim, house.keys, Order(session, body), key="claim-1")


def test_nobody_votes_on_their_own_unit(house: House, session: str):
    paper = claim(house, "d01-head", session)

    assert paper.units == ("D02", "D07")
    with pytest.raises(BadInput, match="本单位"):
        cast(house, paper.token, {"D01": 100, "D02": 60, "D07": 60})
    cast(house, paper.token, {"D02": 60, "D07": 60})
    assert returned(house, session)["heads"] == 1


def test_nothing_is_cast_before_the_opening_or_after_the_lock(house: House, session: str):
    paper = vote(house, "leader", session, 80)
    lock(house, session)

    with pytest.raises(NotNow):
        cast(house, paper.token, dict.fromkeys(paper.units, 100))
    with pytest.raises(NotNow):
        claim(house, "leader-2", session)
    with pytest.raises(NotNow):
        enter(house, session, "leaders", dict.fromkeys(paper.units, 100))
    waiting = prepare(house, ["D03"])
    with pytest.raises(NotNow):
        claim(house, "leader-2", waiting)
    assert marks_of(house, session, "D01", "leaders") == ["80"]


def test_paper_ballots_go_into_the_same_urn_and_invalid_ones_are_counted_apart(
    house: House, session: str
):
    whole = {"D01": 80, "D02": "unknown", "D07": 82.5}
    enter(house, session, "deputies", whole)
    enter(house, session, "heads", {"D02": 70, "D07": 71}, own_unit="D01")
    enter(house, session, "deputies", reason="漏填两个单位")
    for wrong in ({"D01": 80}, {**whole, "D09": 1}):
        with pytest.raises(BadInput):
            enter(house, session, "deputies", wrong)
    with pytest.raises(BadInput, match="理由"):
        enter(house, session, "deputies")
    with pytest.raises(BadInput, match="评委组"):
        enter(house, session, "friends", whole)

    found = row(house, "ballot_session", session)
    assert (found["papers"]["deputies"], found["papers"]["heads"]) == (1, 1)
    assert found["invalid"] == [{"group": "deputies", "reason": "漏填两个单位"}]
    lock(house, session)
    assert marks_of(house, session, "D02", "deputies") == [None]
    assert marks_of(house, session, "D01", "heads") == []
