"""A key that is a file outside the database: secrets are made from it, none is stored."""

import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

_SIZE = 32


class KeyFile:
    """The key file; it is laid down when it is first needed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def derive(self, name: str) -> bytes:
        """Make the secret of a name: the same name under the same key gives the same (SHA-256)."""
        return hmac.digest(self.key(), name.encode(), "sha256")

    def key(self) -> bytes:
        """Read the key; lay it down first where there is none."""
        if not self._path.exists():
            self._lay_down()
        return self._path.read_bytes()

    def key_if_there(self) -> bytes | None:
        """Read the key; None where there is none."""
        with suppress(FileNotFoundError):
            return self._path.read_bytes()
        return None

    def _lay_down(self) -> None:
        # Whole or not at all, and whoever comes second takes the one that is there.
        draft = self._path.with_name(f"{self._path.name}.{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(_SIZE))
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                self._path.hardlink_to(draft)
        finally:
            draft.unlink()
