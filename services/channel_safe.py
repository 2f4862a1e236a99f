"""Where the addresses of people's channels lie: encrypted under a key outside the database.

A robot's token lets whoever has it write into the group, so it is never shown again, and who reads
the database alone cannot use it. Unlike the secrets of subscriptions it cannot be made from a
salt: it comes from outside.
"""

import base64
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.key_files import KeyFile

_NONCE = 12
#: Characters of a code, five bits each: nobody guesses forty.
_CODE = 8

#: District and person.
Owner = tuple[str, str]


class ChannelSafe:
    """Addresses and codes under one key file."""

    def __init__(self, keys: KeyFile) -> None:
        self._keys = keys

    def seal(self, owner: Owner, address: str) -> bytes:
        """Lock an address away (AES-256-GCM); it opens for its owner alone."""
        nonce = os.urandom(_NONCE)
        cipher = AESGCM(self._keys.derive("channels"))
        return nonce + cipher.encrypt(nonce, address.encode(), _bound(owner))

    def open(self, owner: Owner, sealed: bytes) -> str | None:
        """Take an address out; None when the key it was locked with is gone."""
        if self._keys.key_if_there() is None:
            return None
        cipher = AESGCM(self._keys.derive("channels"))
        try:
            return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(owner)).decode()
        except InvalidTag:
            return None

    def code(self, owner: Owner, number: int) -> str:
        """Make the code that confirms a channel; it is kept nowhere."""
        made = self._keys.derive(f"confirm:{'/'.join(owner)}:{number}")
        return base64.b32encode(made).decode()[:_CODE]

    def code_fits(self, owner: Owner, number: int, code: str) -> bool:
        """Tell whether a code is the channel's."""
        typed = code.strip().upper().encode()
        return hmac.compare_digest(self.code(owner, number).encode(), typed)


def _bound(owner: Owner) -> bytes:
    return "/".join(owner).encode()
