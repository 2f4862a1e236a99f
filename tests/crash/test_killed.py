"""SIGKILL at random instants: what was acknowledged is there, what was not is whole or absent."""

import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from services.house import House
from services.sweep import sweep
from tests.builders import noon
from tests.services.hands import rows, value, verdict

ROUNDS = 14
WORKER = "tests.crash.worker"


def _killed(house: House, way: str, after: float, unit: str) -> list[list[str]]:
    """Let a worker work, kill it after so many seconds of work; what it acknowledged."""
    said: list[list[str]] = []
    with subprocess.Popen(
        [sys.executable, "-m", WORKER, way, house.database.address, unit],
        stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    ) as child:  # fmt: skip
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        timer = threading.Timer(after, child.kill)
        timer.start()
        # A line cut in half by the kill was not acknowledged.
        said = [line.split() for line in child.stdout if line.endswith("\n")]
        timer.cancel()
    return said


def _insist(house: House, acknowledged: list[list[str]]) -> None:
    for kind, subject, state, revision in acknowledged:
        found = rows(
            house,
            "SELECT target FROM trail WHERE kind = :kind AND subject_id = :id AND number = :n",
            kind=kind, id=subject, n=int(revision),
        )  # fmt: skip
        assert found == [{"target": state}]


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


@pytest.mark.timeout(120)
def test_a_worker_killed_at_random_instants_leaves_all_it_acknowledged(working_house: House):
    chance = random.Random(2017)
    acknowledged: list[list[str]] = []
    for round_ in range(ROUNDS):
        unit = f"D{round_ + 1:02}"
        acknowledged += _killed(working_house, "do", chance.uniform(0.0, 0.25), unit)
    _insist(working_house, acknowledged)
    _whole(working_house)
    assert acknowledged
    done = value(working_house, "SELECT count(*) FROM trail WHERE trigger IN ('draft', 'report')")
    born = value(
        working_house, "SELECT count(*) FROM trail WHERE kind = 'indicator' AND number = 0"
    )
    # At most one deed a round was done and not yet acknowledged.
    assert 0 <= done - born - len(acknowledged) <= ROUNDS


@pytest.mark.timeout(120)
def test_a_bulk_killed_at_random_instants_moves_all_of_a_batch_or_none(working_house: House):
    chance = random.Random(7)
    acknowledged: list[list[str]] = []
    for _ in range(6):
        acknowledged += _killed(working_house, "bulk", chance.uniform(0.0, 0.4), "D01")
    _insist(working_house, acknowledged)
    _whole(working_house)
    missed = value(working_house, "SELECT count(*) FROM node WHERE state = 'missed'")
    everything = value(working_house, "SELECT count(*) FROM node")
    assert missed % 300 == 0 or missed == everything


def _settled(house: House) -> None:
    """A killed process's last statement may still be running on the server."""
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND state = 'active'"
    )
    for _ in range(100):
        if not value(house, others):
            return
        time.sleep(0.05)


@pytest.mark.timeout(120)
def test_a_sweep_killed_in_a_storm_rings_every_rung_exactly_once_in_the_end(working_house: House):
    late = noon(2017, 11, 18)
    waiting = value(
        working_house,
        "SELECT count(*) FROM deadline d, jsonb_array_elements(d.ladder) r"
        " WHERE (r->>'at')::timestamptz <= :now AND d.next_at IS NOT NULL",
        now=late,
    )
    chance = random.Random(11)
    for _ in range(10):
        _killed(working_house, "sweep", chance.uniform(0.0, 0.5), "D01")
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
