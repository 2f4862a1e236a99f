"""The assessment year, its pinned plan, its phases and gates, its calendar."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field

from models.columns import DIGEST, JSON, SUBJECT_ID, WORD, Record, UtcMoment
from models.subject import Subject, subject_args, words_check


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
        about_id: the subject it is about, such as the result to be corrected; none when it is
            about the year. Rounds are counted for each.
    """

    KIND: ClassVar[str] = "gate"
    __table_args__ = subject_args("gate")

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


class Decision(Record, table=True):
    """What one member decided at a gate."""

    __table_args__ = (
        ForeignKeyConstraint(["district_id", "gate_id"], ["gate.district_id", "gate.id"]),
        words_check("choice", ("endorse", "oppose"), "choice"),
    )

    district_id: str = Field(primary_key=True, sa_type=WORD)
    gate_id: str = Field(primary_key=True, sa_type=SUBJECT_ID)
    person_id: str = Field(primary_key=True, sa_type=WORD)
    choice: str = Field(sa_type=WORD)
    reason: str = ""
    decided_at: datetime = Field(sa_type=UtcMoment)


class CalendarDay(Record, table=True):
    """A day that differs from Monday-to-Friday, in one version of the calendar.

    Attributes:
        kind: `rest` (holiday or exchanged day off) or `work` (made-up working day).
    """

    __table_args__ = (words_check("kind", ("rest", "work"), "kind"),)

    district_id: str = Field(primary_key=True, sa_type=WORD)
    version: str = Field(primary_key=True, sa_type=WORD)
    day: date = Field(primary_key=True)
    kind: str = Field(sa_type=WORD)
    name: str = ""


class CalendarVersion(Record, table=True):
    """A version of the calendar: which years it knows, and by which notice."""

    district_id: str = Field(primary_key=True, sa_type=WORD)
    version: str = Field(primary_key=True, sa_type=WORD)
    years: list[int] = Field(sa_type=JSON)
    basis: str
