"""Requests (申请): extensions, amendments and corrections, asked for and decided by another."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, cast

from sqlalchemy import text

from kit.errors import BadInput, NotFound, Refused
from plans.words import OthersTurn
from services import indicators, nodes
from services.acts import Answer, Answers, Order, needed, one
from services.desk import Desk, Effecter
from services.door import Subject, judge
from services.indicator_content import AMENDABLE, check_assessor
from services.intents import Effect, Message, Planned
from services.others_turn import begun, over
from services.reading import some
from services.rectification_requests import extend as extend_rectification
from services.rectification_requests import item_asked
from services.request_facts import ABOUT, KINDS, REQUEST, clock_of, request_facts
from services.reweighting import about_unit, new_weights, split_asked, split_left
from states.capacity import Capacity
from states.indicator import IndicatorTrigger
from states.lifecycle import Facts
from states.node import NodeTrigger
from states.rectification_plan import RectificationPlanTrigger
from states.request import ReasonClass, RequestClass, RequestFacts, RequestTrigger

__all__ = ["REQUEST", "request_facts"]

_T = RequestTrigger
_DIRECTOR = (Capacity.OFFICE_DIRECTOR,)
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)

_RUNNING = """(SELECT jsonb_object_agg(d.name, jsonb_build_object('due_at', d.due_at))
    FROM deadline d WHERE d.district_id = {alias}.district_id AND d.kind = '{kind}'
    AND d.subject_id = {alias}.id AND d.stopped_at IS NULL)"""
_ABOUT = {
    "node": text(
        "SELECT to_jsonb(n) AS node_row, n.unit_id, n.assessor_id, NULL AS indicator_state,"
        " (SELECT count(*) FROM request q WHERE q.district_id = n.district_id"
        "  AND q.about_id = n.id) AS asked,"
        " EXISTS (SELECT FROM request q WHERE q.district_id = n.district_id AND q.about_id = n.id"
        "  AND q.state = 'requested') AS open_request,"
        f" {_RUNNING.format(kind='node', alias='n')} AS running"
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
    "rectification_plan": text(
        "SELECT to_jsonb(r) AS plan_row, r.unit_id, r.assessor_id, NULL AS indicator_state,"
        " (SELECT count(*) FROM request q WHERE q.district_id = r.district_id"
        "  AND q.about_id = r.id) AS asked,"
        " EXISTS (SELECT FROM request q WHERE q.district_id = r.district_id AND q.about_id = r.id"
        "  AND q.state = 'requested') AS open_request,"
        f" {_RUNNING.format(kind='rectification_plan', alias='r')} AS running"
        " FROM rectification_plan r WHERE r.district_id = :district AND r.id = :id"
    ),
}


def request(desk: Desk, asks: RequestClass, about_id: str, body: Mapping[str, Any]) -> Answer:
    """Ask for an extension of a node, a change of an indicator, or other weights for a unit.

    Args:
        desk: the unit's head, or the office for a correction.
        asks: which.
        about_id: the node's or the indicator's id; of a unit `<year>-<unit>`.
        body: `reason_class`, `document`; `due_day` for an extension, with the `item` of a
            rectification where a measure shall be later; `changes` for an amendment,
            `effective_on` if it counts from a later day; `weights` by category for a reweighting.

    Raises:
        NotFound: there is no such node, indicator or unit in sight.
        Refused: with the objections.
    """
    row: dict[str, Any] = {
        **_about(desk, asks, about_id),
        "asks": asks.value,
        "about_kind": KINDS[asks],
        "about_id": about_id,
        "reason": desk.act.reason,
        "reason_class": _reason_class(str(body.get("reason_class") or ReasonClass.OTHER.value)),
        "document": str(body.get("document") or ""),
        "due_day": _day(body.get("due_day")),
        "changes": body.get("changes"),
        "effective_on": _day(body.get("effective_on")),
        "requested_by": desk.act.actor,
    }
    row["id"] = f"{about_id}-Q{row['asked'] + 1}"
    if asks is RequestClass.REWEIGHTING:
        row["changes"] = split_asked(needed(body, "weights", "各类权重"))
    if asks is RequestClass.RECTIFICATION_EXTENSION:
        row["changes"] = item_asked(desk, body, _day(body.get("due_day")))
    if asks is RequestClass.AMENDMENT:
        _check_changes(desk, needed(body, "changes", "调整内容"))
    question = {"asks": asks.value, "about": about_id, "reason": desk.act.reason, **body}
    return one(desk.bear(REQUEST, _T.REQUEST, [row], _request, question))


def _about(desk: Desk, asks: RequestClass, about_id: str) -> Mapping[Any, Any]:
    if asks is RequestClass.REWEIGHTING:
        return about_unit(desk, about_id)
    asked = {"district": desk.act.district_id, "id": about_id}
    found = desk.connection.execute(_ABOUT[KINDS[asks]], asked).mappings().one_or_none()
    if found is None:
        raise NotFound
    return found


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
    del order
    row = subject.row
    told = f"{row['about_id']}申请{facts.asks.zh}：{facts.reason}"
    data = {"asks": row["asks"], "about": row["about_id"]}
    data |= {name: str(row[name]) for name in ("due_day", "effective_on") if row[name]}
    if facts.asks is RequestClass.REWEIGHTING:
        data["weights"] = row["changes"]
    return Effect(
        data=data, messages=(Message("requested", _DIRECTOR, told),), also=_waits(desk, row)
    )


def _waits(desk: Desk, row: Mapping[Any, Any]) -> tuple[Planned, ...]:
    # Where the plan says so, the clock stands until it is decided.
    name = clock_of(desk, row)
    about = row["about_kind"], row["about_id"]
    when = OthersTurn.EXTENSION_REQUESTED
    return (begun(desk, when, about, name, row["id"]) or ()) if name else ()


def grant(desk: Desk, orders: list[Order]) -> Answers:
    """Grant requests (批准); what was asked for takes effect in the same breath."""
    return desk.move(REQUEST, _T.GRANT, orders, _grant)


def _grant(desk: Desk, subject: Subject, order: Order, facts: RequestFacts) -> Effect:
    del order
    row = subject.row
    told = f"{row['about_id']}的{facts.asks.zh}申请已批准。"
    if facts.asks is RequestClass.REWEIGHTING:
        also = new_weights(desk, row, row["unit_table"], facts.approver)
    else:
        # A new day takes the place of the days that were waited.
        waited = over(desk, row["pauses"], marked=False, day=None)
        also = (carried_out(desk, row, facts.asks), *waited)
    return Effect(
        columns={"decided_by": desk.act.actor},
        messages=(Message("granted", _UNIT, told),),
        also=also,
    )


def carried_out(desk: Desk, row: Mapping[Any, Any], asks: RequestClass) -> Planned:
    """Judge and plan the change itself, as the lifecycle of its subject demands.

    Args:
        desk: at which it is decided.
        row: the request, or what stands in for one: `about_id`, `document`, `reason`.
        asks: which change.

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
    request_ = order.body["request"]
    on = max(request_["effective_on"] or desk.today, desk.today)
    changes = some(request_["changes"])
    return indicators.plan_amend(desk, subject, changes, order.body["document"], on)


