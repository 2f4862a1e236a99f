"""Units, people, the capacities they hold and the tokens they sign in with."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field

from models.columns import DIGEST, JSON, WORD, Record, UtcMoment
from models.subject import Subject, subject_args, words_check
from states.capacity import HELD

TOKEN_KINDS = ("session", "personal", "calendar")


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


class Person(Subject, table=True):
    """Somebody who signs in. The id is the sign-in name and the actor of the trail.

    Attributes:
        year: in which the account was opened; an account belongs to no year.
        unit_id: where they work; none for whoever works for the district.
        password_hash: argon2id; empty for whoever has no password.
        password_history: hashes of former passwords, the latest first.
        must_change: the password was given by somebody else.
        password_until: the password must be changed from then on; none for never.
        failures: wrong tries since the last right one.
        totp_salt: with the key of the data folder it gives the authenticator's secret.
        totp_confirmed: a code is asked for at sign-in.
        totp_step: time step of the last code that was used; no code is used twice.
        recovery: SHA-256 (hex) of the recovery codes that are left.
    """

    KIND: ClassVar[str] = "person"
    __table_args__ = subject_args("person")

    id: str = Field(primary_key=True, sa_type=WORD)
    name: str
    password_hash: str
    password_history: list[str] = Field(
        default_factory=list, sa_type=JSON, sa_column_kwargs={"server_default": "[]"}
    )
    must_change: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    password_until: datetime | None = Field(default=None, sa_type=UtcMoment)
    failures: int = 0
    locked_until: datetime | None = Field(default=None, sa_type=UtcMoment)
    totp_salt: str | None = Field(default=None, sa_type=WORD)
    totp_confirmed: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    totp_step: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    recovery: list[str] = Field(
        default_factory=list, sa_type=JSON, sa_column_kwargs={"server_default": "[]"}
    )


class Assignment(Record, table=True):
    """A capacity held by a person from one day until another, in a unit or for the district.

    Attributes:
        scope: what else bounds it: the group of a judge; empty for nothing.
    """

    __table_args__ = (
        ForeignKeyConstraint(["district_id", "person_id"], ["person.district_id", "person.id"]),
        ForeignKeyConstraint(["district_id", "unit_id"], ["unit.district_id", "unit.id"]),
        words_check("capacity", HELD, "capacity"),
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
    """A bearer token; only its SHA-256 is kept.

    Attributes:
        number: the person's own: that of the trail record that issued it.
        kind: of a session, personal, or the address of a calendar.
        scopes: what it is good for (`services.scopes`); a session is good for everything.
        limited: what must be done before anything else may: "" for nothing, "totp".
        idle_minutes: it ends when it was not used for so long; none for never.
        last_used_at: to the minute.
        unit_id: whose calendar it opens; none for the person's own, and for other kinds.
    """

    __table_args__ = (
        ForeignKeyConstraint(["district_id", "person_id"], ["person.district_id", "person.id"]),
        ForeignKeyConstraint(["district_id", "unit_id"], ["unit.district_id", "unit.id"]),
        UniqueConstraint("district_id", "person_id", "number"),
        words_check("kind", TOKEN_KINDS, "kind"),
    )

    digest: bytes = Field(primary_key=True, sa_type=DIGEST)
    district_id: str = Field(sa_type=WORD)
    person_id: str = Field(sa_type=WORD)
    number: int
    kind: str = Field(sa_type=WORD)
    scopes: list[str] = Field(default_factory=list, sa_type=JSON)
    label: str = ""
    limited: str = Field(default="", sa_type=WORD)
    idle_minutes: int | None = None
    issued_at: datetime = Field(sa_type=UtcMoment)
    expires_at: datetime = Field(sa_type=UtcMoment)
    last_used_at: datetime = Field(sa_type=UtcMoment)
    unit_id: str | None = Field(default=None, sa_type=WORD)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class SignInRefusal(Record, table=True):
    """Refused tries that belong to no account's trail, counted by the hour: flooding fills nothing.

    Attributes:
        hour: begin of the hour.
        why: "unknown", "locked" or "disabled".
        person_id: whose; empty where nobody has the name, which is not kept: it may be a password.
    """

    district_id: str = Field(primary_key=True, sa_type=WORD)
    hour: datetime = Field(primary_key=True, sa_type=UtcMoment)
    why: str = Field(primary_key=True, sa_type=WORD)
    person_id: str = Field(primary_key=True, sa_type=WORD)
    times: int
    last_at: datetime = Field(sa_type=UtcMoment)
