"""What is answered about channels, deliveries and addresses of calendars."""

from datetime import datetime

from pydantic import BaseModel

from api.schemas.answers import Answer


class HeldChannel(BaseModel):
    """A channel; `shown` is as much of its address as is ever read again."""

    number: int
    channel: str
    channel_label: str
    label: str
    carries: str
    shown: str
    added_at: datetime
    confirmed_at: datetime | None


class HeldChannels(BaseModel):
    """Channels, the oldest first."""

    items: list[HeldChannel]


class AddedChannel(Answer):
    """A channel that waits for the code that is sent by it."""

    number: int


class DeliveryAttempt(BaseModel):
    """One attempt; `error` is a word or the receiver's code, never what the receiver said."""

    tries: int
    at: datetime
    status: int | None
    error: str
    milliseconds: int
    outcome: str
    outcome_label: str


class Delivery(BaseModel):
    """What was to be delivered to whom by which channel, and every attempt at it.

    `messages` counts what a digest holds; `replays` is the place of what it repeats.
    """

    place: int
    person_id: str
    channel_number: int
    channel: str
    channel_label: str
    shown: str
    sort: str
    sort_label: str
    kind: str | None
    subject_id: str | None
    topic: str | None
    urgent: bool
    messages: int
    state: str
    state_label: str
    made_at: datetime
    next_at: datetime | None
    tries: int
    ended_at: datetime | None
    replays: int | None
    attempts: list[DeliveryAttempt]


class Deliveries(BaseModel):
    """Deliveries, the latest first; `next` is the `before` of the next page."""

    items: list[Delivery]
    next: int | None


class CalendarAddress(BaseModel):
    """The address of a calendar below the house's own, shown this once."""

    number: int
    path: str
    expires_at: datetime
