"""Clocks that stand by themselves, where the plan says that it is somebody else's turn."""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services import evidence, nodes, rectification_plans, requests, suspensions
from services.acts import Answers, Order, one
from services.desk import Desk
from services.filing import Stored
from services.house import House
from services.sweep import sweep
from states.request import RequestClass
from tests.builders import desk, noon
from tests.services.hands import at, do, issued_report, row, rows, value, verdict

#: Due on 30 September 2017, a made-up working Saturday.
NODE = "2017-D01-001-3"
PLAN = "2017-D01-R"
ANSWER = {"cause": "人手不足", "measure": "补齐", "owner": "张三", "due_on": "2018-05-31"}


def asked(house: House, node: str = NODE, head: str = "d01-head") -> str:
    body = {"due_day": "2017-11-20"}
    ask = (RequestClass.EXTENSION, node, body)
    return at(house, head, requests.request, *ask, reason="等待上级批复").id


def last(house: House, about: str, name: str = "node_report") -> dict[str, Any]:
    query = (
        "SELECT * FROM deadline WHERE subject_id = :id AND name = :name"
        " ORDER BY visit DESC, version DESC LIMIT 1"
    )
    return rows(house, query, id=about, name=name)[0]


def steps(house: House, about: str) -> list[tuple[str, str]]:
    query = "SELECT trigger, actor FROM trail WHERE subject_id = :id ORDER BY number"
    return [(step["trigger"], step["actor"]) for step in rows(house, query, id=about)]


def test_an_extension_under_decision_does_not_count_against_the_unit(working_house: House):
    house = working_house
    house.clock.move_to(noon(2017, 9, 27))
    request = asked(house)
    assert last(house, NODE)["due_on"] is None
    assert row(house, "suspension", f"{NODE}-Z1")["cause_id"] == request
    assert steps(house, NODE)[-1] == ("suspend", "system:flow")
    sweep(house.database, noon(2017, 10, 12))
    assert row(house, "node", NODE)["lamp"] == "green"
    house.clock.move_to(noon(2017, 10, 12))
    do(house, "office-director", requests.refuse, request, reason="理由不足")
    # 27 September to 11 October stood, fifteen days: the end is 15 October, a Sunday.
    assert last(house, NODE)["due_on"] == date(2017, 10, 16)
    assert row(house, "suspension", f"{NODE}-Z1")["resumed_on"] == date(2017, 10, 12)
    assert steps(house, NODE)[-1] == ("resume", "system:flow")
    house.clock.move_to(noon(2017, 10, 16))
    do(house, "d01-head", nodes.report, NODE, progress="完成", zero_reason="无")
    assert row(house, "node", NODE)["late_days"] == 0
    assert verdict(house).first_bad is None


def test_a_granted_day_takes_the_place_of_the_days_that_were_waited(working_house: House):
    house = working_house
    house.clock.move_to(noon(2017, 9, 27))
    request = asked(house)
    house.clock.move_to(noon(2017, 10, 12))
    do(house, "office-director", requests.grant, request)
    clock = last(house, NODE)
    assert (clock["due_on"], clock["version"]) == (date(2017, 11, 20), 1)
    pause = row(house, "suspension", f"{NODE}-Z1")
    assert (pause["state"], pause["resumed_on"]) == ("ended", pause["first_on"])
    assert steps(house, NODE)[-1] == ("extend", "office-director")


def test_what_stands_already_or_has_no_clock_is_asked_about_all_the_same(working_house: House):
    house = working_house
    house.clock.move_to(noon(2017, 9, 11))
    body = {"about_kind": "node", "about_id": NODE, "deadline": "node_report"}
    body |= {"ground": "force_majeure"}
    at(house, "office-director", suspensions.begin, body, reason="汛期")
    request = asked(house)
    house.clock.move_to(noon(2017, 9, 13))
    do(house, "office-director", requests.refuse, request, reason="理由不足")
    assert last(house, NODE)["due_on"] is None
    assert value(house, "SELECT count(*) FROM suspension") == 1


