"""Facts and cases of every kind, an area a module: CASES, MAKE, UNLESS."""

from collections.abc import Callable, Mapping
from typing import Any

from states.lifecycle import Facts
from tests.states.kinds import (
    changes,
    clock,
    delegations,
    foundation,
    gates,
    goals,
    inspections,
    memory,
    people,
    results,
    supervision,
    webhooks,
    year_end,
)
from tests.states.kinds.case import Case

_AREAS = (
    foundation,
    gates,
    goals,
    memory,
    results,
    year_end,
    changes,
    inspections,
    supervision,
    delegations,
    webhooks,
    people,
    clock,
)

#: For each question of each table: facts to which it objects, and facts to which it does not.
CASES: tuple[Case, ...] = tuple(case for area in _AREAS for case in area.CASES)
#: By kind: the maker of facts to which nothing objects.
MAKE: Mapping[str, Callable[..., Facts]] = {
    kind: maker for area in _AREAS for kind, maker in area.MAKE.items()
}
#: Triggers to which the fine case itself would be objected: what to change.
UNLESS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    place: changes for area in _AREAS for place, changes in area.UNLESS.items()
}


def fine(kind: str, trigger: str, **changes: object) -> Facts:
    """Facts to which no question of the trigger objects, unless the changes make it."""
    return MAKE[kind](**{**UNLESS.get((kind, trigger), {}), **changes})
