"""Clocks of nodes and gates: extended, returned, stopped, lapsed."""

from datetime import UTC, date, datetime

import pytest

from kit.errors import Objected
from services import gates, nodes, requests, suspensions
from services.house import House
from services.sweep import sweep
from states.request import RequestClass
from tests.builders import noon
from tests.services.hands import NEW_PLAN, at, do, row, rows, value, why

NODE = "2017-D01-001-3"
DONE = {"progress": "完成", "zero_reason": "无"}


def _last(house: House, unit: str) -> str:
    """A node of a unit that is due on the last day of the year, a Sunday before a holiday."""
    query = "SELECT min(id) FROM node WHERE unit_id = :unit AND due_on = '2017-12-31'"
    return value(house, query, unit=unit)


def _extend(house: House, node: str, day: str, head: str = "d01-head") -> str:
    body = {"due_day": day}
    return at(
        house, head, requests.request, RequestClass.EXTENSION, node, body, reason="等待上级批复"
    ).id


def test_an_extension_stops_the_old_clock_and_starts_another(working_house: House):
    sweep(working_house.database, noon(2017, 9, 25))
    asked = _extend(working_house, NODE, "2017-10-20")
    do(working_house, "office-director", requests.grant, asked)
    old, waited, new = rows(
        working_house,
        "SELECT * FROM deadline WHERE subject_id = :id AND kind = 'node' ORDER BY visit, version",
        id=NODE,
    )
    assert (waited["due_on"], waited["version"]) == (None, 2)
    assert waited["stopped_at"]
    assert old["stopped_at"]
    assert old["next_at"] is None
    assert (new["due_on"], new["visit"]) == (date(2017, 10, 20), 3)
    assert row(working_house, "node", NODE)["lamp"] == "green"
    sweep(working_house.database, noon(2017, 10, 15))
    assert row(working_house, "node", NODE)["lamp"] == "yellow"
    sweep(working_house.database, noon(2017, 10, 21))
    assert row(working_house, "node", NODE)["lamp"] == "red"


def test_an_extension_granted_after_the_day_lifts_the_red_lamp_and_its_mark(working_house: House):
    asked = _extend(working_house, NODE, "2017-11-20")
    # The clock would stand until it is decided; the director does not let it.
    do(working_house, "office-director", suspensions.revoke, f"{NODE}-Z1", reason="拖延")
    sweep(working_house.database, noon(2017, 10, 12))
    assert row(working_house, "node", NODE)["overdue_since"]
    working_house.clock.move_to(noon(2017, 10, 12))
    do(working_house, "office-director", requests.grant, asked)
    now = row(working_house, "node", NODE)
    assert (now["lamp"], now["overdue_since"], now["due_on"]) == ("green", None, date(2017, 11, 20))
    do(working_house, "d01-head", nodes.report, NODE, **DONE)
    assert row(working_house, "node", NODE)["late_days"] == 0


def test_an_extension_is_asked_for_before_the_day_ends_and_for_a_later_one(shared_working: House):
    for day, reason in (("2017-12-30", "extension.no_later_day"), (None, "extension.no_later_day")):
        with pytest.raises(Objected) as refused:
            _extend(shared_working, _last(shared_working, "D02"), day, "d02-head")
        assert reason in why(refused.value)


def test_a_node_due_on_a_rest_day_is_in_time_until_the_next_working_day_ends(working_house: House):
    mine, asking, late, silent = (
        _last(working_house, unit) for unit in ("D01", "D02", "D03", "D04")
    )
    working_house.clock.move_to(datetime(2018, 1, 2, 15, 59, 59, tzinfo=UTC))
    do(working_house, "d01-head", nodes.report, mine, **DONE)
    asked = _extend(working_house, asking, "2018-02-01", "d02-head")
    assert row(working_house, "node", mine)["late_days"] == 0
    assert row(working_house, "request", asked)["state"] == "requested"
    working_house.clock.move_to(datetime(2018, 1, 2, 16, tzinfo=UTC))
    do(working_house, "d03-head", nodes.report, late, **DONE)
    assert row(working_house, "node", late)["late_days"] == 1
    with pytest.raises(Objected) as refused:
        _extend(working_house, silent, "2018-02-01", "d04-head")
    assert "extension.too_late" in why(refused.value)


@pytest.mark.parametrize(
    ("again", "late"),
    [(noon(2017, 10, 11), 0), (noon(2017, 10, 13), 5)],
    ids=["within the days", "after them"],
)
def test_a_report_returned_for_form_is_late_only_after_its_days(
    working_house: House, again: datetime, late: int
):
    house = working_house
    house.clock.move_to(noon(2017, 9, 29))
    do(house, "d01-head", nodes.report, NODE, **DONE)
    house.clock.move_to(noon(2017, 9, 30))
    do(house, "office-clerk", nodes.return_, NODE, reason="表格不清")
    # Three working days after 30 September: 9, 10 and 11 October.
    assert row(house, "node", NODE)["resubmit_by"] == datetime(2017, 10, 11, 16, tzinfo=UTC)
    sweep(house.database, noon(2017, 10, 11))
    assert row(house, "node", NODE)["lamp"] == "yellow"
    house.clock.move_to(again)
    sweep(house.database, again)
    do(house, "d01-head", nodes.report, NODE, **DONE)
    now = row(house, "node", NODE)
    assert (now["late_days"], now["lamp"], now["returns"]) == (late, "green", 1)
    assert (now["version"], now["resubmit_by"]) == (2, None)
    sweep(house.database, noon(2017, 12, 1))
    assert row(house, "node", NODE)["lamp"] == "green"


def test_a_gate_nobody_decides_lapses_and_is_never_an_approval(working_house: House):
    gate = at(working_house, "office-clerk", gates.request, "plan_amended", NEW_PLAN).id
    for number in range(1, 6):
        do(working_house, f"member-{number}", gates.endorse, gate)
    sweep(working_house.database, datetime(2017, 9, 15, 15, 59, tzinfo=UTC))
    assert row(working_house, "gate", gate)["state"] == "requested"
    sweep(working_house.database, datetime(2017, 9, 15, 16, tzinfo=UTC))
    now = row(working_house, "gate", gate)
    assert (now["state"], now["yes"], now["lamp"]) == ("lapsed", 5, "red")
    last = rows(
        working_house,
        "SELECT trigger, actor FROM trail WHERE subject_id = :id ORDER BY number DESC LIMIT 1",
        id=gate,
    )[0]
    assert last == {"trigger": "lapse", "actor": "system:deadline"}
    again = at(working_house, "office-clerk", gates.request, "plan_amended", NEW_PLAN).id
    assert again.endswith("-2")


def test_a_decided_gate_has_no_clock_left(working_house: House):
    gate = at(working_house, "office-clerk", gates.request, "plan_amended", NEW_PLAN).id
    for number in range(1, 7):
        do(working_house, f"member-{number}", gates.endorse, gate)
    sweep(working_house.database, noon(2017, 12, 1))
    assert row(working_house, "gate", gate)["state"] == "approved"
    assert not rows(working_house, "SELECT * FROM deadline_fire WHERE kind = 'gate'")
