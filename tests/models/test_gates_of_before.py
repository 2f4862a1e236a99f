"""Gates of revision 0002 become gates of one step, with the signatures that were given."""

import uuid
from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, text

from models.database import owner_engine
from models.migrating import config, migrate
from tests.conftest import Server

#: Nine members, of whom one asked and one is disabled; two have voted; one came afterwards.
_BEFORE = (
    """INSERT INTO person (district_id, id, name, password_hash, failures, disabled)
    SELECT 'x', 'm' || n, '成员' || n, '', 0, n = 8 FROM generate_series(1, 10) n""",
    """INSERT INTO person (district_id, id, name, password_hash, failures, disabled)
    VALUES ('x', 'clerk', '经办', '', 0, false)""",
    """INSERT INTO assignment (district_id, id, person_id, capacity, from_day)
    SELECT 'x', 'a' || n, 'm' || n, 'conference_member',
        CASE n WHEN 10 THEN date '2017-12-01' ELSE date '2017-07-03' END
    FROM generate_series(1, 10) n""",
    """INSERT INTO gate (district_id, id, year, state, revision, head, lamp, moved_at, key, label,
        round, phase_key, requested_by, needed, deciders, yes, no)
    SELECT 'x', '2017-' || state, 2017, state, 2, ''::bytea, 'green', timestamptz '2017-09-01',
        'plan_amended', '方案修改', 1, 'process_management', 'm9', 5, 8, 1, 1
    FROM unnest(ARRAY['requested', 'rejected']) AS s(state)""",
    """INSERT INTO decision (district_id, gate_id, person_id, choice, reason, decided_at)
    SELECT 'x', g.id, d.who, d.choice, d.why, timestamptz '2017-09-02'
    FROM gate g, (VALUES ('m5', 'endorse', ''), ('m2', 'oppose', '不妥')) AS d(who, choice, why)""",
    """INSERT INTO trail (district_id, kind, subject_id, number, at, trigger, source, target, actor,
        capacity, reason, data, request_id, prev, hash)
    SELECT 'x', 'gate', g.id, d.number, timestamptz '2017-09-02', d.trigger, 'requested',
        'requested', d.who, 'conference_member', '', '{}', '', ''::bytea, ''::bytea
    FROM gate g, (VALUES (1, 'm5', 'endorse'), (2, 'm2', 'oppose')) AS d(number, who, trigger)""",
)


@pytest.fixture(scope="module")
def brought_up(server: Server) -> Iterator[Engine]:
    """A database of before with gates in it, brought up to date."""
    name = f"jx_before_{uuid.uuid4().hex[:8]}"
    server.run(f"CREATE DATABASE {name}")
    address = server.named(name)
    engine = owner_engine(address)
    with engine.connect() as connection:
        command.upgrade(config(connection), "0002")
        connection.commit()
        connection.execute(text("SET session_replication_role = replica"))
        for statement in _BEFORE:
            connection.execute(text(statement))
        connection.commit()
    engine.dispose()
    assert migrate(address)[0] == "0002"
    yield engine
    engine.dispose()
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


def _signers(connection: Connection, gate_id: str) -> list[tuple[object, ...]]:
    query = text(
        "SELECT number, step, place, person_id, state, signed_by, reason, added_by FROM signer"
        " WHERE gate_id = :id ORDER BY number"
    )
    return [tuple(row) for row in connection.execute(query, {"id": gate_id})]


def test_an_open_gate_has_one_step_whose_votes_stand_and_whose_members_wait(brought_up: Engine):
    with brought_up.connect() as connection:
        gate = connection.execute(text("SELECT * FROM gate WHERE id = '2017-requested'")).one()
        signers = _signers(connection, "2017-requested")
    assert signers[:2] == [
        (1, 1, 1, "m5", "signed", "m5", "", ""),
        (2, 1, 2, "m2", "opposed", "m2", "不妥", ""),
    ]
    # Neither whoever asked, nor the disabled, nor who became a member later.
    left = ["m1", "m3", "m4", "m6", "m7"]
    assert [(s[0], s[3], s[4]) for s in signers[2:]] == [
        (number, who, "waiting") for number, who in enumerate(left, start=3)
    ]
    assert (gate.step, gate.waiting_for) == (1, left)
    (step,) = gate.steps
    assert (step["mode"], step["quorum"], step["needed"]) == ("quorum", "5", 5)
    assert step["capacity"] == "conference_member"


def test_a_decided_gate_waits_for_nobody(brought_up: Engine):
    with brought_up.connect() as connection:
        gate = connection.execute(text("SELECT * FROM gate WHERE id = '2017-rejected'")).one()
        assert len(_signers(connection, gate.id)) == 2
    assert gate.waiting_for == []


def test_decisions_are_numbered_by_their_records(brought_up: Engine):
    with brought_up.connect() as connection:
        found = connection.execute(
            text("SELECT person_id, number FROM decision WHERE gate_id = '2017-requested'")
        )
        assert {tuple(row) for row in found} == {("m5", 1), ("m2", 2)}
