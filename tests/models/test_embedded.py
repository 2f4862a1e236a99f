"""The embedded server is found again, whatever has become of the one before."""

import subprocess
from collections.abc import Callable

import pytest

from tests.crash.servers import embedded


def _another_program() -> subprocess.Popen[bytes]:
    return subprocess.Popen(["sleep", "120"])


def _a_zombie() -> subprocess.Popen[bytes]:
    ended = subprocess.Popen(["true"], stdout=subprocess.PIPE)
    assert ended.stdout
    ended.stdout.read()  # it is over, and nobody has asked how it went
    return ended


@pytest.mark.parametrize("now", [_another_program, _a_zombie])
def test_a_server_was_killed_and_its_number_is_somebody_elses(
    now: Callable[[], subprocess.Popen[bytes]],
):
    with embedded() as server:
        server.kill()
        with now() as other:
            for left in (server.data / "postmaster.pid", *server.data.glob(".s.PGSQL.*.lock")):
                _, _, rest = left.read_text().partition("\n")
                left.write_text(f"{other.pid}\n{rest}")
            try:
                server.start()
            finally:
                other.kill()

        server.run("SELECT 1")
