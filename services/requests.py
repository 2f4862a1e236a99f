"""Requests (申请): extensions, amendments and corrections, asked for and decided by another."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import text

from kit.errors import BadInput, NotFound, Refused
from services import indicators, nodes
from services.acts import Answer, Answers, Order, needed, one
from services.desk import Desk, Effecter, Noun
from services.door import Subject, judge
from services.indicator_content import AMENDABLE, check_assessor
from services.indicator_facts import INDICATOR
from services.intents import Effect, Message, Planned
from services.nodes import NODE
from services.reading import one_read, some
from states.capacity import Capacity
from states.category import Category
from states.indicator import IndicatorTrigger
from states.lifecycle import Facts
from states.node import NodeTrigger
from states.request import ReasonClass, RequestClass, RequestFacts, RequestTrigger

_T = RequestTrigger
_DIRECTOR = (Capacity.OFFICE_DIRECTOR,)
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)

#: What each class of request is about.
ABOUT: Mapping[RequestClass, Noun] = {
    RequestClass.EXTENSION: NODE,
    RequestClass.AMENDMENT: INDICATOR,
    RequestClass.CORRECTION: INDICATOR,
}

_FACTS = """
    (SELECT to_jsonb(n) FROM node n WHERE s.about_kind = 'node'
        AND n.district_id = s.district_id AND n.id = s.about_id) AS node_row,
    (SELECT i.state FROM indicator i WHERE s.about_kind = 'indicator'
        AND i.district_id = s.district_id AND i.id = s.about_id) AS indicator_state,
    (SELECT i.category FROM indicator i WHERE i.district_id = s.district_id AND i.id =
        CASE s.about_kind WHEN 'indicator' THEN s.about_id ELSE
        (SELECT n.indicator_id FROM node n WHERE n.district_id = s.district_id
            AND n.id = s.about_id) END) AS category,
