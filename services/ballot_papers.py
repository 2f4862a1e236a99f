"""Ballot papers (选票): a token that says what may be judged and not by whom; seals."""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kit.errors import NotPermitted
from services.ballot_keys import SessionKey

#: A mark of 不了解, and the place of a unit that the judge may not judge.
UNKNOWN, OWN = "?", "-"
#: Characters of a sealed mark: every ballot of a session is as long as any other.
_WIDTH = 16
_LONGEST_TOKEN = 4096
#: What names a district or a session, and a file: nothing else of a stranger's token does.
_NAME = re.compile(r"[0-9A-Za-z_-]{1,64}")


class Forged(NotPermitted):
    """选票无效：不是本场测评发出的，或内容已被改动。"""


@dataclass(frozen=True, slots=True)
class Paper:
    """A ballot paper.

    Attributes:
        group: key of the judge group.
        own: ids of the units it is no good for.
        nonce: 32 bytes that only this paper has; the database knows their digest once it is cast.
    """

    district_id: str
    session_id: str
    group: str
    own: tuple[str, ...]
    nonce: bytes

    @property
    def digest(self) -> bytes:
        """Under what its ballot lies in the urn (SHA-256)."""
        return hashlib.sha256(self.nonce).digest()

    def token(self, key: SessionKey) -> str:
        """Write the paper as the judge takes it home."""
        content = self._content()
        return f"{_packed(content)}.{_packed(key.tag('paper', content))}"

    def is_authentic(self, token: str, key: SessionKey) -> bool:
        """Tell whether a token that reads like this paper was written with the key."""
        return hmac.compare_digest(token.encode(), self.token(key).encode())

    def _content(self) -> bytes:
        return orjson.dumps(
            [self.district_id, self.session_id, self.group, list(self.own), self.nonce.hex()]
        )


def read(token: str) -> Paper:
    """Read a token; whether it is authentic only the session's key tells.

    Raises:
        Forged: it is no token.
    """
    try:
        if len(token) > _LONGEST_TOKEN:
            raise Forged
        content = base64.urlsafe_b64decode(token.partition(".")[0].encode("ascii"))
        district_id, session_id, group, own, nonce = orjson.loads(content)
        if not (_NAME.fullmatch(district_id) and _NAME.fullmatch(session_id)):
            raise Forged
        return Paper(district_id, session_id, str(group), tuple(own), bytes.fromhex(nonce))
    except (ValueError, TypeError, binascii.Error) as error:
        raise Forged from error


def _packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode("ascii")


def nonce_for(key: SessionKey, person_id: str, secret: str) -> bytes:
    """Make a paper's nonce out of what only the judge's own device knows."""
    return key.tag("nonce", f"{person_id}/{secret}".encode())


def fresh_nonce() -> bytes:
    """Make a nonce that nobody knows: of a ballot entered from paper."""
    return secrets.token_bytes(32)


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals and opens the ballots of one session.

    Attributes:
        units: the session's, in their order: the order of the marks in a ballot.
    """

    key: SessionKey
    name: str
    units: Sequence[str]

    def seal(self, digest: bytes, group: str, marks: Mapping[str, str]) -> bytes:
        """Seal marks by unit (text, `UNKNOWN` or `OWN`); as long as any other ballot."""
        content = "".join(marks.get(unit, OWN).rjust(_WIDTH) for unit in self.units).encode()
        nonce = secrets.token_bytes(12)
        return nonce + self._cipher.encrypt(nonce, content, self._about(digest, group))

    def unseal(self, row: Mapping[str, Any]) -> dict[str, str]:
        """Open a ballot: marks by unit, those it does not judge left out.

        Raises:
            InvalidTag: it was not sealed with this key, or for another group or place.
        """
        sealed, digest = bytes.fromhex(row["sealed"]), bytes.fromhex(row["digest"])
        about = self._about(digest, row["group"])
        content = self._cipher.decrypt(sealed[:12], sealed[12:], about).decode()
        cells = [
            content[place : place + _WIDTH].strip() for place in range(0, len(content), _WIDTH)
        ]
        return {u: mark for u, mark in zip(self.units, cells, strict=True) if mark != OWN}

    @property
    def _cipher(self) -> AESGCM:
        return AESGCM(self.key.part("ballot"))

    def _about(self, digest: bytes, group: str) -> bytes:
        return f"{self.name}/{group}/{digest.hex()}".encode()


def written(mark: Decimal) -> str:
    """Write a mark the one way in which equal marks are equal: without trailing zeros."""
    return format(mark.normalize(), "f")
