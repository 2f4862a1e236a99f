"""Where deliveries stand: claimed before anything is sent, every attempt on record after it."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from kit.settings import Settings
from services import holding
from services.pausing import pause
from services.webhook_posting import Reply
from states.reaching import KNOWN_AGAIN, Channel, DeliveryState, Outcome

#: District, person, number of the channel.
Place = tuple[str, str, int]
_LOCK = 7_018_006
#: After which a receiver may have it, and after which it does not.
_UNSURE = frozenset({"timeout", "connection", "protocol", "tls"})
#: A mail server that says so will say so again.
_FINAL = range(500, 600)

_DUE = text(
    "SELECT DISTINCT district_id, person_id, channel_number FROM delivery"
    " WHERE state IN ('waiting', 'sending') AND next_at <= :now LIMIT 1000"
)


def due(connection: Connection, now: datetime) -> list[Place]:
    """List the channels by which something is to be sent by now."""
    return [tuple(row) for row in connection.execute(_DUE, {"now": now})]


def held(connection: Connection, place: Place) -> AbstractContextManager[bool]:
    """Hold the right to send by a channel: one process has it, until it is done or dies."""
    return holding.held(connection, _LOCK, *map(str, place))


_CLAIM = text("""
UPDATE delivery d SET state = 'sending', claimed_at = :now, tries = d.tries + 1
FROM reaching_channel c, person p
WHERE d.place = (SELECT place FROM delivery WHERE district_id = :district AND person_id = :person
        AND channel_number = :channel AND state = 'waiting' AND next_at <= :now
        ORDER BY next_at, place LIMIT 1)
    AND d.state = 'waiting' AND c.district_id = d.district_id AND c.person_id = d.person_id
    AND c.number = d.channel_number AND p.district_id = d.district_id AND p.id = d.person_id
RETURNING d.*, c.channel, c.sealed, p.state = 'active' AND c.removed_at IS NULL
    AND (c.confirmed_at IS NOT NULL OR d.sort = 'code') AS wanted""")


def claimed(connection: Connection, place: Place, now: datetime) -> Iterator[Mapping[Any, Any]]:
    """Claim one after the other what is due by a channel; each claim stands before it is given."""
    asked = {"district": place[0], "person": place[1], "channel": place[2], "now": now}
    while row := connection.execute(_CLAIM, asked).mappings().one_or_none():
        yield row


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an attempt leads to.

    Attributes:
        next_at: when it is tried again; None for never.
    """

    outcome: Outcome
    state: DeliveryState
    next_at: datetime | None = None


def judged(row: Mapping[Any, Any], reply: Reply, at: datetime, settings: Settings) -> Verdict:
    """Tell what an answer leads to.

    Robots know no message again: what may have arrived is never sent once more by itself (at most
    once). Mailboxes and people's own systems do, so there it is (at least once).
    """
    if reply.accepted:
        return Verdict(Outcome.DELIVERED, DeliveryState.DELIVERED)
    known_again = Channel(row["channel"]) in KNOWN_AGAIN
    if reply.out and reply.status is None and reply.error in _UNSURE and not known_again:
        return Verdict(Outcome.UNKNOWN, DeliveryState.UNKNOWN)
    final = row["channel"] == Channel.MAIL and (reply.status or 0) in _FINAL
    if final or row["tries"] >= settings.message_tries:
        return Verdict(Outcome.GIVEN_UP, DeliveryState.FAILED)
    wait = pause(row["tries"], settings.message_first_seconds, settings.message_longest_hours)
    return Verdict(Outcome.FAILED, DeliveryState.WAITING, at + wait)


_RECORD = text("""
WITH moved AS (
    UPDATE delivery SET state = :state, next_at = :next_at,
        ended_at = CASE WHEN CAST(:next_at AS timestamptz) IS NULL
            THEN CAST(:at AS timestamptz) END
    WHERE place = :place AND state = 'sending' AND tries = :tries RETURNING district_id)
INSERT INTO delivery_attempt (place, tries, district_id, at, status, error, milliseconds, outcome)
SELECT :place, :tries, district_id, :at, :status, :error, :milliseconds, :outcome FROM moved""")


def record(
    connection: Connection, row: Mapping[Any, Any], reply: Reply, verdict: Verdict, at: datetime
) -> None:
    """Enter an attempt, and what becomes of the delivery, together."""
    asked = {
        "place": row["place"],
        "tries": row["tries"],
        "state": verdict.state,
        "next_at": verdict.next_at,
        "at": at,
        "status": reply.status,
        "error": reply.error,
        "milliseconds": reply.milliseconds,
        "outcome": verdict.outcome,
    }
    connection.execute(_RECORD, asked)


_WITHDRAW = text(
    "UPDATE delivery SET state = 'withdrawn', next_at = NULL, ended_at = :at, tries = tries - 1"
    " WHERE place = :place AND state = 'sending'"
)


def withdraw(connection: Connection, row: Mapping[Any, Any], at: datetime) -> None:
    """Let go of what nobody is to get any more: it was claimed and never sent."""
    connection.execute(_WITHDRAW, {"place": row["place"], "at": at})


_ORPHANS = text(
    "SELECT d.place, d.tries, c.channel FROM delivery d JOIN reaching_channel c"
    " ON c.district_id = d.district_id AND c.person_id = d.person_id"
    " AND c.number = d.channel_number WHERE d.district_id = :district AND d.person_id = :person"
    " AND d.channel_number = :channel AND d.state = 'sending'"
)
#: Whoever had claimed it died: nobody knows what the receiver has.
_INTERRUPTED = Reply(None, "interrupted", 0)


def take_over(connection: Connection, place: Place, now: datetime, settings: Settings) -> None:
    """Settle what somebody claimed who is no more; only while the right is held."""
    asked = {"district": place[0], "person": place[1], "channel": place[2]}
    for row in connection.execute(_ORPHANS, asked).mappings().all():
        known_again = Channel(row["channel"]) in KNOWN_AGAIN
        again = known_again and row["tries"] < settings.message_tries
        verdict = (
            Verdict(Outcome.UNKNOWN, DeliveryState.WAITING, now)
            if again
            else Verdict(Outcome.UNKNOWN, DeliveryState.UNKNOWN)
        )
        record(connection, row, _INTERRUPTED, verdict, now)
