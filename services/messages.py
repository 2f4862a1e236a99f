"""Messages: from the outbox to everybody who holds the capacity; the inbox they read."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, text

from services.deputies import in_force

# One statement: what waits is claimed, spread over its readers, and marked as delivered. Whom it is
# addressed to is written out first, so that one hash finds all readers; what names no unit goes to
# all of them. Who acts for a reader today in the capacity addressed reads along. What came into an
# inbox is laid down for every channel of its reader (`services.delivery_sorting` goes on).
_DELIVER = text(f"""
WITH waiting AS (
    SELECT * FROM outbox WHERE delivered_at IS NULL AND at <= :now
    ORDER BY at LIMIT :limit FOR UPDATE SKIP LOCKED),
addressed AS MATERIALIZED (
    SELECT w.*, c.word, CASE WHEN c.word = 'examiner' THEN w.assessor_id
        WHEN c.word IN ('unit_clerk', 'unit_head') THEN w.unit_id ELSE '' END AS place
    FROM waiting w CROSS JOIN LATERAL jsonb_array_elements_text(w.capacities) AS c(word)
    UNION ALL SELECT w.*, c.word, u.id FROM waiting w
        CROSS JOIN LATERAL jsonb_array_elements_text(w.capacities) AS c(word)
        JOIN unit u ON u.district_id = w.district_id AND u.assessed
    WHERE w.unit_id IS NULL AND c.word IN ('unit_clerk', 'unit_head')),
by_name AS (
    SELECT w.district_id, n.person_id, w.kind, w.subject_id, w.number, w.topic, w.at, w.text,
        NULL AS word, NULL AS place
    FROM waiting w CROSS JOIN LATERAL jsonb_array_elements_text(w.people) AS n(person_id)
    JOIN person p ON p.district_id = w.district_id AND p.id = n.person_id AND p.state = 'active'
    WHERE w.people IS NOT NULL),
reached AS MATERIALIZED (
    SELECT w.district_id, a.person_id, w.kind, w.subject_id, w.number, w.topic, w.at, w.text,
        w.word, nullif(w.place, '') AS place
    FROM addressed w JOIN assignment a ON a.district_id = w.district_id AND a.capacity = w.word
        AND CASE WHEN a.capacity IN ('unit_clerk', 'unit_head', 'examiner')
            THEN a.unit_id ELSE '' END = w.place
        AND a.from_day <= :today AND (a.until_day IS NULL OR a.until_day >= :today)
    JOIN person p ON p.district_id = a.district_id AND p.id = a.person_id AND p.state = 'active'
    UNION SELECT * FROM by_name),
spread AS (
    SELECT district_id, person_id, kind, subject_id, number, topic, at, text FROM reached
    UNION SELECT r.district_id, d.deputy_id, r.kind, r.subject_id, r.number, r.topic, r.at, r.text
    FROM reached r JOIN delegation d ON d.district_id = r.district_id
        AND d.principal_id = r.person_id
        AND (r.word IS NULL OR d.capacity = r.word AND d.held_in IS NOT DISTINCT FROM r.place)
        AND {in_force(":today")}
    JOIN person p ON p.district_id = d.district_id AND p.id = d.deputy_id AND p.state = 'active'),
posted AS (
    INSERT INTO inbox (district_id, person_id, kind, subject_id, number, topic, at, text)
    SELECT district_id, person_id, kind, subject_id, number, topic, at, text FROM spread
    ON CONFLICT DO NOTHING RETURNING *),
outward AS (
    INSERT INTO delivery (district_id, person_id, channel_number, key, sort, kind, subject_id,
        subject_number, topic, urgent, items, state, made_at, tries)
    SELECT m.district_id, m.person_id, c.number,
        concat_ws('/', m.kind, m.subject_id, m.number, m.topic), 'message', m.kind, m.subject_id,
        m.number, m.topic, false, jsonb_build_array(jsonb_build_object('kind', m.kind,
            'subject_id', m.subject_id, 'at', m.at, 'text', m.text)), 'new', :now, 0
    FROM posted m JOIN reaching_channel c ON c.district_id = m.district_id
        AND c.person_id = m.person_id AND c.confirmed_at IS NOT NULL AND c.removed_at IS NULL
    ON CONFLICT DO NOTHING),
counted AS (
    SELECT w.district_id, w.kind, w.subject_id, w.number, w.topic, count(s.person_id) AS readers
    FROM waiting w LEFT JOIN spread s USING (district_id, kind, subject_id, number, topic)
    GROUP BY 1, 2, 3, 4, 5),
marked AS (
    UPDATE outbox o SET delivered_at = :now, readers = c.readers FROM counted c
    WHERE o.district_id = c.district_id AND o.kind = c.kind AND o.subject_id = c.subject_id
      AND o.number = c.number AND o.topic = c.topic RETURNING 1)
SELECT (SELECT count(*) FROM marked) AS messages, (SELECT count(*) FROM posted) AS posted
""")


def deliver(connection: Connection, now: datetime, today: date, limit: int = 2000) -> int:
    """Deliver waiting messages into inboxes; any number of processes may do so at once.

    Returns:
        How many messages were delivered in this call.
    """
    asked = {"now": now, "today": today, "limit": limit}
    return connection.execute(_DELIVER, asked).one().messages


_INBOX = text(
    "SELECT kind, subject_id, number, topic, at, text, read_at FROM inbox"
    " WHERE district_id = :district AND person_id = :person"
    " AND (:unread = false OR read_at IS NULL)"
    " AND (CAST(:before AS timestamptz) IS NULL OR at < :before OR at = :before"
    "  AND (kind, subject_id, number, topic) > (:kind, :subject, :number, :topic))"
    " ORDER BY at DESC, kind, subject_id, number, topic LIMIT :limit"
)
#: What tells the messages of one instant apart: kind, subject, trail number, topic.
Place = tuple[str, str, int, str]
#: Behind every place: nothing of the instant itself.
_LAST: Place = ("~", "", 0, "")


def inbox(
    connection: Connection,
    who: tuple[str, str],
    *,
    unread: bool = False,
    before: datetime | None = None,
    place: Place = _LAST,
    limit: int = 50,
) -> Sequence[Mapping[Any, Any]]:
    """Read somebody's inbox, newest first.

    Args:
        connection: any.
        who: district and person.
        unread: only what has not been read.
        before: go on below this instant, the whole of which is left out ...
        place: ... but for what comes after this place in it: one act tells thousands at once.
        limit: at most so many.
    """
    asked = {
        **dict(zip(("kind", "subject", "number", "topic"), place, strict=True)),
        "district": who[0],
        "person": who[1],
        "unread": unread,
        "before": before,
        "limit": limit,
    }
    return connection.execute(_INBOX, asked).mappings().all()


_READ = text(
    "UPDATE inbox SET read_at = :now WHERE district_id = :district AND person_id = :person"
    " AND read_at IS NULL AND at <= :until"
)


def mark_read(connection: Connection, who: tuple[str, str], until: datetime, now: datetime) -> int:
    """Mark everything up to an instant as read; answer how many were."""
    asked = {"district": who[0], "person": who[1], "until": until, "now": now}
    return connection.execute(_READ, asked).rowcount
