"""People: who somebody is, what capacities they hold today, and how far they see."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, text

from kit.errors import NotFound, NotSignedIn
from models.database import LIMITED
from services.scopes import ALL, Scope
from states.capacity import NARROW, Capacity, Grant


@dataclass(frozen=True, slots=True)
class Token:
    """The token that somebody came with.

    Attributes:
        number: the person's own.
        must: what has to be done before anything else: "change_password", "totp"; "" for nothing.
        session: it is a session's.
        unit_id: whose calendar it opens; none for the person's own, and for other tokens.
    """

    number: int
    scopes: frozenset[Scope]
    must: str = ""
    session: bool = True
    unit_id: str | None = None


#: Of whoever was looked up by name.
NO_TOKEN = Token(0, frozenset(ALL))


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
    token: Token = NO_TOKEN

    @property
    def judge(self) -> bool:
        """Whether they sit among the judges of the duty reports."""
        return any(grant.capacity is Capacity.JUDGE for grant in self.grants)


_GRANTS = (
    "(SELECT coalesce(jsonb_agg(jsonb_build_array(a.capacity, a.unit_id)), '[]')"
    " FROM assignment a WHERE a.district_id = p.district_id AND a.person_id = p.id"
    " AND a.from_day <= :today AND (a.until_day IS NULL OR a.until_day >= :today)) AS grants"
)
_WHO = f"p.district_id, p.id, p.name, p.unit_id, p.revision, {_GRANTS}"
_BY_NAME = text(
    f"SELECT {_WHO}, NULL AS token FROM person p WHERE p.district_id = :district AND p.id = :id"
)
_BY_TOKEN = text(
    f"SELECT {_WHO}, jsonb_build_object('number', t.number, 'scopes', t.scopes,"
    " 'session', t.kind = 'session', 'unit', t.unit_id, 'must', CASE"
    " WHEN t.kind = 'session' AND (p.must_change OR p.password_until <= :now)"
    " THEN 'change_password' ELSE t.limited END) AS token,"
    " t.last_used_at <= CAST(:now AS timestamptz) - interval '1 minute' AS stale"
    " FROM person p JOIN access_token t ON t.district_id = p.district_id AND t.person_id = p.id"
    " WHERE t.digest = :digest AND t.revoked_at IS NULL AND t.expires_at > :now"
    " AND p.state = 'active' AND (t.idle_minutes IS NULL OR t.last_used_at"
    "  + make_interval(mins => t.idle_minutes) > :now)"
)
_USED = text(
    "UPDATE access_token SET last_used_at = :now WHERE digest = :digest AND last_used_at < :now"
)


def digest_of(token: str) -> bytes:
    """Sum a token up as it is kept (SHA-256)."""
    return hashlib.sha256(token.encode()).digest()


def whose_token(connection: Connection, token: str, now: datetime, today: date) -> SignedIn:
    """Tell who a token belongs to; that it was used is noted once a minute.

    Raises:
        NotSignedIn: the token is unknown, expired, idle for too long or revoked.
    """
    asked = {"digest": digest_of(token), "now": now, "today": today}
    found = connection.execute(_BY_TOKEN, asked).one_or_none()
    if found is None:
        raise NotSignedIn("登录已失效，请重新登录。")
    if found.stale:
        connection.execute(_USED, asked)
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


def _signed_in(row: Any) -> SignedIn:  # noqa: ANN401 - a row
    held: Sequence[Sequence[str | None]] = row.grants
    grants = tuple(Grant(Capacity(str(capacity)), unit_id) for capacity, unit_id in held)
    return SignedIn(
        district_id=row.district_id,
        person_id=row.id,
        name=row.name,
        unit_id=row.unit_id,
        grants=grants,
        sight=sight_of(grants),
        token=_token(row.token) if row.token else NO_TOKEN,
    )


def sight_of(grants: Iterable[Grant]) -> tuple[str, ...] | None:
    """Name the units whose records capacities open; None for all."""
    held = tuple(grants)
    if any(grant.capacity not in NARROW for grant in held):
        return None
    return tuple(sorted({grant.unit_id for grant in held if grant.unit_id}))


def _token(held: Mapping[str, Any]) -> Token:
    scopes = frozenset(Scope(word) for word in held["scopes"])
    return Token(held["number"], scopes, held["must"], held["session"], held["unit"])


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
