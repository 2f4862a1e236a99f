"""`jixiao up`, as a process: it serves, holds its folder, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _up(data: Path, port: int) -> subprocess.Popen[str]:
    words = ["up", "--data", str(data), "--port", str(port), "--prefect-port", "0"]
    return subprocess.Popen(
        [sys.executable, "-m", "cli", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture
def address(opened: Path) -> Iterator[str]:
    port = _free_port()
    process = _up(opened, port)
    found = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            httpx.get(f"{found}/healthz")
            break
        except httpx.TransportError:
            time.sleep(0.1)
    yield found
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)


def test_it_serves_pages_api_and_tick(address: str, opened: Path):
    # Drawn when it is asked for the first time, over all routes of the house.
    document = httpx.get(f"{address}/api/v1/openapi.json", timeout=60).json()

    assert document["openapi"].startswith("3.")
    assert httpx.get(address).status_code == 200
    assert httpx.get(f"{address}/api/v1/indicators").status_code == 401
    until = time.monotonic() + 30
    while httpx.get(f"{address}/readyz").status_code != 200 and time.monotonic() < until:
        time.sleep(0.5)
    assert httpx.get(f"{address}/readyz").status_code == 200

    second = _up(opened, _free_port())
    said, _ = second.communicate(timeout=60)
    assert second.returncode == 1
    assert "正被" in said


def test_a_leash_ends_the_command_with_its_holder():
    code = (
        "import subprocess, sys, time;"
        "p = subprocess.Popen([sys.executable, '-m', 'cli.leash', 'sleep', '300'],"
        " stdin=subprocess.PIPE); print(p.pid, flush=True); time.sleep(300)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    leash = int(holder.stdout.readline())

    holder.kill()
    holder.communicate()

    until = time.monotonic() + 20
    while _is_running(leash) and time.monotonic() < until:
        time.sleep(0.1)
    assert not _is_running(leash)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    # A process that nobody has waited for is over, though its number is still taken.
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")
