"""Backups (备份): database, evidence and clock in one file; one a day where that is set."""

import json
import tarfile
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import text

from kit.clock import CLOCK_FILE
from kit.deadlines import day_of
from kit.errors import Unavailable
from models import tools
from models.database import Database
from models.folder import DataFolder
from models.migrating import head
from services.house import House

log = structlog.get_logger()
DUMP = "database.dump"
ABOUT = "about.json"
_NAME = "jixiao-{day}.tar"


def back_up(folder: DataFolder, address: str, file: Path) -> int:
    """Write database, evidence and clock into one file; safe while the product is serving.

    The dump is one snapshot; files are only ever added, so those copied after it are all there.

    Returns:
        How many bytes the file has.

    Raises:
        Unavailable: the dump failed, or there is no room.
    """
    draft = file.with_name(f"{file.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent) as scratch:
            _write(folder, address, Path(scratch), draft)
        draft.replace(file)
    except OSError as fault:
        raise Unavailable(f"备份未能写入（{file.parent}）：{fault.strerror or fault}。") from fault
    finally:
        draft.unlink(missing_ok=True)
    return file.stat().st_size


def _write(folder: DataFolder, address: str, scratch: Path, draft: Path) -> None:
    dump, about = scratch / DUMP, scratch / ABOUT
    tools.run("pg_dump", ["--format=custom", "--no-owner", f"--file={dump}"], address)
    about.write_text(json.dumps({"schema": head()}), encoding="utf-8")
    draft.touch(mode=0o600)  # it holds what the data folder holds, closed like that
    with tarfile.open(draft, "w") as archive:
        archive.add(about, ABOUT)
        archive.add(dump, DUMP)
        for name in ("files", folder.note.name, CLOCK_FILE):
            if (folder.path / name).exists():
                archive.add(folder.path / name, name)


def of_the_day(house: House, zone: ZoneInfo) -> int:
    """Take the day's backup once its hour has come, and remove the oldest; how many were taken.

    Any number of processes may ask: one at a time takes it, and the file of the day is the proof.

    Raises:
        Unavailable: it failed; the next ring tries again.
    """
    settings, now = house.settings, house.now()
    if not settings.backup_dir or now.astimezone(zone).hour < settings.backup_hour:
        return 0
    home = Path(settings.backup_dir)
    file = home / _NAME.format(day=day_of(now, zone))
    with _alone(house.database) as mine:
        if not mine or file.exists():
            return 0
        try:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as fault:
            raise Unavailable(f"备份目录{home}无法建立：{fault.strerror}。") from fault
        size = back_up(house.folder, house.database.address, file)
        log.info("backed up", file=str(file), bytes=size)
        for old in _kept(home)[: -settings.backup_keep]:
            old.unlink()
    return 1


_LOCK = 7_018_005
_TAKE = text("SELECT pg_try_advisory_xact_lock(:lock)")


@contextmanager
def _alone(database: Database) -> Generator[bool]:
    with database.transaction() as connection:
        yield connection.execute(_TAKE, {"lock": _LOCK}).scalar_one()


def _kept(home: Path) -> list[Path]:
    return sorted(home.glob(_NAME.format(day="????-??-??")))


def age(house: House, zone: ZoneInfo) -> timedelta | None:
    """Tell how long ago the newest backup's hour was; None where no backups are to be taken.

    Where there is none yet, it is as if one had been taken long ago.
    """
    settings = house.settings
    if not settings.backup_dir:
        return None
    kept = _kept(Path(settings.backup_dir))
    day = date.fromisoformat(kept[-1].stem.removeprefix("jixiao-")) if kept else date(1970, 1, 1)
    return house.now() - datetime.combine(day, time(settings.backup_hour), zone)