"""


def request_facts(desk: Desk, subject: Subject, order: Order) -> RequestFacts:
    """Gather what the questions about a request look at."""
    row = subject.row
    node: Mapping[str, Any] = row.get("node_row") or {}
    asks = RequestClass(row["asks"])
    due = date.fromisoformat(str(node["due_on"])) if node else None
    return RequestFacts(
        **desk.base(subject, order),
        asks=asks,
        today=desk.today,
        document=row["document"],
        subject=node.get("state") or row.get("indicator_state") or "",
        due_at=_due_at(desk, node, due),
        asked_day=row["due_day"],
        due_day=due,
        last_day=desk.rules.plan.requests.amendment.closes,
        requested_by=row["requested_by"],
        open_request=bool(row.get("open_request")),
        approver=_approver(desk, asks, row.get("category")),
    )


def _approver(desk: Desk, asks: RequestClass, category: str | None) -> Capacity:
    rules = desk.rules.plan.requests
    rule = {RequestClass.EXTENSION: rules.extension, RequestClass.AMENDMENT: rules.amendment}
    if category is None or asks not in rule:
        return Capacity.OFFICE_DIRECTOR
    return rule[asks].by[Category(category)]


def _due_at(desk: Desk, node: Mapping[str, Any], due: date | None) -> datetime | None:
    if due is None or node.get("taken_in"):
        return None
    return desk.rules.end(desk.rules.due("node_report", due))


REQUEST = Noun("request", one_read("request", _FACTS), request_facts)

_ABOUT = {
    "node": text(
        "SELECT to_jsonb(n) AS node_row, n.unit_id, n.assessor_id, NULL AS indicator_state,"
        " (SELECT count(*) FROM request q WHERE q.district_id = n.district_id"
        "  AND q.about_id = n.id) AS asked,"
        " EXISTS (SELECT FROM request q WHERE q.district_id = n.district_id AND q.about_id = n.id"
        "  AND q.state = 'requested') AS open_request"
        " FROM node n WHERE n.district_id = :district AND n.id = :id"
    ),
    "indicator": text(
        "SELECT NULL AS node_row, i.unit_id, i.assessor_id, i.state AS indicator_state,"
        " (SELECT count(*) FROM request q WHERE q.district_id = i.district_id"
        "  AND q.about_id = i.id) AS asked,"
        " EXISTS (SELECT FROM request q WHERE q.district_id = i.district_id AND q.about_id = i.id"
        "  AND q.state = 'requested') AS open_request"
        " FROM indicator i WHERE i.district_id = :district AND i.id = :id"
    ),
}


def request(desk: Desk, asks: RequestClass, about_id: str, body: Mapping[str, Any]) -> Answer:
    """Ask for an extension of a node, an amendment or a correction of an indicator.

    Args:
        desk: the unit's head, or the office for a correction.
        asks: which.
        about_id: the node's or the indicator's id.
        body: `reason_class`, `document`; `due_day` for an extension, `changes` for an amendment.

    Raises:
        NotFound: there is no such node or indicator in sight.
        Refused: with the objections.
    """
    noun = ABOUT[asks]
    asked = {"district": desk.act.district_id, "id": about_id}
    found = desk.connection.execute(_ABOUT[noun.kind], asked).mappings().one_or_none()
    if found is None:
        raise NotFound
    row = {
        **found,
        "id": f"{about_id}-Q{found['asked'] + 1}",
        "asks": asks.value,
        "about_kind": noun.kind,
        "about_id": about_id,
        "reason": desk.act.reason,
        "reason_class": _reason_class(str(body.get("reason_class") or ReasonClass.OTHER.value)),
        "document": str(body.get("document") or ""),
        "due_day": _day(body.get("due_day")),
        "changes": body.get("changes"),
        "requested_by": desk.act.actor,
    }
    if asks is RequestClass.AMENDMENT:
        _check_changes(desk, needed(body, "changes", "调整内容"))
    question = {"asks": asks.value, "about": about_id, "reason": desk.act.reason, **body}
    return one(desk.bear(REQUEST, _T.REQUEST, [row], _request, question))


def _check_changes(desk: Desk, changes: Mapping[str, Any]) -> None:
    check_assessor(desk.rules, changes)
    fixed = sorted(set(changes) - AMENDABLE)
    if fixed:
        raise BadInput(
            f"调整申请不能改“{'、'.join(fixed)}”：权重随取消分摊，时限和节点请申请延期，"
            "考核主体和类别在本年度内不变。"
        )


def _reason_class(word: str) -> str:
    if word not in [known.value for known in ReasonClass]:
        known = "、".join(f"{c.value}（{c.zh}）" for c in ReasonClass)
        raise BadInput(f"没有“{word}”这种事由；可用：{known}。")
    return word


def _day(day: object) -> date | None:
    try:
        return date.fromisoformat(day) if isinstance(day, str) else cast("date | None", day)
    except ValueError as error:
        raise BadInput(f"“{day}”不是日期，请写成 2017-11-30。") from error


def _request(desk: Desk, subject: Subject, order: Order, facts: RequestFacts) -> Effect:
    del desk, order
    row = subject.row
    told = f"{row['about_id']}申请{facts.asks.zh}：{facts.reason}"
    data = {"asks": row["asks"], "about": row["about_id"]}
    if row["due_day"]:
        data["due_day"] = str(row["due_day"])
    return Effect(data=data, messages=(Message("requested", _DIRECTOR, told),))


def grant(desk: Desk, orders: list[Order]) -> Answers:
    """Grant requests (批准); what was asked for takes effect in the same breath."""
    return desk.move(REQUEST, _T.GRANT, orders, _grant)


def _grant(desk: Desk, subject: Subject, order: Order, facts: RequestFacts) -> Effect:
    del order
    row = subject.row
    told = f"{row['about_id']}的{facts.asks.zh}申请已批准。"
    return Effect(
        columns={"decided_by": desk.act.actor},
        messages=(Message("granted", _UNIT, told),),
        also=(_carried_out(desk, row, facts.asks),),
    )


def _carried_out(desk: Desk, row: Mapping[Any, Any], asks: RequestClass) -> Planned:
    """Judge and plan the change itself, as the lifecycle of its subject demands.

    Raises:
        Refused: the subject's own lifecycle objects.
    """
    noun = ABOUT[asks]
    about = desk.look(noun, [row["about_id"]]).get(row["about_id"])
    body = {"granted": True, "document": row["document"], "request": row}
    order = Order(row["about_id"], body, reason=row["reason"])
    trigger, effect = _CARRIED_OUT[asks]
    planned = judge(desk.act, desk.verb(noun, trigger, effect), order, about)
    if isinstance(planned, Refused):
        raise planned
    return planned


def _extend(desk: Desk, subject: Subject, order: Order, facts: Facts) -> Effect:
    del facts
    return nodes.plan_extend(desk, subject, order.body["request"]["due_day"])


def _amend(desk: Desk, subject: Subject, order: Order, facts: Facts) -> Effect:
    del facts
    changes = some(order.body["request"]["changes"])
    return indicators.plan_amend(desk, subject, changes, order.body["document"])


def _reopen(desk: Desk, subject: Subject, order: Order, facts: Facts) -> Effect:
    del facts
    return indicators.plan_reopen(desk, subject, order.body["document"])


#: What a grant does to the subject: the verb of its lifecycle, and the effect.
_CARRIED_OUT: Mapping[RequestClass, tuple[str, Effecter]] = {
    RequestClass.EXTENSION: (NodeTrigger.EXTEND, _extend),
    RequestClass.AMENDMENT: (IndicatorTrigger.AMEND, _amend),
    RequestClass.CORRECTION: (IndicatorTrigger.REOPEN, _reopen),
}


def refuse(desk: Desk, orders: list[Order]) -> Answers:
    """Refuse requests with a reason (不批准)."""
    return desk.move(REQUEST, _T.REFUSE, orders, _refuse)


def _refuse(desk: Desk, subject: Subject, order: Order, facts: RequestFacts) -> Effect:
    del order
    told = f"{subject.row['about_id']}的{facts.asks.zh}申请未批准：{facts.reason}"
    return Effect(
        columns={"decided_by": desk.act.actor}, messages=(Message("refused", _UNIT, told),)
    )


def class_of(word: str) -> RequestClass:
    """Read a class of request.

    Raises:
        BadInput: there is no such class.
    """
    try:
        return RequestClass(word)
    except ValueError as error:
        known = "、".join(f"{c.value}（{c.zh}）" for c in RequestClass)
        raise BadInput(f"没有“{word}”这类申请；可用：{known}。") from error
