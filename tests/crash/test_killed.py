"""SIGKILL at random instants: what was acknowledged is there, what was not is whole or absent."""

import multiprocessing
import random
import threading
import time
from typing import Any

import pytest

from services.house import House
from services.sweep import sweep
from tests.builders import noon
from tests.crash import worker
from tests.services.hands import rows, value, verdict

ROUNDS = 30
#: Its children begin with everything imported, so that a round takes no second.
NURSERY = multiprocessing.get_context("forkserver")
NURSERY.set_forkserver_preload([worker.__name__])
CHANCE = random.Random(2017)  # noqa: S311 - instants, no secrets

Told = list[dict[str, Any]]


def _killed(house: House, way: worker.Way, longest: float, unit: str = "") -> Told:
    """Let a worker work, kill it within so many seconds of work; what it acknowledged."""
    hears, tells = NURSERY.Pipe(duplex=False)
    child = NURSERY.Process(target=worker.work, args=(way, house.database.address, unit, tells))
    child.start()
    tells.close()
    assert hears.recv() == "ready"
    timer = threading.Timer(CHANCE.uniform(0, longest), child.kill)
    timer.start()
    told: Told = []
    try:
        while True:
            told += hears.recv()
    except (EOFError, OSError):  # what was cut off in the middle was not acknowledged
        pass
    timer.join()
    child.join()
    child.close()
    hears.close()
    return told


def _insist(house: House, acknowledged: Told) -> None:
    for answer in acknowledged:
        found = rows(
            house,
            "SELECT target FROM trail WHERE kind = :kind AND subject_id = :id"
            " AND number = :revision",
            **answer,
        )
        assert found == [{"target": answer["state"]}]


def _whole(house: House) -> None:
    """Nothing is half done: no state without its record, no report without its stopped clock."""
    found = verdict(house)
    assert found.first_bad is None, found.first_bad
    assert not rows(
        house,
        "SELECT n.id FROM node n WHERE n.state = 'reported' AND ("
        " NOT EXISTS (SELECT FROM node_report r WHERE r.node_id = n.id AND r.version = n.version)"
        " OR EXISTS (SELECT FROM deadline d WHERE d.subject_id = n.id AND d.next_at IS NOT NULL)"
        " OR NOT EXISTS (SELECT FROM outbox o WHERE o.subject_id = n.id"
        "  AND o.number = n.revision AND o.topic = 'reported'))",
    )


def test_a_worker_killed_at_random_instants_leaves_all_it_acknowledged(working_house: House):
    acknowledged: Told = []
    for round_ in range(ROUNDS):
        unit = f"D{round_ + 1:02}"
        acknowledged += _killed(working_house, worker.write_and_report, 0.25, unit)
    _insist(working_house, acknowledged)
    _whole(working_house)
    done = value(working_house, "SELECT count(*) FROM trail WHERE kind = 'node' AND number > 0")
    # At most one deed a round was done and not yet acknowledged.
    assert 0 <= done - len(acknowledged) <= ROUNDS
    assert len(acknowledged) > ROUNDS


def test_a_bulk_killed_at_random_instants_moves_all_of_a_batch_or_none(working_house: House):
    acknowledged: Told = []
    for _ in range(10):
        acknowledged += _killed(working_house, worker.close_by_hundreds, 0.4)
        _settled(working_house)
    _insist(working_house, acknowledged[::50])
    _whole(working_house)
    missed = value(working_house, "SELECT count(*) FROM node WHERE state = 'missed'")
    everything = value(working_house, "SELECT count(*) FROM node")
    assert missed % 300 == 0 or missed == everything
    assert missed >= len(acknowledged)


def _settled(house: House) -> None:
    """Wait until the server has let go of a killed process: its last statement may still run."""
    pool: Any = house.database.engine.pool
    ours = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    for _ in range(400):
        if value(house, ours) <= pool.checkedin() + pool.checkedout():
            return
        time.sleep(0.05)
    pytest.fail("the server still serves a killed process")


def test_a_sweep_killed_in_a_storm_rings_every_rung_exactly_once_in_the_end(working_house: House):
    late = noon(2017, 11, 18)
    waiting = value(
        working_house,
        "SELECT count(*) FROM deadline d, jsonb_array_elements(d.ladder) r"
        " WHERE (r->>'at')::timestamptz <= :now AND d.next_at IS NOT NULL",
        now=late,
    )
    for _ in range(12):
        _killed(working_house, worker.sweep_daily, 0.4)
        _settled(working_house)
    before = value(working_house, "SELECT count(*) FROM deadline_fire")
    swept = sweep(working_house.database, late)
    assert swept.broken == 0
    assert before + swept.fired == waiting
    assert value(working_house, "SELECT count(*) FROM deadline_fire") == waiting
    assert value(working_house, "SELECT count(*) FROM trail WHERE trigger = 'ring'") == waiting
    assert not rows(
        working_house,
        "SELECT f.subject_id FROM deadline_fire f LEFT JOIN trail t ON t.kind = f.kind"
        " AND t.subject_id = f.subject_id AND t.number = f.number WHERE t.trigger <> 'ring'"
        " OR t.trigger IS NULL",
    )
    assert verdict(working_house).first_bad is None
