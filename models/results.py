"""Adjustments, yearly results, the documents that tell them, and rectification plans."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from models.columns import JSON, POINTS, SUBJECT_ID, WORD, UtcMoment
from models.subject import Subject, subject_args


class Adjustment(Subject, table=True):
    """Points added or taken away, with the rule and document they rest on.

    Attributes:
        event: key of the event in the plan's table.
        about: id of the subject that gave rise to it; with `event`, what is counted once.
    """

    KIND: ClassVar[str] = "adjustment"
    __table_args__ = subject_args(
        "adjustment", Index("ix_adjustment_by_unit", "district_id", "year", "unit_id", "state")
    )

    event: str
    points: Decimal = Field(sa_type=POINTS)
    basis: str
    document: str = ""
    about: str = ""
    proposed_by: str = Field(sa_type=WORD)
    approved_by: str | None = Field(default=None, sa_type=WORD)


class Result(Subject, table=True):
    """A unit's year: daily score, duty report, adjustments, total, grade and rank.

    Attributes:
        duty_marks: per judge group the mean and the number of valid ballots.
        explanation: the tree from the total down to value, rule and evidence.
    """

    KIND: ClassVar[str] = "result"
    __table_args__ = subject_args("result", UniqueConstraint("district_id", "year", "unit_id"))

    duty_marks: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    daily: Decimal | None = Field(default=None, sa_type=POINTS)
    duty: Decimal | None = Field(default=None, sa_type=POINTS)
    adjustments: Decimal | None = Field(default=None, sa_type=POINTS)
    total: Decimal | None = Field(default=None, sa_type=POINTS)
    grade: str | None = None
    rank: int | None = None
    group_rank: int | None = None
    explanation: dict[str, Any] | None = Field(default=None, sa_type=JSON)


class Document(Subject, table=True):
    """A paper drawn up from frozen facts (分报告)."""

    KIND: ClassVar[str] = "document"
    __table_args__ = subject_args("document")

    document_class: str = Field(sa_type=WORD)
    title: str
    document_number: str = ""
    facts: dict[str, Any] = Field(sa_type=JSON)
    issued_on: date | None = None
    received_on: date | None = None


class RectificationPlan(Subject, table=True):
    """A unit's answer to the findings of its report, due in three weeks (方案 六（二）).

    Attributes:
        items: per finding: number, finding, cause, measure, owner, due_on, progress, outcome, note.
        received_how: `signed` (签收) or `deemed` (视为签收).
        due_at: 24:00 of the last day, UTC.
        points: what is booked into the next year.
    """

    KIND: ClassVar[str] = "rectification_plan"
    __table_args__ = subject_args("rectification_plan")

    document_id: str = Field(sa_type=SUBJECT_ID)
    items: list[dict[str, Any]] = Field(sa_type=JSON)
    issued_on: date
    received_on: date | None = None
    received_how: str | None = Field(default=None, sa_type=WORD)
    due_on: date | None = None
    due_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    declared_by: str | None = Field(default=None, sa_type=WORD)
    declared_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    late: bool = False
    returns: int = 0
    points: Decimal | None = Field(default=None, sa_type=POINTS)
