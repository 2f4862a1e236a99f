"""The scoring methods (计分方式): a table of sixteen, and the door to them."""

from scoring.explain import shown
from scoring.methods.engine import (
    Agreed,
    agreed,
    score,
    worked_example,
)
from scoring.methods.fields import Field
from scoring.methods.grammar import Example, Method
from scoring.methods.intake import input_problems, parameter_problems
from scoring.methods.showing import described, outlook
from scoring.methods.table import METHODS, method_called

__all__ = [
    "METHODS",
    "Agreed",
    "Example",
    "Field",
    "Method",
    "agreed",
    "described",
    "input_problems",
    "method_called",
    "outlook",
    "parameter_problems",
    "score",
    "shown",
    "worked_example",
]
