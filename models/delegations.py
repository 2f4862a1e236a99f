"""Who acts for whom, and who is away."""

from datetime import date
from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from models.columns import WORD
from models.subject import Subject, subject_args, words_check
from states.delegation import DELEGABLE, DelegationClass


def _names(column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["district_id", column], ["person.district_id", "person.id"])


class Delegation(Subject, table=True):
    """A capacity of one person in which another acts (委托代办 / A-B角).

    Attributes:
        unit_id: the principal's unit, whose people see it.
        held_in: the unit in which the capacity is held; none for one of the district.
        delegation_class: in force on its days, or on those of them on which the principal is away.
        until_day: its last day; none until it is revoked.
    """

    KIND: ClassVar[str] = "delegation"
    __table_args__ = subject_args(
        "delegation",
        _names("principal_id"),
        _names("deputy_id"),
        ForeignKeyConstraint(["district_id", "held_in"], ["unit.district_id", "unit.id"]),
        words_check("delegation_class", DelegationClass, "delegation_class"),
        words_check("capacity", sorted(DELEGABLE), "capacity"),
        Index("ix_delegation_by_principal", "district_id", "principal_id"),
        Index("ix_delegation_by_deputy", "district_id", "deputy_id"),
    )

    principal_id: str = Field(sa_type=WORD)
    deputy_id: str = Field(sa_type=WORD)
    capacity: str = Field(sa_type=WORD)
    held_in: str | None = Field(default=None, sa_type=WORD)
    delegation_class: str = Field(sa_type=WORD)
    from_day: date
    until_day: date | None = None
    reason: str = ""


class Absence(Subject, table=True):
    """Days on which somebody is away (离岗); their own unit's, whose people see it."""

    KIND: ClassVar[str] = "absence"
    __table_args__ = subject_args(
        "absence", _names("person_id"), Index("ix_absence_by_person", "district_id", "person_id")
    )

    person_id: str = Field(sa_type=WORD)
    from_day: date
    until_day: date
    reason: str = ""
