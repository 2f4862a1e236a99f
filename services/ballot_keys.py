"""Keys of open ballot sessions: files outside the database, destroyed when the urn is locked.

Whoever reads the database alone reads no ballot; whoever reads this folder while a session is open
could, so it belongs to the product's own user and in no backup.
"""

import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

_SIZE = 32


@dataclass(frozen=True, slots=True)
class SessionKey:
    """The key of one session; what it is used for each has a key of its own."""

    secret: bytes

    def tag(self, purpose: str, content: bytes) -> bytes:
        """Authenticate something for a purpose: HMAC-SHA256."""
        return hmac.digest(self.part(purpose), content, "sha256")

    def part(self, purpose: str) -> bytes:
        """Derive the key of a purpose, 32 bytes."""
        return hmac.digest(self.secret, purpose.encode(), "sha256")


class KeyBox:
    """The folder of the keys."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def path(self, district_id: str, session_id: str) -> Path:
        """Where a session's key lies."""
        return self._home / f"{district_id}.{session_id}.key"

    def create(self, district_id: str, session_id: str) -> None:
        """Lay a new key down for a session, durably; one left by a failed opening is replaced."""
        self._home.mkdir(mode=0o700, exist_ok=True)
        path = self.path(district_id, session_id)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_SIZE))
            file.flush()
            os.fsync(file.fileno())
        _sync(self._home)

    def find(self, district_id: str, session_id: str) -> SessionKey | None:
        """Find a session's key; None when it was destroyed or lost."""
        try:
            found = self.path(district_id, session_id).read_bytes()
        except FileNotFoundError:
            return None
        return SessionKey(found) if len(found) == _SIZE else None

    def destroy(self, district_id: str, session_id: str) -> None:
        """Overwrite and remove a session's key; one that is gone stays gone."""
        path = self.path(district_id, session_id)
        try:
            handle = os.open(path, os.O_WRONLY)
        except FileNotFoundError:
            return
        with os.fdopen(handle, "wb") as file:
            file.write(bytes(_SIZE))
            file.flush()
            os.fsync(file.fileno())
        path.unlink(missing_ok=True)
        _sync(self._home)

    def tidy(self, connection: Connection) -> None:
        """Destroy keys whose session has ended: what a process killed in between left over."""
        if self._home.exists() and any(self._home.iterdir()):
            for row in connection.execute(_ENDED):
                self.destroy(row.district_id, row.id)


class TrialBox(KeyBox):
    """The same keys, where nothing is laid down and nothing destroyed."""

    def create(self, district_id: str, session_id: str) -> None:
        """Lay nothing down."""

    def destroy(self, district_id: str, session_id: str) -> None:
        """Destroy nothing."""


_ENDED = text(
    "SELECT district_id, id FROM ballot_session WHERE state IN ('locked', 'published', 'void')"
)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
