"""The sealer: gives committed trail records a gapless number in the order of their district.

Records are written by many at once and become visible in any order. Here one hand at a time gives
out the numbers, so whoever has read up to a number never misses a record that came to light late.
What shall stand on this order (a tree of hashes, its checkpoints) reads `event` by number.
"""

from sqlalchemy import Connection, text

from models.database import Database

#: One sealer at a time in a database.
_LOCK = 7_018_003
_ALONE = text("SELECT pg_try_advisory_xact_lock(:key)")

# What is older than the horizon has its number. A record of a transaction that is still under way
# will not be older, for the horizon is never above the oldest of those. A database that was laid
# out on another server brings that one's transaction numbers along: they are not looked at.
_COME = text(
    "SELECT horizon FROM sealing WHERE id = 1"
    " AND cluster = (SELECT system_identifier FROM pg_control_system())"
)
_YOUNG = "t.xact >= CAST(:horizon AS xid8) AND t.xact < pg_snapshot_xmax(pg_current_snapshot())"
# By the time of the acts; but a subject's records in the order of its trail, whatever their times.
_SEAL = """
WITH waiting AS MATERIALIZED (
    SELECT t.district_id, t.kind, t.subject_id, t.number, t.at,
        max(t.at) OVER (PARTITION BY t.district_id, t.kind, t.subject_id ORDER BY t.number) AS turn
    FROM trail t WHERE {young} AND NOT EXISTS (
        SELECT FROM event e WHERE e.district_id = t.district_id AND e.kind = t.kind
        AND e.subject_id = t.subject_id AND e.subject_number = t.number)),
batch AS (
    SELECT *, row_number() OVER (
        PARTITION BY district_id ORDER BY turn, kind, subject_id, number) AS place
    FROM (SELECT * FROM waiting ORDER BY turn, kind, subject_id, number LIMIT :batch) w),
numbered AS (
    INSERT INTO event (district_id, number, kind, subject_id, subject_number, at)
    SELECT b.district_id, coalesce(l.number, 0) + b.place, b.kind, b.subject_id, b.number, b.at
    FROM batch b LEFT JOIN LATERAL (
        SELECT e.number FROM event e WHERE e.district_id = b.district_id
        ORDER BY e.number DESC LIMIT 1) l ON true
    RETURNING 1),
come AS (
    INSERT INTO sealing (id, cluster, horizon)
    SELECT 1, system_identifier, pg_snapshot_xmin(pg_current_snapshot()) FROM pg_control_system()
    WHERE (SELECT count(*) FROM batch) < :batch AND EXISTS (SELECT FROM trail t WHERE {young})
    ON CONFLICT (id) DO UPDATE SET cluster = excluded.cluster, horizon = excluded.horizon)
SELECT count(*) FROM numbered"""
_SEAL_YOUNG = text(_SEAL.format(young=_YOUNG))
_SEAL_ALL = text(_SEAL.format(young="true"))


def seal(database: Database, batch: int = 5000) -> int:
    """Number all committed records that have no number yet; any number of processes may ask.

    A batch is one transaction: whoever is killed leaves whole batches.

    Returns:
        How many were numbered here; 0 too when another process is at it.
    """
    total = 0
    while numbered := _seal_batch(database, batch):
        total += numbered
        if numbered < batch:
            break
    return total


def _seal_batch(database: Database, batch: int) -> int:
    # The lock comes first, in a statement of its own: what is read after it is what the sealer
    # before has left.
    with database.transaction() as connection:
        if not connection.execute(_ALONE, {"key": _LOCK}).scalar_one():
            return 0
        horizon = connection.execute(_COME).scalar_one_or_none()
        if horizon is None:
            return connection.execute(_SEAL_ALL, {"batch": batch}).scalar_one()
        asked = {"batch": batch, "horizon": horizon}
        return connection.execute(_SEAL_YOUNG, asked).scalar_one()


_LATEST = text("SELECT max(number) FROM event WHERE district_id = :district")


def latest(connection: Connection, district_id: str) -> int:
    """Tell the number of a district's latest event; 0 before the first."""
    return connection.execute(_LATEST, {"district": district_id}).scalar_one() or 0
