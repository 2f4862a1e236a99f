"""Nodes (节点): planned when an indicator starts, reported with evidence, accepted or sent back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import text

from kit.errors import BadInput
from services.acts import Answers, Order
from services.clocks import stands
from services.desk import Desk, Noun
from services.door import Subject
from services.indicator_facts import node_days
from services.intents import Effect, Message, Start
from services.reading import one_read
from services.trail import stamp
from states.capacity import Capacity
from states.indicator import IndicatorState
from states.lamp import Lamp
from states.node import NodeFacts, NodeTrigger

_T = NodeTrigger
_READERS = (Capacity.EXAMINER,)
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)

#: What a report says: the value reached, progress, problems, and why there is nothing to report.
REPORT = ("value", "progress", "problems", "zero_reason")

#: Why a report comes back: its form, or evidence that is missing, unreadable or unrelated.
FLAWS = ("form", "evidence")

_FACTS = f"""
    (SELECT i.state FROM indicator i WHERE i.district_id = s.district_id
        AND i.id = s.indicator_id) AS indicator_state,
    (SELECT coalesce(jsonb_agg(e.sha256 ORDER BY e.sha256), '[]') FROM evidence e
        WHERE e.district_id = s.district_id AND e.kind = 'node' AND e.subject_id = s.id)
        AS evidence_hashes,
    (SELECT jsonb_build_object('due_on', d.due_on) FROM deadline d
        WHERE d.district_id = s.district_id AND d.kind = 'node' AND d.subject_id = s.id
        AND d.name = 'node_report' ORDER BY d.visit DESC, d.version DESC LIMIT 1) AS report_clock,
    {stands("node", "node_resubmit")} AS resubmit_stands,
    (SELECT max(v.version) FROM indicator_version v WHERE v.district_id = s.district_id
        AND v.indicator_id = s.indicator_id AND (v.in_force_on IS NULL
            OR v.in_force_on <= least(s.due_on, %(today)s))) AS promise,
"""


def node_facts(desk: Desk, subject: Subject, order: Order) -> NodeFacts:
    """Gather what the questions about a node look at; a report may come with its draft."""
    row = subject.row
    if "state" not in row:
        return NodeFacts(**desk.base(subject, order), indicator="in_progress")
    draft_ = _drafted(row, order)
    return NodeFacts(
        **desk.base(subject, order),
        indicator=row["indicator_state"],
        indicator_cancelled=row["indicator_state"] == IndicatorState.CANCELLED,
        drafted=bool(draft_),
        progress=str(draft_.get("progress") or ""),
        zero_reason=str(draft_.get("zero_reason") or ""),
        evidence=len(row["evidence_hashes"]),
        reported_by=row["reported_by"] or "",
        extension_granted=bool(order.body.get("granted")),
        found_undone=bool(order.body.get("found_undone")),
    )


NODE = Noun("node", one_read("node", _FACTS), node_facts)


def _drafted(row: Mapping[Any, Any], order: Order) -> dict[str, Any]:
    given = {name: order.body[name] for name in REPORT if order.body.get(name) is not None}
    return {**(row["draft"] or {}), **given}


_WITHOUT_NODES = text(
    "SELECT i.id, i.unit_id, i.assessor_id, i.nodes, i.inserted_by FROM indicator i"
    " WHERE i.district_id = :district AND i.year = :year AND i.id = ANY(:ids)"
    " AND i.state = 'in_progress' AND NOT EXISTS (SELECT FROM node n"
    " WHERE n.district_id = i.district_id AND n.indicator_id = i.id) ORDER BY i.id"
)


def plan_nodes(desk: Desk, ids: Sequence[str]) -> Answers:
    """Give birth to the nodes of started indicators (设定) and start their clocks; idempotent."""
    asked = {"district": desk.act.district_id, "year": desk.year, "ids": list(ids)}
    found = desk.connection.execute(_WITHOUT_NODES, asked).mappings().all()
    rows = [row for indicator in found for row in _planned(desk, indicator)]
    return desk.by("system:flow").bear(NODE, _T.PLAN, rows, _plan) if rows else []


def _planned(desk: Desk, indicator: Mapping[Any, Any]) -> list[dict[str, Any]]:
    # What was due before the table was published, or the task inserted, is never late.
    published = desk.today if indicator["inserted_by"] else desk.rules.plan.nodes.published_on
    return [
        {
            "id": f"{indicator['id']}-{number}",
            "indicator_id": indicator["id"],
            "unit_id": indicator["unit_id"],
            "assessor_id": indicator["assessor_id"],
            "number": number,
            "text": said,
            "due_on": due,
            "taken_in": due < published,
            "version": 0,
            "returns": 0,
            "evidence_flaws": 0,
        }
        for number, (said, due) in enumerate(node_days(indicator), start=1)
    ]


def _plan(desk: Desk, subject: Subject, order: Order, facts: NodeFacts) -> Effect:
    del order, facts
    row = subject.row
    data = {"due_on": str(row["due_on"]), "taken_in": row["taken_in"]}
    return Effect(data=data, starts=() if row["taken_in"] else (_report_clock(desk, row),))


def _report_clock(desk: Desk, row: Mapping[Any, Any]) -> Start:
    return desk.rules.start("node_report", row["due_on"], desk.act.at)


def draft(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Write a node's report (起草填报); body: value, progress, problems, zero_reason."""
    return desk.move(NODE, _T.DRAFT, orders, _draft)


