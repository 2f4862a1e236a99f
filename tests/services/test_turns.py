"""Whoever must act is reminded: after a return, as silent approver, once a round."""

from datetime import datetime
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from services import indicators, inspections, messages, nodes, requests
from services.house import House
from services.rules import forget
from services.sweep import Swept, sweep
from states.request import RequestClass
from tests.builders import DISTRICT, YEAR, noon
from tests.services.hands import as_owner, at, at_once, do, row, rows, value, verdict
from tests.services.inspecting import accept_first, drawn

NODE = "2017-D01-001-3"
DONE = {"progress": "完成", "zero_reason": "无"}
FIRES = (
    "SELECT f.visit, f.rung FROM deadline_fire f WHERE f.subject_id = :id AND f.name = :name"
    " ORDER BY f.number"
)


def _pass(house: House, moment: datetime) -> None:
    """Let everything ring up to a moment, and deliver what is told."""
    house.clock.move_to(moment)
    sweep(house.database, moment)
    with house.database.connect() as connection:
        while messages.deliver(connection, moment, moment.date()):
            pass


def _fires(house: House, name: str, subject: str = NODE) -> list[tuple[int, str]]:
    return [(fire["visit"], fire["rung"]) for fire in rows(house, FIRES, id=subject, name=name)]


def _told(house: House, name: str, subject: str = NODE) -> list[tuple[str, set[str]]]:
    """What was told about a clock, in order, and who read it."""
    query = (
        "SELECT text, array_agg(person_id) AS people FROM inbox WHERE subject_id = :id"
        " AND topic = :name GROUP BY number, text ORDER BY number"
    )
    return [(r["text"], set(r["people"])) for r in rows(house, query, id=subject, name=name)]


def _only(house: House, subject: str) -> None:
    with as_owner(house) as connection:
        stop = "UPDATE deadline SET next_at = NULL WHERE subject_id <> :id"
        connection.execute(text(stop), {"id": subject})


def _report(house: House, moment: datetime) -> None:
    house.clock.move_to(moment)
    do(house, "d01-head", nodes.report, NODE, **DONE)


ACCEPT = "examiner_turn-accept"


def test_a_silent_examiner_is_reminded_at_shrinking_intervals_and_then_the_director_hears_of_it(
    working_house: House,
):
    _only(working_house, NODE)
    _report(working_house, noon(2017, 9, 4))  # a Monday: five working days end on the 11th
    days = [noon(2017, 9, day) for day in (11, 12, 16, 19, 20, 22, 29)]
    seen = []
    for day in days:
        _pass(working_house, day)
        seen.append([rung for _, rung in _fires(working_house, ACCEPT)])
    assert seen == [
        [],
        ["0"],
        ["0", "+4wd"],
        ["0", "+4wd"],
        ["0", "+4wd", "+6wd"],
        ["0", "+4wd", "+6wd", "+7wd", "+8wd"],
        ["0", "+4wd", "+6wd", "+7wd", "+8wd"],
    ]
    told = _told(working_house, ACCEPT)
    assert [said.partition("：")[2].partition("（")[0] for said, _ in told] == [
        "待通过，到期未办",
        *["待通过，到期未办"] * 3,
        "待通过，屡催未办",
    ]
    examiner = row(working_house, "node", NODE)["assessor_id"].lower()
    assert all(f"{examiner}-clerk" in people for _, people in told)
    assert ["office-director" in people for _, people in told].count(True) >= 1
    assert row(working_house, "node", NODE)["state"] == "reported"  # nothing was approved


def test_reminders_end_at_once_when_it_moves(working_house: House):
    _only(working_house, NODE)
    _report(working_house, noon(2017, 9, 4))
    _pass(working_house, noon(2017, 9, 12))
    body = row(working_house, "node", NODE)["assessor_id"].lower()
    do(working_house, f"{body}-clerk", nodes.accept, NODE)
    _pass(working_house, noon(2017, 12, 1))
    assert [rung for _, rung in _fires(working_house, ACCEPT)] == ["0"]


def test_a_second_round_reminds_again_and_no_round_twice(working_house: House):
    house = working_house
    _only(house, NODE)
    body = row(house, "node", NODE)["assessor_id"].lower()
    _report(house, noon(2017, 9, 4))
    at_once([lambda: sweep(house.database, noon(2017, 9, 12))] * 3)
    do(house, f"{body}-clerk", nodes.return_, NODE, reason="未盖章")
    at_once([lambda: sweep(house.database, noon(2017, 9, 13))] * 3)
    _report(house, noon(2017, 9, 13))
    at_once([lambda: sweep(house.database, noon(2017, 9, 21))] * 3)
    (first, one), (second, two) = _fires(house, ACCEPT)
    assert (one, two) == ("0", "0")
    assert first < second
    outbox = "SELECT count(*) FROM outbox WHERE subject_id = :id AND topic = :name"
    assert value(house, outbox, id=NODE, name=ACCEPT) == 2
    assert verdict(house).first_bad is None


