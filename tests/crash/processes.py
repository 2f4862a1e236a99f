"""The product as processes: so many `jixiao scheduler` and `jixiao serve` on one database."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlalchemy.exc import DBAPIError

from services.house import House
from tests.crash.killing import NURSERY
from tests.services.hands import value

TICK = 1.0


def free_port() -> int:
    """A port of this machine that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass(frozen=True)
class Process:
    """A process of the product, and where it tells its health."""

    kill: Callable[[], None]
    alive: Callable[[], bool]
    address: str
    log: Path

    def told(self, path: str = "/readyz") -> httpx.Response | None:
        """Ask it; None while it does not listen."""
        try:
            return httpx.get(f"{self.address}{path}", timeout=20)
        except httpx.TransportError:
            return None

    def ready(self) -> bool:
        """Whether it says that it can work."""
        answer = self.told()
        return answer is not None and answer.status_code == 200


def _env(house: House, port: int) -> dict[str, str]:
    return {
        "JIXIAO_DATABASE_URL": house.database.address,
        "JIXIAO_DATA_DIR": str(house.folder.path),
        "JIXIAO_TICK_SECONDS": str(TICK),
        "JIXIAO_SCHEDULER_PORT": str(port),
        "JIXIAO_POOL_SIZE": "6",
    }


Run = Callable[[House, str, int, Path], AbstractContextManager[Process]]


@contextmanager
def typed(house: House, command: str, port: int, log: Path) -> Iterator[Process]:
    """Run a command as somebody types it."""
    words = ["serve", "--port", str(port)] if command == "serve" else [command]
    argv = [sys.executable, "-m", "cli", *words]
    with log.open("wb") as out:
        popen = subprocess.Popen(argv, env={**os.environ, **_env(house, port)}, stderr=out)
    try:
        yield Process(popen.kill, lambda: popen.poll() is None, _at(port), log)
    finally:
        popen.kill()
        popen.wait()


@contextmanager
def forked(house: House, command: str, port: int, log: Path) -> Iterator[Process]:
    """Run a command in a process of its own that has everything imported already."""
    child = NURSERY.Process(target=_run, args=(command, port, _env(house, port), str(log)))
    child.start()
    try:
        yield Process(child.kill, child.is_alive, _at(port), log)
    finally:
        child.kill()
        child.join()


def _at(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _run(command: str, port: int, env: dict[str, str], log: str) -> None:
    from cli import serving  # noqa: PLC0415 - in the child

    os.environ.update(env)
    sys.stderr = Path(log).open("w", encoding="utf-8", buffering=1)  # noqa: SIM115 - ends with it
    if command == "serve":
        serving.serve(None, host=None, port=port, incomplete=True)
    else:
        serving.scheduler(None)


@contextmanager
def company(
    house: House, schedulers: int, servers: int, run: Run = forked
) -> Iterator[list[Process]]:
    """Run several of each on a house's database and folder; schedulers first, all of them ready."""
    with ExitStack() as stack:
        found: list[Process] = []
        for command in ["scheduler"] * schedulers + ["serve"] * servers:
            port = free_port()
            log = house.folder.path / f"{command}-{port}.log"
            found.append(stack.enter_context(run(house, command, port, log)))
        for process in found:
            assert until(process.ready, 600), _why_not(process)
        yield found


def _why_not(process: Process) -> str:
    answer = process.told()
    told = answer.text if answer else "it does not listen"
    return f"{process.alive()=} {told} {process.log.read_text('utf-8')[-2000:]}"


def until(holds: Callable[[], object], seconds: float = 120) -> bool:
    """Wait for something to hold."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def fired(house: House) -> int:
    """Count what has rung; -1 while the database is away."""
    try:
        return value(house, "SELECT count(*) FROM deadline_fire")
    except DBAPIError:
        return -1


def wait_for_fires(
    house: House, wanted: int, since: float | None = None, seconds: float = 240
) -> float:
    """Wait until so many rungs have rung; the longest time in which none did, at most.

    Args:
        house: where.
        wanted: how many in all.
        since: when they began to be due (`time.monotonic`); what rang before the first look is
            not known to have rung before then.
        seconds: how long it may take.
    """
    end, longest, seen, last = time.monotonic() + seconds, 0.0, -1, since or time.monotonic()
    while seen < wanted:
        assert time.monotonic() < end, f"{seen} of {wanted} fired"
        now = fired(house)
        longest = max(longest, time.monotonic() - last)
        if now > seen:
            seen, last = now, time.monotonic()
        time.sleep(0.05)
    return longest
