"""Units, people, the capacities they hold and the tokens they sign in with."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from models.columns import DIGEST, WORD, Record, UtcMoment
from models.subject import words_check
from states.capacity import Capacity


class Unit(Record, table=True):
    """A body of the district: a department, a township, or the performance office itself.

    Attributes:
        assessed: counts among the assessed units (方案 二（二）).
        sort: its place in the official order; never alphabetical.
        from_day: the day it was set up; none for those that were there from the first.
        until_day: its last day; none while it stands.
    """

    district_id: str = Field(primary_key=True, sa_type=WORD)
    id: str = Field(primary_key=True, sa_type=WORD)
    name: str
    short_name: str
    kind: str = Field(sa_type=WORD)
    subkind: str | None = Field(default=None, sa_type=WORD)
    ranking_group: str | None = None
    assessed: bool
    sort: int
    from_day: date | None = None
    until_day: date | None = None


class UnitName(Record, table=True):
    """A name of a body from a day on: papers print the one of their own day (机构更名)."""

    __table_args__ = (
        ForeignKeyConstraint(["district_id", "unit_id"], ["unit.district_id", "unit.id"]),
    )

    district_id: str = Field(primary_key=True, sa_type=WORD)
    unit_id: str = Field(primary_key=True, sa_type=WORD)
    from_day: date = Field(primary_key=True)
    name: str
    short_name: str


class Person(Record, table=True):
    """Somebody who signs in. The id is the sign-in name and the actor of the trail."""

    __table_args__ = (
        ForeignKeyConstraint(["district_id", "unit_id"], ["unit.district_id", "unit.id"]),
    )

    district_id: str = Field(primary_key=True, sa_type=WORD)
    id: str = Field(primary_key=True, sa_type=WORD)
    name: str
    unit_id: str | None = Field(default=None, sa_type=WORD)
    password_hash: str
    failures: int = 0
    locked_until: datetime | None = Field(default=None, sa_type=UtcMoment)
    disabled: bool = False


class Assignment(Record, table=True):
    """A capacity held by a person from one day until another, in a unit or for the district.

    Attributes:
        scope: what else bounds it: the group of a judge; empty for nothing.
    """

    __table_args__ = (
        ForeignKeyConstraint(["district_id", "person_id"], ["person.district_id", "person.id"]),
        ForeignKeyConstraint(["district_id", "unit_id"], ["unit.district_id", "unit.id"]),
        words_check("capacity", [c for c in Capacity if c is not Capacity.SYSTEM], "capacity"),
        Index("ix_assignment_by_unit", "district_id", "capacity", "unit_id"),
        Index("ix_assignment_by_person", "district_id", "person_id"),
    )

    district_id: str = Field(primary_key=True, sa_type=WORD)
    id: str = Field(primary_key=True)
    person_id: str = Field(sa_type=WORD)
    capacity: str = Field(sa_type=WORD)
    unit_id: str | None = Field(default=None, sa_type=WORD)
    scope: str = Field(default="", sa_type=WORD, sa_column_kwargs={"server_default": ""})
    from_day: date
    until_day: date | None = None


class AccessToken(Record, table=True):
    """A bearer token; only its SHA-256 is kept."""

    __table_args__ = (
        ForeignKeyConstraint(["district_id", "person_id"], ["person.district_id", "person.id"]),
        Index("ix_access_token_by_person", "district_id", "person_id"),
    )

    digest: bytes = Field(primary_key=True, sa_type=DIGEST)
    district_id: str = Field(sa_type=WORD)
    person_id: str = Field(sa_type=WORD)
    label: str = ""
    issued_at: datetime = Field(sa_type=UtcMoment)
    expires_at: datetime = Field(sa_type=UtcMoment)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcMoment)
