"""What is asked about results: appeals, corrections, the wording of documents."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.ask import Ask
from api.schemas.fields import LEFT_OUT, Line, Mark, Prose, Shape, Short, SubjectId, UnitId
from states.appeal import AppealAbout


class Upholding(Ask):
    """The number of the decision that upholds an appeal."""

    document: Line = LEFT_OUT


class Correcting(Ask):
    """Recounted duty-report marks, and who gets a seat among equals at the quota's border."""

    groups: Annotated[
        dict[Short, Annotated[list[Mark], Field(max_length=500)]], Field(max_length=20)
    ] = LEFT_OUT
    chosen: Annotated[list[UnitId], Field(max_length=100)] = LEFT_OUT


class Link(Shape):
    """One thing that the results are used for (挂钩)."""

    label: Annotated[Line, StringConstraints(min_length=1)]
    to: Annotated[Line, StringConstraints(min_length=1)]


class Wording(Ask):
    """Text by block; the links of the results letter, all of them in order."""

    blocks: Annotated[dict[Short, Prose], Field(max_length=20)] = LEFT_OUT
    links: Annotated[list[Link], Field(max_length=20)] = LEFT_OUT


class Receipt(Ask):
    """The day on which a paper was received outside the house; today when left out."""

    received_on: date = LEFT_OUT


class NewAppeal(Ask):
    """An appeal about one item; `about_id` names the indicator or adjustment."""

    unit_id: UnitId
    about_kind: AppealAbout
    about_id: SubjectId = LEFT_OUT


class NewBulletin(Ask):
    """A month whose bulletin is drawn up."""

    month: Annotated[str, Field(pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])$")]


ASKS: Mapping[tuple[str, str], type[Ask]] = {
    ("appeal", "uphold"): Upholding,
    ("result", "correct"): Correcting,
    ("document", "revise"): Wording,
    ("document", "receive"): Receipt,
}
