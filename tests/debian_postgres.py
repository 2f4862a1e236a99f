"""An ordinary PostgreSQL, as the distribution ships it: its own cluster, a port, a password."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_VERSIONS = Path("/usr/lib/postgresql")
_EXTENSIONS = Path("/usr/share/postgresql")
_USER = "postgres"
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Ordinary:
    """A running server.

    Attributes:
        password: of its superuser.
    """

    port: int
    password: str

    @property
    def at(self) -> str:
        """Host and port, as in an address."""
        return f"{HOST}:{self.port}"


def programs() -> Path:
    """Find the newest server with contrib that is installed; skip where there is none."""
    found = [
        folder
        for folder in _VERSIONS.glob("*/bin")
        if (folder / "initdb").exists()
        and (_EXTENSIONS / folder.parent.name / "extension" / "pg_trgm.control").exists()
    ]
    if not found:
        pytest.skip("no ordinary PostgreSQL with pg_trgm is installed (apt-get install postgresql)")
    return max(found, key=lambda folder: int(folder.parent.name))


@contextmanager
def ordinary_postgres() -> Iterator[Ordinary]:
    """Make a cluster, start it, and remove it in the end."""
    server, password, port = programs(), secrets.token_hex(8), free_port()
    # It refuses to run as root, and its user must be able to pass to its files.
    home = Path(tempfile.mkdtemp(prefix="jxpg"))
    data, word = home / "data", home / "password"
    word.write_text(password, encoding="utf-8")
    if os.geteuid() == 0:
        for path in (home, word):
            shutil.chown(path, _USER)
    by_password = ["-U", _USER, "-A", "scram-sha-256", f"--pwfile={word}"]
    options = f"-p {port} -c listen_addresses={HOST} -c unix_socket_directories='' -c fsync=off"
    try:
        _run(server / "initdb", "-D", data, *by_password, "--locale=C.UTF-8", "--no-sync")
        _run(server / "pg_ctl", "-D", data, "-l", home / "log", "-w", "-o", options, "start")
        try:
            yield Ordinary(port, password)
        finally:
            _run(server / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home)


def _run(program: Path, *words: str | Path) -> None:
    user = _USER if os.geteuid() == 0 else None
    subprocess.run([program, *words], check=True, capture_output=True, cwd="/", user=user)


def free_port() -> int:
    """Find a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
