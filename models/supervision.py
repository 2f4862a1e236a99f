"""What follows when nothing moves: supervision notices, talks, alarms that nobody can act."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from models.columns import JSON, SUBJECT_ID, WORD
from models.subject import Subject, subject_args


class SupervisionNotice(Subject, table=True):
    """A notice to a unit that has let a day go by (督办单).

    Attributes:
        about_id: what it is about, of kind `about_kind`.
        matter: what is supervised, a sentence.
        clock: the deadline that was missed; empty when the office issued it by hand.
        due_on: the day that was missed, or by which the office wants it done.
        issued_by: who; `system:deadline` for the plan's ladder.
        answer: why it was late, and what is being done.
        returns: how often the office asked for another answer.
    """

    KIND: ClassVar[str] = "supervision_notice"
    __table_args__ = subject_args(
        "supervision_notice",
        Index("ix_supervision_notice_about", "district_id", "about_kind", "about_id"),
    )

    about_kind: str = Field(sa_type=WORD)
    about_id: str = Field(sa_type=SUBJECT_ID)
    matter: str
    clock: str = Field(default="", sa_type=WORD)
    due_on: date | None = None
    issued_by: str = Field(sa_type=WORD)
    issued_on: date
    received_on: date | None = None
    answer: str = ""
    answered_by: str | None = Field(default=None, sa_type=WORD)
    answered_on: date | None = None
    returns: int = 0


class Talk(Subject, table=True):
    """A talk with whoever answers for a unit (约谈); its unit knows of it once it is convened.

    Attributes:
        about_id: what it is about, of kind `about_kind`.
        matter: why, a sentence.
        talk_on: the day, with `place` and who leads it.
        minutes: what was said and promised.
    """

    KIND: ClassVar[str] = "talk"
    __table_args__ = subject_args(
        "talk", Index("ix_talk_about", "district_id", "about_kind", "about_id")
    )

    about_kind: str = Field(sa_type=WORD)
    about_id: str = Field(sa_type=SUBJECT_ID)
    matter: str
    proposed_by: str = Field(sa_type=WORD)
    decided_by: str | None = Field(default=None, sa_type=WORD)
    talk_on: date | None = None
    place: str = ""
    led_by: str = ""
    attendees: str = ""
    minutes: str = ""


class Alarm(Subject, table=True):
    """A place where something waits and nobody can act (无人可办); `unit_id` is the body.

    Attributes:
        wanted: any one of these capacities could act.
        waiting: how many subjects waited when it was raised, or when it was last looked at.
        kinds: of these kinds.
    """

    KIND: ClassVar[str] = "alarm"
    __table_args__ = subject_args("alarm")

    wanted: list[str] = Field(default_factory=list[Any], sa_type=JSON)
    waiting: int = 0
    kinds: list[str] = Field(default_factory=list[Any], sa_type=JSON)
