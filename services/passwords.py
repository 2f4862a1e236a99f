"""Passwords (口令): what a good one is, how it is hashed, and how a wrong one is found out."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from kit.errors import BadInput, Objection
from plans.settings_house import Identity

_HASHER = PasswordHash((Argon2Hasher(),))
#: Checked when nobody has the name, so that a wrong name takes as long as a wrong password.
_NOBODY = _HASHER.hash(secrets.token_urlsafe(16))
#: So much of a sign-in name makes a password like it.
_ALIKE = 4


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose password it shall be.

    Attributes:
        former: hashes of the passwords before, the latest first.
    """

    person_id: str
    former: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Verified:
    """What checking a password found.

    Attributes:
        renewed: the hash by today's parameters, where the kept one is by older ones.
    """

    right: bool
    renewed: str | None = None


def hashed(password: str) -> str:
    """Hash a password with argon2id."""
    return _HASHER.hash(password)


def verify(password: str, kept: str | None) -> Verified:
    """Check a password; without a kept hash it takes as long, and is wrong."""
    try:
        right, renewed = _HASHER.verify_and_update(password, kept or _NOBODY)
    except UnknownHashError:
        return verify(password, None)
    return Verified(right and bool(kept), renewed if kept else None)


def checked(password: str, identity: Identity, owner: Owner) -> str:
    """Hash a password that keeps the plan's rules.

    Raises:
        BadInput: with an objection for each rule that it breaks.
    """
    found = tuple(_objections(password, identity, owner))
    if found:
        raise BadInput("口令不符合规则。", objections=found)
    return hashed(password)


def _objections(password: str, identity: Identity, owner: Owner) -> Iterator[Objection]:
    if len(password) < identity.password_min_length:
        said = f"口令至少{identity.password_min_length}位。"
        yield Objection("password.too_short", said)
    if classes(password) < identity.password_classes:
        said = f"口令须含大写字母、小写字母、数字、其他符号中的{identity.password_classes}类。"
        yield Objection("password.too_plain", said)
    if _is_like(password, owner.person_id):
        yield Objection("password.like_name", "口令不能包含登录名。")
    former = owner.former[: identity.password_history]
    if any(verify(password, kept).right for kept in former):
        said = f"不能与最近{identity.password_history}个口令相同。"
        yield Objection("password.used_before", said)


def classes(password: str) -> int:
    """Count the classes of signs: lower case, upper case, digits, others."""
    tests = (str.islower, str.isupper, str.isdecimal)
    found = {next((i for i, of in enumerate(tests) if of(sign)), len(tests)) for sign in password}
    return len(found)


def _is_like(password: str, name: str) -> bool:
    plain, word = name.casefold(), password.casefold()
    return len(plain) >= _ALIKE and (plain in word or plain[::-1] in word)


def one_time(identity: Identity) -> str:
    """Make up a password that keeps the rules of any plan, to be changed at first sign-in."""
    drawn = secrets.token_urlsafe(max(12, identity.password_min_length))
    return f"Jx{secrets.randbelow(10)}-{drawn}"


def until(identity: Identity, at: datetime) -> datetime | None:
    """Tell from when on a password that is set now must be changed."""
    return at + timedelta(days=identity.password_days) if identity.password_days else None
