"""What is asked about inspections: rounds, draws, records, explanations, outcomes."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.schemas.ask import Ask
from api.schemas.fields import LEFT_OUT, Line, Prose, Short
from states.inspection import Conclusion
from states.inspection_round import Mode, Occasion


class NewRound(Ask):
    """A round to be held; `matters` are level-3 names to which a random round keeps."""

    occasion: Occasion
    mode: Mode
    draws_on: date
    label: Line = LEFT_OUT
    seed: Line = LEFT_OUT
    matters: Annotated[list[Line], Field(max_length=50)] = LEFT_OUT


class Drawing(Ask):
    """The published text that decides the draw, where the round does not name it yet."""

    seed: Line = LEFT_OUT


class Assigning(Ask):
    """Which third-party inspector goes."""

    inspector_id: Short


class Recording(Ask):
    """What was found on the spot or on paper."""

    place: Line = LEFT_OUT
    visited_on: date = LEFT_OUT
    interviewee: Line = LEFT_OUT
    finding: Prose = LEFT_OUT
    conclusion: Conclusion = LEFT_OUT


class Explaining(Ask):
    """What the unit says."""

    explanation: Annotated[Prose, StringConstraints(min_length=1)]


class Determining(Ask):
    """The outcome, where it differs from the record; the document that hands a falsehood on."""

    outcome: Conclusion = LEFT_OUT
    document: Line = LEFT_OUT


class Revisiting(Ask):
    """What a second visit found."""

    rectified: bool
    note: Prose = LEFT_OUT


class Returning(Ask):
    """What is wrong with a node's report: its form, or its evidence."""

    flaw: Literal["form", "evidence"] = LEFT_OUT


ASKS: Mapping[tuple[str, str], type[Ask]] = {
    ("inspection_round", "draw"): Drawing,
    ("inspection", "assign"): Assigning,
    ("inspection", "record"): Recording,
    ("inspection", "explain"): Explaining,
    ("inspection", "determine"): Determining,
    ("inspection", "revisit"): Revisiting,
    ("node", "return"): Returning,
}
