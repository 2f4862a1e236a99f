"""What leaves the house: people's channels, what is delivered by them, and every attempt."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKeyConstraint, Identity, Index, UniqueConstraint, text
from sqlmodel import Field

from models.columns import JSON, SUBJECT_ID, WORD, Record, UtcMoment
from models.subject import words_check
from states.reaching import Carries, Channel, DeliveryState, Outcome, Sort


class ReachingChannel(Record, table=True):
    """A channel by which messages reach somebody outside the house.

    Attributes:
        number: the person's own: that of the trail record that added it.
        shown: the address as it may be read: masked.
        sealed: the address under the key of the data folder; none once the channel is removed.
        confirmed_at: nothing but a code is sent before.
    """

    __table_args__ = (
        ForeignKeyConstraint(["district_id", "person_id"], ["person.district_id", "person.id"]),
        words_check("channel", tuple(Channel), "channel"),
        words_check("carries", tuple(Carries), "carries"),
    )

    district_id: str = Field(primary_key=True, sa_type=WORD)
    person_id: str = Field(primary_key=True, sa_type=WORD)
    number: int = Field(primary_key=True)
    channel: str = Field(sa_type=WORD)
    label: str = ""
    carries: str = Field(sa_type=WORD)
    shown: str
    sealed: bytes | None = None
    added_at: datetime = Field(sa_type=UtcMoment)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    removed_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class Delivery(Record, table=True):
    """Something on its way to somebody by one of their channels.

    Attributes:
        channel_number: the channel's number.
        key: what it is, so that it goes out once: the message's own key, or the day of a digest;
            a replay has a key of its own.
        place: the ledger's order.
        kind: with `subject_id`, `subject_number` and `topic` the message; none for other sorts.
        urgent: it does not wait for the digest.
        items: what it says: kind, subject_id, at, text.
        next_at: not before.
        tries: how often it was tried since it was made.
        claimed_at: somebody began to send it.
        digest: key of the digest that it went into.
        replays: place of the delivery that this one repeats.
    """

    __table_args__ = (
        UniqueConstraint("place"),
        ForeignKeyConstraint(
            ["district_id", "person_id", "channel_number"],
            [
                "reaching_channel.district_id",
                "reaching_channel.person_id",
                "reaching_channel.number",
            ],
        ),
        words_check("sort", tuple(Sort), "sort"),
        words_check("state", tuple(DeliveryState), "state"),
        Index("ix_delivery_new", "district_id", postgresql_where=text("state = 'new'")),
        Index("ix_delivery_gathered", "district_id", postgresql_where=text("state = 'gathered'")),
        Index("ix_delivery_dead", "place", postgresql_where=text("state IN ('failed', 'unknown')")),
        Index(
            "ix_delivery_replays",
            "district_id",
            "replays",
            postgresql_where=text("replays IS NOT NULL"),
        ),
        Index(
            "ix_delivery_due", "next_at", postgresql_where=text("state IN ('waiting', 'sending')")
        ),
    )

    district_id: str = Field(primary_key=True, sa_type=WORD)
    person_id: str = Field(primary_key=True, sa_type=WORD)
    channel_number: int = Field(primary_key=True)
    key: str = Field(primary_key=True)
    place: int = Field(sa_type=BigInteger, sa_column_args=(Identity(),))
    sort: str = Field(sa_type=WORD)
    kind: str | None = Field(default=None, sa_type=WORD)
    subject_id: str | None = Field(default=None, sa_type=SUBJECT_ID)
    subject_number: int | None = None
    topic: str | None = Field(default=None, sa_type=WORD)
    urgent: bool = False
    items: list[dict[str, Any]] = Field(sa_type=JSON)
    state: str = Field(sa_type=WORD)
    made_at: datetime = Field(sa_type=UtcMoment)
    next_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    tries: int = 0
    claimed_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    ended_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    digest: str | None = None
    replays: int | None = Field(default=None, sa_type=BigInteger)


class DeliveryAttempt(Record, table=True):
    """One attempt at a delivery; append-only.

    Attributes:
        place: of the delivery.
        tries: the how-manieth attempt at it.
        status: of the receiver's answer: HTTP's or SMTP's; none when there was none.
        error: what went wrong, in a word, or the receiver's own code; never what it said.
    """

    __table_args__ = (
        ForeignKeyConstraint(["place"], ["delivery.place"]),
        words_check("outcome", tuple(Outcome), "outcome"),
    )

    place: int = Field(primary_key=True, sa_type=BigInteger)
    tries: int = Field(primary_key=True)
    district_id: str = Field(sa_type=WORD)
    at: datetime = Field(sa_type=UtcMoment)
    status: int | None = None
    error: str = ""
    milliseconds: int
    outcome: str = Field(sa_type=WORD)
