"""One-time codes (动态口令, RFC 6238): secrets from a key outside the database."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pyotp.totp import TOTP

from services.key_files import KeyFile

#: A code of the half minute before or after is right as well.
_WINDOW = 1
_CODES = 10


def new_salt() -> str:
    """Draw what makes a new secret."""
    return secrets.token_hex(16)


def authenticator(keys: KeyFile, district_id: str, person_id: str, salt: str) -> TOTP:
    """Give the generator of somebody's codes."""
    derived = keys.derive(f"totp:{district_id}:{person_id}:{salt}")[:20]
    secret = base64.b32encode(derived).decode()
    return TOTP(secret, name=person_id, issuer=f"jixiao {district_id}")


def step_of(totp: TOTP, code: str, at: datetime) -> int:
    """Name the time step that a code is of; 0 for none near."""
    now = int(at.timestamp()) // totp.interval
    steps = range(now - _WINDOW, now + _WINDOW + 1)
    # All are looked at, so that the time it takes tells nothing.
    found = [
        step for step in steps if hmac.compare_digest(_code(totp, step), code.strip().encode())
    ]
    return found[-1] if found else 0


def _code(totp: TOTP, step: int) -> bytes:
    return totp.generate_otp(step).encode()


def shown(keys: KeyFile, row: Mapping[str, Any], code: str, at: datetime) -> int:
    """Name the time step of the code that somebody's authenticator shows; 0 for a wrong code."""
    if not row["totp_salt"] or not code:
        return 0
    return step_of(authenticator(keys, row["district_id"], row["id"], row["totp_salt"]), code, at)


def recovery_codes() -> list[str]:
    """Draw codes for whoever loses the device; each is good once."""
    # 120 bits each: what is kept of them is summed up without a salt.
    drawn = [base64.b32encode(secrets.token_bytes(15)).decode().lower() for _ in range(_CODES)]
    return [f"{code[:8]}-{code[8:16]}-{code[16:]}" for code in drawn]


def digest_of(code: str) -> str:
    """Sum a recovery code up, as it is kept (SHA-256, hex)."""
    return hashlib.sha256(code.strip().lower().encode()).hexdigest()
