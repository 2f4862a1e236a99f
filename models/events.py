"""What is told outside: numbered events, and the subscriptions that push them."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from models.columns import JSON, SUBJECT_ID, WORD, Record, Transaction, UtcMoment
from models.subject import Subject, subject_args, words_check


class Event(Record, table=True):
    """A committed trail record with its place in the district's order; append-only.

    Attributes:
        number: the district's own, gapless from 1; given by `services.sealing` alone.
        subject_number: number of the trail record.
    """

    __table_args__ = (UniqueConstraint("district_id", "kind", "subject_id", "subject_number"),)

    district_id: str = Field(primary_key=True, sa_type=WORD)
    number: int = Field(primary_key=True, sa_type=BigInteger)
    kind: str = Field(sa_type=WORD)
    subject_id: str = Field(sa_type=SUBJECT_ID)
    subject_number: int
    at: datetime = Field(sa_type=UtcMoment)


class Sealing(Record, table=True):
    """How far the sealer has come; one row.

    Attributes:
        cluster: identifier of the server whose transaction numbers these are: a database that was
            restored elsewhere begins anew.
        horizon: every record of an older transaction has its number.
    """

    id: int = Field(primary_key=True)
    cluster: int = Field(sa_type=BigInteger)
    horizon: str = Field(sa_type=Transaction)


class Webhook(Subject, table=True):
    """A subscription: events are pushed to an address, signed.

    Attributes:
        unit_id: sees what this unit sees; none for the whole district.
        owner_id: who subscribed; nothing is pushed when they hold the office no more.
        kinds: only these; empty for all.
        triggers: only these; empty for all.
        start_after: begins after this event ...
        restart: ... and does so anew whenever this revision is another.
        salt: with the key of the data folder it gives the secret; nobody reads one from the other.
        former_salt: the same of the secret before, until some hours after `rotated_at`.
        secret_revision: at which the secret was shown.
    """

    KIND: ClassVar[str] = "webhook"
    __table_args__ = subject_args("webhook")

    url: str
    label: str = ""
    owner_id: str = Field(sa_type=WORD)
    kinds: list[str] = Field(default_factory=list, sa_type=JSON)
    triggers: list[str] = Field(default_factory=list, sa_type=JSON)
    start_after: int = Field(sa_type=BigInteger)
    restart: int = 0
    salt: str = Field(sa_type=WORD)
    former_salt: str | None = Field(default=None, sa_type=WORD)
    rotated_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    secret_revision: int = 0


def _of_a_webhook() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["district_id", "webhook_id"], ["webhook.district_id", "webhook.id"]
    )


class WebhookCursor(Record, table=True):
    """Where the pushing of a subscription stands; its lock is the right to push.

    Attributes:
        restart: the subscription's, as it was last followed.
        after: everything up to this event was delivered, passed over or given up.
        tries: how often the next one was tried in vain.
        attempts: how many attempts are in the ledger.
        next_at: not before.
        failing_since: nothing has been delivered since; none while it works.
    """

    __table_args__ = (_of_a_webhook(),)

    district_id: str = Field(primary_key=True, sa_type=WORD)
    webhook_id: str = Field(primary_key=True, sa_type=SUBJECT_ID)
    restart: int
    after: int = Field(sa_type=BigInteger)
    tries: int = 0
    attempts: int = Field(default=0, sa_type=BigInteger)
    next_at: datetime = Field(sa_type=UtcMoment)
    failing_since: datetime | None = Field(default=None, sa_type=UtcMoment)


class WebhookAttempt(Record, table=True):
    """One attempt to push an event; append-only.

    Attributes:
        place: the subscription's own, gapless from 1.
        number: of the event.
        tries: the how-manieth attempt at it.
        status: of the receiver's answer; none when there was none.
        error: what went wrong, in one word; never what the receiver said.
    """

    __table_args__ = (
        _of_a_webhook(),
        words_check("outcome", ("delivered", "failed", "given_up"), "outcome"),
        Index("ix_webhook_attempt_given_up", "at", postgresql_where=text("outcome = 'given_up'")),
    )

    district_id: str = Field(primary_key=True, sa_type=WORD)
    webhook_id: str = Field(primary_key=True, sa_type=SUBJECT_ID)
    place: int = Field(primary_key=True, sa_type=BigInteger)
    number: int = Field(sa_type=BigInteger)
    tries: int
    at: datetime = Field(sa_type=UtcMoment)
    status: int | None = None
    milliseconds: int
    outcome: str = Field(sa_type=WORD)
    error: str = ""
