"""The goal set: collected, dispatched, accepted, carried; and whom it keeps from going on."""

from datetime import date
from pathlib import Path

import pytest

from kit.errors import BadInput, NotFound, NotPermitted, Objected
from plans.loading import TABLE, folder, texts
from services import (
    conditions,
    contingency_plans,
    gates,
    goals,
    importing,
    indicators,
    years,
)
from services.acts import Act, Answer, Order, orders
from services.house import House
from services.indicators import draft
from tests.builders import (
    CONTINGENCY,
    DISTRICT,
    YEAR,
    declare_all,
    desk,
    enrol_roster,
    noon,
    plan,
    review_all,
)
from tests.services.hands import ask, at, do, row, rows, value, why

LEAD, CARRIER = "D27", "T03"
NEW = {
    "level": "city",
    "document": "市政府绩效任务（补充）",
    "document_number": "京绩2017年9号",
    "level1": "城市管理",
    "level2": "环境",
    "title": "再生水厂提标",
    "by": date(2017, 12, 31),
}


def collected(house: House, **more: object) -> str:
    return at(house, "office-clerk", goals.collect, LEAD, {**NEW, **more}).id


def accepted(house: House, **more: object) -> str:
    goal = collected(house, **more)
    do(house, "office-clerk", goals.dispatch, goal)
    do(house, "d27-head", goals.accept, goal)
    return goal


def carry(house: House, goal: str, unit: str = CARRIER) -> str:
    """Let a unit draft an indicator for a goal."""
    number = value(house, "SELECT max(number) + 1 FROM indicator WHERE unit_id = :u", u=unit)
    columns = {
        "id": f"{YEAR}-{unit}-{number:03d}",
        "unit_id": unit,
        "number": number,
        "goal_id": goal,
        "category": "key",
        "weight": 1,
        "level1": "城市管理",
        "level2": "环境",
        "level3": "再生水厂提标",
        "target": "1座",
        "target_number": 1,
        "challenge": None,
        "method": "是否法",
        "assessor_id": LEAD,
        "basis": "京绩2017年9号",
        "nodes": [{"text": "完成", "due_on": "2017-12-31"}],
    }
    (answer,) = at(house, "office-clerk", draft, [columns])
    assert isinstance(answer, Answer), answer
    return answer.id


def state(house: House, goal: str) -> str:
    return row(house, "goal", goal)["state"]


def test_the_goals_of_the_plan_stand_with_their_leads_and_sources(shared_house: House):
    stand = rows(shared_house, "SELECT * FROM goal WHERE id <= '2017-G18' ORDER BY id")

    assert [goal["unit_id"] for goal in stand] == [goal.lead for goal in plan().goals]
    assert [goal["contributors"] for goal in stand] == [[*g.contributors] for g in plan().goals]
    assert {goal["state"] for goal in stand} == {"covered"}
    assert all(goal["document"] and goal["document_number"] for goal in stand)


def test_collecting_the_plans_goals_again_changes_nothing(shared_house: House):
    assert at(shared_house, "system:flow", goals.collect_planned) == []


def test_indicators_of_the_table_carry_the_goal_of_their_name(shared_house: House):
    linked = rows(
        shared_house,
        "SELECT count(*) AS n FROM indicator i JOIN goal g ON g.id = i.goal_id"
        " WHERE g.title = i.level3 AND g.id <= '2017-G18'",
    )
    named = {goal.title for goal in plan().goals}
    by_name = value(
        shared_house, "SELECT count(*) FROM indicator WHERE level3 = ANY(:n)", n=list(named)
    )

    assert linked[0]["n"] == by_name == 812
    assert value(shared_house, "SELECT count(*) FROM indicator WHERE goal_id <= '2017-G18'") == 812


def test_a_goal_collected_by_hand_gets_the_next_number(shared_house: House):
    first, second = collected(shared_house), collected(shared_house)

    assert int(second[-2:]) == int(first[-2:]) + 1 >= 20
    assert row(shared_house, "goal", first)["unit_id"] == LEAD


@pytest.mark.parametrize("wrong", [{"document": " "}, {"contributors": ["X99"]}])
def test_a_goal_needs_a_source_and_units_of_the_roll(shared_house: House, wrong: dict):
    with pytest.raises((Objected, BadInput)):
        collected(shared_house, **wrong)


def test_a_lead_that_is_not_on_the_roll_is_refused(shared_house: House):
    with pytest.raises(BadInput, match="X99"):
        at(shared_house, "office-clerk", goals.collect, "X99", NEW)


