"""Rectification plans (整改方案): issued with the unit report, handed in within three weeks."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text

from reports.unit_report import findings_to_rectify
from services.acts import Answers, Order
from services.desk import Desk, Noun
from services.documents import DOCUMENT
from services.door import Subject
from services.intents import Effect, Message, Planned
from services.reading import one_read
from services.rectification_items import ANSWER, check_day, given_items, merged
from states.capacity import Capacity
from states.document import DocumentState, DocumentTrigger
from states.lamp import Lamp
from states.rectification_plan import RectificationPlanFacts, RectificationPlanTrigger

_T = RectificationPlanTrigger
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)
_OFFICE = (Capacity.OFFICE_CLERK,)

_FACTS = """
    EXISTS (SELECT FROM evidence e WHERE e.district_id = s.district_id
        AND e.kind = 'rectification_plan' AND e.subject_id = s.id
        AND e.role = 'formal_document') AS has_document,
    (SELECT to_jsonb(d) || jsonb_build_object('head', encode(d.head, 'hex')) FROM document d
        WHERE d.district_id = s.district_id AND d.id = s.document_id) AS document_row,
"""


def rectification_plan_facts(desk: Desk, subject: Subject, order: Order) -> RectificationPlanFacts:
    """Gather what the questions about a rectification plan look at."""
    row, base = subject.row, desk.base(subject, order)
    if "state" not in row:
        return RectificationPlanFacts(**base)
    items: Sequence[Mapping[str, Any]] = row["items"]
    points = order.body.get("points")
    return RectificationPlanFacts(
        **base,
        received=row["received_on"] is not None,
        findings=len(items),
        incomplete=tuple(i["number"] for i in items if not all(i.get(name) for name in ANSWER)),
        formal_document=row["has_document"],
        declared_by=row["declared_by"] or "",
        undecided=tuple(i["number"] for i in items if i.get("outcome") != "accepted"),
        points="" if points is None else str(points),
    )


RECTIFICATION_PLAN = Noun(
    "rectification_plan", one_read("rectification_plan", _FACTS), rectification_plan_facts
)

_REPORTED = text(
    "SELECT d.id, d.unit_id, d.title, d.facts FROM document d WHERE d.district_id = :district"
    " AND d.year = :year AND d.document_class = 'unit_report' AND d.state IN ('issued', 'received')"
    " AND NOT EXISTS (SELECT FROM rectification_plan r WHERE r.district_id = d.district_id"
    "  AND r.document_id = d.id) ORDER BY d.id"
)


def issue(desk: Desk) -> Answers:
    """Issue a rectification plan to every unit whose report is issued (下达); idempotent."""
    asked = {"district": desk.act.district_id, "year": desk.year}
    found = desk.connection.execute(_REPORTED, asked).mappings().all()
    rows = [
        {
            "id": f"{desk.year}-{row['unit_id']}-R",
            "unit_id": row["unit_id"],
            "document_id": row["id"],
            "items": [
                {"number": number, "finding": finding}
                for number, finding in enumerate(findings_to_rectify(row["facts"]), start=1)
            ],
            "issued_on": desk.today,
            "late": False,
            "returns": 0,
        }
        for row in found
    ]
    return desk.bear(RECTIFICATION_PLAN, _T.ISSUE, rows, _issue) if rows else []


def _issue(desk: Desk, subject: Subject, order: Order, facts: RectificationPlanFacts) -> Effect:
    del order, facts
    clock = desk.rules.start("rectification_acknowledge", desk.today, desk.act.at)
    told = f"请签收分报告并制定整改方案（{len(subject.row['items'])}项问题）。"
    return Effect(
        data={"findings": [item["finding"] for item in subject.row["items"]]},
        starts=(clock,),
        messages=(Message("issued", _UNIT, told),),
    )


def acknowledge(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Sign for the unit report (签收): the three weeks begin."""
    return desk.move(RECTIFICATION_PLAN, _T.ACKNOWLEDGE, orders, _receipt("signed"))


