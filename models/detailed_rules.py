"""What examiners lay down about how they examine (考核细则)."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field

from models.columns import JSON, WORD
from models.subject import Subject, subject_args


class DetailedRules(Subject, table=True):
    """One version of an examiner's detailed rules, on file at the office (方案 五（四）一是).

    `unit_id` is the office, with which they are filed; `assessor_id` the examiner.

    Attributes:
        number: the how-manieth version of this examiner in the year.
        text: the main points; the full text is attached as the formal document.
        units: ids of the units bound when it was sent out: they read it.
        issued_on: the day it was first sent out.
        returns: how often the office sent it back.
    """

    KIND: ClassVar[str] = "detailed_rules"
    __table_args__ = subject_args(
        "detailed_rules",
        ForeignKeyConstraint(["district_id", "assessor_id"], ["unit.district_id", "unit.id"]),
        UniqueConstraint("district_id", "year", "assessor_id", "number"),
    )

    number: int
    title: str
    text: str = ""
    units: list[str] = Field(default_factory=list[Any], sa_type=JSON)
    drafted_by: str = Field(sa_type=WORD)
    issued_by: str | None = Field(default=None, sa_type=WORD)
    issued_on: date | None = None
    filed_on: date | None = None
    returns: int = 0
