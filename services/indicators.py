"""Indicators (指标): draft, declare, review, start, verify, score, and the ways back."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from services.acts import Answer, Answers, Order
from services.desk import Desk
from services.door import Subject
from services.goal_cover import carried_by, insist_on, leads, leads_among, settle
from services.indicator_content import CONTENT, check_assessor, default_parameters
from services.indicator_facts import INDICATOR, indicator_facts
from services.inheriting import inherited
from services.insertion import making_room
from services.intents import Effect, Message
from services.nodes import cancel_left, plan_nodes
from services.promises import as_promised
from services.scoring_inputs import inputs_for, scored
from services.versions import freeze
from states.capacity import Capacity
from states.indicator import IndicatorFacts, IndicatorState, IndicatorTrigger

__all__ = ["INDICATOR", "indicator_facts"]

_T = IndicatorTrigger
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)
_OFFICE = (Capacity.OFFICE_CLERK,)


def draft(
    desk: Desk, rows: Sequence[Mapping[str, Any]], asked: Mapping[str, Any] | None = None
) -> Answers:
    """Give birth to indicators (起草) with their elements.

    Args:
        desk: whose.
        rows: columns of the table; `id` is `<year>-<unit>-<number>`.
        asked: what was asked, when the house numbers what is born.

    Raises:
        BadInput: an assessor is not on the roll, or a goal not in the goal set.
    """
    led = leads(desk, (row.get("goal_id") for row in rows))
    drafts = [
        {**draft_row(desk, row), "goal_lead": led.get(row.get("goal_id") or "")} for row in rows
    ]
    answers = desk.bear(INDICATOR, _T.DRAFT, drafts, asked=asked)
    settle(desk, led)
    return answers


def draft_row(desk: Desk, row: Mapping[str, Any]) -> dict[str, Any]:
    """Complete the columns of an indicator that is to be drafted.

    Raises:
        BadInput: its assessor is not on the roll.
    """
    check_assessor(desk.rules, row)
    parameters = row.get("parameters") or default_parameters(desk.rules, row)
    blank = {"remark": "", "version": 0, "goal_id": None, "decomposed": False}
    blank |= {"inserted_by": ""}
    return {**blank, **row, "parameters": parameters}


def revise(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Change elements of a draft or returned indicator (修改); the body holds columns."""
    asked = {str(order.body["goal_id"]) for order in orders if order.body.get("goal_id")}
    led = leads_among(desk, asked)
    before = carried_by(desk, (order.id for order in orders if "goal_id" in order.body))
    answers = desk.move(INDICATOR, _T.REVISE, orders, partial(_revise, led))
    settle(desk, (*led, *before))
    return answers


def _revise(
    led: Mapping[str, str], desk: Desk, subject: Subject, order: Order, _facts: IndicatorFacts
) -> Effect:
    columns = {name: order.body[name] for name in CONTENT if name in order.body}
    if columns.get("goal_id"):
        insist_on(led, columns["goal_id"])
    check_assessor(desk.rules, columns)
    renewed = {"method", "level3", "target_number", "challenge"} & columns.keys()
    if renewed and "parameters" not in columns:
        columns["parameters"] = default_parameters(desk.rules, {**subject.row, **columns})
    return Effect(columns=columns, data={"changed": sorted(columns)})


