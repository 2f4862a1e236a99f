"""Killing workers at random instants, and counting what that lost."""

import multiprocessing
import random
import threading
import time
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from services.house import House
from tests.crash import worker
from tests.services.hands import rows, value

#: Its children begin with everything imported, so that a kill takes no second.
NURSERY = multiprocessing.get_context("forkserver")
NURSERY.set_forkserver_preload([worker.__name__, "cli.serving"])
CHANCE = random.Random(2017)  # noqa: S311 - instants, no secrets

#: How many of the workers may be killed before they have done anything.
_AT_ONCE = 0.2

Told = list[dict[str, Any]]


def killed(house: House, way: worker.Way, longest: float, unit: str = "") -> Told:
    """Let a worker work, kill it within so many seconds of work; what it acknowledged."""
    hears, tells = NURSERY.Pipe(duplex=False)
    child = NURSERY.Process(target=worker.work, args=(way, house.database.address, unit, tells))
    child.start()
    tells.close()
    assert hears.recv() == "ready"
    timer = threading.Timer(CHANCE.uniform(0, longest), child.kill)
    told: Told = []
    try:
        if CHANCE.random() > _AT_ONCE:  # a busy machine may take its time until the first deed
            told += hears.recv()
        timer.start()
        while True:
            told += hears.recv()
    except (EOFError, OSError):  # what was cut off in the middle was not acknowledged
        pass
    if timer.ident is not None:  # else it was done before it had told of anything
        timer.join()
    child.join()
    child.close()
    hears.close()
    return told


def settled(house: House) -> None:
    """Wait until the server has let go of a killed process: its last statement may still run."""
    pool: Any = house.database.engine.pool
    ours = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    for _ in range(400):
        if value(house, ours) <= pool.checkedin() + pool.checkedout():
            return
        time.sleep(0.05)
    pytest.fail("the server still serves a killed process")


def answering(house: House) -> None:
    """Wait until the server answers again; connections of before are let go."""
    house.database.engine.dispose()
    for _ in range(600):
        try:
            value(house, "SELECT 1")
        except DBAPIError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server does not answer")


def missing(house: House, acknowledged: Told) -> Told:
    """Find what was acknowledged and is not in the trail."""
    query = (
        "SELECT target FROM trail WHERE kind = :kind AND subject_id = :id AND number = :revision"
    )
    return [
        answer
        for answer in acknowledged
        if rows(house, query, **answer) != [{"target": answer["state"]}]
    ]


# A clock that nobody stopped has rung as often as its ladder had rungs by then.
_LOST = """
SELECT d.subject_id FROM deadline d WHERE d.stopped_at IS NULL
    AND (SELECT count(*) FROM jsonb_array_elements(d.ladder) r
         WHERE (r->>'at')::timestamptz <= :by)
     <> (SELECT count(*) FROM deadline_fire f WHERE f.district_id = d.district_id
         AND f.kind = d.kind AND f.subject_id = d.subject_id AND f.name = d.name
         AND f.visit = d.visit AND f.version = d.version)"""
# The row of a fire is unique by its key; so must be the record and the message of it be.
_TWICE = """
SELECT kind, subject_id FROM trail WHERE trigger = 'ring'
    GROUP BY kind, subject_id, data->>'deadline', data->>'rung' HAVING count(*) > 1
UNION ALL
SELECT t.kind, t.subject_id FROM trail t LEFT JOIN deadline_fire f ON f.kind = t.kind
    AND f.subject_id = t.subject_id AND f.number = t.number
    WHERE t.trigger = 'ring' AND f.number IS NULL"""


def lost(house: House, by: datetime) -> list[dict[str, Any]]:
    """Find clocks that did not ring although they should have by then."""
    return rows(house, _LOST, by=by)


def twice(house: House) -> list[dict[str, Any]]:
    """Find subjects that were rung for twice."""
    return rows(house, _TWICE)
