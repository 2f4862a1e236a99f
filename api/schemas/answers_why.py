"""What is answered to the question why: scores, totals and due days with their reasons."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel


class Explanation(BaseModel):
    """Points and where they come from: the rule with its numbers, what went in, and the parts."""

    label: str
    points: str
    rule: str
    values: dict[str, str]
    evidence: list[str]
    children: list["Explanation"]
    beyond: dict[str, str] = {}


class Scored(BaseModel):
    """The score of an indicator; `number` is that of the trail record under which it was given."""

    indicator_id: str
    number: int
    version: int
    method: str
    method_version: str
    inputs: dict[str, Any]
    points: str
    explanation: Explanation


class Rung(BaseModel):
    """A rung of a clock; `fired_at` and the trail number once it rang."""

    rung: str
    at: datetime
    fired_at: datetime | None
    number: int | None


class DeadlineClock(BaseModel):
    """A clock; `visit` is the trail number at which it was started."""

    name: str
    visit: int
    version: int
    start_on: date | None
    length: int | None
    counting: str | None
    calendar_version: str
    extension: int
    due_on: date
    due_at: datetime
    stopped_at: datetime | None
    steps: list[str]
    steps_en: list[str]
    rungs: list[Rung]


class Clocks(BaseModel):
    """All clocks of a subject, the first first."""

    items: list[DeadlineClock]
