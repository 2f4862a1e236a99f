"""Secrets of subscriptions: made from a key that is a file outside the database.

The database holds a salt for each, which is no secret: who reads the database alone can sign
nothing. The same salt under the same key gives the same secret, so nothing needs to be stored, and
every process that signs must have the file. A salt begins with the mark of its key: under another
key, as after a restore without the file, it gives no secret rather than a wrong one.
"""

import base64
import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_SIZE = 32
_MARK = 8
#: How the receiver is told a secret (Standard Webhooks).
PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class Secret:
    """What signer and receiver share."""

    key: bytes

    def shown(self) -> str:
        """Write it for the receiver."""
        return PREFIX + base64.b64encode(self.key).decode()

    def sign(self, message_id: str, timestamp: int, body: bytes) -> str:
        """Sign a message (Standard Webhooks, v1)."""
        signed = f"{message_id}.{timestamp}.".encode() + body
        return "v1," + base64.b64encode(hmac.digest(self.key, signed, "sha256")).decode()


class SecretBox:
    """The key file; it is laid down when it is first needed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def new_salt(self) -> str:
        """Draw what makes a new secret."""
        if not self._path.exists():
            self._lay_down()
        return _mark(self._path.read_bytes()) + secrets.token_hex(12)

    def secret(self, district_id: str, webhook_id: str, salt: str) -> Secret | None:
        """Make the secret of a subscription; None when the key it was made with is gone."""
        try:
            key = self._path.read_bytes()
        except FileNotFoundError:
            return None
        if salt[:_MARK] != _mark(key):
            return None
        named = f"webhook:{district_id}:{webhook_id}:{salt}".encode()
        return Secret(hmac.digest(key, named, "sha256"))

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


def _mark(key: bytes) -> str:
    return hmac.digest(key, b"mark", "sha256").hex()[:_MARK]