def declare(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Declare indicators to the performance office (申报); the content is frozen as a version."""
    return desk.move(INDICATOR, _T.DECLARE, orders, _declare)


def _declare(desk: Desk, subject: Subject, order: Order, facts: IndicatorFacts) -> Effect:
    del order, facts
    row = subject.row
    readers = (*_OFFICE, Capacity.EXAMINER)
    told = Message("declared", readers, f"{row['level3']}（{row['id']}）已申报，请审核。")
    return freeze(desk.act, row, {"declared_by": desk.act.actor, "opinion": None}, (told,))


def opine(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Give the examiner's opinion (小考官意见); body: `agree` (bool), `inputs` where it scores."""
    return desk.move(INDICATOR, _T.OPINE, orders, _opine)


def _opine(desk: Desk, subject: Subject, order: Order, facts: IndicatorFacts) -> Effect:
    del subject
    word = "agree" if order.body.get("agree", True) else "disagree"
    opinion = {"word": word, "by": desk.act.actor, "text": facts.reason}
    inputs = {"inputs": order.body["inputs"]} if order.body.get("inputs") else {}
    return Effect(columns={"opinion": opinion, **inputs}, data={"opinion": word})


def review(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Pass declared indicators (审核) on to the joint conference."""
    return desk.move(INDICATOR, _T.REVIEW, orders, _forget_opinion)


def return_(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Send indicators back to the unit with a reason (退回)."""
    return desk.move(INDICATOR, _T.RETURN, orders, _return)


def _forget_opinion(desk: Desk, subject: Subject, order: Order, facts: IndicatorFacts) -> Effect:
    del desk, subject, order, facts
    return Effect(columns={"opinion": None})


def _return(desk: Desk, subject: Subject, order: Order, facts: IndicatorFacts) -> Effect:
    del desk, order
    told = f"{subject.row['level3']}（{subject.row['id']}）被退回：{facts.reason}"
    return Effect(columns={"opinion": None}, messages=(Message("returned", _UNIT, told),))


def start(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Put confirmed indicators into effect (确认下达) and schedule their nodes."""
    answers = desk.move(INDICATOR, _T.START, orders, _start)
    plan_nodes(desk, [answer.id for answer in answers if isinstance(answer, Answer)])
    return answers


def _start(desk: Desk, subject: Subject, order: Order, facts: IndicatorFacts) -> Effect:
    del order
    row = subject.row
    data = {"inserted_by": row["inserted_by"]} if row["inserted_by"] else {}
    return Effect(
        columns={"opinion": None},
        data=data,
        messages=(Message("started", _UNIT, f"{row['level3']}（{row['id']}）已确认下达。"),),
        also=making_room(desk, row, facts),
    )


def plan_amend(
    desk: Desk, subject: Subject, changes: Mapping[str, Any], document: str, on: date
) -> Effect:
    """Derive what an amendment changes (调整); the door moves it when its request is granted.

    Args:
        desk: of whoever grants it.
        subject: the indicator.
        changes: its new elements.
        document: on which it rests.
        on: the day from which it counts: nodes of before are judged by the old promise.
    """
    columns = {name: changes[name] for name in CONTENT if name in changes}
    told = f"{subject.row['level3']}（{subject.row['id']}）自{on}起调整，依据{document}。"
    return freeze(desk.act, subject.row, columns, (Message("amended", _UNIT, told),), on)


def verify(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Verify what was done (核验)."""
    return desk.move(INDICATOR, _T.VERIFY, orders, _forget_opinion)


def reject(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Take a verification back with a reason (核验不通过)."""
    return desk.move(INDICATOR, _T.REJECT, orders, _return)


def score(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Score verified indicators (评分); body: `inputs`, else what examiner and nodes say."""
    return desk.move(INDICATOR, _T.SCORE, orders, _score)


def _score(desk: Desk, subject: Subject, order: Order, facts: IndicatorFacts) -> Effect:
    del facts, desk
    given = order.body.get("inputs") or subject.row["inputs"]
    row = as_promised(subject.row, given)
    inputs = inputs_for(row, given)
    method, version, tree = scored(row, inputs)
    kept = {
        "indicator_id": row["id"],
        "number": row["revision"] + 1,
        "version": row["version"],
        "method": method,
        "method_version": version,
        "inputs": inputs,
        "points": tree.points,
        "explanation": tree.to_data(),
    }
    return Effect(
        columns={"points": tree.points, "inputs": inputs},
        data={"points": format(tree.points, "f"), "method": method, "method_version": version},
        messages=(Message("scored", _UNIT, f"{row['level3']}（{row['id']}）已评分。"),),
        rows=(("score", kept),),
    )


def plan_reopen(desk: Desk, subject: Subject, document: str) -> Effect:
    """Derive what a correction changes (复核更正); the old score is kept."""
    del desk
    told = f"{subject.row['level3']}（{subject.row['id']}）按{document}复核更正。"
    return Effect(
        columns={"points": None, "opinion": None},
        data={"document": document},
        messages=(Message("reopened", _UNIT, told),),
    )


def plan_falsify(desk: Desk, subject: Subject, order: Order, facts: IndicatorFacts) -> Effect:
    """Derive what a falsehood does to an indicator (弄虚作假): whatever its method, no points.

    What was scored already is to be scored anew; the old score is kept.
    """
    del desk
    told = f"{subject.row['level3']}（{subject.row['id']}）认定弄虚作假，记零分：{facts.reason}"
    scored_ = subject.row["state"] == IndicatorState.SCORED
    columns = {"falsified": True} | ({"points": None, "opinion": None} if scored_ else {})
    return Effect(
        columns=columns,
        data={"inspection": order.body["inspection"], "document": facts.document},
        messages=(Message("falsified", _UNIT, told),),
    )


def cancel(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Cancel indicators on a superior's document (取消); the weight stays in the category.

    In a started table the unit's other indicators of the category that are promised and not scored
    take the weight over by largest remainder (plan setting `requests.on_cancel`), each with a
    version and a record of its own.
    """
    answers = desk.move(INDICATOR, _T.CANCEL, orders, _cancel)
    cancelled = [answer.id for answer in answers if isinstance(answer, Answer)]
    cancel_left(desk, cancelled)
    settle(desk, carried_by(desk, cancelled))
    return answers


def _cancel(desk: Desk, subject: Subject, order: Order, facts: IndicatorFacts) -> Effect:
    row = subject.row
    told = f"{row['level3']}（{row['id']}）已取消：{facts.document}"
    return Effect(
        data={"document": str(order.body["document"])},
        messages=(Message("cancelled", _UNIT, told),),
        also=inherited(desk, row, facts),
    )
