"""How scoring methods and worked examples (计分方式、算例) are answered."""

from typing import Any

from pydantic import BaseModel


class AskedFor(BaseModel):
    """A parameter or an input; `fields` are the columns where it is a table."""

    name: str
    label: str
    kind: str
    allowed: str
    meaning: str
    required: bool
    default: str | None
    fields: list["AskedFor"] = []


class Example(BaseModel):
    """A case with its points, and how they come about, line by line."""

    weight: str
    parameters: dict[str, Any]
    inputs: dict[str, Any]
    points: str
    rule: str
    steps: list[str]
    beyond: dict[str, str]


class Method(BaseModel):
    """A scoring method; the first of `inputs` is the datum, `value_type` its kind."""

    code: str
    name: str
    version: int
    formula: str
    value_type: str
    direction: str
    parameters: list[AskedFor]
    inputs: list[AskedFor]
    example: Example


class Methods(BaseModel):
    """All scoring methods, in the office's order."""

    items: list[Method]


class Reached(BaseModel):
    """Reach this, and get that; `beyond` is what follows besides the points."""

    inputs: dict[str, Any]
    values: dict[str, str]
    points: str
    rule: str
    steps: list[str]
    beyond: dict[str, str]


class WorkedExample(BaseModel):
    """An indicator's own method, parameters and weight, worked through."""

    indicator_id: str
    method: str
    code: str
    version: int
    formula: str
    direction: str
    weight: str
    parameters: dict[str, str]
    when_missing: str
    reached: list[Reached]
