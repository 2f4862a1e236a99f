"""What is answered about the draws of inspections."""

from pydantic import BaseModel


class Stratum(BaseModel):
    """How many of a stratum were drawn; the rate in percent."""

    name: str
    size: int
    rate: str
    take: int


class Candidate(BaseModel):
    """A node that could be drawn."""

    id: str
    unit: str
    source: str
    risk: str
    stratum: str


class Draw(BaseModel):
    """A draw with all that decides it; `ok` when it bears out what was inspected."""

    id: str
    label: str
    occasion: str
    mode: str
    drawn_on: str
    seed: str
    minimum: int
    algorithm: str
    population_digest: str
    strata: list[Stratum]
    sample: list[str]
    inspected: list[str]
    population: list[Candidate]
    ok: bool
    problems: list[str]
