"""What the verbs of the year's end ask for: self-evaluations, duty reports, ballots."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.schemas.ask import Ask
from api.schemas.fields import LEFT_OUT, Essay, Line, Mark, Points, Shape, Short, SubjectId, UnitId
from states.duty_report import DutyMode

#: Points for a unit, or 不了解.
Judged = Mark | Literal["unknown"]
Marks = Annotated[dict[UnitId, Judged], Field(max_length=500)]


class OwnPoints(Ask):
    """A unit's own report and points, by id of its indicators."""

    text: Essay = LEFT_OUT
    points: Annotated[dict[SubjectId, Points], Field(max_length=500)] = LEFT_OUT


class OwnReport(Ask):
    """What is reported."""

    text: Annotated[Essay, StringConstraints(min_length=1)]


class NewBallotSession(Ask):
    """A session to be prepared; `units` in the order in which they speak."""

    label: Annotated[Line, StringConstraints(min_length=1)]
    mode: DutyMode
    units: Annotated[list[UnitId], Field(min_length=1, max_length=500)]


class Claim(Ask):
    """A paper to be fetched; `secret` (random, from one's own device) allows to ask again."""

    secret: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32,128}$")] = LEFT_OUT


class Cast(Shape):
    """A ballot: the paper and a mark for every unit but one's own; nobody is signed in."""

    token: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.=-]+$", max_length=4096)]
    marks: Marks


class PaperBallot(Ask):
    """A ballot on paper; without `marks` it is invalid, and the reason says why."""

    group: Short
    marks: Marks = LEFT_OUT
    own_unit: UnitId = LEFT_OUT


ASKS: Mapping[tuple[str, str], type[Ask]] = {
    ("self_evaluation", "revise"): OwnPoints,
    ("duty_report", "revise"): OwnReport,
}
