"""The data folder: private, one owner at a time, a server that nobody else reaches."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from kit.errors import InUse, Unavailable
from kit.settings import Settings
from models.database import owner_engine
from models.embedded import start_embedded
from models.folder import DataFolder
from services.house import address_of
from tests.services.hands import at_once


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_folder_made_is_closed_to_others(tmp_path: Path):
    folder = DataFolder(tmp_path / "deep" / "data")
    folder.make()
    folder.make()
    assert _mode(folder.path) & 0o066 == 0
    assert _mode(folder.files) & 0o077 == 0


HOLD = """
import sys
from pathlib import Path
from models.folder import DataFolder
with DataFolder(Path(sys.argv[1])).owned("演示"):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_second_start_says_who_has_the_folder_until_that_one_dies(tmp_path: Path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as child:  # fmt: skip
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        with pytest.raises(InUse) as refused, DataFolder(tmp_path).owned("第二个"):
            pass
        for word in (str(tmp_path), "演示", str(child.pid)):
            assert word in refused.value.message
        child.kill()
    with DataFolder(tmp_path).owned("接手"):
        assert "接手" in (tmp_path / "owner").read_text(encoding="utf-8")
    assert not (tmp_path / "owner").exists()


def test_a_description_is_there_whole_or_not_at_all(tmp_path: Path):
    folder = DataFolder(tmp_path)
    assert folder.description() == {}
    folder.describe(plan="fangshan-2017", seed=7)
    assert folder.description() == {"plan": "fangshan-2017", "seed": 7}
    assert not list(tmp_path.glob("*.new"))


def test_a_path_too_long_for_a_private_socket_is_refused_before_anything_is_made(tmp_path: Path):
    folder = DataFolder(tmp_path / ("x" * 90))
    with pytest.raises(Unavailable) as refused:
        start_embedded(folder)
    assert str(folder.path) in refused.value.message
    assert not folder.path.exists()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> tuple[DataFolder, str, dict[Path, int]]:
    """A folder with an embedded server of its own, and the modes of its parents before."""
    parent = tmp_path_factory.mktemp("e")
    parent.chmod(0o700)
    folder = DataFolder(parent / "d")
    folder.make()
    before = {place: _mode(place) for place in folder.path.parents}
    return folder, start_embedded(folder), before


def test_the_socket_lies_in_the_folder_and_nobody_else_may_look_in(
    served: tuple[DataFolder, str, dict[Path, int]],
):
    folder, address, _ = served
    assert str(folder.pg.resolve()) in address.replace("%2F", "/")
    assert list(folder.pg.glob(".s.PGSQL.*"))
    assert _mode(folder.pg) & 0o077 == 0
    assert _mode(folder.path) & 0o066 == 0


def test_no_parent_folder_was_opened_for_reading(
    served: tuple[DataFolder, str, dict[Path, int]],
):
    _, _, before = served
    for place, mode in before.items():
        assert _mode(place) in (mode, mode | 0o011)


def test_two_that_start_at_once_share_one_server_and_one_database(
    served: tuple[DataFolder, str, dict[Path, int]],
):
    folder, _, _ = served
    settings = Settings(data_dir=folder.path)
    first, second, third = at_once([lambda: address_of(settings, folder)] * 3)
    assert isinstance(first, str), first
    assert first == second == third
    engine = owner_engine(first)
    with engine.connect() as connection:
        durable = connection.execute(
            text("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        ).one()
    engine.dispose()
    assert tuple(durable) == ("on", "on")
