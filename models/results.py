"""Adjustments, yearly results, the documents that tell them, and rectification plans."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from models.columns import JSON, POINTS, SUBJECT_ID, WORD, UtcMoment
from models.subject import Subject, subject_args

#: What rows of before have in columns that were added later.
_NO, _ZERO = {"server_default": "false"}, {"server_default": "0"}


class Adjustment(Subject, table=True):
    """Points added or taken away, with the rule and document they rest on.

    Attributes:
        event: key of the event in the plan's table.
        about: id of the subject that gave rise to it.
        deed: what it is counted by once, such as a node's lateness or an award's name; the
            heaviest about one deed applies.
    """

    KIND: ClassVar[str] = "adjustment"
    __table_args__ = subject_args(
        "adjustment",
        Index("ix_adjustment_by_unit", "district_id", "year", "unit_id", "state"),
        Index("ix_adjustment_by_deed", "district_id", "deed"),
    )

    event: str
    points: Decimal = Field(sa_type=POINTS)
    basis: str
    document: str = ""
    about: str = ""
    deed: str = Field(default="", sa_column_kwargs={"server_default": ""})
    proposed_by: str = Field(sa_type=WORD)
    approved_by: str | None = Field(default=None, sa_type=WORD)
    approved_on: date | None = None


class Result(Subject, table=True):
    """A unit's year: daily score, duty report, adjustments, total, grade and rank.

    Attributes:
        duty_marks: per judge group the mean and the number of valid ballots.
        explanation: the tree from the total down to value, rule and evidence.
        grade_reason: why this grade.
        pending: what a trial still waits for, a sentence each.
        flash_values: how many indicators rest on a flash value (快报数).
        vetoed: an event bars the unit from the grades that a veto excludes.
        grade_at_most: key of the best grade that an indicator's veto leaves the unit; None: any.
        undecided: tied at the quota's border, even by duty score.
        chosen: the office's written decision at the quota's border.
        version: how often it was published; each state is kept in `result_version`.
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
    grade_reason: str | None = None
    pending: list[str] | None = Field(default=None, sa_type=JSON)
    flash_values: int = Field(default=0, sa_column_kwargs=_ZERO)
    vetoed: bool = Field(default=False, sa_column_kwargs=_NO)
    grade_at_most: str | None = None
    undecided: bool = Field(default=False, sa_column_kwargs=_NO)
    chosen: str | None = None
    version: int = Field(default=0, sa_column_kwargs=_ZERO)


class Document(Subject, table=True):
    """A paper drawn up from frozen facts (总报告、分报告、通报 …).

    Attributes:
        facts: what it tells; never changed.
        blocks: text that the office writes into it before it is approved, by block.
        links: what the results are used for (一通报、四挂钩); none but in the results letter.
        about_id: what it is about besides its unit: a month, a round of inspections, a result.
        recipient: whom it is addressed to.
        revised_by: who last changed its text.
    """

    KIND: ClassVar[str] = "document"
    __table_args__ = subject_args(
        "document",
        # Two that took one number at the same instant: the second finds the number taken.
        Index(
            "uq_document_number",
            "district_id",
            "document_class",
            "document_number",
            unique=True,
            postgresql_where=text("document_class <> 'unit_report'"),
        ),
    )

    document_class: str = Field(sa_type=WORD)
    title: str
    document_number: str = ""
    facts: dict[str, Any] = Field(sa_type=JSON)
    issued_on: date | None = None
    received_on: date | None = None
    blocks: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    links: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON)
    about_id: str | None = Field(default=None, sa_type=SUBJECT_ID)
    recipient: str | None = None
    revised_by: str | None = Field(default=None, sa_type=WORD)


class RectificationPlan(Subject, table=True):
    """A unit's answer to the findings of its report, due in three weeks (方案 六（二）).

    Attributes:
        items: per finding: number, finding, cause, measure, owner, due_on, progress, outcome, note.
        received_how: `signed` (签收) or `deemed` (视为签收).
        due_at: 24:00 of the last day, UTC.
        points: what is booked into the next year, within the cap of the plan's item.
        extension: calendar days granted beyond the three weeks.
        extensions: how often a day was moved, the plan's or a measure's.
        reopenings: how often it was opened again after it was found carried out.
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
    extension: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    extensions: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    reopenings: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
