"""Import (导入): the office's indicator table becomes draft indicators, all of it or nothing."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import text

from kit.errors import BadInput, Refused
from plans.schema import Plan, folded
from plans.spelling import vocabulary
from plans.table.reading import read_table
from plans.table.rows import Row, Table
from services.acts import Answers
from services.desk import Desk
from services.goals import collect_planned
from services.indicators import draft
from states.category import Category

_BY_LABEL = {category.zh: category.value for category in Category}


def read(source: Path | bytes, plan: Plan) -> Table:
    """Read a table against a plan; nothing is stored.

    Raises:
        BadInput: it is no table of this kind.
    """
    return read_table(source, vocabulary(plan))


def take_over(desk: Desk, table: Table) -> Answers:
    """Draft every indicator of a table (起草).

    Args:
        desk: on a connection in a transaction: all rows or none.
        table: read without problems.

    Raises:
        BadInput: it has problems, or the year has indicators already.
    """
    if table.problems:
        raise BadInput(f"指标表有{len(table.problems)}处问题，未导入任何一行。请先改正。")
    asked = {"district": desk.act.district_id, "year": desk.year}
    have = desk.connection.execute(_HAVE, asked).scalar_one()
    if have:
        raise BadInput(f"{desk.year}年已有{have}项指标，未导入。个别指标请直接修改或申报。")
    collected = collect_planned(desk)
    answers = draft(desk, _linked(desk, columns_of(desk.rules.plan, table.indicators)))
    for answer in (*collected, *answers):
        if isinstance(answer, Refused):
            raise answer
    return answers


_GOALS = text(
    "SELECT id, title FROM goal WHERE district_id = :district AND year = :year"
    " AND state <> 'withdrawn' ORDER BY id DESC"
)


def _linked(desk: Desk, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    # Whoever is called like a goal carries it; spacing and the width of characters do not matter.
    asked = {"district": desk.act.district_id, "year": desk.year}
    goals = {folded(row.title): row.id for row in desk.connection.execute(_GOALS, asked)}
    return [{**row, "goal_id": goals.get(folded(row["level3"] or ""))} for row in rows]


_HAVE = text("SELECT count(*) FROM indicator WHERE district_id = :district AND year = :year")


def columns_of(plan: Plan, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Turn rows of the table into columns of indicators, numbered within their unit."""
    numbers: defaultdict[str, int] = defaultdict(int)
    found: list[dict[str, Any]] = []
    for row in rows:
        unit_id = plan.unit(row.unit).id
        numbers[unit_id] += 1
        found.append(_columns(plan, row, unit_id, numbers[unit_id]))
    return found


def last_year_of(plan: Plan, row: Row, unit_id: str) -> Decimal | None:
    """Find what an indicator came to the year before: as the table says, else as the plan does."""
    return plan.last_year(unit_id, row.level3) if row.last_year is None else row.last_year


def _columns(plan: Plan, row: Row, unit_id: str, number: int) -> dict[str, Any]:
    return {
        "id": f"{plan.year}-{unit_id}-{number:03}",
        "unit_id": unit_id,
        "assessor_id": plan.unit(row.assessor).id,
        "number": number,
        "category": _BY_LABEL[row.type],
        "weight": row.weight,
        "level1": row.level1,
        "level2": row.level2,
        "level3": row.level3,
        "target": row.target.text,
        "target_number": row.target.number,
        "challenge": row.challenge,
        "last_year": last_year_of(plan, row, unit_id),
        "deadline": row.deadline,
        "method": row.method,
        "basis": row.basis,
        "remark": row.remark,
        "nodes": [
            {"text": node.text, "due_on": str(plan.nodes.day(node.quarter, row.deadline))}
            for node in row.nodes
        ],
    }
