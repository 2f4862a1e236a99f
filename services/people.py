"""People: who they are, what capacities they hold, how they sign in."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Connection, text

from kit.errors import BadInput, NotFound, NotSignedIn
from models.database import LIMITED
from plans.settings_house import Identity
from states.capacity import BOUND_TO_UNIT, NARROW, Capacity, Grant

_HASHER = PasswordHash((Argon2Hasher(),))
#: Checked when nobody has the name, so that a wrong name takes as long as a wrong password.
_NOBODY = _HASHER.hash(secrets.token_urlsafe(16))


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who has shown who they are.

    Attributes:
        sight: ids of the units whose records may be read; None for all.
        on_behalf_of: whose capacities and sight these are; none for their own.
    """

    district_id: str
    person_id: str
    name: str
    unit_id: str | None
    grants: tuple[Grant, ...]
    sight: tuple[str, ...] | None
    on_behalf_of: str | None = None

    @property
    def judge(self) -> bool:
        """Whether they sit among the judges of the duty reports."""
        return any(grant.capacity is Capacity.JUDGE for grant in self.grants)


class Held(NamedTuple):
    """A capacity with the unit it is held in and what else bounds it (the group of a judge)."""

    capacity: Capacity
    unit_id: str | None = None
    scope: str = ""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to be enrolled, with the capacities they hold."""

    id: str
    name: str
    unit_id: str | None
    capacities: tuple[Held, ...]


def hash_password(password: str, minimum: int) -> str:
    """Hash a password with argon2id.

    Raises:
        BadInput: it is shorter than the plan's minimum.
    """
    if len(password) < minimum:
        raise BadInput(f"口令至少{minimum}位。")
    return _HASHER.hash(password)


_PERSON = text(
    "INSERT INTO person (district_id, id, name, unit_id, password_hash, failures, disabled)"
    " VALUES (:district, :id, :name, :unit, :hash, 0, false) ON CONFLICT DO NOTHING"
)
_ASSIGN = text(
    "INSERT INTO assignment (district_id, id, person_id, capacity, unit_id, scope, from_day)"
    " VALUES (:district, :id, :person, :capacity, :unit, :scope, :from_day) ON CONFLICT DO NOTHING"
)


def enrol(
    connection: Connection,
    district_id: str,
    people: Sequence[NewPerson],
    password_hash: str,
    from_day: date,
) -> None:
    """Enrol people with their capacities from a day on; who is there already stays as they are."""
    persons = [
        {
            "district": district_id,
            "id": person.id,
            "name": person.name,
            "unit": person.unit_id,
            "hash": password_hash,
        }
        for person in people
    ]
    connection.execute(_PERSON, persons)
    for person in people:
        assign(connection, district_id, person.id, person.capacities, from_day)


def assign(
    connection: Connection,
    district_id: str,
    person_id: str,
    capacities: Iterable[Held],
    from_day: date,
) -> None:
    """Give a person capacities from a day on.

    Raises:
        BadInput: a capacity of a unit is given without one.
    """
    rows = [
        {
            "district": district_id,
            "id": f"{person_id}:{held.capacity.value}:{held.unit_id or '*'}:{from_day}",
            "person": person_id,
            "capacity": held.capacity.value,
            "unit": held.unit_id,
            "scope": held.scope,
            "from_day": from_day,
        }
        for held in capacities
    ]
    for row in rows:
        if row["unit"] is None and Capacity(row["capacity"]) in BOUND_TO_UNIT:
            raise BadInput(f"“{Capacity(row['capacity']).zh}”须指明单位（--unit）。")
    if rows:
        connection.execute(_ASSIGN, rows)


_WHO = text(
    "SELECT p.*, (SELECT coalesce(jsonb_agg(jsonb_build_array(a.capacity, a.unit_id)), '[]')"
    " FROM assignment a WHERE a.district_id = p.district_id AND a.person_id = p.id"
    " AND a.from_day <= :today AND (a.until_day IS NULL OR a.until_day >= :today)) AS grants"
    " FROM person p"
)
_BY_NAME = text(f"{_WHO.text} WHERE p.district_id = :district AND p.id = :id")
_BY_TOKEN = text(
    f"{_WHO.text} JOIN access_token t ON t.district_id = p.district_id AND t.person_id = p.id"
    " WHERE t.digest = :digest AND t.revoked_at IS NULL AND t.expires_at > :now"
    " AND NOT p.disabled"
)
_FAILED = text(
    "UPDATE person SET failures = CASE WHEN failures + 1 >= :limit THEN 0 ELSE failures + 1 END,"
    " locked_until = CASE WHEN failures + 1 >= :limit THEN CAST(:until AS timestamptz)"
    " ELSE locked_until END WHERE district_id = :district AND id = :id"
)
_CLEARED = text(
    "UPDATE person SET failures = 0, locked_until = NULL"
    " WHERE district_id = :district AND id = :id AND (failures > 0 OR locked_until IS NOT NULL)"
)
_TOKEN = text(
    "INSERT INTO access_token (digest, district_id, person_id, label, issued_at, expires_at)"
    " VALUES (:digest, :district, :person, :label, :now, :expires)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A try to sign in: with what rules, when, and on which day of the district."""

    connection: Connection
    district_id: str
    identity: Identity
    now: datetime
    today: date


