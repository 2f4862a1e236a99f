"""How Prefect's server is started: its secret, its database, what it keeps."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from kit.settings import Settings
from models.folder import DataFolder
from workflows import server

_HERE = "http://127.0.0.1:4200/api"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataFolder:
    for name in ("PREFECT_API_URL", "PREFECT_API_AUTH_STRING"):
        monkeypatch.delenv(name, raising=False)
    return DataFolder(tmp_path)


def test_every_process_of_a_folder_knows_the_same_secret(folder: DataFolder):
    first, again = (server.secret_of(DataFolder(folder.path)) for _ in range(2))
    assert first == again
    assert first.startswith("jixiao:")

    folder.prefect_key.unlink()
    assert server.secret_of(folder) != first


def test_a_secret_is_not_written_where_a_link_is(folder: DataFolder):
    link = server.link_here(Settings(), folder)

    assert link.secret not in repr(link)


def test_another_server_and_its_secret_come_from_the_environment(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PREFECT_API_URL", "http://prefect:4200/api")
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "a:b")

    assert server.link_of(Settings(), folder) == server.Link("http://prefect:4200/api", "a:b")
    # `up` starts its own, whatever else there is.
    assert server.link_here(Settings(), folder).api == _HERE


def test_without_a_database_of_its_own_it_keeps_a_file_in_the_folder(folder: DataFolder):
    _, env = server.server_command(Settings(), folder)

    assert "PREFECT_SERVER_DATABASE_CONNECTION_URL" not in env
    assert env["PREFECT_HOME"] == str(folder.prefect)


def test_it_speaks_to_postgresql_in_its_own_way_and_keeps_runs_as_long_as_set(folder: DataFolder):
    address = SecretStr("postgresql://prefect:p%40ss@db/prefect")
    settings = Settings(prefect_database_url=address, flow_days=30, prefect_port=4300)
    words, env = server.server_command(settings, folder, "0.0.0.0")  # noqa: S104 - as in a container

    assert words[-4:] == ["--host", "0.0.0.0", "--port", "4300"]  # noqa: S104 - as above
    told = env["PREFECT_SERVER_DATABASE_CONNECTION_URL"]
    assert told == "postgresql+asyncpg://prefect:p%40ss@db/prefect"
    assert env["PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"] == str(30 * 86_400)
    assert env["PREFECT_SERVER_API_AUTH_STRING"] == env["PREFECT_API_AUTH_STRING"]
