"""Inspections (察访核验): units are told, explain, and the director determines; then a re-visit."""

from collections.abc import Sequence

from kit.errors import BadInput
from services.acts import Answers, Order
from services.desk import Desk
from services.door import Subject
from services.inspection_effects import consequences, doubled
from services.inspection_facts import INSPECTION, inspection_facts
from services.inspection_visits import assign, issue, named, record, return_, review
from services.intents import Effect, Message
from states.capacity import Capacity
from states.inspection import Conclusion, InspectionFacts, InspectionTrigger
from states.lamp import Lamp

__all__ = [
    "INSPECTION",
    "assign",
    "close",
    "determine",
    "explain",
    "inspection_facts",
    "issue",
    "notify",
    "record",
    "return_",
    "review",
    "revisit",
    "withdraw",
]

_T = InspectionTrigger
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)
_OFFICE = (Capacity.OFFICE_CLERK,)
_DIRECTOR = (Capacity.OFFICE_DIRECTOR,)
_CLOCK = "inspection_explain"


def _zh(word: Conclusion | None) -> str:
    return word.zh if word else ""


def notify(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Tell the unit what was found (告知); its days to explain begin (设置：10个工作日)."""
    return desk.move(INSPECTION, _T.NOTIFY, orders, _notify)


def _notify(desk: Desk, subject: Subject, order: Order, facts: InspectionFacts) -> Effect:
    del order
    row = subject.row
    clock = desk.rules.start(_CLOCK, desk.today, desk.act.at)
    by = clock.columns["due_on"]
    said = f"{named(row)}发现：{_zh(facts.conclusion)}。{row['finding']}请于{by}前说明。"
    return Effect(
        columns={
            "told": True,
            "notified_on": desk.today,
            "explain_by": by,
            "explain_due_at": clock.columns["due_at"],
        },
        data={"explain_by": str(by), "conclusion": facts.conclusion},
        starts=(clock,),
        messages=(Message("notified", _UNIT, said),),
    )


def explain(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Explain what was found (单位说明); body `explanation`; late is marked, and still heard."""
    return desk.move(INSPECTION, _T.EXPLAIN, orders, _explain)


def _explain(desk: Desk, subject: Subject, order: Order, facts: InspectionFacts) -> Effect:
    del order
    row = subject.row
    late = row["explained_late"] if facts.explained else facts.window_over
    said = "（逾期）" if late else ""
    return Effect(
        columns={
            "explanation": facts.explanation,
            "explained_by": desk.act.actor,
            "explained_on": desk.today,
            "explained_late": late,
            "lamp": Lamp.GREEN.value,
            "overdue_since": None,
        },
        data={"explanation": facts.explanation, "late": late},
        stops=(_CLOCK,),
        messages=(Message("explained", _DIRECTOR, f"{named(row)}单位已说明{said}，请认定。"),),
    )


def determine(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Determine what is the case (认定); what it costs is proposed in the same breath.

    Body: `outcome`, when it differs from the record, with a reason; `document` hands a falsehood
    on. By the plan's table an outcome may set the node back, or take the indicator's points.
    """
    return desk.move(INSPECTION, _T.DETERMINE, orders, _determine)


def _determine(desk: Desk, subject: Subject, order: Order, facts: InspectionFacts) -> Effect:
    del order
    row = {**subject.row, "outcome": facts.outcome, "document": facts.document}
    why = f"认定为{_zh(facts.outcome)}" + (f"（{facts.reason}）" if facts.reason.strip() else "")
    return Effect(
        columns={
            "outcome": facts.outcome,
            "document": facts.document,
            "determined_by": desk.act.actor,
            "lamp": Lamp.GREEN.value,
            "overdue_since": None,
        },
        data={
            "outcome": facts.outcome,
            "conclusion": facts.conclusion,
            "document": facts.document,
            "explained": facts.explained,
        },
        stops=("*",),
        messages=(Message("determined", _UNIT, f"{named(row)}{why}。"),),
        also=consequences(desk, row, f"{row['id']}{why}"),
    )


def revisit(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Visit once more (回访); body `rectified`, `note`; what is not rectified will cost double."""
    return desk.move(INSPECTION, _T.REVISIT, orders, _revisit)


def _revisit(desk: Desk, subject: Subject, order: Order, facts: InspectionFacts) -> Effect:
    del facts
    rectified = order.body.get("rectified")
    if not isinstance(rectified, bool):
        raise BadInput("请写明是否已整改（rectified：true 或 false）。")
    note = str(order.body.get("note") or "")
    said = "已整改" if rectified else "未整改，加倍扣分"
    return Effect(
        columns={"rectified": rectified, "revisited_on": desk.today, "revisit_note": note},
        data={"rectified": rectified, "note": note},
        messages=(Message("revisited", (*_UNIT, *_OFFICE), f"{named(subject.row)}回访：{said}。"),),
    )


def close(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Close inspections (办结); what was not rectified is proposed at double the points."""
    return desk.move(INSPECTION, _T.CLOSE, orders, _close)


def _close(desk: Desk, subject: Subject, order: Order, facts: InspectionFacts) -> Effect:
    del order
    return Effect(
        # What was as reported needed no determination.
        columns={"outcome": facts.outcome},
        data={"outcome": facts.outcome},
        also=doubled(desk, subject.row) if subject.row["rectified"] is False else (),
    )


def withdraw(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Take inspections of cancelled indicators out (随指标取消撤销)."""
    return desk.move(INSPECTION, _T.WITHDRAW, orders)
