"""Goals collected beside the plan's, each of which its superior takes back at another stage."""

from typing import Any

from cli.rehearsal.scenes_course import merger
from cli.rehearsal.scenes_goals import approve_plan, clerk_of, head_of, write_plan
from cli.rehearsal.stage import Stage, Turn, done
from plans.settings_bodies import Unit
from plans.words import Level
from services import goals, indicators
from services.acts import Order, one

_TITLES = (
    "历史文化街区修缮",
    "公共自行车站点新增",
    "再生水厂提标改造",
    "屋顶绿化试点",
    "冬季清洁取暖示范村",
)
_WITHDRAWN = "市级文件将该项任务调出本年度计划。"
#: Working days after its collection on which the last three are taken back.
_LATER = 3


def take_back(stage: Stage, turn: Turn) -> None:
    """Five goals are collected by hand; two are withdrawn at once, one when it is covered."""
    first, second, third, fourth, fifth = [_collect(stage, place) for place in range(len(_TITLES))]
    _withdraw(stage, first)
    _dispatch(stage, second)
    _withdraw(stage, second)
    for goal_id in (third, fourth, fifth):
        _dispatch(stage, goal_id)
        one(goals.accept(stage.desk(head_of(stage, _lead(stage).id)), [Order(goal_id)]))
    write_plan(stage, third, _lead(stage).id)
    approve_plan(stage, write_plan(stage, fourth, _lead(stage).id))
    stage.arrange(
        "carried no more", stage.working_day(turn.day, 1), (fourth, _carry(stage, fourth))
    )
    _withdraw_covered(stage, fifth)
    stage.arrange("withdrawn", stage.working_day(turn.day, _LATER), third, fourth)


def _lead(stage: Stage) -> Unit:
    merged = merger(stage) or ()
    return stage.draws.one([u for u in stage.plan.assessed if u.id not in merged], "leads five")


def _document(stage: Stage, goal_id: str) -> dict[str, str]:
    return {"document": stage.document("京绩办函", 60 + int(goal_id[-2:]))}


def _collect(stage: Stage, place: int) -> str:
    columns: dict[str, Any] = {
        "level": (Level.DISTRICT if place == 1 else Level.CITY).value,
        "document": "市政府绩效任务（补充）",
        "document_number": stage.document("京绩办函", 50 + place),
        "level1": "城市管理",
        "level2": "补充任务",
        "title": _TITLES[place],
        "target": f"{place + 2}处",
        "target_number": place + 2,
        "by": stage.plan.nodes.quarters[-1].date,
    }
    return goals.collect(stage.desk("office-clerk"), _lead(stage).id, columns).id


def _dispatch(stage: Stage, goal_id: str) -> None:
    one(goals.dispatch(stage.desk("office-clerk"), [Order(goal_id)]))


def _withdraw(stage: Stage, goal_id: str) -> None:
    desk = stage.desk("office-clerk", _WITHDRAWN)
    one(goals.withdraw(desk, [Order(goal_id, _document(stage, goal_id))]))


def _carry(stage: Stage, goal_id: str) -> str:
    """One unit is given a share, so that the goal is covered."""
    lead = _lead(stage)
    unit = next(unit for unit in stage.plan.assessed if unit.id != lead.id)
    last = stage.plan.nodes.quarters[-1].date
    body = {
        "template": {"method": "是否法", "nodes": [{"text": "完成", "due_on": last}]},
        "shares": [{"unit_id": unit.id, "weight": "1", "target": "完成"}],
    }
    goals.decompose(stage.desk(clerk_of(stage, lead.id)), goal_id, body)
    found = stage.rows(
        "SELECT id FROM indicator WHERE district_id = :district AND goal_id = :goal", goal=goal_id
    )
    return found[0]["id"]


def _withdraw_covered(stage: Stage, goal_id: str) -> None:
    carrier = _carry(stage, goal_id)
    _withdraw(stage, goal_id)
    _cancel(stage, goal_id, carrier)


def _cancel(stage: Stage, goal_id: str, carrier: str) -> None:
    desk = stage.desk("office-clerk", _WITHDRAWN)
    done(indicators.cancel(desk, [Order(carrier, _document(stage, goal_id))]))


def lose_carrier(stage: Stage, turn: Turn) -> None:
    """The only indicator of a goal is cancelled: nobody carries the goal any more."""
    for goal_id, carrier in stage.arranged("carried no more", turn.day):
        _cancel(stage, goal_id, carrier)


def withdraw(stage: Stage, turn: Turn) -> None:
    """What was accepted and nobody carries is withdrawn; its contingency plan ends with it."""
    for goal_id in stage.arranged("withdrawn", turn.day):
        _withdraw(stage, goal_id)
