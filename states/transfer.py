"""Following a body (随机构变动划转): what is open goes to whoever takes the body's place."""

from typing import Any

from kit.errors import Objection
from states.capacity import Capacity
from states.lifecycle import Facts, Row
from states.words import Word

_SYSTEM = frozenset({Capacity.SYSTEM})


def change_is_ordered(facts: Facts) -> Objection | None:
    """Object unless a change of bodies carries it along."""
    if facts.ordered:
        return None
    return Objection("unit_change.not_ordered", "只随已批准的机构变动划转，不能单独办理。")


def follows_its_body(trigger: Word, *states: Word) -> tuple[Row[Any], ...]:
    """Lay the rows by which a subject goes to another body and stays in its state."""
    return tuple(Row(s, trigger, s, _SYSTEM, (change_is_ordered,)) for s in states)