def test_a_declined_goal_comes_back_with_its_reason_and_goes_to_another(shared_house: House):
    goal = collected(shared_house)
    do(shared_house, "office-clerk", goals.dispatch, goal)
    with pytest.raises(Objected) as silent:
        do(shared_house, "d27-head", goals.decline, goal)
    do(shared_house, "d27-head", goals.decline, goal, reason="职责不在本单位")
    do(shared_house, "office-clerk", goals.revise, goal, lead="D12", target="2座")
    do(shared_house, "office-clerk", goals.dispatch, goal)

    with pytest.raises(NotFound):
        do(shared_house, "d27-head", goals.accept, goal)
    do(shared_house, "d12-head", goals.accept, goal)

    assert why(silent.value) >= {"reason_required"}
    assert (row(shared_house, "goal", goal)["target"], state(shared_house, goal)) == (
        "2座",
        "accepted",
    )


def test_only_the_leads_head_answers_for_it(shared_house: House):
    goal = collected(shared_house)
    do(shared_house, "office-clerk", goals.dispatch, goal)

    with pytest.raises(NotPermitted):
        do(shared_house, "d27-clerk", goals.accept, goal)
    with pytest.raises(Objected) as director:
        do(shared_house, "office-director", goals.accept, goal)
    assert why(director.value) >= {"goal.not_the_lead"}


def test_what_the_office_leads_its_director_accepts(shared_house: House):
    goal = at(shared_house, "office-clerk", goals.collect, plan().office.id, NEW).id
    do(shared_house, "office-clerk", goals.dispatch, goal)

    do(shared_house, "office-director", goals.accept, goal)

    assert state(shared_house, goal) == "accepted"


def test_a_goal_is_covered_with_its_first_indicator_and_uncovered_with_its_last(
    shared_house: House,
):
    goal = accepted(shared_house)
    one, other = carry(shared_house, goal), carry(shared_house, goal, "T04")
    assert state(shared_house, goal) == "covered"

    cancel = {"document": "2号", "reason": "调出计划"}
    do(shared_house, "office-clerk", indicators.cancel, one, **cancel)
    assert state(shared_house, goal) == "covered"
    do(shared_house, "office-clerk", indicators.cancel, other, **cancel)
    assert state(shared_house, goal) == "accepted"

    moves = rows(
        shared_house,
        "SELECT trigger, actor FROM trail WHERE subject_id = :g ORDER BY number",
        g=goal,
    )
    assert [m["trigger"] for m in moves][-2:] == ["cover", "uncover"]
    assert {m["actor"] for m in moves[-2:]} == {"system:flow"}


def test_what_was_drafted_before_the_lead_accepts_is_covered_on_acceptance(shared_house: House):
    goal = collected(shared_house)
    carry(shared_house, goal)
    do(shared_house, "office-clerk", goals.dispatch, goal)
    assert state(shared_house, goal) == "dispatched"

    do(shared_house, "d27-head", goals.accept, goal)

    assert state(shared_house, goal) == "covered"


def test_an_indicator_moves_from_one_goal_to_another(shared_house: House):
    one, other = accepted(shared_house), accepted(shared_house)
    mine = carry(shared_house, one)

    do(shared_house, "t03-clerk", indicators.revise, mine, goal_id=other)

    assert (state(shared_house, one), state(shared_house, other)) == ("accepted", "covered")


def test_an_unknown_or_withdrawn_goal_is_not_carried(shared_house: House):
    goal = accepted(shared_house)
    mine = carry(shared_house, accepted(shared_house))
    do(shared_house, "office-clerk", goals.withdraw, goal, document="3号", reason="撤销")

    for strange in (goal, "2017-G99"):
        with pytest.raises(BadInput, match=strange):
            do(shared_house, "t03-clerk", indicators.revise, mine, goal_id=strange)


def test_withdrawing_needs_the_superiors_document(shared_house: House):
    goal = collected(shared_house)
    with pytest.raises(Objected) as bare:
        do(shared_house, "office-clerk", goals.withdraw, goal, reason="撤销")
    assert why(bare.value) >= {"document.missing"}


def test_a_goal_nobody_carries_keeps_the_table_from_the_conference(house: House):
    declare_all(house)
    review_all(house)
    goal = accepted(house)

    with pytest.raises(Objected) as loose:
        at(house, "office-clerk", gates.request, "indicator_table_confirmed")
    assert why(loose.value) >= {"condition.goals_covered"}
    assert "再生水厂提标" in loose.value.objections[0].message

    do(house, "office-clerk", goals.withdraw, goal, document="3号", reason="撤销")
    at(house, "office-clerk", gates.request, "indicator_table_confirmed")


