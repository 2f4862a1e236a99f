"""Suspensions: the clock stands while somebody else must act, and its end moves when it runs on."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from kit.errors import Conflict, NotFound, NotPermitted, Refused
from services import nodes, suspensions
from services.house import House
from services.others_turn import settle
from services.sweep import sweep
from tests.builders import DISTRICT, YEAR, noon
from tests.services.hands import at, at_once, do, row, rows, value, verdict, why

#: Due on 30 September 2017, a made-up working Saturday.
NODE = "2017-D01-001-3"
DONE = {"progress": "完成", "zero_reason": "无"}


def begin(house: House, about: str = NODE, *, by: str = "office-director", **said: Any) -> str:
    body = {"about_kind": "node", "about_id": about, "deadline": "node_report"}
    body |= {"ground": "force_majeure", **said}
    return at(house, by, suspensions.begin, body, reason="汛期全员抢险。").id


def clocks(house: House, about: str = NODE, name: str = "node_report") -> list[dict[str, Any]]:
    return rows(
        house,
        "SELECT * FROM deadline WHERE subject_id = :id AND name = :name ORDER BY visit, version",
        id=about,
        name=name,
    )


def fires(house: House, about: str = NODE) -> list[tuple[int, str]]:
    query = "SELECT version, rung FROM deadline_fire WHERE subject_id = :id ORDER BY number"
    return [(fire["version"], fire["rung"]) for fire in rows(house, query, id=about)]


def marks(house: House, about: str = NODE) -> list[str]:
    query = (
        "SELECT trigger FROM trail WHERE subject_id = :id"
        " AND trigger IN ('suspend', 'resume', 'recompute') ORDER BY number"
    )
    return [mark["trigger"] for mark in rows(house, query, id=about)]


def refused(house: House, **said: Any) -> set[str]:
    with pytest.raises(Refused) as refusal:
        begin(house, **said)
    return why(refusal.value)


def test_the_end_moves_on_by_the_days_that_stood(working_house: House):
    house = working_house
    house.clock.move_to(noon(2017, 9, 11))
    born = begin(house)
    assert born == f"{NODE}-Z1"
    first, stands = clocks(house)
    assert (first["due_on"], first["version"]) == (date(2017, 9, 30), 1)
    assert first["stopped_at"] == noon(2017, 9, 11)
    assert (stands["due_on"], stands["due_at"], stands["next_at"], stands["ladder"]) == (
        (None, None, None, [])
    )
    house.clock.move_to(noon(2017, 9, 18))
    do(house, "office-clerk", suspensions.end, born)
    runs = clocks(house)[-1]
    # Seven days stood; 7 October is a holiday, and 9 October the next working day.
    assert (runs["due_on"], runs["version"], runs["visit"]) == (date(2017, 10, 9), 3, 0)
    assert marks(house) == ["suspend", "resume"]
    assert row(house, "suspension", born)["resumed_on"] == date(2017, 9, 18)
    told = value(
        house,
        "SELECT data FROM trail WHERE subject_id = :id AND trigger = 'resume'",
        id=NODE,
    )
    assert told["suspension"] == born
    assert told["clocks"] == [
        {"deadline": "node_report", "visit": 0, "version": 3, "was": "", "due_on": "2017-10-09"}
    ]
    assert verdict(house).first_bad is None


def test_no_rung_rings_while_the_clock_stands_and_each_once_in_a_version(working_house: House):
    house = working_house
    house.clock.move_to(noon(2017, 9, 25))
    sweep(house.database, house.now())
    assert fires(house) == [(1, "-5wd")]
    born = begin(house)
    for day in (noon(2017, 9, 30), noon(2017, 10, 20)):
        sweep(house.database, day)
    assert fires(house) == [(1, "-5wd")]
    house.clock.move_to(noon(2017, 10, 20))
    do(house, "office-director", suspensions.end, born)
    # 25 days later than 30 September: 25 October, whose first warning would have been on the 18th.
    for day in (noon(2017, 10, 23), noon(2017, 10, 26), noon(2017, 11, 30), noon(2017, 11, 30)):
        sweep(house.database, day)
    assert fires(house) == [(1, "-5wd"), *((3, rung) for rung in ("-3d", "0", "+2wd", "+5wd"))]


def test_lamps_that_are_no_longer_true_are_set_calm(working_house: House):
    house = working_house
    house.clock.move_to(noon(2017, 10, 12))
    sweep(house.database, house.now())
    assert row(house, "node", NODE)["lamp"] == "double_red"
    born = begin(house, first_on="2017-09-25")
    now = row(house, "node", NODE)
    assert (now["lamp"], now["overdue_since"]) == ("green", None)
    do(house, "office-director", suspensions.end, born, resumed_on="2017-09-28")
    # Three days stood: 3 October is a holiday, 9 October is the day, so it is overdue again.
    sweep(house.database, house.now())
    now = row(house, "node", NODE)
    assert (now["lamp"], now["overdue_since"]) == (
        "double_red",
        datetime(2017, 10, 9, 16, tzinfo=UTC),
    )


def test_begun_and_ended_on_one_day_it_changes_nothing_but_the_record(working_house: House):
    house = working_house
    house.clock.move_to(noon(2017, 9, 28))
    sweep(house.database, house.now())
    do(house, "office-director", suspensions.end, begin(house))
    first, *_, last = clocks(house)
    assert last["due_at"] == first["due_at"]
    assert last["ladder"] == [r for r in first["ladder"] if r["rung"] in ("0", "+2wd", "+5wd")]
    assert row(house, "node", NODE)["lamp"] == "yellow"
    assert marks(house) == ["suspend", "resume"]


def test_revoked_it_is_as_if_it_had_never_been(working_house: House):
    house = working_house
    house.clock.move_to(noon(2017, 9, 11))
    born = begin(house)
    house.clock.move_to(noon(2017, 9, 20))
    do(house, "office-director", suspensions.end, born)
    assert clocks(house)[-1]["due_on"] == date(2017, 10, 9)
    do(house, "office-director", suspensions.revoke, born, reason="事由不实")
    assert clocks(house)[-1]["due_on"] == date(2017, 9, 30)
    assert marks(house) == ["suspend", "resume", "recompute"]


def test_a_second_suspension_adds_to_the_first(working_house: House):
    house = working_house
    for first, last in ((11, 13), (20, 21)):
        house.clock.move_to(noon(2017, 9, first))
        born = begin(house)
        house.clock.move_to(noon(2017, 9, last))
        do(house, "office-director", suspensions.end, born)
    assert born == f"{NODE}-Z2"
    # Three days in all: from 30 September to 3 October, a holiday.
    assert clocks(house)[-1]["due_on"] == date(2017, 10, 9)
    do(house, "office-director", suspensions.revoke, f"{NODE}-Z1", reason="事由不实")
    assert clocks(house)[-1]["due_on"] == date(2017, 10, 9)
    do(house, "office-director", suspensions.revoke, f"{NODE}-Z2", reason="事由不实")
    assert clocks(house)[-1]["due_on"] == date(2017, 9, 30)


def test_what_is_reported_while_the_clock_stands_is_in_time(working_house: House):
    house = working_house
    house.clock.move_to(noon(2017, 9, 29))
    born = begin(house)
    house.clock.move_to(noon(2017, 10, 16))
    do(house, "d01-head", nodes.report, NODE, **DONE)
    assert row(house, "node", NODE)["late_days"] == 0
    with house.database.connect() as connection:
        assert settle(connection, DISTRICT, YEAR, house.now()) == 1
        assert settle(connection, DISTRICT, YEAR, house.now()) == 0
    assert row(house, "suspension", born)["state"] == "ended"
    assert marks(house) == ["suspend"]


def test_what_is_reported_after_the_moved_end_is_late_by_it(working_house: House):
    house = working_house
    house.clock.move_to(noon(2017, 9, 11))
    born = begin(house)
    house.clock.move_to(noon(2017, 9, 18))
    do(house, "office-director", suspensions.end, born)
    house.clock.move_to(noon(2017, 10, 11))
    do(house, "d01-head", nodes.report, NODE, **DONE)
    assert row(house, "node", NODE)["late_days"] == 2


def test_who_may_decide_it_and_on_what(working_house: House):
    house = working_house
    house.clock.move_to(noon(2017, 9, 11))
    for by in ("d01-head", "office-clerk", "leader", "admin"):
        with pytest.raises((NotPermitted, NotFound)):
            begin(house, by=by)
    assert "suspension.ground" in refused(house, ground="mood")
    assert "document.missing" in refused(house, ground="superior")
    assert "suspension.no_clock" in refused(house, deadline="measure-7")
    assert "suspension.future" in refused(house, first_on="2017-09-12")
    assert "suspension.before_start" in refused(house, first_on="2017-08-31")
    assert "not_found" in refused(house, about_kind="secret")
    born = begin(house, ground="superior", document="京政办函12号")
    assert "suspension.standing" in refused(house)
    with pytest.raises(NotPermitted):
        do(house, "d01-head", suspensions.end, born)
    with pytest.raises(Refused) as too_soon:
        do(house, "office-clerk", suspensions.end, born, resumed_on="2017-09-10")
    assert "suspension.resume_day" in why(too_soon.value)
    house.clock.move_to(noon(2017, 10, 12))
    do(house, "office-clerk", suspensions.end, born, resumed_on="2017-09-12")
    assert "suspension.too_late" in refused(house, first_on="2017-10-11")


def test_of_two_at_once_one_suspension_stands(working_house: House):
    house = working_house
    house.clock.move_to(noon(2017, 9, 11))
    told = at_once([lambda: begin(house)] * 2)
    assert sorted(isinstance(one, Refused) for one in told) == [False, True]
    assert [c["version"] for c in clocks(house)] == [1, 2]
    (lost,) = (one for one in told if isinstance(one, Refused))
    assert isinstance(lost, Conflict) or "suspension.standing" in why(lost)
