"""Changes of bodies during the year, and what each indicator brought along."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field

from models.columns import JSON, SUBJECT_ID, WEIGHT, WORD, Record
from models.subject import Subject, subject_args, words_check
from states.category import Category
from states.unit_change import ChangeClass


class UnitChange(Subject, table=True):
    """A rename, a merger or a split of bodies (机构变动), in force from a day.

    Attributes:
        from_units: ids of the bodies it befalls.
        to_units: the bodies afterwards: id; name, short_name and ranking_group of a new one or of
            a new name; `weights` by category where the plan's split does not fit.
        allocation: in a split, which body takes an indicator over: indicator id -> unit id.
    """

    KIND: ClassVar[str] = "unit_change"
    __table_args__ = subject_args(
        "unit_change", words_check("change_class", ChangeClass, "change_class")
    )

    change_class: str = Field(sa_type=WORD)
    document: str
    effective_on: date
    from_units: list[str] = Field(sa_type=JSON)
    to_units: list[dict[str, Any]] = Field(sa_type=JSON)
    allocation: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    proposed_by: str = Field(sa_type=WORD)
    decided_by: str | None = Field(default=None, sa_type=WORD)


class Transfer(Record, table=True):
    """What one body had promised, and at what weight, when a change of bodies took effect.

    What a body kept is listed as well, so that its part of the year can be told.
    """

    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "unit_change_id"], ["unit_change.district_id", "unit_change.id"]
        ),
        ForeignKeyConstraint(
            ["district_id", "indicator_id"], ["indicator.district_id", "indicator.id"]
        ),
        words_check("category", Category, "category"),
    )

    district_id: str = Field(primary_key=True, sa_type=WORD)
    unit_change_id: str = Field(primary_key=True, sa_type=SUBJECT_ID)
    indicator_id: str = Field(primary_key=True, sa_type=SUBJECT_ID)
    from_unit: str = Field(sa_type=WORD)
    to_unit: str = Field(sa_type=WORD)
    category: str = Field(sa_type=WORD)
    weight: Decimal = Field(sa_type=WEIGHT)
