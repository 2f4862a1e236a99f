"""Sorting (分拣): what goes out at once, what waits for the day's digest, and the digest itself."""

from datetime import datetime

from sqlalchemy import Connection, text

from services import holding
from services.quiet_hours import Hours
from services.rules import rules_of
from states.lamp import RING
from states.reaching import DeliveryState

_LOCK = 7_018_007
_DISTRICTS = text("SELECT DISTINCT district_id FROM delivery WHERE state = :state")

# A rung at its day or after it says in the trail that time ran out.
_SORT = text(f"""
WITH judged AS (
    SELECT d.place, c.carries, ARRAY[d.kind || '.' || d.topic, d.kind || '.*', '*.' || d.topic]
            && CAST(:at_once AS text[])
        OR CAST(:due_at_once AS boolean) AND EXISTS (SELECT FROM trail t
            WHERE t.district_id = d.district_id AND t.kind = d.kind
            AND t.subject_id = d.subject_id AND t.number = d.subject_number
            AND t.trigger = '{RING}' AND t.data->>'outcome' = 'lapsed') AS urgent
    FROM delivery d JOIN reaching_channel c ON c.district_id = d.district_id
        AND c.person_id = d.person_id AND c.number = d.channel_number
    WHERE d.district_id = :district AND d.state = 'new' LIMIT :limit FOR UPDATE OF d SKIP LOCKED)
UPDATE delivery d SET urgent = j.urgent,
    state = CASE WHEN j.urgent AND j.carries <> 'digest' THEN 'waiting'
        WHEN j.carries <> 'urgent' THEN 'gathered' ELSE 'withdrawn' END,
    next_at = CASE WHEN j.urgent AND j.carries <> 'digest'
        THEN CAST(:opens AS timestamptz) END,
    ended_at = CASE WHEN NOT j.urgent AND j.carries = 'urgent'
        THEN CAST(:now AS timestamptz) END
FROM judged j WHERE d.place = j.place""")

_DIGEST = text("""
WITH mine AS (
    SELECT * FROM delivery WHERE district_id = :district AND state = 'gathered' FOR UPDATE),
made AS (
    INSERT INTO delivery (district_id, person_id, channel_number, key, sort, urgent, items, state,
        made_at, next_at, tries)
    SELECT district_id, person_id, channel_number, :key, 'digest', false,
        jsonb_agg(i.item ORDER BY m.kind, m.subject_id, m.subject_number, m.topic), 'waiting',
        :now, :now, 0
    FROM mine m CROSS JOIN LATERAL jsonb_array_elements(m.items) AS i(item) GROUP BY 1, 2, 3
    ON CONFLICT DO NOTHING RETURNING person_id, channel_number),
taken AS (
    UPDATE delivery d SET state = 'digested', digest = :key, ended_at = :now
    FROM mine m JOIN made USING (person_id, channel_number) WHERE d.place = m.place)
SELECT count(*) FROM made""")


_LATEST = text("SELECT district_id, max(year) AS year FROM year GROUP BY 1")


def hours_of(connection: Connection) -> dict[str, Hours]:
    """Read when messages leave the house: by district, after its latest year, closed or not."""
    return {
        row.district_id: Hours(rules_of(connection, row.district_id, row.year))
        for row in connection.execute(_LATEST).all()
    }


def sort(connection: Connection, now: datetime, limit: int = 2000) -> int:
    """Sort what has just come in; answer how many. Any number of processes may."""
    return sum(
        _sorted(connection, district, hours, now, limit)
        for district, hours in _at_hand(connection, DeliveryState.NEW).items()
    )


def _at_hand(connection: Connection, state: DeliveryState) -> dict[str, Hours]:
    waiting = set(connection.execute(_DISTRICTS, {"state": state}).scalars())
    if not waiting:
        return {}
    return {d: hours for d, hours in hours_of(connection).items() if d in waiting}


def _sorted(connection: Connection, district: str, hours: Hours, now: datetime, limit: int) -> int:
    said = hours.rules.plan.messages
    asked = {
        "district": district,
        "at_once": list(said.at_once),
        "due_at_once": said.due_at_once,
        "opens": hours.opens(now),
        "now": now,
        "limit": limit,
    }
    total = 0
    while done := connection.execute(_SORT, asked).rowcount:
        total += done
    return total


def digest(connection: Connection, now: datetime) -> int:
    """Write the digests of the day that are due; answer how many.

    Once a person, channel and day: the day is in the key, and one process writes at a time.
    """
    total = 0
    for district, hours in _at_hand(connection, DeliveryState.GATHERED).items():
        day = hours.digest_day(now)
        if day is None:
            continue
        asked = {"district": district, "key": f"digest/{day}", "now": now}
        with holding.held(connection, _LOCK, district) as mine:
            total += connection.execute(_DIGEST, asked).scalar_one() if mine else 0
    return total
