"""The year's end: self-evaluations, duty reports, ballot sessions with their urn."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field

from models.columns import DIGEST, JSON, POINTS, SUBJECT_ID, WORD, Record
from models.subject import Subject, subject_args, words_check
from states.duty_report import DutyMode


class SelfEvaluation(Subject, table=True):
    """A unit's own view of its year; never enters the total (方案 五（五）一是).

    Attributes:
        text: the report (自评报告).
        points: the unit's own points by indicator id, as text.
        due_on: the day it is to be handed in.
        late: the first time was after that day; none before.
    """

    KIND: ClassVar[str] = "self_evaluation"
    __table_args__ = subject_args("self_evaluation")

    text: str = ""
    points: dict[str, str] = Field(sa_type=JSON)
    due_on: date
    submitted_by: str | None = Field(default=None, sa_type=WORD)
    submitted_on: date | None = None
    late: bool | None = None
    returns: int = 0


class DutyReport(Subject, table=True):
    """What a unit reports to its judges, on site or in writing (方案 四（二）).

    Attributes:
        due_on: the day it is to be handed in.
        late: the first time was after that day; none before.
    """

    KIND: ClassVar[str] = "duty_report"
    __table_args__ = subject_args("duty_report", words_check("mode", DutyMode, "mode"))

    mode: str = Field(sa_type=WORD)
    text: str = ""
    due_on: date
    submitted_by: str | None = Field(default=None, sa_type=WORD)
    submitted_on: date | None = None
    late: bool | None = None
    returns: int = 0
    presented_on: date | None = None


class BallotSession(Subject, table=True):
    """A sitting of the judges that gives marks to some units.

    Attributes:
        units: ids of the units judged, in the order in which they speak.
        groups: the plan's judge groups when it was prepared: key, label, weight as text.
        claimed: papers fetched, by group.
        returned: valid ballots in the urn, by group, papers included.
        papers: how many of these were entered from paper, by group.
        invalid: papers that do not count: group and reason, as they were entered.
        marks_digest: SHA-256 (hex) of all marks, from the moment they were counted.
    """

    KIND: ClassVar[str] = "ballot_session"
    __table_args__ = subject_args("ballot_session", words_check("mode", DutyMode, "mode"))

    label: str
    mode: str = Field(sa_type=WORD)
    units: list[str] = Field(sa_type=JSON)
    groups: list[dict[str, str]] = Field(sa_type=JSON)
    claimed: dict[str, int] = Field(sa_type=JSON)
    returned: dict[str, int] = Field(sa_type=JSON)
    papers: dict[str, int] = Field(sa_type=JSON)
    invalid: list[dict[str, str]] = Field(sa_type=JSON)
    locked_by: str | None = Field(default=None, sa_type=WORD)
    marks_digest: str | None = None


def _of_session(*more: Any) -> tuple[Any, ...]:  # noqa: ANN401 - constraints
    keys = ["district_id", "ballot_session_id"]
    session = ["ballot_session.district_id", "ballot_session.id"]
    return (ForeignKeyConstraint(keys, session), *more)


class Voter(Record, table=True):
    """A judge who has fetched a ballot paper (领票): that much of a secret ballot is known.

    Attributes:
        units: ids of the judge's own units, for which the paper is no good.
    """

    __table_args__ = _of_session(
        ForeignKeyConstraint(["district_id", "person_id"], ["person.district_id", "person.id"])
    )

    district_id: str = Field(primary_key=True, sa_type=WORD)
    ballot_session_id: str = Field(primary_key=True, sa_type=SUBJECT_ID)
    person_id: str = Field(primary_key=True, sa_type=WORD)
    judge_group: str = Field(sa_type=WORD)
    units: list[str] = Field(sa_type=JSON)


class Ballot(Record, table=True):
    """A ballot in the urn, sealed; all of a session are opened at once and then gone.

    It says neither who nor when nor what: no column may tell one ballot from another but by its
    digest, which nobody but the holder of the paper can compute.

    Attributes:
        digest: SHA-256 of the paper's nonce; the same paper again replaces its ballot.
        sealed: AES-256-GCM under the session's key, as long as any other of the session.
    """

    __table_args__ = _of_session()

    district_id: str = Field(primary_key=True, sa_type=WORD)
    ballot_session_id: str = Field(primary_key=True, sa_type=SUBJECT_ID)
    digest: bytes = Field(primary_key=True, sa_type=DIGEST)
    judge_group: str = Field(sa_type=WORD)
    sealed: bytes


class Mark(Record, table=True):
    """A mark as it was counted, torn from its ballot.

    Attributes:
        place: rank among the marks of its group for its unit, lowest first: all that tells two
            equal ones apart, so that no ballot can be put together again.
        mark: points; none for 不了解, which counts in no mean.
    """

    __table_args__ = _of_session(
        ForeignKeyConstraint(["district_id", "unit_id"], ["unit.district_id", "unit.id"])
    )

    district_id: str = Field(primary_key=True, sa_type=WORD)
    ballot_session_id: str = Field(primary_key=True, sa_type=SUBJECT_ID)
    judge_group: str = Field(primary_key=True, sa_type=WORD)
    unit_id: str = Field(primary_key=True, sa_type=WORD)
    place: int = Field(primary_key=True)
    mark: Decimal | None = Field(default=None, sa_type=POINTS)
