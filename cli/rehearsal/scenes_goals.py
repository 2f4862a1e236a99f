"""The goal set (目标集): dispatched, declined and accepted, and one goal decomposed by its lead."""

from decimal import Decimal
from typing import Any

from cli.rehearsal.decomposed import chosen
from cli.rehearsal.stage import Found, Stage, Turn, done
from kit.errors import Objected
from plans.settings_house import Goal
from plans.table.rows import Row
from services import contingency_plans, goals
from services.acts import Order, one, orders

_NOT_OURS = "该任务主体职责不在本单位，请明确牵头与配合分工后再下达。"
_CLEARED = "已与编制部门核对“三定”规定，仍由贵单位牵头，配合单位已补充。"
_WHY = "本年新纳入的乡镇从零起步；其余目标已按区域特点拉开差距。"


def standing(stage: Stage, state: str) -> Found:
    """Read the goals that stand in a state."""
    return stage.rows(
        "SELECT id, unit_id, level, title, contributors FROM goal WHERE district_id = :district"
        " AND year = :year AND state = :state ORDER BY id",
        state=state,
    )


def head_of(stage: Stage, lead: str) -> str:
    """Name who answers for a lead; for the office, its director."""
    return "office-director" if lead == stage.plan.office.id else stage.head(lead)


def clerk_of(stage: Stage, lead: str) -> str:
    """Name who writes for a lead."""
    return "office-clerk" if lead == stage.plan.office.id else stage.clerk(lead)


def dispatch(stage: Stage, turn: Turn) -> None:
    """The office gives the goals to their leads."""
    del turn
    ids = [row["id"] for row in standing(stage, "collected")]
    done(goals.dispatch(stage.desk("office-clerk"), orders(ids)))


def answer(stage: Stage, turn: Turn) -> None:
    """The leads' heads accept; one of them gives a goal back with a reason."""
    del turn
    rows = standing(stage, "dispatched")
    declined = stage.draws.one([row["id"] for row in rows], "declines a goal")
    for row in rows:
        head = head_of(stage, row["unit_id"])
        if row["id"] == declined:
            done(goals.decline(stage.desk(head, _NOT_OURS), [Order(row["id"])]))
        else:
            done(goals.accept(stage.desk(head), [Order(row["id"])]))


def clear_up(stage: Stage, turn: Turn) -> None:
    """The office names a contributor to what was declined and dispatches it anew."""
    del turn
    for row in standing(stage, "collected"):
        helper = next(u.id for u in stage.assessed if u.id != row["unit_id"])
        named = {"contributors": sorted({*row["contributors"], helper})}
        done(goals.revise(stage.desk("office-clerk", _CLEARED), [Order(row["id"], named)]))
        done(goals.dispatch(stage.desk("office-clerk", _CLEARED), [Order(row["id"])]))
        done(goals.accept(stage.desk(head_of(stage, row["unit_id"])), [Order(row["id"])]))


def decompose(stage: Stage, turn: Turn) -> None:
    """A lead decomposes its goal to the townships, and mends it the same day.

    At first one unit is named that has no part in it, and one target is a slip of the pen.
    """
    del turn
    goal, rows = chosen(stage)
    shares = [_share(stage, goal, row) for row in rows]
    units = {share["unit_id"] for share in shares}
    strangers = [
        u.id for u in stage.assessed if u.id not in units and not _carries(stage, goal, u.id)
    ]
    slip = {**shares[0], "target": f"{shares[0]['target']}（暂）"}
    extra = [{**slip, "unit_id": unit_id} for unit_id in strangers[-1:]]
    _decompose(stage, goal, rows[0], [slip, *shares[1:], *extra])
    _decompose(stage, goal, rows[0], shares)


def _carries(stage: Stage, goal: Goal, unit_id: str) -> bool:
    held = stage.rows(
        "SELECT unit_id FROM indicator WHERE district_id = :district AND goal_id = :goal",
        goal=f"{stage.plan.year}-{goal.id}",
    )
    return unit_id == goal.lead or unit_id in {row["unit_id"] for row in held}


def _share(stage: Stage, goal: Goal, row: Row) -> dict[str, Any]:
    unit_id = stage.plan.unit(row.unit).id
    return {
        "unit_id": unit_id,
        "weight": row.weight,
        "target": row.target.text,
        "target_number": row.target.number,
        "challenge": row.challenge,
        "last_year": _last_year(stage, goal, row, unit_id),
    }


def _last_year(stage: Stage, goal: Goal, row: Row, unit_id: str) -> Decimal | None:
    number = row.target.number
    known = stage.plan.last_year(unit_id, goal.title)
    if known is not None:
        return known
    if number is None or stage.draws.happens(120, "new to it", goal.id, unit_id):
        return None
    step = 1 + number * stage.draws.ratio(20, 200, "last year", goal.id, unit_id)
    lower_is_better = row.target.text.startswith(("≤", "前"))
    return (number + step if lower_is_better else max(number - step, Decimal(0))).quantize(
        Decimal("0.01")
    )


def _decompose(stage: Stage, goal: Goal, like: Row, shares: list[dict[str, Any]]) -> None:
    body = {
        "template": {
            "method": like.method,
            "deadline": like.deadline,
            "nodes": [
                {"text": n.text, "due_on": stage.plan.nodes.day(n.quarter, like.deadline)}
                for n in like.nodes
            ],
        },
        "shares": shares,
    }
    goal_id, clerk = f"{stage.plan.year}-{goal.id}", clerk_of(stage, goal.lead)
    try:
        goals.decompose(stage.desk(clerk), goal_id, body)
    except Objected:
        # The principles are warnings that a written reason overrides (方案 三（三）2).
        goals.decompose(stage.desk(clerk, _WHY), goal_id, body)


def write_plan(stage: Stage, goal_id: str, lead: str, *, thin: bool = False) -> str:
    """Let a lead write a contingency plan; a thin one does not say how it meets its risk."""
    year = stage.plan.year
    response = "" if thin else "提前两个月启动招标，备选施工单位两家，按周倒排工期。"
    body = {
        "measures": [
            {
                "measure": "建立月调度机制，逐项销账。",
                "owner": "主管局长",
                "due_on": f"{year}-11-30",
            },
            {"measure": "会同配合单位现场核查。", "owner": "业务科长", "due_on": f"{year}-10-31"},
        ],
        "nodes": [{"text": "完成年度任务的四分之三", "due_on": f"{year}-09-30"}],
        "risks": [{"risk": "前期手续滞后，工期不足。", "response": response, "owner": "业务科长"}],
    }
    return contingency_plans.draft(stage.desk(clerk_of(stage, lead)), goal_id, body).id


def approve_plan(stage: Stage, plan_id: str) -> None:
    """Let the director approve a contingency plan."""
    one(contingency_plans.approve(stage.desk("office-director"), [Order(plan_id)]))
