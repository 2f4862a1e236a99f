"""Versions of the calendar: entered from a notice by one, put in force by another; clocks move."""

from datetime import date, datetime
from typing import Any

import pytest

from kit.errors import NotPermitted, Objected, Refused
from services import calendars, suspensions
from services.acts import Order
from services.house import House
from services.sweep import sweep
from tests.builders import noon
from tests.services.hands import ask, at, at_once, do, row, rows, value, verdict, why

#: 30 September 2017 was a made-up working Saturday; without it nodes of that day roll on.
NOTICE: dict[str, Any] = {
    "version": "2017-9",
    "document": "国办发明电9号",
    "basis": "关于调整2017年国庆节假期安排的通知",
    "years": [2017],
}
NODE = "2017-D01-001-3"
MOVED = "SELECT count(*) FROM trail WHERE trigger = 'recompute' AND kind = 'node'"


def days_of_2017(house: House) -> list[dict[str, Any]]:
    query = (
        "SELECT day AS date, kind, name FROM calendar_day WHERE version = '2018-1'"
        " AND day < '2018-01-01' ORDER BY day"
    )
    return [{**day, "date": str(day["date"])} for day in rows(house, query)]


def notice(house: House, *gone: str, version: str = "2017-9") -> dict[str, Any]:
    days = [day for day in days_of_2017(house) if day["date"] not in gone]
    return {**NOTICE, "version": version, "days": days}


def enter(house: House, *gone: str, by: str = "admin", version: str = "2017-9") -> None:
    do(house, by, calendars.enter_calendar, "2017", **notice(house, *gone, version=version))


def use(house: House, version: str = "2017-9", by: str = "office-director") -> dict[str, Any]:
    do(house, by, calendars.recompute, "2017", version=version, reason="国务院办公厅调整假期")
    query = "SELECT data FROM trail WHERE kind = 'year' ORDER BY number DESC LIMIT 1"
    return value(house, query)


def due(house: House, node: str = NODE) -> list[tuple[int, date, str]]:
    query = (
        "SELECT version, due_on, calendar_version FROM deadline WHERE subject_id = :id"
        " ORDER BY version"
    )
    found = rows(house, query, id=node)
    return [(c["version"], c["due_on"], c["calendar_version"]) for c in found]


def test_entered_it_moves_nothing_put_in_force_every_clock_it_touches(  # noqa: PLR0915 - one life
    working_house: House,
):
    house = working_house
    due_then = value(
        house, "SELECT count(*) FROM deadline WHERE kind = 'node' AND due_on = '2017-09-30'"
    )
    assert due_then > 1000
    enter(house, "2017-09-30")
    assert due(house) == [(1, date(2017, 9, 30), "2018-1")]
    told = use(house)
    # 30 September is a Saturday then, the holiday ends on 8 October.
    assert due(house) == [
        (1, date(2017, 9, 30), "2018-1"),
        (2, date(2017, 10, 9), "2017-9"),
    ]
    assert told["moved"] == due_then == value(house, MOVED)
    assert (told["was"], told["calendar"], told["document"]) == (
        ("2018-1", "2017-9", NOTICE["document"])
    )
    assert row(house, "year", "2017")["calendar_version"] == "2017-9"
    mark = rows(
        house, "SELECT * FROM trail WHERE subject_id = :id AND trigger = 'recompute'", id=NODE
    )[0]
    assert mark["actor"] == "office-director"
    assert mark["data"]["clocks"][0]["was"] == "2017-09-30"
    letters = value(house, "SELECT count(*) FROM outbox WHERE topic = 'recompute'")
    assert letters == due_then
    letter = "SELECT text FROM outbox WHERE topic = 'recompute' AND subject_id = :id"
    told = f"节点{NODE}：节点填报的最后一日为2017-10-09（原为2017-09-30）"
    assert value(house, letter, id=NODE).startswith(told)
    assert verdict(house).first_bad is None

    with pytest.raises(Objected) as again:
        use(house)
    assert "calendar.same" in why(again.value)
    sweep(house.database, noon(2017, 10, 8))
    fired = "SELECT count(*) FROM deadline_fire WHERE rung = '0' AND subject_id = :id"
    assert value(house, fired, id=NODE) == 0
    sweep(house.database, noon(2017, 10, 10))
    assert value(house, fired, id=NODE) == 1


def test_what_was_overdue_only_by_the_old_calendar_is_calm_again(working_house: House):
    house = working_house
    house.clock.move_to(noon(2017, 10, 2))
    sweep(house.database, house.now())
    assert row(house, "node", NODE)["lamp"] == "red"
    enter(house, "2017-09-30")
    use(house)
    now = row(house, "node", NODE)
    # The warning of five working days before 9 October has been due since 25 September.
    assert (now["lamp"], now["overdue_since"]) == ("yellow", None)
    enter(house, version="2017-10")
    use(house, "2017-10")
    now = row(house, "node", NODE)
    assert now["lamp"] == "red"
    assert now["overdue_since"] == datetime.fromisoformat("2017-09-30T16:00:00+00:00")
    assert [version for version, _, _ in due(house)] == [1, 2, 3]


def test_a_clock_that_stands_is_reckoned_by_the_new_calendar_when_it_runs_on(working_house: House):
    house = working_house
    house.clock.move_to(noon(2017, 9, 11))
    body = {"about_kind": "node", "about_id": NODE, "deadline": "node_report"}
    body |= {"ground": "force_majeure"}
    born = at(house, "office-director", suspensions.begin, body, reason="汛期").id
    enter(house, "2017-09-30")
    use(house)
    assert len(due(house)) == 2
    do(house, "office-director", suspensions.end, born)
    assert due(house)[-1] == (3, date(2017, 10, 9), "2017-9")


def test_two_people_do_it_and_only_those_who_may(working_house: House):
    house = working_house
    for by in ("leader", "d01-head", "member-1"):
        with pytest.raises(NotPermitted):
            enter(house, "2017-09-30", by=by)
    enter(house, "2017-09-30", by="office-director")
    for by, code in (("office-director", "four_eyes"), ("office-clerk", "capacity_required")):
        with pytest.raises(Refused) as refused:
            use(house, by=by)
        assert code in why(refused.value)
    with pytest.raises(Objected) as twice:
        enter(house)
    assert "calendar.taken" in why(twice.value)
    with pytest.raises(Refused) as unknown:
        use(house, "2099-1")
    assert "not_found" in why(unknown.value)
    assert use(house, by="admin")["moved"] > 1000


def test_days_that_cannot_be_right_are_all_told(working_house: House):
    bad = notice(working_house, version="2017-8")
    bad["days"] += [
        {"date": "2017-09-29", "kind": "work", "name": ""},
        {"date": "2016-01-01", "kind": "rest", "name": ""},
        {"date": "yesterday", "kind": "rest", "name": ""},
    ]
    (answer,) = ask(working_house, "admin", calendars.enter_calendar, Order("2017", bad))
    assert isinstance(answer, Objected)
    assert why(answer) >= {"calendar.work_on_weekday"}


def test_put_in_force_twice_in_one_instant_every_clock_moves_once(working_house: House):
    house = working_house
    enter(house, "2017-09-30")
    told = at_once([lambda: use(house)] * 2)
    assert sorted(isinstance(one, Refused) for one in told) == [False, True]
    assert [version for version, _, _ in due(house)] == [1, 2]
