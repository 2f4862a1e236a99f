"""What is answered about goals: a decomposition beforehand, the city's package, how they go."""

from typing import Any

from pydantic import BaseModel

from api.schemas.answers import Objection


class Drafted(BaseModel):
    """A share as it would be drafted (`draft`), replaced (`replace`) or taken back (`discard`)."""

    id: str
    unit_id: str
    trigger: str
    level3: str
    weight: str
    target: str
    target_number: str | None
    challenge: str | None
    last_year: str | None


class Preview(BaseModel):
    """What a decomposition would do, or what stands against it."""

    objections: list[Objection]
    indicators: list[Drafted]


class Proof(BaseModel):
    """A file of the evidence, by its hash."""

    sha256: str
    name: str
    size: int


class ReportedNode(BaseModel):
    """A node due by the day, with its accepted report; blank where none is accepted."""

    id: str
    indicator_id: str
    text: str
    due_on: str
    state: str
    lamp: str
    late_days: int | None
    value: str
    progress: str
    problems: str
    evidence: list[Proof]


class Carrier(BaseModel):
    """An indicator that carries the task."""

    id: str
    unit_id: str
    unit: str
    level3: str
    target: str
    state: str
    nodes: list[ReportedNode]


class Submission(BaseModel):
    """A city task's package; `digest` sums all the rest (SHA-256)."""

    task: dict[str, Any]
    until: str
    lamp: str
    counts: dict[str, int]
    carriers: list[Carrier]
    digest: str


class Rated(BaseModel):
    """Nodes due and accepted, and the rate of a hundred as text."""

    due: int
    accepted: int
    rate: str | None


class Counted(Rated):
    """Goals and how far they are."""

    goals: int
    covered: int
    carriers: int


class OfLead(Counted):
    """The goals of one lead."""

    unit_id: str
    unit: str


class OfDocument(Counted):
    """The goals of one document."""

    document: str


class OfQuarter(Rated):
    """The nodes of one quarter, those not yet due as well."""

    quarter: str
    until: str


class YearOnYear(BaseModel):
    """A goal against last year, over the carriers whose last year is known."""

    goal_id: str
    title: str
    carriers: int
    last_year: str
    target: str
    target_growth: str
    reported: int
    reached: str | None
    growth: str | None


class Analysis(BaseModel):
    """How the goals go."""

    today: str
    overall: Counted
    by_lead: list[OfLead]
    by_document: list[OfDocument]
    by_quarter: list[OfQuarter]
    year_on_year: list[YearOnYear]
