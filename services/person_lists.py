"""Accounts looked at (账号查阅): by their keepers and supervisors, the district, and oneself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from kit.errors import NotFound, NotPermitted
from services.browse import Page
from services.people import SignedIn
from states.capacity import NARROW, Capacity
from states.person import PersonState

#: Who sees all of an account but its secrets.
_WHOLE = frozenset({Capacity.ADMINISTRATOR, Capacity.SUPERVISOR})
_HELD = """(
    SELECT coalesce(jsonb_agg(jsonb_build_object('capacity', a.capacity, 'unit_id', a.unit_id,
        'scope', a.scope, 'from_day', a.from_day, 'until_day', a.until_day)
        ORDER BY a.from_day, a.id), '[]')
    FROM assignment a WHERE a.district_id = p.district_id AND a.person_id = p.id) AS capacities"""
_NAMED = f"p.id, p.name, p.unit_id, p.state, p.revision, {_HELD}"
_ALL = (
    f"{_NAMED}, p.year, p.moved_at, p.failures, p.locked_until, p.must_change, p.password_until,"
    " p.totp_confirmed"
)
_LISTED = (
    "SELECT {columns} FROM person p WHERE p.district_id = :district AND p.id > :after"
    " AND (CAST(:state AS text) IS NULL OR p.state = :state)"
    " AND (CAST(:unit AS text) IS NULL OR p.unit_id = :unit) ORDER BY p.id LIMIT :limit"
)
_FOUND = "SELECT {columns} FROM person p WHERE p.district_id = :district AND p.id = :id"


def _held(reader: SignedIn) -> frozenset[Capacity]:
    return frozenset(grant.capacity for grant in reader.grants)


def _sees_names(held: frozenset[Capacity]) -> bool:
    # Whoever signs for the district must be able to name another signer (加签、转办).
    return bool(held - NARROW)


def listed(
    connection: Connection, reader: SignedIn, narrow: Mapping[str, Any], page: Page
) -> list[dict[str, Any]]:
    """List accounts in the order of sign-in names.

    Raises:
        NotPermitted: the reader holds no capacity of the district's.
    """
    held = _held(reader)
    if not _sees_names(held):
        raise NotPermitted("人员名录限于系统管理员、监察审计、绩效办、联席会议和区领导查阅。")
    return rows(connection, reader.district_id, narrow, page, whole=bool(held & _WHOLE))


def rows(
    connection: Connection, district_id: str, narrow: Mapping[str, Any], page: Page, *, whole: bool
) -> list[dict[str, Any]]:
    """List accounts in the order of sign-in names, whole or with names and capacities alone."""
    asked = {
        "district": district_id,
        "after": page.after,
        "limit": page.limit,
        "state": narrow.get("state"),
        "unit": narrow.get("unit_id"),
    }
    query = text(_LISTED.format(columns=_ALL if whole else _NAMED))
    return [_labelled(row) for row in connection.execute(query, asked).mappings()]


def found(connection: Connection, reader: SignedIn, person_id: str) -> dict[str, Any]:
    """Show one account.

    Raises:
        NotFound: there is none, or it is out of sight.
    """
    held = _held(reader)
    whole = bool(held & _WHOLE) or person_id == reader.person_id
    if not whole and not _sees_names(held):
        raise NotFound
    query = text(_FOUND.format(columns=_ALL if whole else _NAMED))
    asked = {"district": reader.district_id, "id": person_id}
    row = connection.execute(query, asked).mappings().one_or_none()
    if row is None:
        raise NotFound
    return _labelled(row)


def _labelled(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {"kind": "person", **row, "state_label": PersonState(row["state"]).zh}


def insist_on_whole_sight(reader: SignedIn, person_id: str) -> None:
    """Refuse whoever may not see all of an account.

    Raises:
        NotFound: as if there were none.
    """
    if not _held(reader) & _WHOLE and person_id != reader.person_id:
        raise NotFound


_TRAIL = text(
    "SELECT number, at, trigger, source, target, actor, capacity, on_behalf_of, reason, data,"
    " request_id, prev, hash FROM trail WHERE district_id = :district AND kind = 'person'"
    " AND subject_id = :id AND number > :after ORDER BY number LIMIT :limit"
)


def trail_of(
    connection: Connection, reader: SignedIn, person_id: str, page: Page
) -> list[dict[str, Any]]:
    """Read an account's trail, from a number on.

    Raises:
        NotFound: there is none, or the reader may not see all of it.
    """
    insist_on_whole_sight(reader, person_id)
    found(connection, reader, person_id)
    asked = {"district": reader.district_id, "id": person_id}
    rows = connection.execute(_TRAIL, {**asked, "after": page.after, "limit": page.limit})
    return [dict(row) for row in rows.mappings()]


_TOKENS = text(
    "SELECT number, kind, label, scopes, unit_id, issued_at, expires_at, last_used_at,"
    " number = :mine AS current FROM access_token"
    " WHERE district_id = :district AND person_id = :id AND revoked_at IS NULL"
    " AND expires_at > :now AND (idle_minutes IS NULL"
    "  OR last_used_at + make_interval(mins => idle_minutes) > :now)"
    " AND (CAST(:kind AS text) IS NULL OR kind = :kind) ORDER BY number"
)


def tokens_of(
    connection: Connection, reader: SignedIn, person_id: str, now: datetime, kind: str | None = None
) -> list[dict[str, Any]]:
    """List the tokens of an account that are good still; nobody reads the tokens themselves.

    Raises:
        NotFound: the reader may not see all of the account.
    """
    insist_on_whole_sight(reader, person_id)
    asked = {"district": reader.district_id, "id": person_id, "now": now, "kind": kind}
    mine = reader.token.number if person_id == reader.person_id else -1
    return [dict(row) for row in connection.execute(_TOKENS, {**asked, "mine": mine}).mappings()]
