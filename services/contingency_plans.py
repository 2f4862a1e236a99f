"""Contingency plans (预案管理): written by the lead, approved before the work, ended with it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import text

from kit.errors import NotFound, Objection
from services.acts import Answer, Answers, Order, one
from services.desk import Desk, Noun
from services.door import Subject
from services.intents import Effect, Message
from services.reading import one_read
from services.rectification_items import check_day
from states.capacity import Capacity
from states.contingency_plan import ContingencyPlanFacts, ContingencyPlanTrigger

_T = ContingencyPlanTrigger
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)
_DIRECTOR = (Capacity.OFFICE_DIRECTOR,)
#: The lists of a plan: what each row must say, and how officers call the list.
LISTS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "measures": (("measure", "owner", "due_on"), "措施"),
    "nodes": (("text", "due_on"), "工作节点"),
    "risks": (("risk", "response", "owner"), "风险"),
}
_WORDS = {
    "measure": "措施",
    "owner": "责任人",
    "due_on": "时限",
    "text": "内容",
    "risk": "风险",
    "response": "应对",
}

_FACTS = """
    (SELECT g.state FROM goal g WHERE g.district_id = s.district_id AND g.id = s.goal_id)
        AS goal_state,
    (SELECT count(*) FROM indicator i WHERE i.district_id = s.district_id
        AND i.goal_id = s.goal_id AND i.state IN ('in_progress', 'verified', 'scored')) AS started,
    (SELECT count(*) FROM indicator i WHERE i.district_id = s.district_id
        AND i.goal_id = s.goal_id AND i.state NOT IN ('scored', 'cancelled')) AS unfinished,
"""


def contingency_plan_facts(desk: Desk, subject: Subject, order: Order) -> ContingencyPlanFacts:
    """Gather what the questions about a contingency plan look at."""
    row = subject.row
    return ContingencyPlanFacts(
        **desk.base(subject, order),
        content=tuple(_problems(desk, row)),
        drafted_by=row["drafted_by"],
        led_by_office=row["unit_id"] == desk.rules.plan.office.id,
        goal=row["goal_state"],
        started=row.get("started") or 0,
        unfinished=row.get("unfinished") or 0,
    )


def _problems(desk: Desk, row: Mapping[Any, Any]) -> Iterator[Objection]:
    for name, (columns, label) in LISTS.items():
        rows: Sequence[Mapping[str, str]] = row[name]
        if not rows and name != "nodes":
            yield Objection(f"{name}.missing", f"没有{label}。")
        for place, item in enumerate(rows, start=1):
            empty = [_WORDS[column] for column in columns if not item.get(column, "").strip()]
            if empty:
                yield Objection(f"{name}.incomplete", f"第{place}项{label}缺少{'、'.join(empty)}。")
            elif "due_on" in item and _outside(desk, item["due_on"]):
                yield Objection(f"{name}.outside", f"第{place}项{label}的时限不在年度内。")


def _outside(desk: Desk, due_on: str) -> bool:
    return date.fromisoformat(due_on).year != desk.year


CONTINGENCY_PLAN = Noun(
    "contingency_plan", one_read("contingency_plan", _FACTS), contingency_plan_facts
)

_GOAL = text("SELECT unit_id, state, title FROM goal WHERE district_id = :district AND id = :id")


def draft(desk: Desk, goal_id: str, body: Mapping[str, Any]) -> Answer:
    """Draft the contingency plan of a goal (起草).

    Args:
        desk: the lead's, or the office's where it leads.
        goal_id: of an accepted goal.
        body: `measures`, `nodes`, `risks` as far as they are known.

    Raises:
        NotFound: there is no such goal in sight.
        BadInput: a day is none.
        Refused: as the lifecycle says; a conflict when the goal has a plan already.
    """
    asked = {"district": desk.act.district_id, "id": goal_id}
    goal = desk.connection.execute(_GOAL, asked).one_or_none()
    if goal is None:
        raise NotFound
    row = {
        "id": f"{goal_id}-C",
        "unit_id": goal.unit_id,
        "goal_id": goal_id,
        "goal_state": goal.state,
        **{name: _rows(body.get(name) or (), name) for name in LISTS},
        "drafted_by": desk.act.actor,
        "returns": 0,
    }
    return one(desk.bear(CONTINGENCY_PLAN, _T.DRAFT, [row], _draft, {"goal": goal_id, **body}))


def _rows(given: Sequence[Mapping[str, Any]], name: str) -> list[dict[str, str]]:
    columns, _ = LISTS[name]
    rows = [{c: str(item[c]) for c in columns if item.get(c) is not None} for item in given]
    for row in rows:
        check_day(row.get("due_on"))
    return rows


def _draft(desk: Desk, subject: Subject, order: Order, facts: ContingencyPlanFacts) -> Effect:
    del desk, order, facts
    row = subject.row
    told = Message("drafted", _DIRECTOR, f"{row['goal_id']}的预案已编制，请审批。")
    return Effect(data={name: row[name] for name in LISTS}, messages=(told,))


def revise(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Write a plan's measures, nodes or risks anew (修改); what is left out stays."""
    return desk.move(CONTINGENCY_PLAN, _T.REVISE, orders, _revise)


