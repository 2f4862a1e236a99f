"""People of a database of 0002 become accounts whose trail holds."""

import uuid
from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import text

from models.database import Database, open_database, owner_engine
from models.migrating import config, migrate
from services import trail
from tests.conftest import Server

_BEFORE = """
INSERT INTO unit (district_id, id, name, short_name, kind, assessed, sort)
    VALUES ('fangshan', 'D01', '区政府办', '区政府办', 'department', true, 1);
INSERT INTO person (district_id, id, name, unit_id, password_hash, failures, disabled)
    VALUES ('fangshan', 'wang', '王五', 'D01', 'x', 2, false),
           ('fangshan', 'gone', '赵六', NULL, 'x', 0, true);
INSERT INTO assignment (district_id, id, person_id, capacity, unit_id, from_day)
    VALUES ('fangshan', 'wang:unit_head:D01:2017-03-01', 'wang', 'unit_head', 'D01',
            date '2017-03-01');
INSERT INTO access_token (digest, district_id, person_id, label, issued_at, expires_at)
    VALUES ('\\x01', 'fangshan', 'wang', '', '2017-03-01+00', '2018-03-01+00')
"""


@pytest.fixture
def upgraded(server: Server) -> Iterator[Database]:
    name = f"jx_old_{uuid.uuid4().hex[:8]}"
    server.run(f"CREATE DATABASE {name}")
    engine = owner_engine(server.named(name))
    with engine.connect() as connection:
        command.upgrade(config(connection), "0002")
        connection.commit()
    with engine.begin() as connection:
        connection.exec_driver_sql(_BEFORE)
    engine.dispose()
    migrate(server.named(name))
    database = open_database(server.named(name))
    yield database
    database.close()
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


def test_everybody_of_before_has_a_record_and_the_trail_holds(upgraded: Database):
    with upgraded.snapshot() as connection:
        checked = trail.verify(connection)
        found = connection.execute(
            text("SELECT id, state, revision, failures, password_hash FROM person ORDER BY id")
        ).all()
        born = connection.execute(
            text("SELECT data FROM trail WHERE subject_id = 'wang' AND number = 0")
        ).scalar_one()
        tokens = connection.execute(text("SELECT count(*) FROM access_token")).scalar_one()

    assert (checked.first_bad, checked.records, checked.subjects) == (None, 3, 2)
    assert [tuple(row) for row in found] == [
        ("gone", "disabled", 1, 0, "x"),
        ("wang", "active", 0, 2, "x"),
    ]
    assert born["capacities"] == [["unit_head", "D01", "", "2017-03-01", ""]]
    assert tokens == 0


def test_the_account_is_guarded_from_then_on(upgraded: Database):
    with upgraded.connect() as connection, pytest.raises(Exception, match="without a trail record"):
        connection.execute(text("UPDATE person SET name = 'x'"))
