"""Appeals (复核申诉): accepted, and decided by somebody who had no hand in the item."""

from collections.abc import Mapping
from typing import Any

from kit.errors import Refused
from services import requests
from services.acts import Answers, Order
from services.adjustments import ADJUSTMENT
from services.appeal_items import ITEMS
from services.desk import Desk, Noun
from services.door import Subject, judge
from services.intents import Effect, Message, Planned
from services.reading import one_read
from states.adjustment import AdjustmentTrigger
from states.appeal import AppealAbout, AppealFacts, AppealTrigger
from states.capacity import Capacity
from states.request import RequestClass

_T = AppealTrigger
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)
_OFFICE = (Capacity.OFFICE_CLERK, Capacity.OFFICE_DIRECTOR)

_INVOLVED = " UNION ALL ".join(
    f"SELECT h.who FROM trail t, unnest(ARRAY[t.actor, t.on_behalf_of]) h(who)"
    f" WHERE h.who IS NOT NULL AND s.about_kind = '{about.value}'"
    f" AND t.district_id = s.district_id AND {item.hands}"
    for about, item in ITEMS.items()
)
_FACTS = f"""
    (SELECT coalesce(jsonb_agg(DISTINCT h.who), '[]') FROM ({_INVOLVED}) h) AS involved,
"""


def appeal_facts(desk: Desk, subject: Subject, order: Order) -> AppealFacts:
    """Gather what the questions about an appeal look at."""
    row = subject.row
    return AppealFacts(
        **desk.base(subject, order),
        today=desk.today,
        result=row.get("result_state") or "",
        last_day=row["last_day"],
        item=row.get("item_state") or "",
        counts=ITEMS[AppealAbout(row["about_kind"])].counts,
        appealed=row.get("appealed") or "",
        involved=frozenset(row.get("involved") or ()),
        deciders=frozenset(desk.rules.plan.appeals.decided_by),
    )


APPEAL = Noun("appeal", one_read("appeal", _FACTS), appeal_facts)


def accept(desk: Desk, orders: list[Order]) -> Answers:
    """Accept appeals (受理): the days for the decision begin."""
    return desk.move(APPEAL, _T.ACCEPT, orders, _accept)


def _accept(desk: Desk, subject: Subject, order: Order, facts: AppealFacts) -> Effect:
    del order, facts
    clock = desk.rules.start("appeal_decide", desk.today, desk.act.at)
    said = f"复核申请{subject.row['id']}已受理，{clock.columns['due_on']}前作出决定。"
    return Effect(starts=(clock,), messages=(Message("accepted", _UNIT, said),))


def reject(desk: Desk, orders: list[Order]) -> Answers:
    """Refuse to take appeals up, with a reason (不予受理)."""
    return desk.move(APPEAL, _T.REJECT, orders, _dismiss)


def dismiss(desk: Desk, orders: list[Order]) -> Answers:
    """Let the result stand, with a reason (维持)."""
    return desk.move(APPEAL, _T.DISMISS, orders, _dismiss)


def _dismiss(desk: Desk, subject: Subject, order: Order, facts: AppealFacts) -> Effect:
    del order
    said = f"复核申请{subject.row['id']}：维持原结果。理由：{facts.reason}"
    return Effect(
        columns={"decided_by": desk.act.actor, "decision": facts.reason},
        stops=("*",),
        messages=(Message("dismissed", _UNIT, said),),
    )


def withdraw(desk: Desk, orders: list[Order]) -> Answers:
    """Take an appeal back before it is decided (撤回申请)."""
    return desk.move(APPEAL, _T.WITHDRAW, orders, _withdraw)


def _withdraw(desk: Desk, subject: Subject, order: Order, facts: AppealFacts) -> Effect:
    del desk, order, facts
    said = f"复核申请{subject.row['id']}已由单位撤回。"
    return Effect(stops=("*",), messages=(Message("withdrawn", _OFFICE, said),))


def uphold(desk: Desk, orders: list[Order]) -> Answers:
    """Uphold appeals with a reason (认定成立); body: `document`, the decision's number.

    What was wrong is opened in the same breath: the indicator is scored anew, the adjustment no
    longer counts. The result itself waits for the conference's gate (更正).
    """
    return desk.move(APPEAL, _T.UPHOLD, orders, _uphold)


def _uphold(desk: Desk, subject: Subject, order: Order, facts: AppealFacts) -> Effect:
    row = subject.row
    document = str(order.body.get("document") or row["id"])
    item = ITEMS[AppealAbout(row["about_kind"])]
    said = f"复核申请{row['id']}成立：{facts.reason} {item.remedy}"
    return Effect(
        columns={
            "decided_by": desk.act.actor,
            "decision": facts.reason,
            "document": document,
            "remedy": item.remedy,
        },
        data={"document": document, "remedy": item.remedy},
        stops=("*",),
        messages=(Message("upheld", (*_UNIT, *_OFFICE), said),),
        also=_carried_out(desk, row, facts, document),
    )


def _carried_out(
    desk: Desk, row: Mapping[Any, Any], facts: AppealFacts, document: str
) -> tuple[Planned, ...]:
    about = AppealAbout(row["about_kind"])
    if about is AppealAbout.INDICATOR:
        ground = {"about_id": row["about_id"], "document": document, "reason": facts.reason}
        return (requests.carried_out(desk, ground, RequestClass.CORRECTION),)
    if about is AppealAbout.ADJUSTMENT:
        return (_revoked(desk, row["about_id"], facts.reason),)
    return ()  # recounted, or added up anew, when the result itself is corrected


def _revoked(desk: Desk, adjustment_id: str, reason: str) -> Planned:
    subject = desk.look(ADJUSTMENT, [adjustment_id]).get(adjustment_id)
    order = Order(adjustment_id, {"upheld": True}, reason=reason)
    verb = desk.verb(ADJUSTMENT, AdjustmentTrigger.REVOKE)
    planned = judge(desk.act, verb, order, subject)
    if isinstance(planned, Refused):
        raise planned
    return planned