def _draft(desk: Desk, subject: Subject, order: Order, facts: NodeFacts) -> Effect:
    del facts
    written = {**_drafted(subject.row, order), "by": desk.act.actor}
    return Effect(columns={"draft": written})


def report(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Sign and hand in a node's report (填报); the body may amend the draft."""
    return desk.move(NODE, _T.REPORT, orders, _report)


def _report(desk: Desk, subject: Subject, order: Order, facts: NodeFacts) -> Effect:
    del facts
    row, now = subject.row, desk.act.at
    content = {name: value for name, value in _drafted(row, order).items() if name in REPORT}
    first = row["first_reported_at"] if _in_time_again(row, now) else now
    late = late_days(desk, row, first)
    version = row["version"] + 1
    kept = {
        "node_id": row["id"],
        "version": version,
        "content": content,
        "evidence": row["evidence_hashes"],
        "signed_by": desk.act.actor,
        "signed_at": stamp(now),
    }
    return Effect(
        columns={
            "report": content,
            "draft": None,
            "version": version,
            "reported_by": desk.act.actor,
            "first_reported_at": stamp(first),
            "reported_at": stamp(now),
            "resubmit_by": None,
            "late_days": late,
            "version_in_force": row["promise"],
            "lamp": Lamp.GREEN.value,
            "overdue_since": None,
        },
        data={
            "version": version,
            "indicator_version": row["promise"],
            "late_days": late,
            "evidence": row["evidence_hashes"],
            **{name: str(value) for name, value in content.items()},
        },
        stops=("node_report", "node_resubmit"),
        messages=(Message("reported", _READERS, f"节点{row['id']}已填报，请核验。"),),
        rows=(("node_report", kept),),
    )


def _in_time_again(row: Mapping[Any, Any], now: datetime) -> bool:
    """Tell whether a returned report comes again within its days (退回补正不算迟报)."""
    if row["resubmit_stands"]:
        return True
    return bool(row["first_reported_at"] and row["resubmit_by"] and now < row["resubmit_by"])


def late_days(desk: Desk, row: Mapping[Any, Any], reported: datetime) -> int:
    """Count the working days that a report came after its node fell due; 0 when in time."""
    due = _last_day(desk, row)
    if due is None or row["taken_in"] or reported < desk.rules.end(due):
        return 0
    days = desk.rules.calendar.working_days_between(due, desk.rules.day(reported))
    return max(1, days)


def _last_day(desk: Desk, row: Mapping[Any, Any]) -> date | None:
    clock = row["report_clock"]
    if clock is None:
        return desk.rules.due("node_report", row["due_on"])
    if clock["due_on"]:
        return date.fromisoformat(clock["due_on"])
    # Reported while the clock stood: only the days for mending can be over.
    return desk.rules.day(row["resubmit_by"]) if row["resubmit_by"] else None


def return_(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Send a report back to be mended (退回补正) within the days that the plan gives.

    Body: `flaw`, what is wrong with it: form, or evidence (missing, unreadable or unrelated).
    """
    return desk.move(NODE, _T.RETURN, orders, plan_return)


def plan_return(desk: Desk, subject: Subject, order: Order, facts: NodeFacts) -> Effect:
    """Derive what a return does: the days to mend it begin."""
    flaw = str(order.body.get("flaw") or FLAWS[0])
    if flaw not in FLAWS:
        raise BadInput(f"退回事由只能是{'、'.join(FLAWS)}。")
    clock = desk.rules.start("node_resubmit", desk.today, desk.act.at)
    by = clock.columns["due_at"]
    told = f"节点{subject.row['id']}退回补正（{clock.columns['due_on']}前）：{facts.reason}"
    return Effect(
        columns={
            "returns": subject.row["returns"] + 1,
            "evidence_flaws": subject.row["evidence_flaws"] + (flaw == "evidence"),
            "resubmit_by": by,
        },
        data={"resubmit_by": by, "flaw": flaw},
        starts=(clock,),
        messages=(Message("returned", _UNIT, told),),
    )


def accept(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Accept reports (通过)."""
    return desk.move(NODE, _T.ACCEPT, orders, _accept)


def _accept(desk: Desk, subject: Subject, order: Order, facts: NodeFacts) -> Effect:
    del desk, subject, order, facts
    return Effect(columns={"overdue_since": None}, stops=("*",))


def plan_extend(desk: Desk, subject: Subject, due_on: Any) -> Effect:  # noqa: ANN401 - a day
    """Derive what an extension changes (延期); the door moves it when its request is granted."""
    row = {**subject.row, "due_on": due_on}
    return Effect(
        columns={
            "due_on": due_on,
            "resubmit_by": None,
            "lamp": Lamp.GREEN.value,
            "overdue_since": None,
        },
        data={"due_on": str(due_on), "was": str(subject.row["due_on"])},
        stops=("*",),
        starts=(_report_clock(desk, row),),
        messages=(Message("extended", _UNIT, f"节点{row['id']}延期至{due_on}。"),),
    )


def close_missed(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Close nodes that were never reported (关闭未报), when verification begins."""
    return desk.move(NODE, _T.CLOSE_MISSED, orders, _close)


def _close(desk: Desk, subject: Subject, order: Order, facts: NodeFacts) -> Effect:
    del desk, order, facts
    told = f"节点{subject.row['id']}未填报，已按未完成关闭。"
    columns = {"version_in_force": subject.row["promise"]}
    return Effect(columns=columns, stops=("*",), messages=(Message("missed", _UNIT, told),))


def plan_reset(desk: Desk, subject: Subject, order: Order, facts: NodeFacts) -> Effect:
    """Derive what an inspection does that found a node undone (恢复为未完成).

    The report no longer counts; as it was signed it stays in `node_report`.
    """
    del desk, order
    told = f"节点{subject.row['id']}经察访核验认定未完成：{facts.reason}"
    return Effect(
        columns={"report": None, "lamp": Lamp.GREEN.value, "overdue_since": None},
        stops=("*",),
        messages=(Message("reset", _UNIT, told),),
    )


def cancel(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Take nodes out of the year with their cancelled indicator (随指标取消)."""
    return desk.move(NODE, _T.CANCEL, orders, _cancel)


def _cancel(desk: Desk, subject: Subject, order: Order, facts: NodeFacts) -> Effect:
    del desk, subject, order, facts
    return Effect(columns={"lamp": Lamp.GREEN.value, "overdue_since": None}, stops=("*",))


_LEFT = text(
    "SELECT n.id FROM node n JOIN indicator i ON i.district_id = n.district_id"
    " AND i.id = n.indicator_id WHERE n.district_id = :district AND n.indicator_id = ANY(:ids)"
    " AND i.state = 'cancelled' AND n.state IN ('pending', 'reported', 'returned') ORDER BY n.id"
)


def cancel_left(desk: Desk, ids: Sequence[str]) -> Answers:
    """Cancel what is left of the nodes of cancelled indicators; idempotent."""
    asked = {"district": desk.act.district_id, "ids": list(ids)}
    left = [Order(node) for node in desk.connection.execute(_LEFT, asked).scalars()]
    return cancel(desk.by("system:flow"), left) if left else []
