"""The product's role in the database and its files on the disk: no more than it needs."""

import stat
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.embedded import is_embedded
from models.folder import DataFolder
from services.ballot_keys import KeyBox
from services.house import House

#: What would make the product more than it is.
GROWING = (
    "CREATE TABLE grown (x int)",
    "CREATE SCHEMA grown",
    "CREATE FUNCTION grown() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE ROLE grown SUPERUSER",
    "CREATE DATABASE grown",
    "CREATE EXTENSION dblink",
    "ALTER TABLE trail ADD COLUMN grown int",
    "ALTER TABLE trail DISABLE TRIGGER ALL",
    "ALTER TABLE indicator DISABLE ROW LEVEL SECURITY",
    "ALTER ROLE jixiao_app SUPERUSER",
    "DROP TABLE trail",
    "DROP POLICY sight ON indicator",
    "DROP TRIGGER trail_append_only ON trail",
    "SET session_replication_role = replica",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/grown'",
    "COPY unit FROM '/etc/passwd'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('.')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT rolpassword FROM pg_authid",
    "ALTER SYSTEM SET log_statement = 'all'",
)
#: No right of ours, or no such thing here.
REFUSED = {"42501", "0A000"}


@pytest.mark.parametrize("statement", GROWING)
def test_the_product_cannot_make_itself_more_than_it_is(house: House, statement: str):
    engine = house.database.engine
    with engine.connect() as connection, pytest.raises(DBAPIError) as refused:
        connection.execute(text(statement))

    assert getattr(refused.value.orig, "sqlstate", "") in REFUSED, str(refused.value.orig)


@pytest.mark.parametrize(
    "back",
    ["RESET ROLE", "SET ROLE NONE", "SET ROLE postgres", "SET SESSION AUTHORIZATION DEFAULT"],
)
def test_the_product_cannot_become_the_owner_again(house: House, back: str):
    if not is_embedded(house.database.address):
        pytest.skip("an operator's own server knows one login")
    with house.database.engine.connect() as connection:
        with suppress(DBAPIError):
            connection.execute(text(back))
        who = connection.execute(text("SELECT session_user, current_user")).one()
        with pytest.raises(DBAPIError):
            connection.execute(text("DELETE FROM trail"))

    assert tuple(who) == ("jixiao_app", "jixiao_app")


def test_the_product_is_no_owner_and_goes_by_row_level_security(house: House):
    query = text(
        "SELECT current_user, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole,"
        " (SELECT count(*) FROM pg_class WHERE relowner = r.oid) AS owned"
        " FROM pg_roles r WHERE rolname = current_user"
    )
    with house.database.connect() as connection:
        row = connection.execute(query).one()

    assert tuple(row) == ("jixiao_app", False, False, False, False, 0)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_holds_secrets_is_closed_to_other_users_of_the_machine(tmp_path: Path):
    folder = DataFolder(tmp_path / "data")
    folder.make()
    folder.describe(kind="rehearsal", password="secret")
    KeyBox(folder.ballots).create("fangshan", "2017-V1")

    closed = [folder.note, folder.files, folder.ballots, *folder.ballots.iterdir()]
    assert {path: oct(_mode(path)) for path in closed if _mode(path) & 0o077} == {}
    assert _mode(folder.path) & 0o066 == 0


def test_evidence_is_closed_to_other_users_of_the_machine(house: House):
    from tests.builders import plan  # noqa: PLC0415

    stored = house.store.put([b"%PDF-1.7 secret"], plan().evidence, "x.pdf")

    assert _mode(house.store.path(stored.sha256)) == 0o600
    assert _mode(house.folder.files) == 0o700
