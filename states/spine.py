"""The spine that indicators and rectification plans share: declared to scored (项目约定)."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from kit.errors import Objection
from states.capacity import Capacity
from states.lifecycle import Facts, Row
from states.words import Word

F = TypeVar("F", bound=Facts)

#: From, verb, to.
SPINE = (
    ("declared", "review", "reviewed"),
    ("reviewed", "start", "in_progress"),
    ("in_progress", "verify", "verified"),
    ("verified", "score", "scored"),
)

Hats = frozenset[Capacity]
Questions = tuple[Callable[[F], Objection | None], ...]


def spine_rows(
    states: type[Word],
    triggers: type[Word],
    entries: tuple[Word, ...],
    who: Mapping[str, Hats],
    when: Mapping[str, Questions[Any]],
) -> tuple[Row[Any], ...]:
    """Lay the spine for one kind: declared from each of `entries`, then step by step to scored."""
    declare = tuple(
        Row(entry, triggers("declare"), states("declared"), who["declare"], when.get("declare", ()))
        for entry in entries
    )
    steps = tuple(
        Row(states(source), triggers(verb), states(target), who[verb], when.get(verb, ()))
        for source, verb, target in SPINE
    )
    return (*declare, *steps)
