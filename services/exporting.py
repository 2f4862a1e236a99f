"""Export (导出): the year's indicators as rows of the office's table."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import text

from plans.schema import Plan
from plans.table.rows import QuarterNode, Row, Target
from services.desk import Desk
from states.category import Category

_ROWS = text(
    "SELECT i.*, u.name AS unit_name, u.kind AS unit_kind, a.name AS assessor_name"
    " FROM indicator i JOIN unit u ON u.district_id = i.district_id AND u.id = i.unit_id"
    " JOIN unit a ON a.district_id = i.district_id AND a.id = i.assessor_id"
    " WHERE i.district_id = :district AND i.year = :year AND i.state <> 'cancelled'"
    " ORDER BY u.sort, i.number"
)


def rows_of(desk: Desk) -> list[Row]:
    """Read the year's indicators in the office's order; cancelled ones are left out."""
    asked = {"district": desk.act.district_id, "year": desk.year}
    found = desk.connection.execute(_ROWS, asked).mappings().all()
    return [_row(desk.rules.plan, place, row) for place, row in enumerate(found, start=1)]


def _row(plan: Plan, place: int, row: Mapping[Any, Any]) -> Row:
    unit = plan.unit(row["unit_id"])
    return Row(
        sheet=unit.kind.zh,
        row=place,
        unit=row["unit_name"],
        type=Category(row["category"]).zh,
        weight=row["weight"],
        level1=row["level1"],
        level2=row["level2"],
        level3=row["level3"],
        target=Target(row["target"], number=row["target_number"]),
        challenge=row["challenge"],
        deadline=row["deadline"],
        method=row["method"],
        method_text=row["method"],
        assessor=row["assessor_name"],
        basis=row["basis"],
        nodes=tuple(_node(plan, row, node) for node in row["nodes"]),
        remark=row["remark"],
        cells={},
        last_year=row["last_year"],
    )


def _node(plan: Plan, row: Mapping[Any, Any], node: Mapping[str, str]) -> QuarterNode:
    due = date.fromisoformat(node["due_on"])
    quarters = range(1, len(plan.nodes.quarters) + 1)
    quarter = next(q for q in quarters if plan.nodes.day(q, row["deadline"]) >= due)
    return QuarterNode(quarter, node["text"])