def test_goals_that_were_never_collected_are_carried_by_nobody(empty_house: House):
    opened(empty_house)

    found = at(empty_house, "system:flow", conditions.objections_to, "indicator_table_confirmed")

    assert "18项" in found[0].message


def opened(house: House) -> None:
    act = Act(district_id=DISTRICT, actor="system:flow", at=noon(2017, 7, 3))
    with house.database.transaction() as connection:
        years.open_year(connection, act, texts("fangshan-2017"))
        enrol_roster(years.desk_for(connection, act, YEAR), "x")


def test_an_import_collects_what_is_to_be_carried(empty_house: House):
    opened(empty_house)
    table = importing.read(Path(folder("fangshan-2017")) / TABLE, plan())

    with empty_house.database.transaction() as connection:
        importing.take_over(desk(empty_house, connection, "office-clerk"), table)

    assert value(empty_house, "SELECT count(*) FROM goal WHERE state = 'collected'") == 18
    assert value(empty_house, "SELECT count(*) FROM indicator WHERE goal_id IS NOT NULL") == 812


def test_heads_of_all_leads_accept_in_one_go_each(shared_house: House):
    mine = [accepted(shared_house) for _ in range(2)]
    answers = ask(
        shared_house, "office-clerk", goals.withdraw,
        *[Order(goal, {"document": "4号"}, reason="撤销") for goal in mine],
    )  # fmt: skip

    assert [answer.state for answer in answers] == ["withdrawn"] * 2


SCORED = {"scale": "percent", "self_score": "99.5", "examiner_score": "98", "city_score": "96.25"}


def scored(house: House, goal: str, **body: object) -> dict:
    do(house, "office-clerk", goals.score, goal, **body)
    return row(house, "goal", goal)


def test_scores_of_a_city_task_tell_by_what_they_differ(shared_house: House):
    goal = accepted(shared_house)
    carry(shared_house, goal)

    first = scored(shared_house, goal, **SCORED)
    with pytest.raises(Objected) as again:
        do(shared_house, "office-clerk", goals.score, goal, city_score="97")
    second = scored(shared_house, goal, city_score="97", reason="市级更正")

    assert first["differences"] == {
        "self_city": "3.25", "examiner_city": "1.75", "self_examiner": "1.5"
    }  # fmt: skip
    assert why(again.value) >= {"goal.scored"}
    assert second["differences"]["self_city"] == "2.5"
    told = rows(
        shared_house,
        "SELECT data, reason FROM trail WHERE subject_id = :g AND trigger = 'score'"
        " ORDER BY number",
        g=goal,
    )
    assert [record["data"]["city_score"] for record in told] == ["96.25", "97"]
    assert told[1]["reason"] == "市级更正"


@pytest.mark.parametrize(
    "body",
    [
        {"city_score": "96"},
        {"scale": "percent"},
        {"scale": "stars", "city_score": "5"},
        {"scale": "points", "city_score": "-1"},
        {"scale": "points", "city_score": "NaN"},
        {"scale": "points", "city_score": "much"},
    ],
)
def test_a_score_without_scale_or_sense_is_refused(shared_house: House, body: dict):
    with pytest.raises(BadInput):
        do(shared_house, "office-clerk", goals.score, "2017-G01", **body)


def test_only_city_tasks_that_are_carried_are_scored(shared_house: House):
    with pytest.raises(Objected) as district:
        do(shared_house, "office-clerk", goals.score, "2017-G09", **SCORED)
    assert why(district.value) >= {"goal.not_a_city_task"}


def test_a_withdrawn_goal_takes_its_contingency_plan_with_it(shared_house: House):
    goal = accepted(shared_house)
    at(shared_house, "d27-clerk", contingency_plans.draft, goal, CONTINGENCY)

    do(shared_house, "office-clerk", goals.withdraw, goal, document="5号", reason="撤销")

    assert row(shared_house, "contingency_plan", f"{goal}-C")["state"] == "closed"


def test_the_whole_goal_set_is_dispatched_in_one_go(shared_house: House):
    mine = [collected(shared_house) for _ in range(3)]

    answers = ask(shared_house, "office-clerk", goals.dispatch, *orders(mine))

    assert [answer.state for answer in answers] == ["dispatched"] * 3
