"""A house, and the servers of S6 over it, each a process of its own."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from kit.clock import FolderClock
from kit.settings import Settings
from models.database import open_database
from models.folder import DataFolder
from models.migrating import migrate
from services import tokens
from services.filing import FileStore
from services.house import House, address_of
from services.tokens import Wanted
from tests.builders import desk, fill_template, noon

OURS = ("cli", "serve", "--host", "127.0.0.1")
TWIN = ("uvicorn", "--factory", "bench.twin:create", "--log-level", "error", "--no-access-log")
_UNLIMITED = {
    f"JIXIAO_LIMIT_{name}": ""
    for name in ("READS", "WRITES", "UPLOADS", "SIGN_INS_BY_ADDRESS", "SIGN_INS_BY_NAME")
}


@contextmanager
def fresh_house() -> Generator[House]:
    """Open a year on a server of its own, on 1 September 2017."""
    place = Path(tempfile.mkdtemp(prefix="jx"))
    folder = DataFolder(place)
    folder.make()
    settings = Settings(data_dir=place)
    address = address_of(settings, folder)
    migrate(address)
    database = open_database(address)
    fill_template(database, "bench-password-2017")
    clock = FolderClock.start(place / "clock.json", noon(2017, 9, 1))
    try:
        yield House(settings, folder, database, clock, FileStore(folder.files))
    finally:
        database.close()
        shutil.rmtree(place, ignore_errors=True)


def tokens_of(house: House, names: Sequence[str]) -> dict[str, str]:
    """Issue a token to each of these people."""
    with house.database.connect() as connection:
        console = desk(house, connection, "system:console")
        return {name: tokens.issue(console, name, Wanted("bench")).token for name in names}


@contextmanager
def served(command: Sequence[str], house: House) -> Generator[str]:
    """Run a server of its own process; its log, as long as always, is read by nobody."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = house.database.address
    env = {
        **os.environ,
        **_UNLIMITED,
        "JIXIAO_DATA_DIR": str(house.folder.path),
        "JIXIAO_DATABASE_URL": address,
        "JIXIAOTWIN_DATABASE": address.replace("postgresql://", "postgresql+psycopg://"),
    }
    running = subprocess.Popen(  # noqa: S603 - the house's own
        [sys.executable, "-m", *command, "--port", str(port)], env=env, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port, running)
        yield f"http://127.0.0.1:{port}/api/v1"
    finally:
        running.terminate()
        running.wait()


def _wait_for(port: int, running: subprocess.Popen[bytes]) -> None:
    for _ in range(3000):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        if running.poll() is not None:
            raise ChildProcessError(f"the server ended with {running.returncode}")
        sleep(0.1)
    raise TimeoutError
