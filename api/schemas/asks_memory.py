"""What the verbs of rectification, detailed rules and the year's chronicle ask for."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.ask import Ask
from api.schemas.fields import LEFT_OUT, Line, Prose, Shape, UnitId


class SentBack(Ask):
    """A plan sent back; without `due_on` its day stands."""

    due_on: date = LEFT_OUT


class Again(Shape):
    """A measure to be carried out again, and its new day."""

    number: int
    due_on: date


class Reopening(Ask):
    """What is opened again, on which document."""

    document: Line = LEFT_OUT
    items: Annotated[list[Again], Field(min_length=1, max_length=100)]


class RulesRevision(Ask):
    """Title or main points of an examiner's rules to be changed."""

    title: Annotated[Line, StringConstraints(min_length=1)] = LEFT_OUT
    text: Prose = LEFT_OUT


class NewRules(Ask):
    """An examiner's rules to be drafted; `examiner_id` is the body that examines."""

    examiner_id: UnitId
    title: Annotated[Line, StringConstraints(min_length=1)]
    text: Prose = ""


class Entry(Ask):
    """What took place in a phase, such as a training; no units named: all of them."""

    event: Annotated[Prose, StringConstraints(min_length=1)]
    held_on: date = LEFT_OUT
    units: Annotated[list[UnitId], Field(max_length=500)] = LEFT_OUT


ASKS: Mapping[tuple[str, str], type[Ask]] = {
    ("rectification_plan", "return"): SentBack,
    ("rectification_plan", "reopen"): Reopening,
    ("detailed_rules", "revise"): RulesRevision,
    ("phase", "record"): Entry,
}