def _reopen(desk: Desk, subject: Subject, order: Order, facts: Facts) -> Effect:
    del facts
    return indicators.plan_reopen(desk, subject, order.body["document"])


#: What a grant does to the subject: the verb of its lifecycle, and the effect.
_CARRIED_OUT: Mapping[RequestClass, tuple[str, Effecter]] = {
    RequestClass.EXTENSION: (NodeTrigger.EXTEND, _extend),
    RequestClass.RECTIFICATION_EXTENSION: (RectificationPlanTrigger.EXTEND, extend_rectification),
    RequestClass.AMENDMENT: (IndicatorTrigger.AMEND, _amend),
    RequestClass.CORRECTION: (IndicatorTrigger.REOPEN, _reopen),
}


_WHY_SPLIT = "本单位某类指标已全部取消，提请调整权重比例（方案 三（三）1）。"


def propose_splits(desk: Desk, orders: list[Order]) -> Answers:
    """Ask for other weights for units left without a task in a category; the office confirms.

    Args:
        desk: of the system.
        orders: by the units' ids.
    """
    desk = replace(desk, act=replace(desk.act, reason=_WHY_SPLIT))
    return [_proposed(desk, order.id) for order in orders]


def _proposed(desk: Desk, unit_id: str) -> Answer | Refused:
    try:
        body = {"weights": split_left(desk, unit_id)}
        return request(desk, RequestClass.REWEIGHTING, f"{desk.year}-{unit_id}", body)
    except Refused as refusal:
        return refusal


def refuse(desk: Desk, orders: list[Order]) -> Answers:
    """Refuse requests with a reason (不批准)."""
    return desk.move(REQUEST, _T.REFUSE, orders, _refuse)


def _refuse(desk: Desk, subject: Subject, order: Order, facts: RequestFacts) -> Effect:
    del order
    waited = over(desk, subject.row["pauses"], marked=True, day=desk.today)
    told = f"{subject.row['about_id']}的{facts.asks.zh}申请未批准：{facts.reason}"
    return Effect(
        columns={"decided_by": desk.act.actor},
        messages=(Message("refused", _UNIT, told),),
        also=waited,
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
