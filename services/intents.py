"""What is going to happen, decided but not yet done: moves, clocks, messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from states.capacity import Capacity
from states.lifecycle import Facts


@dataclass(frozen=True, slots=True)
class Message:
    """What is told to whoever holds one of the capacities towards the subject.

    Attributes:
        everybody: to every assessed unit's people, whosever the subject is.
        unit_id: to this unit's people in place of the subject's own; its topic must differ.
        people: to these people besides, by sign-in name.
    """

    topic: str
    capacities: tuple[Capacity, ...]
    text: str
    everybody: bool = False
    unit_id: str | None = None
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Start:
    """A deadline to start: `services.deadlines` computes its columns."""

    name: str
    columns: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a move does besides moving.

    Attributes:
        columns: columns of the subject that change with it.
        data: what else the trail records: strings, whole numbers, booleans, lists, maps.
        starts: deadlines to start.
        stops: names of deadlines to stop; `*` for all.
        rows: side rows by table (`statement.SIDE_TABLES`, evidence, deadline_fire).
        clears: side tables from which all rows of the subject go away.
        also: other subjects that are born or move in the same breath, or nothing happens at all.
        then: a second verb of the same subject in the same breath (a quorum reached), with the
            facts that it is judged by.
    """

    columns: Mapping[str, Any] = field(default_factory=dict[str, Any])
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])
    starts: tuple[Start, ...] = ()
    stops: tuple[str, ...] = ()
    messages: tuple[Message, ...] = ()
    rows: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    clears: tuple[str, ...] = ()
    also: tuple["Planned", ...] = ()
    then: tuple[str, Facts] | None = None


NO_EFFECT = Effect()


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A move that was judged and may be written.

    Attributes:
        row: the subject as read; for a birth all its columns but those the door sets.
        steps: trigger and the state it ends in, in order.
        actor: who; the act's own actor unless the system follows up.
    """

    kind: str
    row: Mapping[str, Any]
    steps: tuple[tuple[str, str], ...]
    actor: str
    capacity: Capacity
    reason: str = ""
    effect: Effect = NO_EFFECT

    @property
    def birth(self) -> bool:
        """Whether the subject does not stand yet."""
        return "state" not in self.row

    @property
    def subject(self) -> tuple[str, str]:
        """Kind and id."""
        return self.kind, self.row["id"]

    @property
    def target(self) -> str:
        """The state in which it ends."""
        return self.steps[-1][1]

    @property
    def first_number(self) -> int:
        """Trail number of the first step."""
        return 0 if self.birth else self.row["revision"] + 1

    @property
    def number(self) -> int:
        """Trail number of the last step."""
        return self.first_number + len(self.steps) - 1
