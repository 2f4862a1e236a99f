"""A case of a question: facts to which it objects, and facts that it lets pass."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kit.errors import Objection


@dataclass(frozen=True)
class Case:
    """A question, what it objects to, with which code, and what it lets pass."""

    question: Callable[[Any], Objection | None]
    objects: Mapping[str, Any]
    code: str
    passes: Mapping[str, Any]
    make: Callable[..., Any]


def of(maker: Callable[..., Any], *cases: tuple[Any, Any, str, Any]) -> tuple[Case, ...]:
    """Make the cases of one kind."""
    return tuple(Case(*case, maker) for case in cases)
