"""How an account is read, and what the questions about it look at."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from services.acts import Order
from services.desk import Desk, Noun
from services.door import Subject
from services.reading import many, one_read
from states.capacity import Capacity
from states.person import PersonFacts

# Whoever has no hat of the district's knows of no account but their own.
_FACTS = """
    true AS withheld, s.id AS holder_id,
    (SELECT coalesce(jsonb_agg(to_jsonb(a) ORDER BY a.id), '[]') FROM assignment a
        WHERE a.district_id = s.district_id AND a.person_id = s.id) AS assignments,
    (SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.number), '[]') FROM access_token t
        WHERE t.district_id = s.district_id AND t.person_id = s.id AND t.revoked_at IS NULL
          AND t.expires_at > CAST(%(today)s AS date) - 1) AS tokens,
    (SELECT coalesce(jsonb_agg(to_jsonb(c) ORDER BY c.number), '[]') FROM reaching_channel c
        WHERE c.district_id = s.district_id AND c.person_id = s.id AND c.removed_at IS NULL)
        AS channels,
"""

#: Nobody needs more ways to be reached.
CHANNELS_MOST = 10

Row = Mapping[str, Any]


class Held(NamedTuple):
    """A capacity with the unit it is held in and what else bounds it (the group of a judge)."""

    capacity: Capacity
    unit_id: str | None = None
    scope: str = ""


class Span(NamedTuple):
    """Days from one to another, both included; no end is the end of days."""

    first: date
    last: date = date.max

    def meets(self, other: "Span") -> bool:
        """Tell whether the two share a day."""
        return max(self.first, other.first) <= min(self.last, other.last)


def span_of(assignment: Row) -> Span:
    """Read the days of an assignment."""
    until = assignment["until_day"]
    first = date.fromisoformat(str(assignment["from_day"]))
    return Span(first, date.fromisoformat(str(until)) if until else date.max)


def live_tokens(row: Row, at: datetime, kinds: Iterable[str] = ()) -> list[dict[str, Any]]:
    """List the tokens of an account that are good still, of some kinds or of all."""
    wanted = frozenset(kinds)
    return [
        token
        for token in many(row.get("tokens"))
        if datetime.fromisoformat(token["expires_at"]) > at
        and (not wanted or token["kind"] in wanted)
    ]


def chosen_tokens(row: Row, order: Order, at: datetime) -> list[dict[str, Any]]:
    """List the live tokens that an order means: those it numbers, or all of its kinds."""
    found = live_tokens(row, at, order.body.get("kinds", ()))
    numbers = order.body.get("numbers")
    return [token for token in found if numbers is None or token["number"] in numbers]


def held_from(row: Row, day: date) -> frozenset[Capacity]:
    """Name the capacities that are held on a day or will be later."""
    coming = Span(day)
    found = many(row.get("assignments"))
    return frozenset(Capacity(a["capacity"]) for a in found if span_of(a).meets(coming))


def held_on(row: Row, day: date) -> frozenset[Capacity]:
    """Name the capacities that are held on a day."""
    found = many(row.get("assignments"))
    return frozenset(Capacity(a["capacity"]) for a in found if span_of(a).meets(Span(day, day)))


def chosen_channel(row: Row, order: Order) -> dict[str, Any] | None:
    """Find the channel that an order numbers; for a confirmation, one that waits for it."""
    for channel in many(row.get("channels")):
        waits = channel["confirmed_at"] is None or "code_fits" not in order.body
        if channel["number"] == order.body.get("channel") and waits:
            return channel
    return None


def given(order: Order) -> tuple[Held, ...]:
    """Take the capacities that an order gives."""
    return tuple(order.body.get("capacities", ()))


def days_given(desk: Desk, order: Order) -> Span:
    """Take the days for which an order gives them: from today on, unless it says otherwise."""
    first = order.body.get("from_day") or desk.today
    return Span(first, order.body.get("until_day") or date.max)


def last_day(desk: Desk, order: Order) -> date:
    """Take the last day that an order leaves: today, unless it says otherwise."""
    return order.body.get("last_day") or desk.today


def ended(desk: Desk, row: Row, order: Order) -> list[dict[str, Any]]:
    """List the assignments that an order ends."""
    wanted = (order.body.get("capacity"), order.body.get("unit_id"))
    last = last_day(desk, order)
    return [
        a
        for a in many(row.get("assignments"))
        if (a["capacity"], a["unit_id"]) == wanted and span_of(a).last > last
        if span_of(a).first <= span_of(a).last
    ]


def _is_standing(desk: Desk, row: Row, order: Order) -> bool:
    days, gives = days_given(desk, order), given(order)
    wanted = {(held.capacity.value, held.unit_id) for held in gives}
    return any(
        (a["capacity"], a["unit_id"]) in wanted and span_of(a).meets(days)
        for a in many(row.get("assignments"))
    )


def _is_proven(row: Row, body: Row) -> bool:
    # What was checked must be the password still: it may have been changed in the same instant.
    if not body.get("password_right") or body.get("against", _hash(row)) != _hash(row):
        return False
    if not (body.get("second") and row["totp_confirmed"]):
        return True
    return _is_fresh(row, body) or body.get("recovery") in row["recovery"]


def _hash(row: Row) -> str:
    return row.get("password_hash", "")


def _is_fresh(row: Row, body: Row) -> bool:
    return body.get("step", 0) > row.get("totp_step", 0)


def _totp(row: Row) -> str:
    if row.get("totp_confirmed"):
        return "confirmed"
    return "set_up" if row.get("totp_salt") else ""


def person_facts(desk: Desk, subject: Subject, order: Order) -> PersonFacts:
    """Gather what the questions about an account look at."""
    row, body = subject.row, order.body
    return PersonFacts(
        **desk.base(subject, order),
        person_id=row["id"],
        today=desk.today,
        locked_until=row.get("locked_until"),
        proven=_is_proven(row, body),
        code_fits=_is_fresh(row, body),
        totp=_totp(row),
        gives=frozenset(held.capacity for held in given(order)),
        held=held_from(row, desk.today),
        standing=_is_standing(desk, row, order),
        from_day=days_given(desk, order).first,
        ending=bool(ended(desk, row, order)),
        last_day=last_day(desk, order),
        tokens=len(chosen_tokens(row, order, desk.act.at)),
        address=body.get("address_objection"),
        channels=len(many(row.get("channels"))),
        channels_most=CHANNELS_MOST,
        channel_found=chosen_channel(row, order) is not None,
        channel_code_fits=bool(body.get("code_fits")),
        resendable=bool(body.get("resendable")),
    )


PERSON = Noun("person", one_read("person", _FACTS), person_facts)
