"""The topology of deploy/compose.yaml as plain processes: two of each, and one of each may die."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from prefect.client.schemas.objects import FlowRun

from kit.clock import FolderClock
from kit.settings import Settings
from models.database import owner_engine
from models.folder import DataFolder
from tests.builders import noon
from tests.debian_postgres import HOST, Ordinary, free_port, ordinary_postgres
from tests.workflows.conftest import child, until
from workflows import server

#: Half a minute or a minute on a quiet machine: a dozen processes start, and each imports Prefect.
pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]
_DEPLOY = Path(__file__).parents[2] / "deploy"
_POOL = "jixiao"


@dataclass(frozen=True)
class Machines:
    """What all processes share: a server with two databases, and the data folder."""

    postgres: Ordinary
    folder: DataFolder
    env: dict[str, str]
    link: server.Link

    def states(self) -> dict[str, str]:
        engine = owner_engine(self.env["JIXIAO_DATABASE_URL"])
        with engine.connect() as connection:
            found = connection.exec_driver_sql("SELECT key, state FROM phase").all()
        engine.dispose()
        return dict(tuple(row) for row in found)

    def runs(self) -> list[FlowRun]:
        with self.link.client() as client:
            return client.read_flow_runs()


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    """An ordinary PostgreSQL as deploy/ sets it up, with the 2017 year open, its first day come."""
    with ordinary_postgres() as postgres:
        secrets = _set_up(postgres, tmp_path)
        folder = DataFolder(tmp_path / "data")
        folder.make()
        FolderClock.start(folder.path / "clock.json", noon(2017, 7, 3))
        port = free_port()
        env = {
            name.upper(): (secrets / name)
            .read_text("utf-8")
            .replace("@postgres/", f"@{postgres.at}/")
            for name in ("jixiao_database_url", "jixiao_prefect_database_url")
        } | {
            "JIXIAO_DATA_DIR": str(folder.path),
            "JIXIAO_FLOW_POOL": _POOL,
            "JIXIAO_TICK_SECONDS": "1",
            "JIXIAO_PREFECT_PORT": str(port),
            "PREFECT_API_URL": f"http://{HOST}:{port}/api",
            "PREFECT_WORKER_QUERY_SECONDS": "1",
        }
        opening = [sys.executable, "-m", "cli", "year", "open"]
        subprocess.run(opening, env=os.environ | env, check=True, capture_output=True)
        settings = Settings(data_dir=folder.path, prefect_port=port)
        yield Machines(postgres, folder, env, server.link_here(settings, folder))


def _set_up(postgres: Ordinary, place: Path) -> Path:
    """Make secrets and databases by the scripts that the containers use."""
    shutil.copytree(_DEPLOY, place / "deploy")
    subprocess.run(["sh", place / "deploy" / "secrets.sh"], check=True, capture_output=True)
    secrets = place / "deploy" / "secrets"
    reach = {"PGHOST": HOST, "PGPORT": str(postgres.port), "PGPASSWORD": postgres.password}
    env = os.environ | reach | {"SECRETS": str(secrets)}
    script = ["sh", place / "deploy" / "databases.sh"]
    subprocess.run(script, env=env, check=True, capture_output=True)
    return secrets


def test_one_of_each_may_die_and_the_year_goes_on(machines: Machines, tmp_path: Path):
    ports = [free_port(), free_port()]
    commands = {
        "prefect": ["prefect"],
        **{f"api-{n}": ["serve", "--port", str(port)] for n, port in enumerate(ports, 1)},
        **{f"scheduler-{n}": ["scheduler"] for n in (1, 2)},
        **{f"flows-{n}": ["flows"] for n in (1, 2)},
    }
    with ExitStack() as left:
        running = {
            name: left.enter_context(
                child([sys.executable, "-m", "cli", *words], machines.env, tmp_path / f"{name}.log")
            )
            for name, words in commands.items()
        }
        until(lambda: all(map(_answers, ports)))
        until(lambda: machines.states()["preparation"] == "open")
        # Two asked, one run was made of each occasion; and the pool's workers do them.
        runs = machines.runs()
        assert len({run.name for run in runs}) == len(runs)
        assert {run.work_pool_name for run in runs} == {_POOL}

        for name in ("api-1", "scheduler-1", "flows-1"):
            os.killpg(running[name].pid, signal.SIGKILL)
        FolderClock(machines.folder.path / "clock.json").advance(timedelta(days=23))

        until(lambda: machines.states()["indicator_setting"] == "open")
        assert not _answers(ports[0])
        assert _answers(ports[1])


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://{HOST}:{port}/healthz", timeout=5).is_success
    except httpx.TransportError:
        return False
