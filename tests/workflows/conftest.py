"""One Prefect server a session, as a child process with a home of its own."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from workflows import serving

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Prefect:
    """A running server: where it listens, where it lives."""

    port: int
    home: Path

    @property
    def api(self) -> str:
        return f"http://{serving.HOST}:{self.port}/api"


@contextmanager
def child(argv: list[str], env: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process of our own group beside the test; in the end it is terminated."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            argv, env=os.environ | env, cwd=_ROOT, stdout=said, stderr=said, start_new_session=True
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


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prefect]:
    home = tmp_path_factory.mktemp("prefect")
    with socket.socket() as probe:
        probe.bind((serving.HOST, 0))
        port = probe.getsockname()[1]
    argv, env = serving.server_command(port, home)
    with child(argv, env, home / "server.log"):
        server = Prefect(port, home)
        serving.wait_for_server(server.api, 180)
        yield server
