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


class Stood(BaseModel):
    """A suspension as it stood when a version was laid; the day it was resumed does not stand."""

    id: str
    first_on: date
    resumed_on: date | None
    label: str
    document: str
    reason: str


class DeadlineClock(BaseModel):
    """A version of a clock; `visit` is the trail number at which the clock was started.

    `state` is running, standing (no due day while it stands), superseded by the next version, or
    stopped. The act that laid the version is told by `trigger`, `laid_at`, `laid_by` and `reason`.
    """

    name: str
    label: str
    basis: str
    visit: int
    version: int
    state: str
    start_on: date | None
    length: int | None
    counting: str | None
    calendar_version: str
    calendar_basis: str | None
    calendar_document: str | None
    extension: int
    due_on: date | None
    due_at: datetime | None
    stopped_at: datetime | None
    trigger: str | None
    trigger_label: str
    trigger_label_en: str
    laid_at: datetime | None
    laid_by: str | None
    reason: str | None
    suspensions: list[Stood]
    steps: list[str]
    steps_en: list[str]
    rungs: list[Rung]


class Clocks(BaseModel):
    """All clocks of a subject, the first first."""

    items: list[DeadlineClock]
