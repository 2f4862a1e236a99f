"""Tasks that come and go (任务增减): one inserted in autumn, a category left without any."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from cli.rehearsal.stage import Stage, Turn, done
from services import indicators, nodes, requests
from services.acts import Order, one, orders
from services.drafting import draft_one
from states.category import Category

_INSERTED = "京政办函"
_WEIGHT = Decimal("3.00")
_STEPS = ("印发秋冬季攻坚任务清单", "完成攻坚任务并通过验收")


def insert_task(stage: Stage, turn: Turn) -> None:
    """The city orders another key task in autumn; the office inserts it, the unit declares it."""
    del turn
    found = stage.rows(
        "SELECT i.* FROM indicator i WHERE i.district_id = :district AND i.year = :year"
        " AND i.category = 'key' AND i.state = 'in_progress' AND i.weight > 8"
        " AND i.assessor_id IS NOT NULL AND 2 < (SELECT count(*)"
        "  FROM indicator x WHERE x.district_id = i.district_id AND x.year = i.year"
        "  AND x.unit_id = i.unit_id AND x.category = 'key' AND x.state = 'in_progress')"
        " ORDER BY i.id"
    )
    if not found:
        return
    like = stage.draws.one(found, "inserted")
    unit, document = like["unit_id"], stage.document(_INSERTED, 99)
    task = draft_one(stage.desk("office-clerk"), unit, _task(stage, like, document)).id
    done(indicators.declare(stage.desk(stage.head(unit)), orders([task])))
    stage.arrange("inserted", stage.working_day(stage.rules.day(stage.clock.now()), 1), task)


def _task(stage: Stage, like: Mapping[Any, Any], document: str) -> dict[str, Any]:
    year = stage.plan.year
    last = date(year, 12, 20)
    days = (date(year, 11, 15), last)
    return {
        **{name: like[name] for name in ("level1", "level2", "assessor_id")},
        "category": Category.KEY.value,
        "weight": _WEIGHT,
        "level3": "秋冬季攻坚行动",
        "target": "按清单全部完成",
        "deadline": last,
        "method": "节点法",
        "basis": f"《秋冬季攻坚行动方案》（{document}）",
        "nodes": [
            {"text": said, "due_on": str(day)} for said, day in zip(_STEPS, days, strict=True)
        ],
        "inserted_by": document,
    }


def start_inserted(stage: Stage, turn: Turn) -> None:
    """It is heard, reviewed and started by the director; its nodes join the unit's."""
    for task in stage.arranged("inserted", turn.day):
        (row,) = stage.rows("SELECT assessor_id FROM indicator WHERE id = :id", id=task)
        examiner = stage.desk(stage.examiner(row["assessor_id"]))
        done(indicators.opine(examiner, [Order(task, {"agree": True})]))
        done(indicators.review(stage.desk("office-clerk"), orders([task])))
        done(indicators.start(stage.desk("office-director"), orders([task])))
        for node in stage.rows(
            "SELECT id, due_on FROM node WHERE district_id = :district AND indicator_id = :task",
            task=task,
        ):
            due = stage.rules.due("node_report", node["due_on"])
            stage.arrange("report", stage.working_day(due, -1), node["id"])


def empty_category(stage: Stage, turn: Turn) -> None:
    """All that one unit set itself is cancelled by a document: its category is left empty."""
    del turn
    found = stage.rows(
        "SELECT unit_id, array_agg(id ORDER BY id) AS ids FROM indicator i"
        " WHERE i.district_id = :district AND i.year = :year AND i.state <> 'cancelled'"
        " AND i.category IN ('own_function', 'differential') AND NOT EXISTS (SELECT FROM node n"
        "  WHERE n.district_id = i.district_id AND n.indicator_id = i.id AND n.state = 'reported')"
        " GROUP BY unit_id HAVING bool_and(i.state = 'in_progress') ORDER BY count(*), unit_id"
    )
    if not found:
        return
    fewest = [row for row in found if len(row["ids"]) == len(found[0]["ids"])]
    chosen = stage.draws.one(fewest, "emptied")
    body = {"document": stage.document("房政办函", 41)}
    for task in chosen["ids"]:
        desk = stage.desk("office-clerk", "职能移交市级，本年不再考核。")
        one(indicators.cancel(desk, [Order(task, body)]))
    done(nodes.cancel_left(stage.desk("system:flow"), chosen["ids"]))


def confirm_splits(stage: Stage, turn: Turn) -> None:
    """The director confirms the weights that the system proposes for a unit left without."""
    del turn
    found = stage.rows(
        "SELECT id FROM request WHERE district_id = :district AND year = :year"
        " AND asks = 'reweighting' AND state = 'requested' ORDER BY id"
    )
    desk = stage.desk("office-director")
    done(requests.grant(desk, orders([row["id"] for row in found])))
