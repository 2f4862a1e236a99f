"""A data folder: embedded database, evidence files, the folder's clock, and one owner at a time."""

import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import fasteners

from kit.clock import Clock, clock_of
from kit.errors import InUse

#: Others may pass through to a socket they may not open, but not look in: the embedded server runs
#: as a user of its own when started by root.
_PRIVATE = 0o711


class DataFolder:
    """The places inside a data folder."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()

    @property
    def pg(self) -> Path:
        """The embedded PostgreSQL's files and socket."""
        return self.path / "pg"

    @property
    def files(self) -> Path:
        """Evidence, stored by hash."""
        return self.path / "files"

    @property
    def ballots(self) -> Path:
        """Keys of open ballot sessions; in no backup, and gone when the ballots are counted."""
        return self.path / "ballots"

    @property
    def webhooks(self) -> Path:
        """The key from which the secrets of subscriptions are made; in no backup."""
        return self.path / "webhooks.key"

    @property
    def identity(self) -> Path:
        """The key from which the secrets of authenticators are made; keep it with the backups."""
        return self.path / "identity.key"

    @property
    def channels(self) -> Path:
        """The key under which people's addresses lie; keep it with the backups of the database."""
        return self.path / "channels.key"

    @property
    def prefect(self) -> Path:
        """Prefect's own home, with its SQLite file."""
        return self.path / "prefect"

    @property
    def prefect_key(self) -> Path:
        """The key from which the secret of Prefect's server is made; in no backup."""
        return self.path / "prefect.key"

    @property
    def note(self) -> Path:
        """What this folder is: written when it has been filled."""
        return self.path / "folder.json"

    def clock(self) -> Clock:
        """The folder's own clock when it was rehearsed, else the real one."""
        return clock_of(self.path)

    def make(self) -> None:
        """Create the folder, closed to others."""
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(_PRIVATE)
        self.files.mkdir(mode=0o700, exist_ok=True)

    def describe(self, **facts: str | int) -> None:
        """Write down what the folder is; its presence says that the folder is filled."""
        draft = self.note.with_suffix(".new")
        # A rehearsal's facts hold its password: nobody else on the machine may read it.
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
        draft.replace(self.note)

    def description(self) -> dict[str, str | int]:
        """Read what the folder is; empty when it has not been filled."""
        if not self.note.exists():
            return {}
        return json.loads(self.note.read_text(encoding="utf-8"))

    @contextmanager
    def owned(self, purpose: str) -> Generator[None]:
        """Hold the folder for one server; a second start says who has it.

        Raises:
            InUse: another process serves this folder.
        """
        self.make()
        holder = self.path / "owner"
        lock = fasteners.InterProcessLock(self.path / "owner.lock")
        if not lock.acquire(blocking=False):
            if lock.lockfile:
                lock.lockfile.close()  # fasteners leaves it open
            raise InUse(_in_use(self.path, holder))
        try:
            holder.write_text(f"{purpose}（进程 {os.getpid()}）", encoding="utf-8")
            yield
        finally:
            holder.unlink(missing_ok=True)
            lock.release()


def _in_use(path: Path, holder: Path) -> str:
    who = holder.read_text(encoding="utf-8") if holder.exists() else "另一个进程"
    return f"数据目录 {path} 正被{who}使用。请先停止它，或用 --data 指定另一个目录。"
