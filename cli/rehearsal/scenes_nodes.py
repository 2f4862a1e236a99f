"""Process management (过程管理阶段): clerks draft and attach, heads sign, examiners read."""

from collections.abc import Mapping
from typing import Any

from cli.rehearsal.achieving import reported
from cli.rehearsal.nodes_ahead import look_ahead
from cli.rehearsal.papers import paper
from cli.rehearsal.stage import Found, Stage, Turn, by, done
from plans.words import PhaseKey
from services import evidence, nodes
from services.acts import Order, orders

#: Why a report comes back: what is wrong with it, and in words.
_FLAWS = (
    ("evidence", "佐证材料未盖章，请补正后再报。"),
    ("evidence", "佐证材料与所报数据不一致，请核对。"),
    ("form", "进展情况过于笼统，请写明完成数量和比例。"),
)
_PROGRESS = (
    "已完成“{text}”，工作按序时进度推进。",
    "“{text}”已完成并通过本单位验收，台账齐全。",
    "本节点“{text}”如期完成，后续工作已排期。",
)
#: Of a thousand reports that came back, so many never come again.
_FORGETS = 30
_NOTHING = "本季度按计划尚未开展，无进展可报。"

_DETAILS = """
    SELECT n.id, n.unit_id, n.number, n.text, n.due_on, n.version AS reports, i.id AS indicator_id,
        i.level3, i.method, i.parameters, jsonb_array_length(i.nodes) AS count
    FROM node n JOIN indicator i ON i.district_id = n.district_id AND i.id = n.indicator_id
    WHERE n.district_id = :district AND n.id = ANY(:ids) AND i.state = 'in_progress'
      AND n.state IN ('pending', 'returned') ORDER BY n.id
"""


def arrange_reports(stage: Stage, turn: Turn) -> None:
    """Draw when the nodes of the table will be reported."""
    phase = stage.plan.phase(PhaseKey.PROCESS_MANAGEMENT)
    first = stage.working_day(phase.opens, 1)
    look_ahead(stage, first, stage.working_day(phase.closes, 7))
    del turn


def report(stage: Stage, turn: Turn) -> None:
    """Units report what they report today, and mend what came back."""
    ids = sorted(stage.arranged("report", turn.day))
    if not ids:
        return
    for unit_id, mine in by(stage.rows(_DETAILS, ids=ids), "unit_id").items():
        _report(stage, turn, unit_id, mine)


def _report(stage: Stage, turn: Turn, unit_id: str, mine: Found) -> None:
    drafts = [Order(row["id"], _draft(stage, row)) for row in mine]
    done(nodes.draft(stage.desk(stage.clerk(unit_id)), drafts))
    proven = [order.id for order in drafts if "zero_reason" not in order.body]
    if proven:
        name = f"{stage.plan.unit(unit_id).short_name}节点佐证材料（{turn.day}）.pdf"
        lines = [_line(row) for row in mine if row["id"] in proven]
        file = paper(name.removesuffix(".pdf"), [*lines, f"以上属实。{turn.day}"])
        stored = stage.house.store.put([file], stage.plan.evidence, name)
        desk = stage.desk(stage.clerk(unit_id))
        done(evidence.attach_all(desk, "node", orders(proven), stored, name))
    done(nodes.report(stage.desk(stage.head(unit_id)), orders([row["id"] for row in mine])))


def _line(row: Mapping[Any, Any]) -> str:
    return f"{row['id']} {row['level3']}：{row['text']}（{row['due_on']}）第{row['reports'] + 1}次"


def _draft(stage: Stage, row: Mapping[Any, Any]) -> dict[str, Any]:
    if row["number"] == 1 and stage.draws.happens(20, "nothing", row["id"]):
        return {"zero_reason": _NOTHING}
    said = stage.draws.one(_PROGRESS, "progress", row["id"]).format(text=row["text"])
    indicator = {**row, "id": row["indicator_id"]}
    value = reported(stage.draws, indicator, row["number"], row["count"])
    return {"progress": said} | ({"value": value} if value is not None else {})


def read_reports(stage: Stage, turn: Turn) -> None:
    """Examiners read what was reported on the days before, accept it or send it back."""
    waiting = stage.rows(
        "SELECT id, unit_id, assessor_id, returns FROM node WHERE district_id = :district"
        " AND year = :year AND state = 'reported' ORDER BY id"
    )
    for assessor, rows in by(waiting, "assessor_id").items():
        if turn.last or stage.draws.happens(500, "reads", assessor, turn.day):
            _read(stage, turn, assessor, rows)


def _read(stage: Stage, turn: Turn, assessor: str, rows: Found) -> None:
    flaws = {row["id"]: None if turn.last else _flaw(stage, row) for row in rows}
    back = [Order(n, {"flaw": flaw[0]}, reason=flaw[1]) for n, flaw in flaws.items() if flaw]
    fine = [node_id for node_id, flaw in flaws.items() if not flaw]
    if back:
        done(nodes.return_(stage.desk(stage.examiner(assessor)), back))
        for order in back:
            if stage.draws.happens(_FORGETS, "never mends", order.id):
                continue
            day = stage.working_day(turn.day, stage.draws.of("mends", order.id).randint(1, 2))
            stage.arrange("report", day, order.id)
    if fine:
        done(nodes.accept(stage.desk(stage.examiner(assessor)), orders(fine)))


def _flaw(stage: Stage, row: Mapping[Any, Any]) -> tuple[str, str] | None:
    often = 25 if row["returns"] == 0 else 120
    if row["returns"] > 1 or not stage.draws.happens(often, "flaw", row["id"], row["returns"]):
        return None
    return stage.draws.one(_FLAWS, "flaw", row["id"], row["returns"], "which")


def close_missed(stage: Stage, turn: Turn) -> None:
    """The office closes what was never reported."""
    del turn
    open_ = stage.rows(
        "SELECT id FROM node WHERE district_id = :district AND year = :year"
        " AND state IN ('pending', 'returned') ORDER BY id"
    )
    desk = stage.desk("office-clerk", "年度考评开始，逾期未报，按未完成关闭。")
    done(nodes.close_missed(desk, orders([row["id"] for row in open_])))
