"""Where pushing stands: who may push, from where on, and every attempt."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from kit.settings import Settings
from services import holding
from services.browse import Page
from services.pausing import pause
from services.webhook_posting import Reply

_DUE = text("""
SELECT w.district_id, w.id FROM webhook w
LEFT JOIN webhook_cursor c ON c.district_id = w.district_id AND c.webhook_id = w.id
    AND c.restart = w.restart
WHERE w.state = 'active' AND (c.webhook_id IS NULL OR c.next_at <= :now) AND EXISTS (
    SELECT FROM event e WHERE e.district_id = w.district_id
    AND e.number > coalesce(c.after, w.start_after))
ORDER BY c.next_at NULLS FIRST, w.id""")


def due(connection: Connection, now: datetime) -> list[tuple[str, str]]:
    """List the subscriptions, district and id, for which there is something to push by now."""
    return [(row.district_id, row.id) for row in connection.execute(_DUE, {"now": now})]


_LOCK = 7_018_004


def held(connection: Connection, webhook: tuple[str, str]) -> AbstractContextManager[bool]:
    """Hold the right to push a subscription: one process has it, until it is done or dies."""
    return holding.held(connection, _LOCK, *webhook)


# A subscription that was begun anew is followed from its start, one that goes on from its cursor.
_FOLLOW = text("""
WITH followed AS (
    INSERT INTO webhook_cursor AS c (district_id, webhook_id, restart, after, tries, attempts,
        next_at) SELECT district_id, id, restart, start_after, 0, 0, :now FROM webhook
    WHERE district_id = :district AND id = :id AND state = 'active'
    ON CONFLICT (district_id, webhook_id) DO UPDATE SET restart = excluded.restart,
        after = CASE WHEN c.restart = excluded.restart THEN c.after ELSE excluded.after END,
        tries = CASE WHEN c.restart = excluded.restart THEN c.tries ELSE 0 END,
        next_at = CASE WHEN c.restart = excluded.restart THEN c.next_at ELSE excluded.next_at END,
        failing_since = CASE WHEN c.restart = excluded.restart THEN c.failing_since END
    RETURNING c.*)
SELECT f.after, f.tries, f.attempts, f.next_at, f.failing_since, w.* FROM followed f
JOIN webhook w ON w.district_id = f.district_id AND w.id = f.webhook_id
WHERE f.next_at <= :now""")


def follow(
    connection: Connection, webhook: tuple[str, str], now: datetime
) -> Mapping[Any, Any] | None:
    """Read a subscription and where its pushing stands; None when nothing is to be pushed."""
    asked = {"district": webhook[0], "id": webhook[1], "now": now}
    return connection.execute(_FOLLOW, asked).mappings().one_or_none()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the pushing of a subscription stands; see `models.events.WebhookCursor`."""

    after: int
    tries: int
    attempts: int
    failing_since: datetime | None

    @classmethod
    def of(cls, row: Mapping[Any, Any]) -> "Standing":
        """Take it from what was followed."""
        return cls(row["after"], row["tries"], row["attempts"], row["failing_since"])


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt at an event, and where pushing stands after it."""

    number: int
    at: datetime
    tries: int
    reply: Reply
    outcome: str
    standing: Standing
    next_at: datetime


def attempted(
    standing: Standing, number: int, reply: Reply, at: datetime, settings: Settings
) -> Attempt:
    """Tell what an answer to an attempt leads to: the next event, another try, or giving up."""
    tries, attempts = standing.tries + 1, standing.attempts + 1
    if reply.accepted:
        return Attempt(
            number, at, tries, reply, "delivered", Standing(number, 0, attempts, None), at
        )
    since = standing.failing_since or at
    if tries >= settings.webhook_tries:
        given_up = Standing(number, 0, attempts, since)
        return Attempt(number, at, tries, reply, "given_up", given_up, at)
    again = Standing(standing.after, tries, attempts, since)
    wait = pause(tries, settings.webhook_first_seconds, settings.webhook_longest_hours)
    return Attempt(number, at, tries, reply, "failed", again, at + wait)


_RECORD = text("""
WITH moved AS (
    UPDATE webhook_cursor SET after = :after, tries = :again, attempts = :place,
        next_at = :next_at, failing_since = :since
    WHERE district_id = :district AND webhook_id = :id AND attempts = :place - 1 RETURNING 1),
tried AS (
    INSERT INTO webhook_attempt (district_id, webhook_id, place, number, tries, at, status,
        milliseconds, outcome, error)
    SELECT :district, :id, :place, :number, :tries, :at, :status, :milliseconds, :outcome, :error
    FROM moved)
SELECT EXISTS (SELECT FROM moved) AND EXISTS (SELECT FROM webhook WHERE district_id = :district
    AND id = :id AND state = 'active' AND restart = :restart)""")


def record(connection: Connection, row: Mapping[Any, Any], attempt: Attempt) -> bool:
    """Enter an attempt and move the cursor, together; whether the subscription still goes on."""
    asked = {
        "district": row["district_id"],
        "id": row["id"],
        "restart": row["restart"],
        "after": attempt.standing.after,
        "again": attempt.standing.tries,
        "place": attempt.standing.attempts,
        "next_at": attempt.next_at,
        "since": attempt.standing.failing_since,
        "number": attempt.number,
        "tries": attempt.tries,
        "at": attempt.at,
        "status": attempt.reply.status,
        "milliseconds": attempt.reply.milliseconds,
        "outcome": attempt.outcome,
        "error": attempt.reply.error,
    }
    return connection.execute(_RECORD, asked).scalar_one()


_PASS = text(
    "UPDATE webhook_cursor SET after = :after WHERE district_id = :district AND webhook_id = :id"
    " AND after < :after"
)


def passed_over(connection: Connection, row: Mapping[Any, Any], upto: int) -> None:
    """Move the cursor over events that are not for this subscription."""
    connection.execute(_PASS, {"district": row["district_id"], "id": row["id"], "after": upto})


_ATTEMPTS = text(
    "SELECT place, number, tries, at, status, milliseconds, outcome, error FROM webhook_attempt"
    " WHERE district_id = :district AND webhook_id = :id AND place < :before"
    " ORDER BY place DESC LIMIT :limit"
)


def attempts(
    connection: Connection, district_id: str, webhook_id: str, page: Page
) -> list[dict[str, Any]]:
    """Read what was tried, the latest first; the page begins below a place."""
    asked = {
        "district": district_id,
        "id": webhook_id,
        "before": page.after,
        "limit": page.limit,
    }
    return [dict(row) for row in connection.execute(_ATTEMPTS, asked).mappings()]
