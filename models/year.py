"""The assessment year, its pinned plan, its phases and gates, its calendar."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from models.columns import DIGEST, JSON, SUBJECT_ID, WORD, Record, UtcMoment
from models.subject import Subject, subject_args, words_check
from states.signatures import SignerState


class Year(Subject, table=True):
    """One district's year on one pinned plan; the digest stands in the trail.

    Attributes:
        lifecycles: digest of every lifecycle's table that the year goes by; none for a year that
            was opened before they were pinned.
    """

    KIND: ClassVar[str] = "year"
    __table_args__ = subject_args("year")

    plan_name: str
    plan_digest: bytes = Field(sa_type=DIGEST)
    plan: dict[str, Any] = Field(sa_type=JSON)
    calendar_version: str = Field(sa_type=WORD)
    lifecycles: dict[str, str] | None = Field(default=None, sa_type=JSON)


class Phase(Subject, table=True):
    """A phase of the year with its window (方案 五)."""

    KIND: ClassVar[str] = "phase"
    __table_args__ = subject_args("phase")

    key: str = Field(sa_type=WORD)
    label: str
    place: int
    opens: date
    closes: date


class Gate(Subject, table=True):
    """A decision that several people take together; asked for again, it is another round.

    Attributes:
        needed: how many must say yes in the open step; so `deciders`, `yes` and `no`.
        about_id: the subject it is about, such as the result to be corrected; none when it is
            about the year. Rounds are counted for each.
        step: number of the open step, from 1.
        steps: the steps as pinned at the request (`states.signing.Step`).
        waiting_for: sign-in names of those who must act now.
        readers: sign-in names of those it was copied to (抄送).
        stalled_at: when the alarm was given that nobody can act; none once that was mended.
    """

    KIND: ClassVar[str] = "gate"
    __table_args__ = subject_args(
        "gate",
        Index(
            "ix_gate_waiting_for",
            "waiting_for",
            postgresql_using="gin",
            postgresql_ops={"waiting_for": "jsonb_path_ops"},
        ),
    )

    key: str = Field(sa_type=WORD)
    label: str
    round: int
    phase_key: str = Field(sa_type=WORD)
    requested_by: str = Field(sa_type=WORD)
    needed: int
    deciders: int
    yes: int = 0
    no: int = 0
    about_id: str | None = Field(default=None, sa_type=SUBJECT_ID)
    step: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    steps: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON)
    waiting_for: list[str] | None = Field(default=None, sa_type=JSON)
    readers: list[str] | None = Field(default=None, sa_type=JSON)
    nudged_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    stalled_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class Signer(Record, table=True):
    """One signature at a gate, pinned to a person (签署人); see `states.signing.Signer`."""

    __table_args__ = (
        ForeignKeyConstraint(["district_id", "gate_id"], ["gate.district_id", "gate.id"]),
        ForeignKeyConstraint(["district_id", "person_id"], ["person.district_id", "person.id"]),
        words_check("state", SignerState, "state"),
        Index("ix_signer_by_person", "district_id", "person_id"),
    )

    district_id: str = Field(primary_key=True, sa_type=WORD)
    gate_id: str = Field(primary_key=True, sa_type=SUBJECT_ID)
    number: int = Field(primary_key=True)
    step: int
    place: int
    person_id: str = Field(sa_type=WORD)
    capacity: str = Field(sa_type=WORD)
    unit_id: str | None = Field(default=None, sa_type=WORD)
    state: str = Field(sa_type=WORD)
    on_behalf_of: str | None = Field(default=None, sa_type=WORD)
    signed_by: str | None = Field(default=None, sa_type=WORD)
    added_by: str = Field(sa_type=WORD)
    asked_by: int | None = None
    reason: str = ""
    signed_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class Decision(Record, table=True):
    """What somebody decided at a gate, and took back: one row an act, never changed.

    Attributes:
        number: trail number of the act.
        person_id: whose signature it is.
        choice: `endorse`, `oppose`, or `recall` of the one before.
    """

    __table_args__ = (
        ForeignKeyConstraint(["district_id", "gate_id"], ["gate.district_id", "gate.id"]),
        words_check("choice", ("endorse", "oppose", "recall"), "choice"),
    )

    district_id: str = Field(primary_key=True, sa_type=WORD)
    gate_id: str = Field(primary_key=True, sa_type=SUBJECT_ID)
    number: int = Field(primary_key=True, sa_column_kwargs={"server_default": "0"})
    person_id: str = Field(sa_type=WORD)
    choice: str = Field(sa_type=WORD)
    reason: str = ""
    decided_at: datetime = Field(sa_type=UtcMoment)


class CalendarDay(Record, table=True):
    """A day that differs from Monday-to-Friday, in one version of the calendar.

    Attributes:
        kind: `rest` (holiday or exchanged day off) or `work` (made-up working day).
        year_id: the year in whose trail its entry stands; none where it came with a plan.
    """

    __table_args__ = (words_check("kind", ("rest", "work"), "kind"),)

    district_id: str = Field(primary_key=True, sa_type=WORD)
    version: str = Field(primary_key=True, sa_type=WORD)
    day: date = Field(primary_key=True)
    kind: str = Field(sa_type=WORD)
    name: str = ""
    year_id: str | None = Field(default=None, sa_type=SUBJECT_ID)


class CalendarVersion(Record, table=True):
    """A version of the calendar: which years it knows, and by which notice; never changed.

    Attributes:
        document: number of the notice, where it was entered by itself.
        entered_by: who entered it; none for one that came with a plan.
        year_id: the year in whose trail its entry stands; none where it came with a plan.
    """

    district_id: str = Field(primary_key=True, sa_type=WORD)
    version: str = Field(primary_key=True, sa_type=WORD)
    years: list[int] = Field(sa_type=JSON)
    basis: str
    document: str = Field(default="", sa_column_kwargs={"server_default": ""})
    entered_by: str | None = Field(default=None, sa_type=WORD)
    entered_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    year_id: str | None = Field(default=None, sa_type=SUBJECT_ID)
