"""What is answered about events and subscriptions; the documented shapes."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from api.schemas.answers import Answer


class Event(BaseModel):
    """What happened: `number` is its place in the district's order, `revision` the trail's."""

    number: int
    kind: str
    id: str
    revision: int
    trigger: str
    source: str | None
    target: str
    at: datetime
    actor: str
    capacity: str
    unit_id: str | None


class Events(BaseModel):
    """A page of events; `next` is the `after` to go on with, `more` tells whether at once."""

    items: list[Event]
    next: int
    more: bool


class Subscribed(Answer):
    """A subscription, with the secret by which its receiver verifies signatures; keep it now."""

    secret: str | None


class Attempt(BaseModel):
    """One attempt to push an event; `error` is a word, never what the receiver said."""

    place: int
    number: int
    tries: int
    at: datetime
    status: int | None
    milliseconds: int
    outcome: Literal["delivered", "failed", "given_up"]
    error: str


class Attempts(BaseModel):
    """Attempts, the latest first; `next` is the `before` of the next page."""

    items: list[Attempt]
    next: int | None
