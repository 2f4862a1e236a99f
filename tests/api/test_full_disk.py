"""The database's disk is full: acts are refused and told so, nothing is lost, all resumes."""

import os
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from api.app import create_app
from models.database import owner_engine
from scheduler.jobs import enforce_deadlines, ring
from services.house import House
from tests.api.client import Client, seated
from tests.builders import noon
from tests.conftest import Server, _house
from tests.services.hands import value, verdict

#: Room for the year at work, and not much besides.
_SIZE = "size=160m,mode=711"
NODE = "2017-D01-001-3"


def _owner_of_data(server: Server) -> int:
    """Who runs the server; where it is another machine's, its disk cannot be filled."""
    engine = owner_engine(server.address)
    with engine.connect() as connection:
        found = Path(connection.execute(text("SHOW data_directory")).scalar_one())
    engine.dispose()
    if not found.exists():
        pytest.skip("the server's disk is elsewhere")
    return found.stat().st_uid


@pytest.fixture
def disk(server: Server) -> Iterator[Path]:
    """A small disk, on which the server may write in `space`; it may pass through to there."""
    owner = _owner_of_data(server)
    found = Path(tempfile.mkdtemp(prefix="jx"))
    mount = ["mount", "-t", "tmpfs", "-o", _SIZE, "tmpfs", str(found)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("root alone can mount a disk")
    try:
        found.chmod(0o711)
        (found / "space").mkdir(mode=0o700)
        os.chown(found / "space", owner, -1)
        yield found
    finally:
        subprocess.run(["umount", "-l", str(found)], check=False)
        found.rmdir()


@pytest.fixture
def tight(server: Server, working_template: str, disk: Path, tmp_path: Path) -> Iterator[House]:
    """The year at work, on the small disk."""
    name = f"jx_tight_{uuid.uuid4().hex[:8]}"
    server.run(
        f"CREATE TABLESPACE {name} LOCATION '{disk / 'space'}'",
        f"CREATE DATABASE {name} TEMPLATE {working_template} TABLESPACE {name}",
    )
    house = _house(server, name, tmp_path / "data")
    yield house
    house.database.close()
    server.run(f"DROP DATABASE {name} WITH (FORCE)", f"DROP TABLESPACE {name}")


def _fill(disk: Path) -> Path:
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(8192)):
                pass
        except OSError:
            return ballast


def _until_refused(head: Client) -> tuple[int, str]:
    """Draft until there is no room; the last revision that was acknowledged, and what was said."""
    revision = 0
    for _ in range(2000):
        answer = head.post(f"nodes/{NODE}/draft", {"progress": os.urandom(1950).hex()})
        if answer.status_code != 200:
            assert answer.status_code == 503, answer.text
            return revision, answer.json()["detail"]
        revision = answer.json()["revision"]
    pytest.fail("the disk was never full")


def test_on_a_full_disk_acts_are_refused_reading_goes_on_and_all_resumes(tight: House, disk: Path):
    house = tight
    with seated(create_app(house), house) as client:
        head = client.by("d01-head")
        assert head.get(f"nodes/{NODE}").status_code == 200
        ballast = _fill(disk)

        revision, said = _until_refused(head)

        assert "磁盘已满" in said
        assert head.get(f"nodes/{NODE}").json()["revision"] == revision
        house.clock.move_to(noon(2017, 9, 26))
        with capture_logs() as logs:
            ring("enforce-deadlines", enforce_deadlines, house)
        assert "No space left" in next(log["why"] for log in logs if log["event"] == "bell failed")
        # A full disk is no fault of a subject.
        assert value(house, "SELECT count(*) FROM deadline WHERE set_aside IS NOT NULL") == 0

        ballast.unlink()

        again = head.post(f"nodes/{NODE}/draft", {"progress": "腾出空间后"})
        assert again.json()["revision"] == revision + 1
    assert enforce_deadlines(house)
    assert enforce_deadlines(house) == 0
    assert value(house, "SELECT count(*) FROM deadline_fire") == value(
        house, "SELECT count(*) FROM trail WHERE trigger = 'ring'"
    )
    assert verdict(house).first_bad is None
