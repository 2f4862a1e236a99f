"""The shape in which the system's own evaluation is told."""

from datetime import date
from typing import Any

from pydantic import BaseModel


class Worth(BaseModel):
    """One thing that is worth a word."""

    code: str
    where: str
    message: str
    remedy: str


class Evaluated(BaseModel):
    """The evaluation of a year's system: sections of rows, findings, sentences for the report."""

    year: int
    today: date
    rules_due: date
    spread: list[dict[str, Any]]
    examiners: list[dict[str, Any]]
    gaps: list[dict[str, Any]]
    readers: list[dict[str, Any]]
    returned: list[dict[str, Any]]
    clocks: list[dict[str, Any]]
    weights: list[dict[str, Any]]
    unmeasured: list[dict[str, Any]]
    findings: list[Worth]
    sentences: list[str]
