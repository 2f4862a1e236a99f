"""Changes of bodies (机构变动): renamed, relieved of a function, in some years merged."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cli.rehearsal.stage import Stage, Turn
from plans.words import PhaseKey
from services import unit_changes
from services.acts import Order, one
from states.unit_change import ChangeClass

#: Names that came with the reform of bodies, where they are on the roll.
_NEW_NAMES = {
    "D10": "区生态环境局",
    "D25": "区应急管理局",
    "D26": "区人民防空办公室",
    "D19": "区卫生健康委员会",
}
#: Which body went into which, of those that lead no goal of the city or the district.
_MERGERS = (("D29", "D07"), ("D17", "D18"), ("D37", "D38"))
#: In so many of a thousand plays two bodies are merged in July (seed 41 is the first).
_MERGED = 50


def propose_merger(stage: Stage, turn: Turn) -> None:
    """In some years two bodies are to be merged in July."""
    pair = merger(stage)
    if pair:
        day = stage.working_day(stage.plan.phase(PhaseKey.INDICATOR_SETTING).opens, 2)
        source, target = pair
        body = {"from_units": [source], "to_units": [{"id": target}], "effective_on": day}
        change = _proposed(stage, ChangeClass.MERGE, body, "区机构改革方案")
        stage.arrange("bodies", stage.working_day(turn.day, 1), change)


def merger(stage: Stage) -> tuple[str, str] | None:
    """Tell which bodies are merged in this play; none in most."""
    present = {unit.id for unit in stage.plan.assessed}
    pairs = [pair for pair in _MERGERS if present.issuperset(pair)]
    if not pairs or not stage.draws.happens(_MERGED, "reform of bodies"):
        return None
    return stage.draws.one(pairs, "merger", "which")


def propose_changes(stage: Stage, turn: Turn) -> None:
    """A body gets a new name, a function moves to another, and three proposals come to nothing."""
    approved = [_rename(stage, turn), _handed_over(stage)]
    unit = stage.draws.one(stage.standing(turn.day), "misnamed").id
    vain = [_misnamed(stage, turn, unit, number) for number in range(3)]
    stage.arrange("bodies", stage.working_day(turn.day, 1), *filter(None, approved), vain[2])
    stage.arrange("vain", stage.working_day(turn.day, 1), *vain[:2])
    stage.arrange("undone", stage.working_day(turn.day, 2), vain[2])


def _proposed(stage: Stage, asks: ChangeClass, body: Mapping[str, Any], why: str) -> str:
    known = stage.rows("SELECT id FROM unit_change WHERE district_id = :district AND year = :year")
    document = stage.document("房编发", 7 + len(known))
    asked = {"change_class": asks.value, "document": document, **body}
    return unit_changes.propose(stage.desk("office-clerk", why), asked).id


def _rename(stage: Stage, turn: Turn) -> str | None:
    found = [body.id for body in stage.standing(turn.day) if body.id in _NEW_NAMES]
    if not found:
        return None
    unit = stage.draws.one(found, "renamed")
    name = _NEW_NAMES[unit]
    to = [{"id": unit, "name": name, "short_name": name}]
    body = {"from_units": [unit], "to_units": to, "effective_on": turn.day + timedelta(days=10)}
    return _proposed(stage, ChangeClass.RENAME, body, "区机构改革方案")


def _misnamed(stage: Stage, turn: Turn, unit: str, number: int) -> str:
    name = f"{stage.rules.body(unit).name}（筹）{number or ''}"
    to = [{"id": unit, "name": name, "short_name": name}]
    body = {"from_units": [unit], "to_units": to, "effective_on": turn.day + timedelta(days=20)}
    return _proposed(stage, ChangeClass.RENAME, body, "拟更名")


def _handed_over(stage: Stage) -> str | None:
    tasks = _movable(stage)
    if not tasks:
        return None
    task = stage.draws.one(tasks, "handed over")
    receivers = [row["unit_id"] for row in tasks if row["unit_id"] != task["unit_id"]]
    if not receivers:
        return None
    taker = stage.draws.one(sorted(set(receivers)), "takes over")
    day = stage.working_day(stage.plan.phase(PhaseKey.PROCESS_MANAGEMENT).opens, 42)
    body = {
        "from_units": [task["unit_id"]],
        "to_units": [{"id": task["unit_id"]}, {"id": taker}],
        "allocation": {task["id"]: taker},
        "effective_on": day,
    }
    return _proposed(stage, ChangeClass.SPLIT, body, "部分职能划转")


def _movable(stage: Stage) -> list[Mapping[Any, Any]]:
    # A node for which another day is being asked stays where it is.
    asked = {e.node for (name, _), held in stage.agenda.items() if name == "ask" for e in held}
    found = stage.rows(
        "SELECT i.id, i.unit_id FROM indicator i JOIN unit u ON u.district_id = i.district_id"
        " AND u.id = i.unit_id WHERE i.district_id = :district AND i.year = :year"
        " AND i.state = 'in_progress' AND i.category = 'own_function' AND u.kind = 'department'"
        " AND 1 < (SELECT count(*) FROM indicator x WHERE x.district_id = i.district_id"
        "  AND x.year = i.year AND x.unit_id = i.unit_id AND x.category = i.category"
        "  AND x.state = 'in_progress') AND EXISTS (SELECT FROM node n WHERE"
        "  n.district_id = i.district_id AND n.indicator_id = i.id AND n.state = 'pending'"
        "  AND n.due_on >= make_date(:year, 12, 1)) ORDER BY i.id"
    )
    return [row for row in found if not any(n.rpartition("-")[0] == row["id"] for n in asked)]


def decide_changes(stage: Stage, turn: Turn) -> None:
    """The director approves what rests on a document; one proposal is rejected, two withdrawn."""
    for change in stage.arranged("bodies", turn.day):
        one(unit_changes.approve(stage.desk("office-director"), [Order(change)]))
    for change, (verb, actor, why) in zip(
        stage.arranged("vain", turn.day),
        (
            (unit_changes.reject, "office-director", "机构编制部门未正式批复。"),
            (unit_changes.withdraw, "office-clerk", "名称另行研究。"),
        ),
        strict=False,
    ):
        one(verb(stage.desk(actor, why), [Order(change)]))
    for change in stage.arranged("undone", turn.day):
        desk = stage.desk("office-director", "批复撤销，恢复原名称。")
        one(unit_changes.withdraw(desk, [Order(change)]))
