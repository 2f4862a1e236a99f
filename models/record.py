"""The record: trail, deadlines and their fires, outbox and inbox, idempotency keys, flow asks."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, text
from sqlmodel import Field

from models.columns import DIGEST, JSON, SUBJECT_ID, WORD, Record, Transaction, UtcMoment


class Trail(Record, table=True):
    """One record of a subject's trail: append-only, chained per subject.

    Attributes:
        number: the subject's own, gapless from 0 (its birth).
        data: what else belongs to the act; strings, whole numbers, booleans, lists and maps only.
        prev: hash of the record before; 32 zero bytes for a birth.
        hash: SHA-256 of the canonical form (services.trail.canonical).
        xact: the transaction that wrote it, for `services.sealing`; filled in by the database, none
            for records of before, no part of the form.
    """

    __table_args__ = (
        Index("ix_trail_at", "district_id", "at"),
        Index("ix_trail_xact", "xact"),
        # Who stood in for whom is asked at every move, and hardly ever the case.
        Index(
            "ix_trail_on_behalf",
            "district_id",
            "kind",
            "subject_id",
            postgresql_where=text("on_behalf_of IS NOT NULL"),
        ),
    )

    district_id: str = Field(primary_key=True, sa_type=WORD)
    kind: str = Field(primary_key=True, sa_type=WORD)
    subject_id: str = Field(primary_key=True, sa_type=SUBJECT_ID)
    number: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcMoment)
    trigger: str = Field(sa_type=WORD)
    source: str | None = Field(default=None, sa_type=WORD)
    target: str = Field(sa_type=WORD)
    actor: str = Field(sa_type=WORD)
    capacity: str = Field(sa_type=WORD)
    on_behalf_of: str | None = Field(default=None, sa_type=WORD)
    reason: str = ""
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    request_id: str = ""
    prev: bytes = Field(sa_type=DIGEST)
    hash: bytes = Field(sa_type=DIGEST)
    xact: str | None = Field(default=None, sa_type=Transaction)


class Deadline(Record, table=True):
    """A running clock: a budget, the day it ends, and the ladder of rungs before and after.

    Attributes:
        name: which clock of the subject it is (key of the plan's deadlines).
        visit: trail number at which it was started; a second round is another visit.
        version: how often this visit's end was computed anew, from 1; earlier ones are stopped.
        number: trail number under which this version was laid; none for clocks of before, whose
            only version is that of their visit.
        start_on: the start event's day, not counted itself; with length 0 the day that is fixed.
        rolls: whether the end rolls past rest days; none for clocks of before, as their plan says.
        due_on: the last day; none while the clock stands (中止计时), and so its `due_at`.
        ladder: [{"rung", "at"}] in order of time.
        next_rung: index of the rung that rings next.
        next_at: when it rings; none when the clock has stopped.
        set_aside: why it cannot be enforced, until it is tried again.
    """

    __table_args__ = (
        Index(
            "ix_deadline_pending",
            "next_at",
            postgresql_where=text("next_at IS NOT NULL AND set_aside IS NULL"),
        ),
        Index(
            "ix_deadline_set_aside",
            "district_id",
            "kind",
            "subject_id",
            postgresql_where=text("set_aside IS NOT NULL"),
        ),
    )

    district_id: str = Field(primary_key=True, sa_type=WORD)
    kind: str = Field(primary_key=True, sa_type=WORD)
    subject_id: str = Field(primary_key=True, sa_type=SUBJECT_ID)
    name: str = Field(primary_key=True, sa_type=WORD)
    visit: int = Field(primary_key=True)
    version: int = Field(primary_key=True)
    start_on: date | None = None
    length: int | None = None
    counting: str | None = Field(default=None, sa_type=WORD)
    calendar_version: str = Field(sa_type=WORD)
    extension: int = 0
    rolls: bool | None = None
    due_on: date | None = None
    due_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    ladder: list[dict[str, str]] = Field(sa_type=JSON)
    next_rung: int = 0
    next_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    stopped_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    set_aside: str | None = None
    number: int | None = None


class DeadlineFire(Record, table=True):
    """A rung that rang; the primary key is the claim, so it rings once."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "kind", "subject_id", "name", "visit", "version"],
            [
                f"deadline.{column}"
                for column in ("district_id", "kind", "subject_id", "name", "visit", "version")
            ],
        ),
    )

    district_id: str = Field(primary_key=True, sa_type=WORD)
    kind: str = Field(primary_key=True, sa_type=WORD)
    subject_id: str = Field(primary_key=True, sa_type=SUBJECT_ID)
    name: str = Field(primary_key=True, sa_type=WORD)
    visit: int = Field(primary_key=True)
    version: int = Field(primary_key=True)
    rung: str = Field(primary_key=True, sa_type=WORD)
    due_at: datetime = Field(sa_type=UtcMoment)
    fired_at: datetime = Field(sa_type=UtcMoment)
    number: int


class Outbox(Record, table=True):
    """A message that an event asks for, written with the event and delivered after it.

    Attributes:
        number: trail number of the event; with `topic` the dedup key.
        capacities: who is to read it, as capacities towards the subject.
        people: sign-in names of those who are to read it besides.
    """

    __table_args__ = (
        Index("ix_outbox_waiting", "at", postgresql_where=text("delivered_at IS NULL")),
    )

    district_id: str = Field(primary_key=True, sa_type=WORD)
    kind: str = Field(primary_key=True, sa_type=WORD)
    subject_id: str = Field(primary_key=True, sa_type=SUBJECT_ID)
    number: int = Field(primary_key=True)
    topic: str = Field(primary_key=True, sa_type=WORD)
    at: datetime = Field(sa_type=UtcMoment)
    unit_id: str | None = Field(default=None, sa_type=WORD)
    assessor_id: str | None = Field(default=None, sa_type=WORD)
    capacities: list[str] = Field(sa_type=JSON)
    people: list[str] | None = Field(default=None, sa_type=JSON)
    text: str
    delivered_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    readers: int | None = None


class Inbox(Record, table=True):
    """A message in somebody's inbox."""

    __table_args__ = (
        Index("ix_inbox_by_person", "district_id", "person_id", "at"),
        ForeignKeyConstraint(["district_id", "person_id"], ["person.district_id", "person.id"]),
    )

    district_id: str = Field(primary_key=True, sa_type=WORD)
    person_id: str = Field(primary_key=True, sa_type=WORD)
    kind: str = Field(primary_key=True, sa_type=WORD)
    subject_id: str = Field(primary_key=True, sa_type=SUBJECT_ID)
    number: int = Field(primary_key=True)
    topic: str = Field(primary_key=True, sa_type=WORD)
    at: datetime = Field(sa_type=UtcMoment)
    text: str
    read_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class IdempotencyKey(Record, table=True):
    """An answer kept for its key: the same request again gets the same answer."""

    district_id: str = Field(primary_key=True, sa_type=WORD)
    actor: str = Field(primary_key=True, sa_type=WORD)
    key: str = Field(primary_key=True)
    fingerprint: bytes = Field(sa_type=DIGEST)
    answer: dict[str, Any] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=UtcMoment)


class FlowAsk(Record, table=True):
    """A flow run that was asked for, by its idempotency key."""

    district_id: str = Field(primary_key=True, sa_type=WORD)
    key: str = Field(primary_key=True)
    flow: str
    asked_at: datetime = Field(sa_type=UtcMoment)
    attempts: int = Field(default=1, sa_type=BigInteger)
