"""Subscriptions (推送订阅): paused, resumed, begun anew, stopped, removed."""

from collections.abc import Sequence

from services.acts import Answers, Order
from services.desk import Desk, Noun
from services.door import Subject
from services.intents import Effect, Message
from services.reading import one_read
from states.capacity import Capacity
from states.webhook import WebhookFacts, WebhookTrigger

_T = WebhookTrigger
_ADMINISTRATOR = (Capacity.ADMINISTRATOR,)

#: What belongs to the district is withheld from whoever wears no hat towards it.
_FACTS = """
    s.unit_id IS NULL AS withheld,
    (SELECT coalesce(max(e.number), 0) FROM event e WHERE e.district_id = s.district_id) AS latest,
    coalesce((SELECT c.after FROM webhook_cursor c WHERE c.district_id = s.district_id
        AND c.webhook_id = s.id AND c.restart = s.restart), s.start_after) AS pushed,
"""


def webhook_facts(desk: Desk, subject: Subject, order: Order) -> WebhookFacts:
    """Gather what the questions about a subscription look at."""
    row, base = subject.row, desk.base(subject, order)
    if "state" not in row:
        return WebhookFacts(
            **base, address=row["address"], standing=row["standing"], most=row["most"]
        )
    return WebhookFacts(**base, latest=row["latest"], after=int(order.body.get("after") or 0))


WEBHOOK = Noun("webhook", one_read("webhook", _FACTS), webhook_facts)


def pause(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Push nothing for the time being (暂停推送); what happens meanwhile is pushed later."""
    return desk.move(WEBHOOK, _T.PAUSE, orders)


def resume(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Push again, from where it stopped (恢复推送); whoever resumes answers for it."""
    return desk.move(WEBHOOK, _T.RESUME, orders, _resumed)


def _resumed(desk: Desk, subject: Subject, order: Order, facts: WebhookFacts) -> Effect:
    del order, facts
    return _anew(subject, subject.row["pushed"], owner_id=desk.act.actor)


def replay(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Push again whatever came after an event (重新推送); the body holds `after`, its number."""
    return desk.move(WEBHOOK, _T.REPLAY, orders, _replayed)


def _replayed(desk: Desk, subject: Subject, order: Order, facts: WebhookFacts) -> Effect:
    del desk, order
    return _anew(subject, facts.after)


def _anew(subject: Subject, after: int, **columns: str) -> Effect:
    begun = {"start_after": after, "restart": subject.row["revision"] + 1}
    return Effect(columns={**begun, **columns}, data={"after": after})


def fail(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Stop a subscription that cannot go on (停用); whoever can mend it is told."""
    return desk.move(WEBHOOK, _T.FAIL, orders, _failed)


def _failed(desk: Desk, subject: Subject, order: Order, facts: WebhookFacts) -> Effect:
    del desk, order
    row = subject.row
    heads = (Capacity.UNIT_HEAD,) if row["unit_id"] else ()
    told = f"推送订阅{row['id']}（{row['url']}）已停用：{facts.reason}"
    to = (*_ADMINISTRATOR, *heads)
    return Effect(messages=(Message("failed", to, told, people=(row["owner_id"],)),))


def remove(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Push nothing any more (取消订阅); the record of what was pushed stays."""
    return desk.move(WEBHOOK, _T.REMOVE, orders)
