"""The clock of the law: clocks that stand for some days, and the calendar by a new notice."""

from collections.abc import Mapping
from typing import Any

from cli.rehearsal.stage import Found, Stage, Turn, done
from plans.seed_calendar import seed_rows
from services import calendars, suspensions
from services.acts import Order, one
from services.rules import rules_of

_FLOOD, _SUPERIOR = "force_majeure", "superior"
_WHY = {
    _FLOOD: "连续强降雨，按区防汛指挥部命令全员转入抢险。",
    _SUPERIOR: "市级主管部门的批复未到，本单位无法继续办理。",
}
#: Which of them should not have stood: one is taken back while it stands, one afterwards.
_MISTAKEN_STANDING, _MISTAKEN_ENDED = 1, 2
_MISTAKEN = "经核实，该单位未参加抢险，中止事由不成立。"
#: Working days for which they stand.
_DAYS = 5
_RUNNING = """
SELECT n.id, n.unit_id FROM node n
WHERE n.district_id = :district AND n.year = :year AND n.state = 'pending' AND n.due_on > :today
  AND NOT n.taken_in AND (CAST(:task AS text) IS NULL OR n.indicator_id = :task)
  AND NOT EXISTS (SELECT FROM suspension x WHERE x.district_id = n.district_id
    AND x.about_id = n.id) ORDER BY n.id
"""
_HANDED_OVER = """
SELECT k.key AS task FROM unit_change u, jsonb_each_text(u.allocation) k
WHERE u.district_id = :district AND u.year = :year AND u.change_class = 'split'
  AND u.state = 'approved' ORDER BY u.id LIMIT 1
"""


def stand(stage: Stage, turn: Turn) -> None:
    """The director lets the clocks of some nodes stand: of three units, and of a task that goes."""
    # Where a later day will be asked for, the clock stands by itself.
    asked = {e.node for (name, _), held in stage.agenda.items() if name == "ask" for e in held}
    running = [row for row in _running(stage, turn) if row["id"] not in asked]
    chosen = stage.draws.some(running, 3, "clocks stand")
    back = stage.working_day(turn.day, _DAYS)
    for place, row in enumerate((*chosen, *_goes(stage, turn, chosen))):
        ground = _SUPERIOR if place == 0 else _FLOOD
        body = {
            "about_kind": "node",
            "about_id": row["id"],
            "deadline": "node_report",
            "ground": ground,
            "document": stage.document("京汛办函", 3) if ground == _SUPERIOR else "",
        }
        desk = stage.desk("office-director", _WHY[ground])
        stage.arrange("clocks run", back, suspensions.begin(desk, body).id)


def _running(stage: Stage, turn: Turn, task: str | None = None) -> Found:
    return stage.rows(_RUNNING, today=turn.day, task=task)


def _goes(stage: Stage, turn: Turn, chosen: list[Mapping[Any, Any]]) -> list[Mapping[Any, Any]]:
    tasks = stage.rows(_HANDED_OVER)
    taken = {row["id"] for row in chosen}
    found = _running(stage, turn, tasks[0]["task"]) if tasks else ()
    return [row for row in found if row["id"] not in taken][:1]


def run_on(stage: Stage, turn: Turn) -> None:
    """The flood is over: the clocks run on, but for two that should never have stood."""
    standing = stage.arranged("clocks run", turn.day)
    for place, suspension in enumerate(standing):
        order = [Order(suspension)]
        if place == _MISTAKEN_STANDING:
            done(suspensions.revoke(stage.desk("office-director", _MISTAKEN), order))
            continue
        done(suspensions.end(stage.desk("office-clerk"), order))
        if place == _MISTAKEN_ENDED:
            done(suspensions.revoke(stage.desk("office-director", _MISTAKEN), order))


def renew_calendar(stage: Stage, turn: Turn) -> None:
    """The notice about the coming year is out: the office enters it, the director counts by it."""
    del turn
    year = stage.plan.year + 1
    notice = {
        "version": f"{year}-2",
        "document": "国办发明电〔2017〕12号",  # noqa: RUF001 - GB/T 9704 brackets
        "basis": f"国务院办公厅关于{year}年部分节假日安排的通知",
        **seed_rows([year]),
    }
    order = Order(str(stage.plan.year), notice)
    one(calendars.enter_calendar(stage.desk("office-clerk"), [order]))
    why = f"{year}年节假日安排已公布。"
    body = {"version": notice["version"]}
    order = Order(str(stage.plan.year), body, reason=why)
    one(calendars.recompute(stage.desk("office-director"), [order]))
    stage.rules = rules_of(stage.connection, stage.plan.district, stage.plan.year)