def test_the_author_is_reminded_after_a_return(house: House):
    indicator = value(
        house, "SELECT min(id) FROM indicator WHERE unit_id = 'D01' AND category = 'own_function'"
    )
    do(house, "d01-head", indicators.declare, indicator)
    do(house, "office-clerk", indicators.return_, indicator, reason="指标值偏低")
    _only(house, indicator)
    _pass(house, noon(2017, 9, 7))
    _pass(house, noon(2017, 9, 9))
    told = _told(house, "unit_turn-mend", indicator)
    assert [said.partition("：")[2].partition("（")[0] for said, _ in told] == [
        "待申报，明日到期",
        "待申报，到期未办",
    ]
    assert all(people == {"d01-clerk", "d01-head"} for _, people in told)
    do(house, "d01-head", indicators.declare, indicator)
    clocks = "SELECT name, next_at IS NULL AS over FROM deadline WHERE subject_id = :id"
    by_name = {clock["name"]: clock["over"] for clock in rows(house, clocks, id=indicator)}
    assert by_name["unit_turn-mend"]
    assert not by_name["office_turn-review"]


def test_the_turn_goes_from_the_examiner_to_the_office_without_a_change_of_state(house: House):
    query = (
        "SELECT min(id) FROM indicator WHERE category = 'key' AND unit_id <> assessor_id"
        " AND unit_id = 'D01'"
    )
    indicator = value(house, query)
    do(house, "d01-head", indicators.declare, indicator)
    running = "SELECT name FROM deadline WHERE subject_id = :id AND next_at IS NOT NULL"
    assert value(house, running, id=indicator) == "examiner_turn-opine"
    body = row(house, "indicator", indicator)["assessor_id"]
    examiner = "office-clerk-2" if body == "OFFICE" else f"{body.lower()}-clerk"
    do(house, examiner, indicators.opine, indicator, agree=True)
    assert value(house, running, id=indicator) == "office_turn-review"


def test_whoever_decides_a_request_is_waited_for(working_house: House):
    due = {"due_day": "2017-12-25", "reason_class": "other"}
    asked = at(
        working_house, "d01-head", requests.request, RequestClass.EXTENSION, NODE, due,
        reason="汛期",
    ).id  # fmt: skip
    running = "SELECT name FROM deadline WHERE subject_id = :id AND next_at IS NOT NULL"
    assert value(working_house, running, id=asked) == "director_turn-decide"
    do(working_house, "office-director", requests.refuse, asked, reason="不属客观原因")
    assert rows(working_house, running, id=asked) == []


@pytest.fixture
def before_turns(working_house: House) -> House:
    """The year, pinned to a plan of the time before there were turns."""
    with as_owner(working_house) as connection:
        files: dict[str, Any] = connection.execute(text("SELECT plan FROM year")).scalar_one()
        head, _, rest = files["plan.toml"].partition("# 待办期限")
        files["plan.toml"] = head + rest[rest.index("[inspections]\n") :]
        connection.execute(
            text("UPDATE year SET plan = CAST(:plan AS jsonb), plan_digest = sha256('old')"),
            {"plan": orjson.dumps(files).decode()},
        )
    with working_house.database.connect() as connection:
        forget(connection, DISTRICT, YEAR)
    return working_house


def test_a_year_pinned_before_there_were_turns_goes_on_as_it_was(before_turns: House):
    _report(before_turns, noon(2017, 9, 4))
    clocks = "SELECT name FROM deadline WHERE subject_id = :id"
    assert [clock["name"] for clock in rows(before_turns, clocks, id=NODE)] == ["node_report"]


def test_of_the_inspectors_only_the_one_assigned_hears_of_a_visit(working_house: House):
    house = working_house
    accept_first(house, "D08")
    visit = drawn(house, "secret")[0]["id"]
    do(house, "office-clerk", inspections.assign, visit, inspector_id="inspector-2")
    do(house, "office-clerk", inspections.issue, visit)
    _only(house, visit)
    _pass(house, noon(2017, 9, 9))
    ((said, people),) = _told(house, "office_turn-record", visit)
    assert "待记录" in said
    assert "inspector-2" in people
    assert not {"inspector-1", "d08-head", "d08-clerk"} & people


def test_a_clock_that_outlived_its_turn_is_stopped_and_tells_nobody(working_house: House):
    house = working_house
    _report(house, noon(2017, 9, 4))
    do(house, "office-clerk", nodes.accept, NODE)
    with as_owner(house) as connection:
        left = "UPDATE deadline SET stopped_at = NULL, next_at = :at WHERE name = :name"
        connection.execute(text(left), {"at": noon(2017, 9, 5), "name": ACCEPT})
    _only(house, NODE)
    assert sweep(house.database, noon(2017, 9, 30)) == Swept(0, 0)
    assert _fires(house, ACCEPT) == []
    left = "SELECT count(*) FROM deadline WHERE subject_id = :id AND next_at IS NOT NULL"
    assert value(house, left, id=NODE) == 0
