"""A PostgreSQL of one's own that may be killed: the embedded one, or an ordinary one."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from models.embedded import start_embedded
from models.folder import DataFolder
from tests.conftest import Server


@dataclass(frozen=True)
class Killable(Server):
    """A server with its data; `start` starts it again after it was killed."""

    data: Path
    start: Callable[[], None]

    def kill(self) -> None:
        """Kill it with SIGKILL; what it started notices, and ends."""
        os.kill(int((self.data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)


_AGAIN = (
    "import sys; from pathlib import Path; from models.embedded import start_embedded;"
    "from models.folder import DataFolder; start_embedded(DataFolder(Path(sys.argv[1])))"
)


@contextmanager
def embedded() -> Iterator[Killable]:
    """An embedded server of its own, as durable as in the field."""
    place = Path(tempfile.mkdtemp(prefix="jx"))
    folder = DataFolder(place)
    folder.make()
    address = start_embedded(folder)

    def again() -> None:
        subprocess.run([sys.executable, "-c", _AGAIN, str(place)], check=True, timeout=120)

    try:
        yield Killable(address, folder.pg, again)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def ordinary_bin() -> Path | None:
    """Find the programs of an ordinary PostgreSQL server, the newest that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _supervised(start: Callable[[], None], seconds: int = 60) -> None:
    """Start as a machine's supervisor does: again and again.

    PostgreSQL starts beside nothing that has the number of its killed predecessor, be it a zombie,
    and not while that one's children still hold its memory.
    """
    for _ in range(seconds):
        try:
            return start()
        except subprocess.CalledProcessError:
            time.sleep(1)
    return start()


@contextmanager
def ordinary(bin_: Path) -> Iterator[Killable]:
    """An ordinary server on a port of this machine."""
    place = Path(tempfile.mkdtemp(prefix="jx"))
    # It refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(place, user)
    data = place / "data"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*words: str) -> None:
        argv = [str(bin_ / words[0]), "-D", str(data), *words[1:]]
        subprocess.run(
            argv, user=user, check=True, timeout=120, cwd=place, stdout=subprocess.DEVNULL
        )

    options = f"-p {port} -k {place} -c listen_addresses=127.0.0.1"

    def start() -> None:
        log = str(place / "log")
        _supervised(lambda: run("pg_ctl", "-w", "-l", log, "-o", options, "start"))

    run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8")
    start()
    try:
        yield Killable(f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres", data, start)
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(place, ignore_errors=True)
