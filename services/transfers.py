"""Transfers (划转): what goes to its new body with a change of bodies, in one breath."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import text

from kit.errors import Refused
from services.acts import Order
from services.desk import Desk
from services.door import Subject, judge
from services.followers import Course, following
from services.indicator_facts import INDICATOR
from services.intents import Effect, Message, Planned
from services.nodes import NODE
from services.unit_layouts import Layout, Move, examiner_after
from services.versions import freeze
from states.capacity import Capacity
from states.indicator import IndicatorFacts, IndicatorTrigger
from states.node import NodeFacts, NodeTrigger

Row = Mapping[Any, Any]
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)


def transfers(desk: Desk, change: Row, laid: Layout) -> Effect:
    """Derive what a change of bodies moves: indicators, nodes, and whatever else follows.

    Each is judged by the table of its own kind.

    Raises:
        Refused: the lifecycle of one of them objects.
    """
    nodes = _nodes(desk, change, laid)
    units = {**laid.goals, **{move.row["id"]: move.unit for move in laid.moves if move.goes}}
    units |= {node.row["id"]: node.effect.columns.get("unit_id", "") for node in nodes}
    course = Course(change, laid.closed, {name: unit for name, unit in units.items() if unit})
    also = (*_indicators(desk, change, laid), *nodes, *following(desk, course))
    gone = sum(move.goes for move in laid.moves)
    return Effect(
        data={"closed": list(laid.closed), "transferred": gone, "touched": len(also)},
        rows=tuple(("transfer", _handed(change, move)) for move in laid.handed),
        also=also,
    )


def _handed(change: Row, move: Move) -> dict[str, Any]:
    return {
        "unit_change_id": change["id"],
        "indicator_id": move.row["id"],
        "from_unit": move.row["unit_id"],
        "to_unit": move.unit,
        "category": move.row["category"],
        "weight": move.row["weight"],
    }


def _indicators(desk: Desk, change: Row, laid: Layout) -> tuple[Planned, ...]:
    verb = desk.verb(INDICATOR, IndicatorTrigger.TRANSFER, _transferred)
    subjects = desk.look(INDICATOR, [move.row["id"] for move in laid.moves])
    planned: list[Planned] = []
    for move in laid.moves:
        body = {"granted": True, "move": move, "change": change["id"]}
        order = Order(move.row["id"], body, reason=f"机构变动（{change['document']}）。")
        found = _insisted(judge(desk.act, verb, order, subjects.get(order.id)))
        # Told to whoever answers for it from now on.
        planned.append(replace(found, row={**found.row, "unit_id": move.unit}))
    return tuple(planned)


def _transferred(desk: Desk, subject: Subject, order: Order, facts: IndicatorFacts) -> Effect:
    row, move = subject.row, order.body["move"]
    columns = move.columns
    told = f"{row['level3']}（{row['id']}）自{row['unit_id']}划转：{facts.reason}"
    messages = (Message("transferred", _UNIT, told),) if move.goes else ()
    data = {
        "change": order.body["change"],
        **{name: str(value) for name, value in columns.items()},
        "was": {name: str(row[name]) for name in columns if name != "former_unit_id"},
    }
    if row["version"] and {"weight", "assessor_id"} & columns.keys():
        frozen = freeze(desk.act, row, columns, messages, desk.today)
        return replace(frozen, data={**frozen.data, **data})
    return Effect(columns=columns, data=data, messages=messages)


_OPEN = text(
    "SELECT id, indicator_id FROM node WHERE district_id = :district"
    " AND indicator_id = ANY(:indicators) AND state IN ('pending', 'reported', 'returned')"
    " ORDER BY id"
)


def _nodes(desk: Desk, change: Row, laid: Layout) -> tuple[Planned, ...]:
    moves = {
        move.row["id"]: move
        for move in laid.moves
        if move.goes or move.assessor != move.row["assessor_id"]
    }
    asked = {"district": desk.act.district_id, "indicators": list(moves)}
    found = desk.connection.execute(_OPEN, asked).all()
    subjects = desk.look(NODE, [row.id for row in found])
    verb = desk.verb(NODE, NodeTrigger.TRANSFER, _carried)
    planned: list[Planned] = []
    for node in found:
        row = subjects[node.id].row
        columns = _node_columns(desk, change, row, moves[node.indicator_id])
        if columns:
            order = Order(node.id, {"ordered": True, "columns": columns, "change": change["id"]})
            planned.append(_insisted(judge(desk.act, verb, order, subjects[node.id])))
    return tuple(planned)


def _node_columns(desk: Desk, change: Row, row: Row, move: Move) -> dict[str, Any]:
    # What fell due before stays with the old body: until the transfer it answers.
    goes = move.goes and row["due_on"] >= change["effective_on"]
    unit = move.unit if goes else row["unit_id"]
    new = {
        "unit_id": unit,
        "assessor_id": examiner_after(desk, change, unit, row["assessor_id"], move.row["goal_id"]),
    }
    found = {name: value for name, value in new.items() if value != row[name]}
    return {**found, "former_unit_id": row["unit_id"]} if goes else found


def _carried(desk: Desk, subject: Subject, order: Order, facts: NodeFacts) -> Effect:
    del desk, facts
    columns = order.body["columns"]
    was = {name: str(subject.row[name]) for name in columns if name != "former_unit_id"}
    return Effect(columns=columns, data={"change": order.body["change"], **columns, "was": was})


def _insisted(planned: Planned | Refused) -> Planned:
    if isinstance(planned, Refused):
        raise planned
    return planned