def deem_received(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Deem the report received (视为签收), by the system; body `on`: the day it falls on."""
    return desk.move(RECTIFICATION_PLAN, _T.DEEM_RECEIVED, orders, _receipt("deemed"))


def _receipt(how: str) -> Any:  # noqa: ANN401 - an effecter
    def effect(desk: Desk, subject: Subject, order: Order, facts: RectificationPlanFacts) -> Effect:
        # Only the system says which day counts; a unit signs on the day it signs.
        received = order.body["on"] if how == "deemed" else desk.today
        clock = desk.rules.start("rectification_declare", received, desk.act.at)
        due_on, due_at = clock.columns["due_on"], clock.columns["due_at"]
        told = f"整改方案请于{due_on}24时前以正式文件报区绩效办。"
        return Effect(
            columns={
                "received_on": received,
                "received_how": how,
                "due_on": due_on,
                "due_at": due_at,
            },
            data={"received_on": str(received), "how": how, "due_on": str(due_on)},
            stops=("rectification_acknowledge",),
            starts=(clock,),
            messages=(Message("received", _UNIT, told),),
            also=_document_received(desk, subject.row, facts),
        )

    return effect


def _document_received(
    desk: Desk, row: Mapping[Any, Any], facts: RectificationPlanFacts
) -> tuple[Planned, ...]:
    paper = row["document_row"]
    if paper["state"] != DocumentState.ISSUED:
        return ()
    worn = next(c for c in Capacity if c in facts.capacities)
    kept = {**paper, "head": bytes.fromhex(paper["head"])}
    return (
        Planned(
            kind=DOCUMENT.kind,
            row=kept,
            steps=((DocumentTrigger.RECEIVE, DocumentState.RECEIVED),),
            actor=desk.act.actor,
            capacity=worn,
            effect=Effect(columns={"received_on": desk.today}),
        ),
    )


def revise(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Answer findings (填写措施); body `items`: number with cause, measure, owner, due_on."""
    return desk.move(RECTIFICATION_PLAN, _T.REVISE, orders, _revise)


def _revise(desk: Desk, subject: Subject, order: Order, facts: RectificationPlanFacts) -> Effect:
    del desk, facts
    items = merged(subject.row["items"], given_items(order, ANSWER), ANSWER)
    for item in items:
        check_day(item.get("due_on"))
    return Effect(columns={"items": items}, data={"items": items})


def declare(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Hand the plan in as a formal document (报送); late after its due instant, still taken."""
    return desk.move(RECTIFICATION_PLAN, _T.DECLARE, orders, _declare)


def _declare(desk: Desk, subject: Subject, order: Order, facts: RectificationPlanFacts) -> Effect:
    del order, facts
    row, now = subject.row, desk.act.at
    late = row["due_at"] is not None and now >= row["due_at"]
    said = "（逾期）" if late else ""
    return Effect(
        columns={
            "declared_by": desk.act.actor,
            "declared_at": now.isoformat(),
            "late": row["late"] or late,
            "lamp": Lamp.GREEN.value,
        },
        data={"late": late, "due_on": str(row["due_on"])},
        stops=("rectification_declare",),
        messages=(Message("declared", _OFFICE, f"{row['id']}整改方案已报送{said}，请审核。"),),
    )


def review(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Pass the plan (审核)."""
    return desk.move(RECTIFICATION_PLAN, _T.REVIEW, orders)


def return_(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Send the plan back with a reason (退回); the original due date stands."""
    return desk.move(RECTIFICATION_PLAN, _T.RETURN, orders, _return)


def _return(desk: Desk, subject: Subject, order: Order, facts: RectificationPlanFacts) -> Effect:
    del order
    row = subject.row
    told = f"整改方案被退回：{facts.reason}；原时限{row['due_on']}不变。"
    clock = desk.rules.start("rectification_declare", row["received_on"], desk.act.at)
    return Effect(
        columns={"returns": row["returns"] + 1},
        starts=(clock,),
        messages=(Message("returned", _UNIT, told),),
    )
