"""Appeals about results, and every state in which a result was ever published."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from models.columns import DIGEST, JSON, POINTS, SUBJECT_ID, WORD, Record, UtcMoment
from models.subject import Subject, subject_args, words_check
from states.appeal import AppealAbout


class Appeal(Subject, table=True):
    """A unit's appeal about one item of its published result (复核申请).

    Attributes:
        about_id: id of the indicator or adjustment; of the result for its duty score and total.
        last_day: the last day on which it could be filed.
        remedy: what was corrected when it was upheld, a sentence.
    """

    KIND: ClassVar[str] = "appeal"
    __table_args__ = subject_args(
        "appeal",
        words_check("about_kind", AppealAbout, "about_kind"),
        Index("ix_appeal_about", "district_id", "about_kind", "about_id"),
    )

    result_id: str = Field(sa_type=SUBJECT_ID)
    about_kind: str = Field(sa_type=WORD)
    about_id: str = Field(sa_type=SUBJECT_ID)
    grounds: str
    filed_by: str = Field(sa_type=WORD)
    last_day: date
    decided_by: str | None = Field(default=None, sa_type=WORD)
    decision: str = ""
    document: str = ""
    remedy: str = ""


class ResultVersion(Record, table=True):
    """A result as it was published, and again after each correction. Append-only.

    Attributes:
        number: 1 for the first publication.
        digest: SHA-256 of the explanation's canonical JSON.
        gate_id: the conference's decision; empty for the first publication.
        document_id: the correction notice; empty for the first publication.
    """

    __table_args__ = (
        ForeignKeyConstraint(["district_id", "result_id"], ["result.district_id", "result.id"]),
    )

    district_id: str = Field(primary_key=True, sa_type=WORD)
    result_id: str = Field(primary_key=True, sa_type=SUBJECT_ID)
    number: int = Field(primary_key=True)
    daily: Decimal | None = Field(default=None, sa_type=POINTS)
    duty: Decimal | None = Field(default=None, sa_type=POINTS)
    adjustments: Decimal | None = Field(default=None, sa_type=POINTS)
    total: Decimal | None = Field(default=None, sa_type=POINTS)
    grade: str | None = None
    rank: int | None = None
    group_rank: int | None = None
    explanation: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    digest: bytes = Field(sa_type=DIGEST)
    published_at: datetime = Field(sa_type=UtcMoment)
    gate_id: str = Field(default="", sa_type=SUBJECT_ID)
    document_id: str = Field(default="", sa_type=SUBJECT_ID)
    reason: str = ""
