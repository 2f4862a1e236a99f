"""A backup a day, by itself: at its hour, once, kept so many, and a failure is told."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kit.errors import Unavailable
from kit.settings import Settings
from scheduler.jobs import ring
from scheduler.timetable import timetable
from services import backups, metrics
from services.counters import REGISTRY
from services.house import House
from tests.builders import SHANGHAI, noon
from tests.services.hands import at_once


@pytest.fixture
def backed(empty_house: House, tmp_path: Path) -> House:
    """A house with a folder for its backups, of which two are kept, from three o'clock on."""
    wanted = {"backup_dir": str(tmp_path / "backups"), "backup_hour": 3, "backup_keep": 2}
    return replace(empty_house, settings=Settings(data_dir=tmp_path, **wanted))


def kept(house: House) -> list[str]:
    return sorted(file.name for file in Path(house.settings.backup_dir).glob("*"))


def test_a_backup_is_taken_once_a_day_from_its_hour_on_and_the_oldest_goes(backed: House):
    clock = backed.clock
    clock.move_to(noon(2017, 9, 2) - timedelta(hours=10))  # two o'clock
    assert backups.of_the_day(backed, SHANGHAI) == 0
    for _ in range(3):
        clock.advance(timedelta(hours=2))
        found = at_once([lambda: backups.of_the_day(backed, SHANGHAI)] * 3)
        assert sorted(found) == [0, 0, 1]
        assert backups.of_the_day(backed, SHANGHAI) == 0
        clock.advance(timedelta(hours=22))

    assert kept(backed) == ["jixiao-2017-09-03.tar", "jixiao-2017-09-04.tar"]
    file = Path(backed.settings.backup_dir, "jixiao-2017-09-04.tar")
    assert file.stat().st_mode & 0o077 == 0


def test_a_failed_backup_leaves_nothing_half_done_and_is_counted(backed: House):
    blocked = Path(backed.settings.backup_dir)
    blocked.write_text("not a folder", "utf-8")
    with pytest.raises(Unavailable, match="备份"):
        backups.of_the_day(backed, SHANGHAI)
    bell = next(b for b in timetable(5, SHANGHAI, None) if b.id == "back-up")
    before = _failures()

    ring(bell.id, bell.job, backed)

    assert _failures() == before + 1
    assert b"jixiao_backup_age_seconds 1.5" in metrics.exposition(backed)  # none since 1970
    blocked.unlink()
    ring(bell.id, bell.job, backed)
    assert len(kept(backed)) == 1
    assert backups.age(backed, SHANGHAI) == timedelta(hours=9)


def test_without_a_folder_none_is_taken_and_none_is_missed(empty_house: House):
    assert backups.of_the_day(empty_house, SHANGHAI) == 0
    assert backups.age(empty_house, SHANGHAI) is None


def _failures() -> float:
    return REGISTRY.get_sample_value("jixiao_bell_failures_total", {"bell": "back-up"}) or 0.0
