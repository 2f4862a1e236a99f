"""City tasks (市政府绩效任务, 方案 五（三）一是): what is handed in to the city each quarter."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import text

from kit.errors import BadInput, NotFound
from services.acts import Answers, Order
from services.desk import Desk
from services.door import Subject
from services.goal_analysis import analysis
from services.goal_facts import GOAL
from services.intents import Effect
from states.goal import GoalFacts, GoalTrigger
from states.lamp import Lamp

__all__ = ["analysis", "canonical", "submission", "submit_package"]

#: Lamps by how bad they are.
_SEVERITY = {lamp.value: place for place, lamp in enumerate(Lamp)}
_TASK = (
    "id",
    "level1",
    "level2",
    "title",
    "document",
    "document_number",
    "target",
    "challenge",
    "by",
    "contributors",
)

_GOAL = text("SELECT * FROM goal WHERE district_id = :district AND id = :id")
_CARRIERS = text("""
    SELECT i.id, i.unit_id, u.name AS unit, i.level3, i.target, i.state
    FROM indicator i JOIN unit u ON u.district_id = i.district_id AND u.id = i.unit_id
    WHERE i.district_id = :district AND i.goal_id = :id AND i.state <> 'cancelled'
      AND (:whole OR i.unit_id = ANY(:sight) OR i.assessor_id = ANY(:sight))
    ORDER BY u.sort, i.number
""")
_NODES = text("""
    SELECT n.id, n.indicator_id, n.text, n.due_on, n.state, n.lamp, n.late_days,
        r.content, coalesce((SELECT jsonb_agg(jsonb_build_object('sha256', e.sha256,
            'name', e.name, 'size', e.size) ORDER BY e.sha256) FROM evidence e
            WHERE e.district_id = n.district_id AND e.kind = 'node' AND e.subject_id = n.id
              AND r.evidence ? e.sha256), '[]') AS evidence
    FROM node n LEFT JOIN node_report r ON r.district_id = n.district_id AND r.node_id = n.id
        AND r.version = n.version AND n.state = 'accepted'
    WHERE n.district_id = :district AND n.indicator_id = ANY(:ids) AND n.due_on <= :until
      AND n.state <> 'cancelled' ORDER BY n.indicator_id, n.number
""")


def submission(
    desk: Desk, goal_id: str, until: date | str | None = None, sight: Sequence[str] | None = None
) -> dict[str, Any]:
    """Build a task's package for the city: what its carriers' accepted reports say.

    Args:
        desk: whoever asks; nothing moves.
        goal_id: of a goal.
        until: nodes due up to this day; none for the last quarter that is over.
        sight: ids of the units whose reports may be told; none for all.

    Returns:
        `task`, `until`, `lamp` (the worst of its nodes), `counts`, and per carrier the nodes with
        progress, problems, value and evidence hashes; `digest` sums all of it (SHA-256).

    Raises:
        NotFound: there is no such goal.
        BadInput: the day lies ahead.
    """
    asked = {"district": desk.act.district_id, "id": goal_id}
    goal = desk.connection.execute(_GOAL, asked).mappings().one_or_none()
    if goal is None:
        raise NotFound
    last = _until(desk, until)
    narrowed = {**asked, "whole": sight is None, "sight": list(sight or ())}
    carriers = desk.connection.execute(_CARRIERS, narrowed).mappings().all()
    due = {**asked, "ids": [row["id"] for row in carriers], "until": last}
    nodes = [_node(row) for row in desk.connection.execute(_NODES, due).mappings()]
    told: dict[str, Any] = {
        "task": {
            **{name: _plain(goal[name]) for name in _TASK},
            "lead": desk.rules.plan.unit(goal["unit_id"]).name,
        },
        "until": str(last),
        "lamp": max((n["lamp"] for n in nodes), key=_SEVERITY.__getitem__, default=Lamp.GREEN),
        "counts": {
            "carriers": len(carriers),
            "due": len(nodes),
            "accepted": sum(node["state"] == "accepted" for node in nodes),
        },
        "carriers": [
            {**row, "nodes": [n for n in nodes if n["indicator_id"] == row["id"]]}
            for row in carriers
        ],
    }
    return {**told, "digest": hashlib.sha256(canonical(told)).hexdigest()}


def _until(desk: Desk, until: date | str | None) -> date:
    quarters = [quarter.date for quarter in desk.rules.plan.nodes.quarters]
    over = [day for day in quarters if day <= desk.today]
    try:
        asked = date.fromisoformat(until) if isinstance(until, str) else until
    except ValueError as error:
        raise BadInput(f"“{until}”不是日期，请写成 2017-09-30。") from error
    last = asked or max(over, default=quarters[0])
    if last > desk.today:
        raise BadInput(f"{last}尚未到，不能报送。")
    return last


def _node(row: Mapping[Any, Any]) -> dict[str, Any]:
    content: Mapping[str, Any] = row["content"] or {}
    told = {name: _plain(row[name]) for name in ("id", "indicator_id", "text", "due_on", "state")}
    said = {name: str(content.get(name) or "") for name in ("value", "progress", "problems")}
    nil = str(content.get("zero_reason") or "")
    return {
        **told,
        "lamp": row["lamp"],
        "late_days": row["late_days"],
        **said,
        "progress": said["progress"] or nil,
        "evidence": row["evidence"],
    }


def _plain(value: object) -> object:
    return str(value) if isinstance(value, date | Decimal) else value


def canonical(told: Mapping[str, Any]) -> bytes:
    """Write a submission in the one form that is hashed: JSON, keys sorted, no spaces."""
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def submit_package(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Record that a task's package went to the city (报送市级); body `until` as `submission`."""
    return desk.move(GOAL, GoalTrigger.SUBMIT_PACKAGE, orders, _submit)


def _submit(desk: Desk, subject: Subject, order: Order, facts: GoalFacts) -> Effect:
    del facts
    told = submission(desk, subject.row["id"], order.body.get("until"))
    return Effect(
        data={
            "until": told["until"],
            "digest": told["digest"],
            "lamp": str(told["lamp"]),
            "due": told["counts"]["due"],
            "accepted": told["counts"]["accepted"],
        }
    )
