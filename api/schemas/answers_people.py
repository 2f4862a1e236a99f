"""What is answered about people, their tokens and what proves who they are."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.schemas.answers import Answer, HeldCapacity


class Lent(BaseModel):
    """For whom one may act today, in which capacity, and by which delegation."""

    id: str
    name: str
    capacity: str
    label: str
    unit_id: str | None
    until_day: date | None
    delegation_id: str


class Person(BaseModel):
    """Who is signed in; `sight` lists the units they are bound to, null for all.

    `must` names what has to be done before anything else; `acts_for` lists for whom they may act
    today: name that one in the header `On-Behalf-Of`.
    """

    id: str
    name: str
    district_id: str
    unit_id: str | None
    capacities: list[HeldCapacity]
    sight: list[str] | None
    must: Literal["", "change_password", "totp"]
    scopes: list[str]
    acts_for: list[Lent]


class Token(BaseModel):
    """The bearer token of a session, shown this once."""

    token: str
    expires_at: datetime
    person: Person


class ShownToken(BaseModel):
    """A personal token, shown this once."""

    number: int
    token: str
    expires_at: datetime


class HeldToken(BaseModel):
    """What is good still: session, personal token, calendar; `current` is the one that asks."""

    number: int
    kind: Literal["session", "personal", "calendar"]
    label: str
    scopes: list[str]
    unit_id: str | None
    issued_at: datetime
    expires_at: datetime
    last_used_at: datetime
    current: bool


class HeldTokens(BaseModel):
    """Tokens, the oldest first."""

    items: list[HeldToken]


class Authenticator(BaseModel):
    """What an authenticator takes in, shown this once."""

    secret: str
    uri: str


class RecoveryCodes(BaseModel):
    """Codes for whoever loses the device, each good once; shown this once."""

    recovery_codes: list[str]


class DatedCapacity(BaseModel):
    """A capacity with its days; no `until_day` while nothing ends it."""

    capacity: str
    unit_id: str | None
    scope: str
    from_day: date
    until_day: date | None


class Account(BaseModel):
    """An account; what follows `capacities` is for whoever keeps or supervises accounts."""

    kind: Literal["person"]
    id: str
    name: str
    unit_id: str | None
    state: str
    state_label: str
    revision: int
    capacities: list[DatedCapacity]
    year: int = Field(default=0)
    moved_at: datetime | None = None
    failures: int = 0
    locked_until: datetime | None = None
    must_change: bool = False
    password_until: datetime | None = None
    totp_confirmed: bool = False


class Accounts(BaseModel):
    """A page of accounts; `next` is the `after` of the next page."""

    items: list[Account]
    next: str | None


class FirstAnswer(Answer):
    """An account and the password to begin with, shown this once."""

    password: str
