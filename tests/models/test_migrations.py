"""Migrations: up from nothing, equal to the models, harmless twice and at once."""

import uuid
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import SQLModel

import models
from kit.errors import Unavailable
from models.database import open_database, owner_engine
from models.migrating import head, migrate
from services.house import House
from tests.conftest import Server
from tests.services.hands import at_once


@pytest.fixture
def bare(server: Server) -> Iterator[str]:
    """The address of an empty database."""
    name = f"jx_bare_{uuid.uuid4().hex[:8]}"
    server.run(f"CREATE DATABASE {name}")
    yield server.named(name)
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


def test_the_models_and_the_migrated_database_are_the_same(empty_house: House):
    assert models.SUBJECTS
    engine = owner_engine(empty_house.database.address)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, SQLModel.metadata)
    engine.dispose()
    assert found == []


def test_every_table_of_the_models_is_there_and_no_other(empty_house: House):
    with empty_house.database.connect() as connection:
        tables = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ).scalars()
        assert set(tables) == {*SQLModel.metadata.tables, "alembic_version"}


def test_migrating_twice_changes_nothing_the_second_time(bare: str):
    assert migrate(bare) == (None, head())
    assert migrate(bare) == (head(), head())


def test_two_that_migrate_at_once_both_end_well(bare: str):
    befores = {before for before, _ in at_once([lambda: migrate(bare)] * 3)}
    assert befores == {None, head()}
    open_database(bare).close()


def test_a_migration_keeps_what_is_there(house: House):
    query = text("SELECT count(*) FROM trail")
    with house.database.connect() as connection:
        before = connection.execute(query).scalar_one()
        migrate(house.database.address)
        assert connection.execute(query).scalar_one() == before


def test_a_server_that_does_not_answer_is_named_without_its_password():
    address = "postgresql+psycopg://clerk:s3cret-word@127.0.0.1:9/ledger"
    for attempt in (migrate, open_database):
        with pytest.raises(Unavailable) as refused:
            attempt(address)
        said = refused.value.message
        assert "127.0.0.1" in said
        assert "ledger" in said
        assert "s3cret-word" not in said


def test_a_wrong_database_name_is_told(server: Server):
    with pytest.raises(Unavailable) as refused:
        open_database(server.named("no_such_ledger"))
    assert "no_such_ledger" in refused.value.message
