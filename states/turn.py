"""Whose turn it is (待办): for every state of every lifecycle who must act now, or why nobody must.

A turn is a step somebody has to take for the subject to move on. Its clock is a deadline of the
plan: one that the services start by themselves (`clock`), or whichever of the plan's lists the turn
under `turns`. What is listed in `states.turns` is the whole: a test holds it against the tables.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from states.capacity import BOUND_TO_UNIT, Capacity

#: Columns of a subject, as they are after the move.
Columns = Mapping[str, Any]


def always(row: Columns) -> bool:
    """It is this turn whatever the columns say."""
    del row
    return True


@dataclass(frozen=True, slots=True)
class Turn:
    """One step that somebody has to take.

    Attributes:
        kind: of the subject.
        state: in which it waits.
        name: the turn's own within the kind; with the kind it is what plans list.
        verb: what is waited for.
        who: any one of these can do it.
        clock: the plan's deadline that the services start for it; empty when the plan lists it.
        when: tells it from other turns of the same state by the subject's own columns.
    """

    kind: str
    state: str
    name: str
    verb: str
    who: frozenset[Capacity]
    clock: str = ""
    when: Callable[[Columns], bool] = always

    @property
    def key(self) -> str:
        """What plans call it: `indicator.review`."""
        return f"{self.kind}.{self.name}"

    @property
    def told(self) -> tuple[Capacity, ...]:
        """Whom reminders go to: whoever can do it, and the clerk who prepares it for the head."""
        clerk = {Capacity.UNIT_CLERK} if Capacity.UNIT_HEAD in self.who else set[Capacity]()
        return tuple(c for c in Capacity if c in self.who | clerk)

    def place(self, row: Columns) -> str | None:
        """Name the body in which it is waited; none when it is the district's."""
        if not self.who <= BOUND_TO_UNIT:
            return None
        return row["assessor_id"] if Capacity.EXAMINER in self.who else row["unit_id"]