def sign_in(entry: Entry, person_id: str, password: str) -> tuple[str, datetime]:
    """Exchange name and password for a bearer token.

    Returns:
        The token, shown this once, and when it expires (UTC).

    Raises:
        NotSignedIn: wrong name or password, or locked after too many tries; one answer for all.
    """
    asked = {"district": entry.district_id, "id": person_id, "today": entry.today}
    found = entry.connection.execute(_BY_NAME, asked).one_or_none()
    right = _HASHER.verify(password, found.password_hash if found else _NOBODY)
    if found is None or found.disabled or (found.locked_until or entry.now) > entry.now:
        raise NotSignedIn(_REFUSED)
    if not right:
        until = entry.now + timedelta(minutes=entry.identity.lockout_minutes)
        limit = entry.identity.lockout_attempts
        entry.connection.execute(_FAILED, {**asked, "limit": limit, "until": until})
        raise NotSignedIn(_REFUSED)
    entry.connection.execute(_CLEARED, asked)
    return issue_token(entry, person_id, "登录")


_REFUSED = "用户名或口令不对，或因多次输错已暂时锁定。"


def issue_token(entry: Entry, person_id: str, label: str) -> tuple[str, datetime]:
    """Issue a bearer token; only its SHA-256 is kept."""
    token = secrets.token_urlsafe(32)
    expires = entry.now + timedelta(hours=entry.identity.token_hours)
    entry.connection.execute(
        _TOKEN,
        {
            "digest": _digest(token),
            "district": entry.district_id,
            "person": person_id,
            "label": label,
            "now": entry.now,
            "expires": expires,
        },
    )
    return token, expires


def revoke_token(connection: Connection, token: str, now: datetime) -> None:
    """Make a token worthless from now on."""
    connection.execute(
        text("UPDATE access_token SET revoked_at = :now WHERE digest = :digest"),
        {"digest": _digest(token), "now": now},
    )


def whose_token(connection: Connection, token: str, now: datetime, today: date) -> SignedIn:
    """Tell who a token belongs to.

    Raises:
        NotSignedIn: the token is unknown, expired or revoked.
    """
    asked = {"digest": _digest(token), "now": now, "today": today}
    found = connection.execute(_BY_TOKEN, asked).one_or_none()
    if found is None:
        raise NotSignedIn("登录已失效，请重新登录。")
    return _signed_in(found)


def person(connection: Connection, district_id: str, person_id: str, today: date) -> SignedIn:
    """Find somebody by sign-in name.

    Raises:
        NotFound: nobody has this name.
    """
    asked = {"district": district_id, "id": person_id, "today": today}
    found = connection.execute(_BY_NAME, asked).one_or_none()
    if found is None:
        raise NotFound(f"没有用户“{person_id}”。")
    return _signed_in(found)


def _signed_in(row: object) -> SignedIn:
    held: Sequence[Sequence[str | None]] = getattr(row, "grants")  # noqa: B009 - a Row's column
    grants = tuple(Grant(Capacity(str(capacity)), unit_id) for capacity, unit_id in held)
    return SignedIn(
        district_id=getattr(row, "district_id"),  # noqa: B009 - a Row's column
        person_id=getattr(row, "id"),  # noqa: B009 - a Row's column
        name=getattr(row, "name"),  # noqa: B009 - a Row's column
        unit_id=getattr(row, "unit_id"),  # noqa: B009 - a Row's column
        grants=grants,
        sight=sight_of(grants),
    )


def sight_of(grants: Iterable[Grant]) -> tuple[str, ...] | None:
    """Name the units whose records capacities open; None for all."""
    held = tuple(grants)
    if any(grant.capacity not in NARROW for grant in held):
        return None
    return tuple(sorted({grant.unit_id for grant in held if grant.unit_id}))


def limit_sight(
    connection: Connection,
    sight: tuple[str, ...] | None,
    person_id: str = "",
    *,
    judge: bool = False,
) -> None:
    """Bind what the connection may read: the database's second line behind every query.

    Args:
        connection: lent for one person's request.
        sight: ids of the units whose records may be read; None for all.
        person_id: reads what is assigned to them besides.
        judge: reads the duty reports that were handed in besides.
    """
    units = "*" if sight is None else ",".join(sight) or "-"
    bounds = {"units": units, "person": person_id, "judge": "yes" if judge else ""}
    connection.execute(_BOUNDS, bounds)
    connection.info[LIMITED] = True


_BOUNDS = text(
    "SELECT set_config('jixiao.sight', :units, false),"
    " set_config('jixiao.person', :person, false), set_config('jixiao.judge', :judge, false)"
)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
