"""Tokens (令牌): sessions and personal ones, drawn, laid down as hashes, listed and revoked."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from kit.errors import BadInput
from services.acts import Answers, Order, needed, one
from services.desk import Desk
from services.door import Subject
from services.intents import Effect
from services.people import digest_of
from services.person_facts import PERSON, Row, chosen_tokens, held_on, live_tokens
from services.scopes import ALL, Scope
from services.trail import stamp
from states.person import PersonFacts, PersonTrigger

#: How a personal token begins, so that one that got loose can be searched for.
PREFIX = "jx_"
CALENDAR_PREFIX = "jxc_"

SideRow = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Opened:
    """A token that was just drawn; it is shown this once."""

    token: str
    expires_at: datetime
    number: int = 0


def new_session(desk: Desk) -> Opened:
    """Draw the token of a new session; nothing is ever signed in on a token that was there."""
    hours = desk.rules.plan.identity.token_hours
    return Opened(secrets.token_urlsafe(32), desk.act.at + timedelta(hours=hours))


def session_row(desk: Desk, row: Row, opened: Opened) -> SideRow:
    """Lay a session down."""
    laid = {
        **_laid(desk, row, opened),
        "kind": "session",
        "label": "登录",
        "scopes": [str(scope) for scope in ALL],
        "limited": _limited(desk, row),
        "idle_minutes": desk.rules.plan.identity.session_idle_minutes,
    }
    return "access_token", laid


def _limited(desk: Desk, row: Row) -> str:
    required = set(desk.rules.plan.identity.totp_required_for)
    waits = required & held_on(row, desk.today) and not row["totp_confirmed"]
    return "totp" if waits else ""


def _laid(desk: Desk, row: Row, opened: Opened) -> dict[str, Any]:
    return {
        "digest": digest_of(opened.token),
        "person_id": row["id"],
        "number": row["revision"] + 1,
        "limited": "",
        "issued_at": stamp(desk.act.at),
        "expires_at": stamp(opened.expires_at),
        "last_used_at": stamp(desk.act.at),
    }


def too_many(desk: Desk, row: Row) -> list[dict[str, Any]]:
    """List the oldest sessions that end when one more begins."""
    sessions = live_tokens(row, desk.act.at, ("session",))
    most = desk.rules.plan.identity.sessions_most
    return sessions[: max(0, len(sessions) + 1 - most)]


def revoked(tokens: Iterable[dict[str, Any]], at: datetime) -> tuple[SideRow, ...]:
    """Lay tokens down as revoked."""
    return tuple(("access_token", {**token, "revoked_at": stamp(at)}) for token in tokens)


def numbers_of(tokens: Iterable[dict[str, Any]]) -> list[int]:
    """Name tokens by number, as the trail does."""
    return [token["number"] for token in tokens]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A personal token that is asked for.

    Attributes:
        days: how long it lasts; none for as long as the plan lets it.
        calendar: it is the address of a calendar ...
        unit_id: ... of this unit; none for one's own.
    """

    label: str
    scopes: tuple[Scope, ...] = ALL
    days: int | None = None
    calendar: bool = False
    unit_id: str | None = None

    @property
    def kind(self) -> str:
        """Which kind of token it is."""
        return "calendar" if self.calendar else "personal"


def issue(desk: Desk, person_id: str, wanted: Wanted) -> Opened:
    """Issue a personal token; only its SHA-256 is kept.

    Raises:
        BadInput: without a scope, or for longer than the plan lets it.
        Refused: it is not the actor's own account, or the account is disabled.
    """
    most = desk.rules.plan.identity.personal_token_days
    days = most if wanted.days is None else wanted.days
    fits = {Scope.CALENDAR} if wanted.calendar else set(ALL)
    if not wanted.scopes or not set(wanted.scopes) <= fits or not 1 <= days <= most:
        raise BadInput(f"令牌须写明权限范围，有效期为1至{most}天。")
    drawn = (CALENDAR_PREFIX if wanted.calendar else PREFIX) + secrets.token_urlsafe(32)
    opened = Opened(drawn, desk.act.at + timedelta(days=days))
    effect = partial(_issue, opened, wanted)
    answer = one(
        desk.move(PERSON, PersonTrigger.ISSUE_TOKEN, [Order(person_id)], effect, commutes=True)
    )
    return Opened(opened.token, opened.expires_at, answer.revision)


def _issue(
    opened: Opened, wanted: Wanted, desk: Desk, subject: Subject, _order: Order, _facts: PersonFacts
) -> Effect:
    scopes = sorted(map(str, wanted.scopes))
    laid = {
        **_laid(desk, subject.row, opened),
        "kind": wanted.kind,
        "label": wanted.label,
        "scopes": scopes,
        "idle_minutes": None,
        "unit_id": wanted.unit_id,
    }
    data = {"label": wanted.label, "scopes": scopes, "expires_at": stamp(opened.expires_at)}
    data |= {"unit": wanted.unit_id} if wanted.unit_id else {}
    return Effect(rows=(("access_token", laid),), data=data)


def revoke(desk: Desk, orders: list[Order]) -> Answers:
    """Revoke tokens of accounts; body: `numbers`, or all of them."""
    return desk.move(PERSON, PersonTrigger.REVOKE_TOKEN, orders, end_chosen)


def sign_out(desk: Desk, orders: list[Order]) -> Answers:
    """Sign out: the session's token, in `numbers`, is worthless from now on."""
    for order in orders:
        needed(order.body, "numbers", "令牌")
    return desk.move(PERSON, PersonTrigger.SIGN_OUT, orders, end_chosen, commutes=True)


def end_chosen(desk: Desk, subject: Subject, order: Order, facts: PersonFacts) -> Effect:
    """End the tokens that an order means."""
    del facts
    tokens = chosen_tokens(subject.row, order, desk.act.at)
    return Effect(rows=revoked(tokens, desk.act.at), data={"ended": numbers_of(tokens)})
