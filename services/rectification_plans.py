"""Rectification plans (整改方案): issued with the unit report, handed in within three weeks."""

from collections.abc import Mapping, Sequence
from typing import Any

from plans.words import OthersTurn
from services.acts import Answers, Order
from services.desk import Desk
from services.documents import DOCUMENT
from services.door import Subject
from services.intents import Effect, Message, Planned
from services.others_turn import begun, over
from services.rectification_days import CLOCK, granted, stops, until
from services.rectification_facts import RECTIFICATION_PLAN, rectification_plan_facts
from services.rectification_findings import REPORTED, to_rectify
from services.rectification_items import (
    ANSWER,
    check_day,
    check_new_day,
    day_given,
    given_items,
    merged,
)
from states.capacity import Capacity
from states.document import DocumentState, DocumentTrigger
from states.lamp import Lamp
from states.rectification_plan import RectificationPlanFacts, RectificationPlanTrigger

_T = RectificationPlanTrigger
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)
_OFFICE = (Capacity.OFFICE_CLERK,)

__all__ = ["RECTIFICATION_PLAN", "rectification_plan_facts"]


def issue(desk: Desk) -> Answers:
    """Issue a rectification plan to every unit whose report is issued (下达); idempotent."""
    asked = {"district": desk.act.district_id, "year": desk.year}
    found = desk.connection.execute(REPORTED, asked).mappings().all()
    rows = [
        {
            "id": f"{desk.year}-{row['unit_id']}-R",
            "unit_id": row["unit_id"],
            "document_id": row["id"],
            "items": [
                {"number": number, **finding}
                for number, finding in enumerate(to_rectify(row), start=1)
            ],
            "issued_on": desk.today,
            "late": False,
            "returns": 0,
            "extension": 0,
            "extensions": 0,
            "reopenings": 0,
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
    late = row["due_at"] is not None and now >= row["due_at"] and not row["stands"]
    said = "（逾期）" if late else ""
    waits = _waits(desk, row)
    return Effect(
        columns={
            "declared_by": desk.act.actor,
            "declared_at": now.isoformat(),
            "late": row["late"] or late,
            "lamp": Lamp.GREEN.value,
        },
        data={"late": late, "due_on": str(row["due_on"] or "")},
        stops=(CLOCK,),
        starts=waits[1].effect.starts if waits else (),
        messages=(Message("declared", _OFFICE, f"{row['id']}整改方案已报送{said}，请审核。"),),
        also=waits[:1],
    )


def _waits(desk: Desk, row: Mapping[Any, Any]) -> tuple[Planned, ...]:
    # Where the plan says so, the clock stands while the office reviews: the plan itself bears it.
    about = RECTIFICATION_PLAN.kind, row["id"]
    return begun(desk, OthersTurn.UNDER_REVIEW, about, CLOCK, row["id"]) or ()


def review(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Pass the plan (审核)."""
    return desk.move(RECTIFICATION_PLAN, _T.REVIEW, orders, _review)


def _review(desk: Desk, subject: Subject, order: Order, facts: RectificationPlanFacts) -> Effect:
    del order, facts
    waited = over(desk, subject.row["pauses"], marked=False, day=desk.today)
    return Effect(stops=(CLOCK,), also=waited)


def return_(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Send the plan back with a reason (退回); its day stands unless the body sets `due_on`."""
    return desk.move(RECTIFICATION_PLAN, _T.RETURN, orders, _return)


def _return(desk: Desk, subject: Subject, order: Order, facts: RectificationPlanFacts) -> Effect:
    row = subject.row
    stood, extension = stops(row, desk.today), row["extension"]
    if order.body.get("due_on"):
        day = day_given(order.body["due_on"])
        check_new_day(desk, day, row["due_on"])
        extension = granted(desk, row, day, stood)
    clock, columns = until(desk, row, extension, stood)
    same = columns["due_on"] == row["due_on"]
    told = f"原时限{row['due_on']}不变。" if same else f"新的时限为{columns['due_on']}。"
    return Effect(
        columns={"returns": row["returns"] + 1, **columns},
        data={"returns": row["returns"] + 1, "extension": extension},
        stops=(CLOCK,),
        starts=(clock,),
        messages=(Message("returned", _UNIT, f"整改方案被退回：{facts.reason}{told}"),),
        also=over(desk, row["pauses"], marked=False, day=desk.today),
    )