def _revise(desk: Desk, subject: Subject, order: Order, facts: ContingencyPlanFacts) -> Effect:
    del facts
    lists = {n: _rows(order.body[n], n) for n in LISTS if order.body.get(n) is not None}
    told = Message("revised", _DIRECTOR, f"{subject.row['goal_id']}的预案已修改，请审批。")
    columns = {**lists, "drafted_by": desk.act.actor, "returned": False}
    return Effect(columns=columns, data=lists, messages=(told,))


def return_(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Send plans back to be mended, with a reason (退回)."""
    return desk.move(CONTINGENCY_PLAN, _T.RETURN, orders, _return)


def _return(desk: Desk, subject: Subject, order: Order, facts: ContingencyPlanFacts) -> Effect:
    del desk, order
    told = f"{subject.row['goal_id']}的预案被退回：{facts.reason}"
    return Effect(
        columns={"returns": subject.row["returns"] + 1, "returned": True},
        messages=(Message("returned", _UNIT, told),),
    )


def approve(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Approve plans (批准); from now on the goal's indicators may start."""
    return desk.move(CONTINGENCY_PLAN, _T.APPROVE, orders, _approve)


def _approve(desk: Desk, subject: Subject, order: Order, facts: ContingencyPlanFacts) -> Effect:
    del order, facts
    told = f"{subject.row['goal_id']}的预案已批准。"
    return Effect(
        columns={"approved_by": desk.act.actor}, messages=(Message("approved", _UNIT, told),)
    )


def activate(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Put approved plans into force with their goal's indicators (启用), by the system."""
    return desk.move(CONTINGENCY_PLAN, _T.ACTIVATE, orders)


def close(desk: Desk, orders: Sequence[Order]) -> Answers:
    """End plans whose work is over, or whose goal is withdrawn (办结), by the system."""
    return desk.move(CONTINGENCY_PLAN, _T.CLOSE, orders)


_OF_WITHDRAWN = text(
    "SELECT c.id FROM contingency_plan c JOIN goal g ON g.district_id = c.district_id"
    " AND g.id = c.goal_id WHERE c.district_id = :district AND g.id = ANY(:goals)"
    " AND g.state = 'withdrawn' AND c.state <> 'closed' ORDER BY 1"
)


def close_withdrawn(desk: Desk, goals: Sequence[str]) -> Answers:
    """End the plans of goals that were withdrawn; idempotent."""
    asked = {"district": desk.act.district_id, "goals": list(goals)}
    found = [Order(plan) for plan in desk.connection.execute(_OF_WITHDRAWN, asked).scalars()]
    return close(desk.by("system:flow"), found) if found else []
