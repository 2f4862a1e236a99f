"""The drafts of a decomposition: what each unit is given, born, replaced or discarded."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import text

from kit.errors import Refused
from services.acts import Order
from services.desk import Desk
from services.door import Subject, judge
from services.goal_facts import Share
from services.indicator_content import CONTENT
from services.indicator_facts import INDICATOR
from services.indicators import draft_row
from services.intents import Effect, Message, Planned
from services.reading import newborns
from states.capacity import Capacity
from states.category import Category
from states.indicator import IndicatorFacts, IndicatorTrigger

_T = IndicatorTrigger
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)
#: What each share says, as columns.
SHARED = ("weight", "target", "target_number", "challenge", "last_year")
#: What all shares have in common, as columns.
_TEMPLATE = (
    "category",
    "level1",
    "level2",
    "level3",
    "method",
    "parameters",
    "nodes",
    "deadline",
    "remark",
)


def columns_of(
    desk: Desk, goal: Mapping[Any, Any], template: Mapping[str, Any], share: Share
) -> dict[str, Any]:
    """Write one unit's draft: the goal, what the template says, the unit's own numbers."""
    plan, lead = desk.rules.plan, goal["unit_id"]
    number = f"（{goal['document_number']}）" if goal["document_number"] else ""
    row: dict[str, Any] = {
        "unit_id": share["unit_id"],
        "goal_id": goal["id"],
        "goal_lead": lead,
        "decomposed": True,
        # Whoever carries its own goal is assessed by the office (考核主体不能是自己).
        "assessor_id": plan.office.id if share["unit_id"] == lead else lead,
        "category": Category.KEY.value,
        "level1": goal["level1"],
        "level2": goal["level2"],
        "level3": goal["title"],
        "deadline": goal["by"],
        "basis": f"{goal['document']}{number}",
        **{name: template[name] for name in _TEMPLATE if template.get(name) is not None},
        **{name: share.get(name) for name in SHARED},
    }
    row["nodes"] = [{"text": n["text"], "due_on": str(n["due_on"])} for n in row["nodes"]]
    return draft_row(desk, row)


_NUMBERS = text(
    "SELECT unit_id, jixiao_last_number(:district, :year, unit_id) AS number"
    " FROM unnest(CAST(:units AS text[])) u(unit_id)"
)


def born(desk: Desk, rows: Sequence[dict[str, Any]]) -> Iterator[Planned]:
    """Plan new drafts, each with the next number of its unit.

    Raises:
        Refused: as the lifecycle of indicators says.
    """
    units = [row["unit_id"] for row in rows]
    asked = {"district": desk.act.district_id, "year": desk.year, "units": units}
    last = {row.unit_id: row.number for row in desk.connection.execute(_NUMBERS, asked)}
    drafts = [_numbered(desk, row, last[row["unit_id"]] + 1) for row in rows]
    read = newborns(desk.connection, desk.act, drafts, desk.today)
    subjects = read([row["id"] for row in drafts]).subjects
    for row in drafts:
        yield _judged(desk, _T.DRAFT, Order(row["id"]), subjects[row["id"]])


def _numbered(desk: Desk, row: Mapping[str, Any], number: int) -> dict[str, Any]:
    named = {"id": f"{desk.year}-{row['unit_id']}-{number:03d}", "number": number}
    return {"year": desk.year, "lamp": "green", **row, **named}


def moved(
    desk: Desk, trigger: IndicatorTrigger, drafts: Mapping[str, Mapping[str, Any]]
) -> Iterator[Planned]:
    """Plan what becomes of drafts of an earlier decomposition, by id: their new columns.

    Raises:
        Refused: as the lifecycle of indicators says.
    """
    if not drafts:
        return
    subjects = desk.look(INDICATOR, list(drafts))
    for draft, row in drafts.items():
        columns = {name: row[name] for name in CONTENT if name in row}
        yield _judged(desk, trigger, Order(draft, columns), subjects.get(draft))


def _judged(
    desk: Desk, trigger: IndicatorTrigger, order: Order, subject: Subject | None
) -> Planned:
    planned = judge(desk.act, desk.verb(INDICATOR, trigger, _told), order, subject)
    if isinstance(planned, Refused):
        raise planned
    return planned


def _told(desk: Desk, subject: Subject, order: Order, facts: IndicatorFacts) -> Effect:
    del desk, facts
    row = {**subject.row, **order.body}
    gone = "state" in subject.row and not order.body
    said = "的分解草稿已撤回。" if gone else f"由小考官分解，目标值{row['target']}，请核对后申报。"
    told = Message("decomposed", _UNIT, f"{row['level3']}（{row['id']}）{said}")
    return Effect(columns=dict(order.body), messages=(told,))
