"""One Prefect server a session, as a child process with a home of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from kit.settings import Settings
from models.folder import DataFolder
from services.asks import Ask
from services.house import House
from tests.debian_postgres import free_port
from workflows import asking, server
from workflows.server import Link

_ROOT = Path(__file__).parents[2]
_FLOWS = [sys.executable, "-m", "cli", "flows"]


@dataclass(frozen=True)
class Prefect:
    """A running server.

    Attributes:
        connects: file of all addresses that the server, and what it runs, have connected to.
    """

    link: Link
    folder: DataFolder
    connects: Path

    def env(self, house: House) -> dict[str, str]:
        """Name the variables of a process that works in a house and asks this server."""
        return {
            **server.client_env(self.link, self.folder.prefect),
            **watched(self.connects),
            "JIXIAO_DATABASE_URL": house.database.address,
            "JIXIAO_DATA_DIR": str(house.folder.path),
            # Its file is nobody else's, and bears more than a look in ten seconds.
            "PREFECT_RUNNER_POLL_FREQUENCY": "1",
        }

    @contextmanager
    def runner(self, house: House) -> Iterator[subprocess.Popen[bytes]]:
        """Run flows in a house, as `jixiao flows` does."""
        log = self.folder.prefect / "flows.log"
        with child(_FLOWS, self.env(house), log) as process:
            yield process


@contextmanager
def child(argv: list[str], env: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process of a group of its own beside the test; in the end it is terminated."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            argv,
            env={**os.environ, **env},
            cwd=_ROOT,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def watched(connects: Path) -> dict[str, str]:
    """Name the variables by which a process writes down what it connects to."""
    return {
        "JIXIAO_TEST_CONNECTS": str(connects),
        "PYTHONPATH": os.pathsep.join((str(Path(__file__).parent / "watched"), str(_ROOT))),
    }


def until(holds: Callable[[], object], seconds: float = 400) -> None:
    """Look again and again, until something holds; on a busy machine for minutes."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(1)


def run_of(ask: Ask, link: Link) -> str:
    """Tell where the run of an ask stands in Prefect; empty where there is none."""
    runs = asking.runs_of(ask.flow, link)
    return next((state for state, names in runs.items() if ask.key in names), "")


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prefect]:
    folder = DataFolder(tmp_path_factory.mktemp("prefect"))
    folder.prefect.mkdir()
    settings = Settings(data_dir=folder.path, prefect_port=free_port())
    argv, env = server.server_command(settings, folder)
    connects = folder.path / "connects"
    with child(argv, env | watched(connects) | _SOONER, folder.prefect / "server.log"):
        link = server.link_here(settings, folder)
        server.wait_for_server(link, 180)
        yield Prefect(link, folder, connects)


#: A test does not wait an hour for the sweep of old runs.
_SOONER = {"PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS": "5"}
