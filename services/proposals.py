"""What the system proposes (系统提出加扣分): late nodes, bad reports, what inspections found.

Each proposal has an id made of what gave rise to it: proposed once, it is never proposed again,
whatever became of it. The director approves or rejects it like any other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from kit.errors import Objected
from services.acts import Answers, Order
from services.adjustments import ADJUSTMENT, plan_propose, priced
from services.deeds import insisted, standing
from services.desk import Desk
from services.door import Subject, judge
from services.intents import Planned
from states.adjustment import AdjustmentTrigger
from states.capacity import Capacity
from states.node import NodeState

_T = AdjustmentTrigger
_FLOW = "system:flow"
_NEVER, _EVIDENCE, _TWICE = "node_never", "evidence_missing", "returned_twice"
_OBSTRUCTION = "obstruction"
#: After one return the evidence is still wrong, or a report came back a second time (设置).
_AGAIN = 2

#: Nodes (`n`) that give rise to a proposal not made yet. What was taken in or cancelled is never
#: late, nor what was extended and kept its new day; what an inspection set back was not unreported.
DUE = f"""SELECT n.id FROM node n
    JOIN indicator i ON i.district_id = n.district_id AND i.id = n.indicator_id
    WHERE n.district_id = :district AND n.year = :year AND i.state <> 'cancelled'
    AND n.state IN ('accepted', 'missed') AND (
      NOT n.taken_in AND (n.late_days > 0 OR n.state = 'missed' AND NOT EXISTS (
          SELECT FROM trail t WHERE t.district_id = n.district_id AND t.kind = 'node'
            AND t.subject_id = n.id AND t.trigger = 'reset'))
        AND NOT EXISTS (SELECT FROM adjustment a WHERE a.district_id = n.district_id
          AND a.deed = n.id || '-late')
      OR n.returns >= {_AGAIN} AND NOT EXISTS (SELECT FROM adjustment a
        WHERE a.district_id = n.district_id AND a.deed = n.id || '-report'))"""

_NODES = text(
    "SELECT n.id, n.unit_id, n.state, n.taken_in, n.late_days, n.returns, n.evidence_flaws,"
    " EXISTS (SELECT FROM trail t WHERE t.district_id = n.district_id AND t.kind = 'node'"
    "  AND t.subject_id = n.id AND t.trigger = 'reset') AS reset,"
    " (SELECT array_agg(a.deed) FROM adjustment a WHERE a.district_id = n.district_id"
    "  AND a.deed IN (n.id || '-late', n.id || '-report')) AS proposed"
    " FROM node n WHERE n.district_id = :district AND n.id = ANY(:ids) ORDER BY n.id"
)


def propose_due(desk: Desk, ids: Sequence[str]) -> Answers:
    """Propose what nodes cost (提出) by the plan's table; idempotent.

    Args:
        desk: any; the system proposes.
        ids: of nodes that wait for it (`DUE`).
    """
    asked = {"district": desk.act.district_id, "ids": list(ids)}
    found = desk.connection.execute(_NODES, asked).mappings().all()
    system = desk.by(_FLOW)
    rows = [
        _row(system, node["unit_id"], event, f"{node['id']}-{what}", node["id"])
        for node in found
        for what, event in _events(desk, node).items()
        if f"{node['id']}-{what}" not in (node["proposed"] or ())
        and desk.rules.plan.adjustments.event(event)
    ]
    return system.bear(ADJUSTMENT, _T.PROPOSE, rows, plan_propose) if rows else []


def _events(desk: Desk, node: Mapping[Any, Any]) -> dict[str, str]:
    """Name the events of a node by deed: its lateness, and how it was reported."""
    return {
        what: event
        for what, event in (("late", _lateness(desk, node)), ("report", _report(node)))
        if event
    }


def _lateness(desk: Desk, node: Mapping[Any, Any]) -> str:
    if node["taken_in"]:
        return ""
    if node["state"] == NodeState.MISSED and not node["reset"]:
        return _NEVER
    late = node["late_days"] or 0
    return desk.rules.plan.adjustments.lateness(late) if late else ""


def _report(node: Mapping[Any, Any]) -> str:
    if node["evidence_flaws"] >= _AGAIN:
        return _EVIDENCE
    return _TWICE if node["returns"] >= _AGAIN else ""


def _row(desk: Desk, unit_id: str, event: str, deed: str, about: str) -> dict[str, Any]:
    row = priced(desk, unit_id, event, Decimal(1))
    return row | {"id": deed, "deed": deed, "about": about, "document": ""}


def planned_for(
    desk: Desk, inspection: Mapping[Any, Any], event: str, *, repeated: bool = False
) -> tuple[Planned, ...]:
    """Plan what an inspection's outcome proposes, and what gives way to it; none when it counts.

    Once the unit's result is published it is booked into the next year, as a rectification is.

    Args:
        desk: of whoever determines; the system proposes.
        inspection: as read, with `result_state` and `reported_by`, the body whose node it is.
        event: key of the plan's table.
        repeated: a re-visit found nothing rectified: the points are multiplied by the plan's
            `repeat_factor`.
    """
    system, rules = desk.by(_FLOW), desk.rules.plan.adjustments
    if rules.event(event) is None:
        return ()
    later = inspection["result_state"] == "published"
    year = desk.year + later
    factor = rules.repeat_factor if repeated else Decimal(1)
    told = "，回访未整改加倍" if repeated else ""
    # Until the transfer the old body answers; in the next year's book only its successor stands.
    unit = inspection["unit_id"] if later else inspection["reported_by"]
    row = priced(system, unit, event, factor)
    row |= {
        "id": _id(inspection, unit, (year, desk.year), repeated=repeated),
        "year": year,
        "lamp": "green",
        "basis": f"{row['basis']}{told}"
        + (f"，{desk.year}年度成绩已发布，计入下年" if later else ""),
        "about": inspection["id"],
        "deed": _deed(inspection, event),
        "document": inspection["document"],
    }
    row |= standing(system, row)
    verb = system.verb(ADJUSTMENT, _T.PROPOSE, plan_propose)
    subject = Subject(row, frozenset({Capacity.SYSTEM}))
    judged = judge(system.act, verb, Order(row["id"]), subject)
    if isinstance(judged, Objected):
        return ()  # the deed counts already, as heavily or more
    planned = insisted(judged)
    # A statement takes its companions side by side, not one inside the other.
    also = planned.effect.also
    return (replace(planned, effect=replace(planned.effect, also=())), *also)


def _deed(inspection: Mapping[Any, Any], event: str) -> str:
    # To be refused a look is a deed of its own; the rest is whether one thing was done.
    if event == _OBSTRUCTION:
        return f"{inspection['id']}-obstruction"
    return f"{inspection['node_id']}-done"


def _id(inspection: Mapping[Any, Any], unit: str, years: tuple[int, int], *, repeated: bool) -> str:
    year, of = years
    _, round_, number = inspection["id"].split("-")
    which = f"{round_}-{number}" if year == of else f"{round_}-{number}-{of}"
    return f"{year}-{unit}-{which}{'-again' if repeated else ''}"
