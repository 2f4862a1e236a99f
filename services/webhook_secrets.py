"""Secrets of subscriptions: made from a key that is a file outside the database.

The database holds a salt for each, which is no secret: who reads the database alone can sign
nothing. The same salt under the same key gives the same secret, so nothing needs to be stored, and
every process that signs must have the file. A salt begins with the mark of its key: under another
key, as after a restore without the file, it gives no secret rather than a wrong one.
"""

import base64
import hmac
import secrets
from dataclasses import dataclass

from services.key_files import KeyFile

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
    """Secrets of subscriptions under one key file."""

    def __init__(self, keys: KeyFile) -> None:
        self._keys = keys

    def new_salt(self) -> str:
        """Draw what makes a new secret."""
        return _mark(self._keys.key()) + secrets.token_hex(12)

    def secret(self, district_id: str, webhook_id: str, salt: str) -> Secret | None:
        """Make the secret of a subscription; None when the key it was made with is gone."""
        key = self._keys.key_if_there()
        if key is None or salt[:_MARK] != _mark(key):
            return None
        return Secret(self._keys.derive(f"webhook:{district_id}:{webhook_id}:{salt}"))


def _mark(key: bytes) -> str:
    return hmac.digest(key, b"mark", "sha256").hex()[:_MARK]
