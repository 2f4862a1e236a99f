"""The goal set, the contingency plans of city tasks, and what the city says about them."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field

from models.columns import JSON, NUMBER, POINTS, SUBJECT_ID, WORD, UtcMoment
from models.subject import Subject, subject_args, words_check
from plans.words import Level, ScoreScale


def _about_a_goal() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["district_id", "goal_id"], ["goal.district_id", "goal.id"])


class Goal(Subject, table=True):
    """An item of the goal set (目标集, 方案 五（二）二是); of level city, it is a city task.

    Attributes:
        unit_id: the lead: answers for it, decomposes it and examines the others on it.
        document: where it was laid down, with `document_number`.
        by: the day it is due.
        contributors: ids of the units that work at it beside the lead.
        scale: whether the scores are points or percent.
        differences: what the scores differ by: self_city, examiner_city, self_examiner, as text.
    """

    KIND: ClassVar[str] = "goal"
    __table_args__ = subject_args(
        "goal",
        words_check("level", Level, "level"),
        words_check("scale", ScoreScale, "scale"),
        Index("ix_goal_by_unit", "district_id", "year", "unit_id", "state"),
    )

    level: str = Field(sa_type=WORD)
    document: str
    document_number: str = ""
    level1: str
    level2: str
    title: str
    target: str = ""
    target_number: Decimal | None = Field(default=None, sa_type=NUMBER)
    challenge: Decimal | None = Field(default=None, sa_type=NUMBER)
    by: date
    contributors: list[str] = Field(default_factory=list, sa_type=JSON)
    scale: str | None = Field(default=None, sa_type=WORD)
    self_score: Decimal | None = Field(default=None, sa_type=POINTS)
    examiner_score: Decimal | None = Field(default=None, sa_type=POINTS)
    city_score: Decimal | None = Field(default=None, sa_type=POINTS)
    differences: dict[str, str] | None = Field(default=None, sa_type=JSON)


class ContingencyPlan(Subject, table=True):
    """What a goal's lead will do, and what if it goes wrong (预案管理, 方案 五（三）一是).

    Attributes:
        measures: [{"measure", "owner", "due_on"}].
        nodes: its own steps: [{"text", "due_on"}].
        risks: [{"risk", "response", "owner"}].
        returns: how often it was sent back.
        returned: it was, and has not been revised since: its unit's turn.
    """

    KIND: ClassVar[str] = "contingency_plan"
    __table_args__ = subject_args(
        "contingency_plan", UniqueConstraint("district_id", "goal_id"), _about_a_goal()
    )

    goal_id: str = Field(sa_type=SUBJECT_ID)
    measures: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON)
    nodes: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON)
    risks: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON)
    drafted_by: str = Field(sa_type=WORD)
    approved_by: str | None = Field(default=None, sa_type=WORD)
    returns: int = 0
    returned: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})


class Feedback(Subject, table=True):
    """What the city wants put right in a city task, and the answer (整改与反馈, 方案 五（三）一是).

    Attributes:
        document: number of the city's document.
        due_on: until when the lead answers.
        late: the last answer came after that day.
    """

    KIND: ClassVar[str] = "feedback"
    __table_args__ = subject_args(
        "feedback", UniqueConstraint("district_id", "goal_id", "number"), _about_a_goal()
    )

    goal_id: str = Field(sa_type=SUBJECT_ID)
    number: int
    document: str
    text: str
    received_on: date
    due_on: date
    answer: str = ""
    answered_by: str | None = Field(default=None, sa_type=WORD)
    answered_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    late: bool = False
    returns: int = 0