def _under_review(at: Desk) -> Desk:
    """The same desk under a plan in which the review does not count against the unit."""
    rules = at.rules
    named = [
        rule.model_copy(update={"deadlines": ("rectification_declare",)})
        for rule in rules.plan.suspensions.automatic
    ]
    changed = rules.plan.suspensions.model_copy(update={"automatic": tuple(named)})
    plan = rules.plan.model_copy(update={"suspensions": changed})
    return replace(at, rules=replace(rules, plan=plan))


@contextmanager
def reviewing(house: House, actor: str, reason: str = ""):
    with house.database.connect() as connection:
        yield _under_review(desk(house, connection, actor, reason=reason))


def hand(house: House, actor: str, verb: Callable[..., Answers], reason: str = "", **body: Any):
    with reviewing(house, actor, reason) as seat:
        return one(verb(seat, [Order(PLAN, body)]))


@pytest.fixture
def handed_in(house: House) -> House:
    """Received on 16 March 2018, so due on 8 April; handed in on 4 April."""
    issued_report(house, "D01", "甲")
    house.clock.move_to(noon(2018, 3, 16))
    at(house, "office-clerk", rectification_plans.issue)
    do(house, "d01-clerk", rectification_plans.acknowledge, PLAN)
    do(house, "d01-clerk", rectification_plans.revise, PLAN, items=[{"number": 1, **ANSWER}])
    paper = Order(PLAN, {"role": "formal_document"})
    stored = Stored("a" * 64, 9, "application/pdf")
    at(house, "d01-clerk", evidence.attach, "rectification_plan", paper, stored, "方案.pdf")
    house.clock.move_to(noon(2018, 4, 4))
    hand(house, "d01-head", rectification_plans.declare)
    return house


def test_a_review_does_not_count_where_the_plan_says_so(handed_in: House):
    house = handed_in
    assert last(house, PLAN, "rectification_declare")["due_on"] is None
    sweep(house.database, noon(2018, 4, 16))
    assert row(house, "rectification_plan", PLAN)["lamp"] == "green"
    house.clock.move_to(noon(2018, 4, 16))
    hand(house, "office-clerk", rectification_plans.return_, reason="原因不清")
    # The 21st day was 6 April, two days after it was handed in: 18 April, twelve days later.
    now = row(house, "rectification_plan", PLAN)
    assert now["due_on"] == date(2018, 4, 18)
    pause = row(house, "suspension", f"{PLAN}-Z1")
    assert (pause["first_on"], pause["resumed_on"]) == (date(2018, 4, 4), date(2018, 4, 16))
    # Handed in and returned again, both rounds count together.
    hand(house, "d01-head", rectification_plans.declare)
    house.clock.move_to(noon(2018, 4, 20))
    hand(house, "office-clerk", rectification_plans.return_, reason="仍不清")
    assert row(house, "rectification_plan", PLAN)["due_on"] == date(2018, 4, 23)
    assert not row(house, "rectification_plan", PLAN)["late"]
    assert verdict(house).first_bad is None


def test_a_review_that_passes_the_plan_ends_the_waiting(handed_in: House):
    house = handed_in
    house.clock.move_to(noon(2018, 4, 10))
    hand(house, "office-clerk", rectification_plans.review)
    assert row(house, "suspension", f"{PLAN}-Z1")["state"] == "ended"
    assert last(house, PLAN, "rectification_declare")["stopped_at"] == noon(2018, 4, 10)
    sweep(house.database, noon(2018, 6, 1))
    assert row(house, "rectification_plan", PLAN)["lamp"] == "green"


def test_what_was_handed_in_late_does_not_wait(house: House):
    issued_report(house, "D01", "甲")
    house.clock.move_to(noon(2018, 3, 16))
    at(house, "office-clerk", rectification_plans.issue)
    do(house, "d01-clerk", rectification_plans.acknowledge, PLAN)
    do(house, "d01-clerk", rectification_plans.revise, PLAN, items=[{"number": 1, **ANSWER}])
    paper = Order(PLAN, {"role": "formal_document"})
    stored = Stored("a" * 64, 9, "application/pdf")
    at(house, "d01-clerk", evidence.attach, "rectification_plan", paper, stored, "方案.pdf")
    house.clock.move_to(noon(2018, 4, 9))
    hand(house, "d01-head", rectification_plans.declare)
    assert row(house, "rectification_plan", PLAN)["late"]
    assert value(house, "SELECT count(*) FROM suspension") == 0
