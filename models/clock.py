"""When clocks stood still."""

from datetime import date
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from models.columns import SUBJECT_ID, WORD
from models.subject import Subject, subject_args


class Suspension(Subject, table=True):
    """Days on which a clock stands (中止计时); the deadline's later versions reckon with it.

    Attributes:
        about_kind: kind of the subject whose clock it is; `about_id` its id.
        deadline: which of its clocks.
        start_on: from which day that clock counts: it goes with the period, not with a round of it.
        first_on: the first day that stands.
        resumed_on: the day from which days count again; none while it stands.
        ground: of the plan, or what it waits for where it stands by itself.
        label: the ground in words.
        basis: of the ground, as the plan had it.
        cause_id: the subject for whose sake it stands by itself, such as a request.
    """

    KIND: ClassVar[str] = "suspension"
    __table_args__ = subject_args(
        "suspension",
        Index("ix_suspension_by_about", "district_id", "about_kind", "about_id"),
        Index("ix_suspension_by_cause", "district_id", "cause_id"),
    )

    about_kind: str = Field(sa_type=WORD)
    about_id: str = Field(sa_type=SUBJECT_ID)
    deadline: str = Field(sa_type=WORD)
    start_on: date | None = None
    first_on: date
    resumed_on: date | None = None
    ground: str = Field(sa_type=WORD)
    label: str
    basis: str
    document: str = ""
    reason: str = ""
    cause_id: str | None = Field(default=None, sa_type=SUBJECT_ID)
    begun_by: str = Field(sa_type=WORD)
