"""What changes of course ask for: bodies renamed or merged, a plan amended."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from api.schemas.ask import Ask
from api.schemas.fields import LEFT_OUT, Line, Plain, Shape, Short, SubjectId, UnitId, Weight
from states.category import Category
from states.unit_change import ChangeClass

#: A plan folder's texts are some fifty thousand characters.
_LONGEST = 400_000
PlanText = Annotated[Plain, Field(max_length=_LONGEST)]


class BodyAfter(Shape):
    """A body after the change: its id; a name where it is new; weights where the plan's misfit."""

    id: UnitId
    name: Line = LEFT_OUT
    short_name: Short = LEFT_OUT
    ranking_group: Short = LEFT_OUT
    weights: dict[Category, Weight] = LEFT_OUT


class NewUnitChange(Ask):
    """A change of bodies; in a split `allocation` says who takes over which indicator."""

    change_class: ChangeClass
    document: Line = ""
    effective_on: date
    from_units: Annotated[list[UnitId], Field(min_length=1, max_length=20)]
    to_units: Annotated[list[BodyAfter], Field(min_length=1, max_length=20)]
    allocation: Annotated[dict[SubjectId, UnitId], Field(max_length=500)] = LEFT_OUT


class Amending(Ask):
    """The texts of the new plan's folder, by file name."""

    files: Annotated[dict[Short, PlanText], Field(min_length=4, max_length=20)]


class Pinned(BaseModel):
    """What a year goes by, and what the house has now: plan digest, lifecycle digests by kind."""

    year: int
    plan_digest: str
    pinned: dict[str, str]
    current: dict[str, str]
    differing: list[str]


class FormerName(BaseModel):
    """A name of a unit from a day on."""

    from_day: date
    name: str
    short_name: str


class Names(BaseModel):
    """The names of a unit, the latest first."""

    items: list[FormerName]


ASKS: Mapping[tuple[str, str], type[Ask]] = {("year", "amend"): Amending}
