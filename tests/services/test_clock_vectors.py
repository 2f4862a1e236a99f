"""The statutory clock through the database: vectors of domain 6.5, and walks at random."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kit.deadlines import Counting
from kit.errors import Refused
from services import calendars, due_days, rectification_plans, suspensions
from services.acts import Order, one
from services.house import House
from services.sweep import sweep
from tests.builders import desk, noon
from tests.services.hands import at, do, issued_report, rows, verdict
from tests.services.test_calendar_versions import notice

#: Receipt, 21 calendar days, 15 working days.
VECTORS = [
    (date(2018, 1, 21), date(2018, 2, 11), date(2018, 2, 9)),
    (date(2018, 1, 25), date(2018, 2, 22), date(2018, 2, 14)),
    (date(2018, 3, 2), date(2018, 3, 23), date(2018, 3, 23)),
    (date(2018, 3, 16), date(2018, 4, 8), date(2018, 4, 9)),
    (date(2018, 4, 9), date(2018, 5, 2), date(2018, 4, 28)),
    (date(2018, 5, 28), date(2018, 6, 19), date(2018, 6, 19)),
    (date(2018, 9, 8), date(2018, 9, 29), date(2018, 9, 29)),
    (date(2018, 9, 10), date(2018, 10, 8), date(2018, 9, 30)),
]
WORKING = {"length": 15, "counting": Counting.WORKING_DAYS}


@pytest.mark.parametrize(
    ("place", "changes"), [(1, {}), (2, WORKING)], ids=["21 days", "15 working days"]
)
def test_received_on_a_day_it_is_due_on_the_day_of_the_law(
    house: House, place: int, changes: Mapping[str, Any]
):
    units = [f"D{number:02d}" for number in range(1, len(VECTORS) + 1)]
    house.clock.move_to(noon(2018, 1, 19))
    for unit in units:
        issued_report(house, unit, "甲")
    at(house, "office-clerk", rectification_plans.issue)
    for unit, vector in zip(units, VECTORS, strict=True):
        day = vector[0]
        house.clock.move_to(noon(day.year, day.month, day.day))
        with house.database.connect() as connection:
            seat = desk(house, connection, f"{unit.lower()}-clerk")
            plan = seat.rules.plan
            known = dict(plan.deadlines)
            known["rectification_declare"] = known["rectification_declare"].model_copy(
                update=dict(changes)
            )
            rules = replace(seat.rules, plan=plan.model_copy(update={"deadlines": known}))
            there = replace(seat, rules=rules)
            one(rectification_plans.acknowledge(there, [Order(f"2017-{unit}-R")]))
            told = due_days.deadlines_of(there, None, "rectification_plan", f"2017-{unit}-R")[-1]
        assert (unit, told["due_on"]) == (unit, vector[place])
        due = vector[place]
        assert told["steps"][-1] == f"期限至{due.year}年{due.month}月{due.day}日24时止。"
        assert f"{vector[0].day} {vector[0]:%B} 2018 itself is not counted" in told["steps_en"][0]


UNITS = ("D01", "D02", "D03", "D04")
_CLOCKS = "SELECT * FROM deadline WHERE subject_id = ANY(:ids) ORDER BY subject_id, version"


def test_in_any_order_no_rung_rings_twice_or_while_the_clock_stands(working_house: House):
    """Let clocks stand and run, swap calendars, sweep and look, four months at random."""
    house, dice = working_house, random.Random(7)  # noqa: S311 - a lot, not a secret
    nodes = [f"2017-{unit}-001-3" for unit in UNITS]
    standing: dict[str, str] = {}
    for version, gone in (("2017-8", ()), ("2017-9", ("2017-09-30", "2017-10-02"))):
        do(
            house,
            "admin",
            calendars.enter_calendar,
            "2017",
            **notice(house, *gone, version=version),
        )
    for _ in range(40):
        house.clock.move_to(house.now() + timedelta(hours=dice.choice((3, 20, 60, 100))))
        deed = dice.choice((_stand, _run_on, _swap, _sweep, _sweep))
        refused = set[str]()
        try:
            deed(house, dice.choice(nodes), standing, dice)
        except Refused as refusal:
            refused = {o.code for o in refusal.objections}
        assert refused <= {"suspension.too_late", "calendar.same"}
        _holds(house, nodes, standing)
    with pytest.raises(Refused):
        do(house, "office-director", calendars.recompute, "2017", reason="再算一次")
    assert verdict(house).first_bad is None


def _stand(house: House, node: str, standing: dict[str, str], _: random.Random) -> None:
    if node not in standing:
        body = {"about_kind": "node", "about_id": node, "deadline": "node_report"}
        body |= {"ground": "force_majeure"}
        born = at(house, "office-director", suspensions.begin, body, reason="汛期")
        standing[node] = born.id


def _run_on(house: House, node: str, standing: dict[str, str], _: random.Random) -> None:
    if node in standing:
        do(house, "office-clerk", suspensions.end, standing.pop(node))


def _swap(house: House, node: str, standing: dict[str, str], dice: random.Random) -> None:
    del node, standing
    version = dice.choice(("2017-8", "2017-9"))
    do(house, "office-director", calendars.recompute, "2017", version=version, reason="调整")


def _sweep(house: House, node: str, standing: dict[str, str], _: random.Random) -> None:
    del node, standing
    sweep(house.database, house.now())


def _holds(house: House, nodes: list[str], standing: Mapping[str, str]) -> None:
    clocks = rows(house, _CLOCKS, ids=nodes)
    for node in nodes:
        mine = [clock for clock in clocks if clock["subject_id"] == node]
        assert [clock["version"] for clock in mine] == list(range(1, len(mine) + 1))
        assert all(clock["stopped_at"] for clock in mine[:-1])
        assert (mine[-1]["due_on"] is None) is (node in standing)
        assert mine[-1]["next_at"] is None or mine[-1]["due_on"]
    rang_while_it_stood = rows(
        house,
        "SELECT f.* FROM deadline_fire f JOIN suspension x ON x.about_id = f.subject_id"
        " JOIN trail b ON b.subject_id = x.id AND b.trigger = 'begin'"
        " LEFT JOIN trail e ON e.subject_id = x.id AND e.trigger = 'end'"
        " WHERE f.fired_at > b.at AND (e.at IS NULL OR f.fired_at < e.at)",
    )
    assert rang_while_it_stood == []
