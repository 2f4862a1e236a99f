"""Showing methods (算例): what each asks for, and what an indicator is worth if …."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from kit.errors import Refused
from scoring.explain import Explained, shown
from scoring.methods.engine import agreed, worked_example
from scoring.methods.fields import Field, Rows
from scoring.methods.grammar import DIRECTION_NAMES, Direction, Method
from scoring.methods.table import METHODS


def described() -> list[dict[str, Any]]:
    """Tell of every method its formula, what it asks for, and its worked example, as JSON data."""
    return [_described(method) for method in METHODS.values()]


def _described(method: Method) -> dict[str, Any]:
    direction, told = method.direction, worked_example(method.code)
    return {
        "code": method.code,
        "name": method.name,
        "version": method.version,
        "formula": method.formula,
        "value_type": method.datum.kind.word,
        "direction": (
            DIRECTION_NAMES[direction] if isinstance(direction, Direction) else "由计分参数确定"
        ),
        "parameters": [_field(field) for field in method.parameters],
        "inputs": [_field(field) for field in method.inputs],
        "example": {
            "weight": method.example.weight,
            "parameters": dict(method.example.parameters),
            "inputs": dict(method.example.inputs),
            **_worth(told),
        },
    }


def _field(field: Field) -> dict[str, Any]:
    columns: Sequence[Field] = field.kind.fields if isinstance(field.kind, Rows) else ()
    held = {"fields": [_field(column) for column in columns]} if columns else {}
    return {
        "name": field.name,
        "label": field.label,
        "kind": field.kind.word,
        "allowed": field.kind.allowed,
        "meaning": field.meaning,
        "required": field.required,
        "default": None if field.default is None else field.kind.tell(field.default),
        **held,
    }


def _worth(told: Explained) -> dict[str, Any]:
    return {
        "points": str(shown(told.points)),
        "rule": told.rule,
        "steps": list(told.lines()),
        "beyond": dict(told.beyond),
    }


def outlook(code: str, weight: Decimal, parameters: Mapping[str, object]) -> dict[str, Any]:
    """Tell what an indicator would be worth with its own parameters: reach this, and get that.

    Raises:
        NotFound: no method has this code.
        BadInput: the parameters are wrong.
    """
    held = agreed(code, parameters)
    method, settings = held.method, held.settings
    found: list[dict[str, Any]] = []
    for inputs in method.samples(settings):
        try:
            told = held.score(weight, inputs)
        except Refused:  # a sample with more decimals than were agreed shows nothing
            continue
        found.append({"inputs": dict(inputs), "values": dict(told.values), **_worth(told)})
    return {
        "method": method.name,
        "code": method.code,
        "version": method.version,
        "formula": method.formula,
        "direction": DIRECTION_NAMES[method.direction_of(settings)],
        "weight": str(weight),
        "parameters": dict(held.told),
        "when_missing": settings["when_missing"],
        "reached": found,
    }
