"""Indicators with their frozen versions and scores; nodes with their signed reports; evidence."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field

from models.columns import DIGEST, JSON, NUMBER, POINTS, SUBJECT_ID, WEIGHT, WORD, Record, UtcMoment
from models.subject import Subject, subject_args, words_check
from states.category import Category


class Indicator(Subject, table=True):
    """What a unit promises: the ten elements of the seed (方案 三（一）) and how it went.

    Attributes:
        number: its place in the unit's table.
        goal_id: the goal it carries; none when it carries none.
        decomposed: drafted for the unit when its goal was decomposed (分解), not by the unit.
        last_year: last year's actual, for 标杆超越; none when unknown.
        nodes: its steps as promised: [{"text", "due_on"}]; born as nodes when it starts.
        version: how often its content was declared or amended; each version is kept frozen.
        opinion: the examiner's opinion in the present state; cleared on every move.
        inputs: what the scoring method is fed with.
        points: points earned, exact; none until scored.
        inserted_by: the superior's document by which it was inserted (年中增加任务); empty for the
            year's own table.
        former_unit_id: the body that promised it, when another has taken it over; its people go on
            reading it.
        falsified: an inspection determined that what was reported is false (弄虚作假): no points.
    """

    KIND: ClassVar[str] = "indicator"
    __table_args__ = subject_args(
        "indicator",
        words_check("category", Category, "category"),
        ForeignKeyConstraint(["district_id", "assessor_id"], ["unit.district_id", "unit.id"]),
        UniqueConstraint("district_id", "year", "unit_id", "number"),
        Index("ix_indicator_by_unit", "district_id", "year", "unit_id", "state"),
        Index("ix_indicator_by_assessor", "district_id", "year", "assessor_id", "state"),
        ForeignKeyConstraint(["district_id", "goal_id"], ["goal.district_id", "goal.id"]),
        Index("ix_indicator_by_goal", "district_id", "goal_id"),
    )

    number: int
    goal_id: str | None = Field(default=None, sa_type=SUBJECT_ID)
    decomposed: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    category: str = Field(sa_type=WORD)
    weight: Decimal = Field(sa_type=WEIGHT)
    level1: str
    level2: str
    level3: str
    target: str
    target_number: Decimal | None = Field(default=None, sa_type=NUMBER)
    challenge: Decimal | None = Field(default=None, sa_type=NUMBER)
    last_year: Decimal | None = Field(default=None, sa_type=NUMBER)
    deadline: date | None = None
    method: str = ""
    parameters: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    nodes: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON)
    basis: str = ""
    remark: str = ""
    version: int = 0
    declared_by: str | None = Field(default=None, sa_type=WORD)
    opinion: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    inputs: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    points: Decimal | None = Field(default=None, sa_type=POINTS)
    inserted_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    falsified: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    former_unit_id: str | None = Field(default=None, sa_type=WORD)


class IndicatorVersion(Record, table=True):
    """The frozen content of an indicator as declared or amended.

    Attributes:
        in_force_on: the day from which an amendment counts; none for what was promised first.
    """

    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "indicator_id"], ["indicator.district_id", "indicator.id"]
        ),
    )

    district_id: str = Field(primary_key=True, sa_type=WORD)
    indicator_id: str = Field(primary_key=True, sa_type=SUBJECT_ID)
    version: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_type=JSON)
    digest: bytes = Field(sa_type=DIGEST)
    frozen_at: datetime = Field(sa_type=UtcMoment)
    in_force_on: date | None = None


class Score(Record, table=True):
    """A score with its explanation; a corrected one is another row, the first stays.

    Attributes:
        number: the trail number under which it was given.
    """

    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "indicator_id"], ["indicator.district_id", "indicator.id"]
        ),
    )

    district_id: str = Field(primary_key=True, sa_type=WORD)
    indicator_id: str = Field(primary_key=True, sa_type=SUBJECT_ID)
    number: int = Field(primary_key=True)
    version: int
    method: str
    method_version: str = Field(sa_type=WORD)
    inputs: dict[str, Any] = Field(sa_type=JSON)
    points: Decimal = Field(sa_type=POINTS)
    explanation: dict[str, Any] = Field(sa_type=JSON)


class Node(Subject, table=True):
    """A dated step of an indicator.

    Attributes:
        taken_in: due before the table was published, so never late (方案的发文日期晚于节点).
        draft: the report being written: value, progress, problems, zero_reason.
        report: the report last signed, in the same shape.
        evidence_flaws: how often it was returned for missing, unreadable or unrelated evidence.
        first_reported_at: when the report at hand was first signed; kept through a return for form.
        resubmit_by: until when a returned report may come again without becoming late.
        late_days: working days late; 0 when in time, none until reported.
        version_in_force: the version of the indicator it was reported under: that of its day, or
            of the day it was reported when that came first.
        former_unit_id: the body it was taken over from; its people go on reading it.
    """

    KIND: ClassVar[str] = "node"
    __table_args__ = subject_args(
        "node",
        ForeignKeyConstraint(
            ["district_id", "indicator_id"], ["indicator.district_id", "indicator.id"]
        ),
        UniqueConstraint("district_id", "indicator_id", "number"),
        # No index holds the lamp: a storm of lamps would write each of them anew.
        Index("ix_node_by_unit", "district_id", "year", "unit_id", "state"),
        Index("ix_node_by_due", "district_id", "due_on", "id"),
        Index("ix_node_by_assessor", "district_id", "year", "assessor_id", "state"),
    )

    indicator_id: str = Field(sa_type=SUBJECT_ID)
    number: int
    text: str
    due_on: date
    taken_in: bool = False
    draft: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    report: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    version: int = 0
    returns: int = 0
    evidence_flaws: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    reported_by: str | None = Field(default=None, sa_type=WORD)
    first_reported_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    reported_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    resubmit_by: datetime | None = Field(default=None, sa_type=UtcMoment)
    late_days: int | None = None
    version_in_force: int | None = None
    former_unit_id: str | None = Field(default=None, sa_type=WORD)


class NodeReport(Record, table=True):
    """A signed node report, kept as it was signed."""

    __table_args__ = (
        ForeignKeyConstraint(["district_id", "node_id"], ["node.district_id", "node.id"]),
    )

    district_id: str = Field(primary_key=True, sa_type=WORD)
    node_id: str = Field(primary_key=True, sa_type=SUBJECT_ID)
    version: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_type=JSON)
    evidence: list[str] = Field(sa_type=JSON)
    signed_by: str = Field(sa_type=WORD)
    signed_at: datetime = Field(sa_type=UtcMoment)


class Evidence(Record, table=True):
    """A file that proves something, stored by its hash; the hash stands in the trail.

    Attributes:
        role: `evidence` (佐证材料) or `formal_document` (正式文件).
    """

    __table_args__ = (words_check("role", ("evidence", "formal_document"), "role"),)

    district_id: str = Field(primary_key=True, sa_type=WORD)
    kind: str = Field(primary_key=True, sa_type=WORD)
    subject_id: str = Field(primary_key=True, sa_type=SUBJECT_ID)
    sha256: str = Field(primary_key=True)
    role: str = Field(sa_type=WORD)
    name: str
    size: int
    media_type: str
    uploaded_by: str = Field(sa_type=WORD)
    uploaded_at: datetime = Field(sa_type=UtcMoment)


class Request(Subject, table=True):
    """An application for an extension, an amendment, a correction or other weights.

    Attributes:
        changes: what an amendment changes; of a reweighting the split, by category.
        effective_on: from which day an amendment is in force; none for the day of the grant.
    """

    KIND: ClassVar[str] = "request"
    __table_args__ = subject_args(
        "request",
        Index("ix_request_about", "district_id", "about_kind", "about_id"),
    )

    asks: str = Field(sa_type=WORD)
    about_kind: str = Field(sa_type=WORD)
    about_id: str = Field(sa_type=SUBJECT_ID)
    reason: str
    reason_class: str = Field(sa_type=WORD)
    document: str = ""
    due_day: date | None = None
    changes: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    requested_by: str = Field(sa_type=WORD)
    decided_by: str | None = Field(default=None, sa_type=WORD)
    effective_on: date | None = None
