"""The ledger of deliveries (送达台账): who, by which channel, what, when, with which answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from kit.errors import BadInput, NotPermitted
from services.acts import Answers, Order
from services.browse import Page
from services.desk import Desk
from services.door import Subject
from services.intents import Effect
from services.people import SignedIn
from services.person_facts import PERSON
from services.trail import stamp
from states.capacity import Capacity
from states.person import PersonFacts, PersonTrigger
from states.reaching import Channel, DeliveryState, Outcome, Sort

#: Who reads everybody's.
_ALL = frozenset({Capacity.ADMINISTRATOR, Capacity.SUPERVISOR})
_LISTED = text("""
SELECT d.place, d.person_id, d.channel_number, c.channel, c.shown, d.sort, d.kind, d.subject_id,
    d.topic, d.urgent, jsonb_array_length(d.items) AS messages, d.state, d.made_at, d.next_at,
    d.tries, d.ended_at, d.replays,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('tries', a.tries, 'at', a.at, 'status', a.status,
        'error', a.error, 'milliseconds', a.milliseconds, 'outcome', a.outcome)
        ORDER BY a.tries), '[]') FROM delivery_attempt a WHERE a.place = d.place) AS attempts
FROM delivery d JOIN reaching_channel c ON c.district_id = d.district_id
    AND c.person_id = d.person_id AND c.number = d.channel_number
WHERE d.district_id = :district AND d.place < :before
    AND (CAST(:person AS text) IS NULL OR d.person_id = :person)
    AND CASE WHEN CAST(:state AS text) IS NULL THEN d.state <> 'withdrawn'
        ELSE d.state = :state END
ORDER BY d.place DESC LIMIT :limit""")


def listed(
    connection: Connection,
    reader: SignedIn,
    page: Page,
    *,
    person_id: str | None,
    state: DeliveryState | None = None,
) -> list[dict[str, Any]]:
    """List deliveries with all attempts at them, the latest first.

    What nobody was to get is left out unless it is asked for.

    Raises:
        NotPermitted: the reader neither keeps nor supervises accounts, and asks for others'.
    """
    if person_id != reader.person_id and not {g.capacity for g in reader.grants} & _ALL:
        raise NotPermitted("他人的送达台账限于系统管理员和监察审计查阅。")
    asked = {
        "district": reader.district_id,
        "person": person_id,
        "state": state,
        "before": page.after,
        "limit": page.limit,
    }
    return [_labelled(row) for row in connection.execute(_LISTED, asked).mappings()]


def _labelled(row: Mapping[Any, Any]) -> dict[str, Any]:
    attempts = [{**a, "outcome_label": Outcome(a["outcome"]).zh} for a in row["attempts"]]
    return {
        **row,
        "attempts": attempts,
        "channel_label": Channel(row["channel"]).zh,
        "sort_label": Sort(row["sort"]).zh,
        "state_label": DeliveryState(row["state"]).zh,
    }


_WANTED = text(
    "SELECT d.*, EXISTS (SELECT FROM delivery r WHERE r.district_id = d.district_id"
    " AND r.replays = d.place) AS repeated FROM delivery d WHERE d.district_id = :district"
    " AND d.person_id = :person AND d.place = ANY(:places) ORDER BY d.place"
)
_AGAIN = frozenset({DeliveryState.FAILED, DeliveryState.UNKNOWN})
_KEPT = ("person_id", "channel_number", "sort", "kind", "subject_id", "subject_number", "topic",
         "urgent", "items", "digest")  # fmt: skip


def resend(desk: Desk, orders: list[Order]) -> Answers:
    """Send again what failed (重新送达); body: `deliveries`, their places in the ledger."""
    return desk.move(PERSON, PersonTrigger.RESEND, [_with_rows(desk, o) for o in orders], _resent)


def _with_rows(desk: Desk, order: Order) -> Order:
    places = set(order.body.get("deliveries") or ())
    if not places:
        raise BadInput("请写明要重新送达的是哪几条。")
    asked = {"district": desk.act.district_id, "person": order.id, "places": list(places)}
    rows = desk.connection.execute(_WANTED, asked).mappings().all()
    fit = len(rows) == len(places) and all(
        row["state"] in _AGAIN and not row["repeated"] for row in rows
    )
    return Order(order.id, {"rows": rows, "resendable": fit}, order.revision, order.reason)


def _resent(desk: Desk, subject: Subject, order: Order, facts: PersonFacts) -> Effect:
    del subject, facts
    now = stamp(desk.act.at)
    made = [
        {
            **{name: row[name] for name in _KEPT},
            "key": f"{row['key'].partition('#')[0]}#{row['place']}",
            "state": DeliveryState.WAITING,
            "made_at": stamp(row["made_at"]),
            "next_at": now,
            "tries": 0,
            "replays": row["place"],
        }
        for row in order.body["rows"]
    ]
    data = {"deliveries": [row["place"] for row in order.body["rows"]]}
    return Effect(rows=tuple(("delivery", row) for row in made), data=data)


@dataclass(frozen=True, slots=True)
class Depths:
    """How much is on its way, and since when.

    Attributes:
        outbox: messages not yet in any inbox.
        waiting: deliveries that are to be sent by now.
        failed: that failed for good and were not sent again: dead letters.
        unknown: of which nobody knows, and were not sent again.
        oldest_outbox: since when the oldest message waits for its inbox; None when none does.
        oldest_waiting: since when the oldest delivery could have been sent; None when none waits.
    """

    outbox: int
    waiting: int
    failed: int
    unknown: int
    oldest_outbox: datetime | None
    oldest_waiting: datetime | None


_DEPTHS = text("""
WITH o AS (SELECT count(*) AS depth, min(at) AS oldest FROM outbox
    WHERE delivered_at IS NULL AND at <= :now),
w AS (SELECT count(*) AS depth, min(next_at) AS oldest FROM delivery
    WHERE state IN ('waiting', 'sending') AND next_at <= :now),
dead AS (SELECT d.state FROM delivery d WHERE d.state IN ('failed', 'unknown')
    AND NOT EXISTS (SELECT FROM delivery r WHERE r.district_id = d.district_id
        AND r.replays = d.place))
SELECT o.depth AS outbox, w.depth AS waiting, o.oldest AS oldest_outbox, w.oldest AS oldest_waiting,
    (SELECT count(*) FROM dead WHERE state = 'failed') AS failed,
    (SELECT count(*) FROM dead WHERE state = 'unknown') AS unknown
FROM o, w""")


def depths(connection: Connection, now: datetime) -> Depths:
    """Measure what is on its way, in all districts."""
    return Depths(**connection.execute(_DEPTHS, {"now": now}).mappings().one())
