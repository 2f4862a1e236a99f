"""The one place that reads the wall; everyone else is told what time it is.

Times are aware and in UTC. A rehearsed data folder keeps its own clock in `clock.json`; a real
folder has none.
"""

import fcntl
import json
import os
import re
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Protocol, Self

from kit.errors import Unavailable

CLOCK_FILE = "clock.json"

_DURATION = re.compile(r"([0-9]{1,5})([wdhm])")
_UNITS = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
}
_NOTHING = timedelta(0)


class Clock(Protocol):
    """What tells the time."""

    @property
    def label(self) -> str:
        """Which clock this is, for the reader of a page (Chinese)."""
        ...

    def now(self) -> datetime:
        """Tell the time, aware and in UTC."""
        ...


class RealClock:
    """The clock on the wall."""

    label = "实时"

    def now(self) -> datetime:
        """Tell the time, aware and in UTC."""
        return _wall()


class FixedClock:
    """A clock that stands still."""

    label = "固定时钟"

    def __init__(self, at: datetime) -> None:
        self._at = as_utc(at)

    def now(self) -> datetime:
        """Tell the time, aware and in UTC."""
        return self._at


class VirtualClock(FixedClock):
    """A clock that moves only when it is moved, and never backwards."""

    label = "演练时钟"

    def advance(self, by: timedelta) -> datetime:
        """Move on by a span and tell the time; ValueError when the span is negative."""
        return self.move_to(self._at + by)

    def move_to(self, at: datetime) -> datetime:
        """Move on to an instant and tell the time; ValueError when it has passed."""
        self._at = _not_before(self._at, as_utc(at))
        return self._at


class FolderClock:
    """The clock of a rehearsed folder: started, running on at real pace, movable forward only.

    Kept in a file, so that every process that serves the folder shows the same time and sees a move
    at its next `now()`; a call costs one `stat`, and a read only when the file was replaced.
    """

    label = "演练时钟"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: tuple[_Stamp, _Reading] | None = None

    @classmethod
    def start(cls, path: Path, shown: datetime) -> Self:
        """Set a clock going from the time shown; ValueError when one there is past it."""
        clock, shown = cls(path), as_utc(shown)
        with _held(path):
            if path.exists():
                _not_before(clock.now(), shown)
            _write(path, _Reading(shown, _wall()))
        return clock

    def now(self) -> datetime:
        """Tell the time, aware and in UTC; `Unavailable` when the file cannot be read."""
        return self._reading().at(_wall())

    def advance(self, by: timedelta) -> datetime:
        """Move on by a span, for all processes, and tell the time; ValueError unless positive."""
        if by <= _NOTHING:
            raise ValueError("演练时钟只能向前拨，时长须大于零，例如 7d。")
        with _held(self._path):
            wall = _wall()
            _write(self._path, _Reading(self._reading().at(wall) + by, wall))
        return self.now()

    def _reading(self) -> "_Reading":
        try:
            status = self._path.stat()
            # Taken before the read: if the file is replaced in between, the next call reads again.
            stamp = _Stamp(status.st_mtime_ns, status.st_size, status.st_ino)
            if self._known is None or self._known[0] != stamp:
                self._known = stamp, _read(self._path)
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise Unavailable(
                f"演练时钟文件 {self._path.name} 无法读取，请恢复该文件后再试。"
            ) from fault
        return self._known[1]


class _Stamp(NamedTuple):
    mtime_ns: int
    size: int
    inode: int


class _Reading(NamedTuple):
    shown: datetime
    real: datetime

    def at(self, wall: datetime) -> datetime:
        # A wall set back (NTP, a hand) stops this clock, it does not turn it back.
        return self.shown + max(wall - self.real, _NOTHING)


def clock_of(folder: Path) -> Clock:
    """Find the clock of a data folder: its own when it was rehearsed, else the wall."""
    path = folder / CLOCK_FILE
    return FolderClock(path) if path.exists() else RealClock()


def as_utc(at: datetime) -> datetime:
    """Turn an aware time into UTC; ValueError for a naive one, which belongs to nobody."""
    if at.tzinfo is None:
        raise ValueError("时间须带时区。")
    return at.astimezone(UTC)


def parse_duration(text: str) -> timedelta:
    """Read `2w`, `7d`, `12h` or `90m`; ValueError for anything else."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise ValueError(
            f"看不懂时长“{text}”：请写数字加单位 w（周）、d（天）、h（时）、m（分），例如 7d。"
        )
    return int(found[1]) * _UNITS[found[2]]


def _wall() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the one place


def _not_before(now: datetime, at: datetime) -> datetime:
    if at < now:
        raise ValueError(f"时钟不能倒拨：现在是 {now.isoformat()}，不能拨到 {at.isoformat()}。")
    return at


def _read(path: Path) -> _Reading:
    fields = json.loads(path.read_text("utf-8"))
    return _Reading(*(as_utc(datetime.fromisoformat(fields[name])) for name in _Reading._fields))


def _write(path: Path, reading: _Reading) -> None:
    draft = path.with_suffix(".new")
    with draft.open("w", encoding="utf-8") as file:
        json.dump({name: at.isoformat() for name, at in reading._asdict().items()}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@contextmanager
def _held(path: Path) -> Generator[None]:
    # Two moves at once would each start from the same time, and the shorter could undo the longer.
    with path.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
