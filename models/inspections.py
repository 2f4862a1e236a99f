"""Rounds of inspections (察访核验) and the inspections that were drawn in them."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field

from models.columns import JSON, SUBJECT_ID, WORD, UtcMoment
from models.subject import Subject, subject_args, words_check
from states.inspection import Conclusion
from states.inspection_round import Mode, Occasion


class InspectionRound(Subject, table=True):
    """A round, with all that is needed to draw its sample once more (方案 五（四）二是).

    Attributes:
        matters: level-3 names to which a random round keeps; empty for everything.
        seed: the published text that decides the draw.
        population: as of the draw, in order of id: {id, unit, source, risk, stratum}; the id is
            the node's.
        population_digest: SHA-256 (hex) of it (`scoring.sampling.digest_of`).
        rates: percent by stratum (kind/source/risk), as text.
        minimum: drawn at least from a stratum that has a rate.
        sample: ids drawn, in order; the n-th became inspection n.
    """

    KIND: ClassVar[str] = "inspection_round"
    __table_args__ = subject_args(
        "inspection_round",
        words_check("occasion", Occasion, "occasion"),
        words_check("mode", Mode, "mode"),
        UniqueConstraint("district_id", "year", "number"),
    )

    number: int
    label: str
    occasion: str = Field(sa_type=WORD)
    mode: str = Field(sa_type=WORD)
    draws_on: date
    matters: list[str] = Field(default_factory=list, sa_type=JSON)
    seed: str = ""
    planned_by: str = Field(sa_type=WORD)
    drawn_on: date | None = None
    population: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON)
    population_digest: str | None = None
    rates: dict[str, str] | None = Field(default=None, sa_type=JSON)
    minimum: int | None = None
    sample: list[str] | None = Field(default=None, sa_type=JSON)


class Inspection(Subject, table=True):
    """One sampled node of an indicator, as it was found on the spot or on paper.

    Attributes:
        told: the unit knows of it: of an open one since it was issued, of a secret one (暗访) since
            it was notified.
        inspector_id: the third-party inspector it is assigned to.
        level3: the indicator's name, with its `target` and the node's `text`.
        conclusion: what whoever recorded it concluded.
        explain_by: last day of the explanation, `explain_due_at` its 24:00, UTC.
        outcome: what was determined; it may differ from the conclusion.
        document: hands a falsehood on (移送文号).
        rectified: what the re-visit (回访) found; none before.
    """

    KIND: ClassVar[str] = "inspection"
    __table_args__ = subject_args(
        "inspection",
        words_check("mode", Mode, "mode"),
        words_check("conclusion", Conclusion, "conclusion"),
        words_check("outcome", Conclusion, "outcome"),
        *(
            ForeignKeyConstraint(
                ["district_id", f"{of}_id"], [f"{table}.district_id", f"{table}.id"]
            )
            for of, table in (
                ("round", "inspection_round"),
                ("indicator", "indicator"),
                ("node", "node"),
            )
        ),
        Index("ix_inspection_by_unit", "district_id", "year", "unit_id", "state"),
        Index("ix_inspection_by_inspector", "district_id", "inspector_id"),
        Index("ix_inspection_by_indicator", "district_id", "indicator_id"),
        Index("ix_inspection_by_node", "district_id", "node_id"),
    )

    round_id: str = Field(sa_type=SUBJECT_ID)
    number: int
    mode: str = Field(sa_type=WORD)
    told: bool = False
    indicator_id: str = Field(sa_type=SUBJECT_ID)
    node_id: str = Field(sa_type=SUBJECT_ID)
    level3: str
    target: str
    text: str
    inspector_id: str | None = Field(default=None, sa_type=WORD)
    place: str = ""
    visited_on: date | None = None
    interviewee: str = ""
    finding: str = ""
    conclusion: str | None = Field(default=None, sa_type=WORD)
    recorded_by: str | None = Field(default=None, sa_type=WORD)
    returns: int = 0
    reviewed_by: str | None = Field(default=None, sa_type=WORD)
    notified_on: date | None = None
    explain_by: date | None = None
    explain_due_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    explanation: str = ""
    explained_by: str | None = Field(default=None, sa_type=WORD)
    explained_on: date | None = None
    explained_late: bool = False
    outcome: str | None = Field(default=None, sa_type=WORD)
    determined_by: str | None = Field(default=None, sa_type=WORD)
    document: str = ""
    rectified: bool | None = None
    revisited_on: date | None = None
    revisit_note: str = ""
