"""SIGKILL at random instants: what was acknowledged is there, what was not is whole or absent."""

from services.house import House
from services.sweep import sweep
from tests.builders import noon
from tests.crash import worker
from tests.crash.killing import Told, killed, missing, settled
from tests.services.hands import rows, value, verdict

ROUNDS = 30


def _whole(house: House) -> None:
    """Nothing is half done: no state without its record, no report without its stopped clock."""
    found = verdict(house)
    assert found.first_bad is None, found.first_bad
    assert not rows(
        house,
        "SELECT n.id FROM node n WHERE n.state = 'reported' AND ("
        " NOT EXISTS (SELECT FROM node_report r WHERE r.node_id = n.id AND r.version = n.version)"
        " OR EXISTS (SELECT FROM deadline d WHERE d.subject_id = n.id AND d.next_at IS NOT NULL"
        "  AND d.name IN ('node_report', 'node_resubmit'))"
        " OR NOT EXISTS (SELECT FROM outbox o WHERE o.subject_id = n.id"
        "  AND o.number = n.revision AND o.topic = 'reported'))",
    )


def test_a_worker_killed_at_random_instants_leaves_all_it_acknowledged(working_house: House):
    acknowledged: Told = []
    for round_ in range(ROUNDS):
        unit = f"D{round_ + 1:02}"
        acknowledged += killed(working_house, worker.write_and_report, 0.25, unit)
    assert not missing(working_house, acknowledged)
    _whole(working_house)
    done = value(working_house, "SELECT count(*) FROM trail WHERE kind = 'node' AND number > 0")
    # At most one deed a round was done and not yet acknowledged.
    assert 0 <= done - len(acknowledged) <= ROUNDS
    assert len(acknowledged) > ROUNDS


def test_a_bulk_killed_at_random_instants_moves_all_of_a_batch_or_none(working_house: House):
    acknowledged: Told = []
    for _ in range(10):
        acknowledged += killed(working_house, worker.close_by_hundreds, 0.4)
        settled(working_house)
    assert not missing(working_house, acknowledged[::50])
    _whole(working_house)
    missed = value(working_house, "SELECT count(*) FROM node WHERE state = 'missed'")
    everything = value(working_house, "SELECT count(*) FROM node")
    assert missed % 300 == 0 or missed == everything
    assert missed >= len(acknowledged)


def test_a_sweep_killed_in_a_storm_rings_every_rung_exactly_once_in_the_end(working_house: House):
    late = noon(2017, 11, 18)
    waiting = value(
        working_house,
        "SELECT count(*) FROM deadline d, jsonb_array_elements(d.ladder) r"
        " WHERE (r->>'at')::timestamptz <= :now AND d.next_at IS NOT NULL",
        now=late,
    )
    for _ in range(12):
        killed(working_house, worker.sweep_daily, 0.4)
        settled(working_house)
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
