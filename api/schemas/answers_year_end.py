"""What is answered at the year's end beyond the subjects themselves."""

from typing import Any

from pydantic import BaseModel

from api.schemas.answers import Answer


class Paper(BaseModel):
    """A ballot paper, shown this once; whoever has the token may vote with it."""

    answer: Answer
    token: str
    group: str
    units: list[str]


class Gap(BaseModel):
    """A unit's own points beside those it got; `gap` is self − examiner."""

    unit_id: str
    indicators: list[dict[str, str | None]]
    compared: int
    own: str
    scored: str
    gap: str


class Statistics(BaseModel):
    """What the marks of a session say, by unit, by group, and between neighbours."""

    units: dict[str, dict[str, Any]]
    groups: dict[str, dict[str, Any]]
    neighbours: list[dict[str, Any]]
