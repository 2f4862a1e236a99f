"""Deadlines and their ladders (期限、提醒梯次): what rings when, and how often (设置)."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from kit.deadlines import Budget, Counting, Offset
from plans.fields import AtLeastOne, Count, Key, Ruled, Table, Text, Yes
from plans.words import Escalation, Start
from states.capacity import Capacity
from states.lamp import Lamp

#: A ladder has an end: at most so many repetitions of one rung.
_MOST = 12


class Repeat(Table):
    """How a rung comes again while nothing moves: at intervals that halve (逐次减半催办).

    Attributes:
        first: working days from the rung to its first repetition; each interval is half of the one
            before, rounded down ...
        least: ... but never less than this.
        most: how often it comes again.
    """

    first: AtLeastOne
    least: AtLeastOne = 1
    most: AtLeastOne = Field(le=_MOST)

    @model_validator(mode="after")
    def _falling(self) -> "Repeat":
        if self.least > self.first:
            raise PydanticCustomError("repeat", "least above first")
        return self

    def days(self) -> tuple[int, ...]:
        """List when it comes again, in working days from the rung."""
        found, interval, total = list[int](), self.first, 0
        for _ in range(self.most):
            total += interval
            found.append(total)
            interval = max(interval // 2, self.least)
        return tuple(found)


class Rung(Table):
    """One step of a deadline's ladder.

    Attributes:
        at: before, on or after the due date: -5wd, -3d, 0d, +2wd.
        lamp: what the lamp becomes; none leaves it.
        remind: who is told; of a turn's clock, besides those whose turn it is.
        effect: the trigger fired by `system:deadline`; empty leaves a mark and a message only.
        escalate: what the system bears about the subject: a supervision notice, or a talk proposed.
        repeat: how the reminder comes again while nothing moves.
        label: what happened, for the trail and the message.
    """

    at: Text
    lamp: Lamp | None = None
    remind: tuple[Capacity, ...] = ()
    effect: str = ""
    escalate: Escalation | None = None
    repeat: Repeat | None = None
    label: Text

    @field_validator("at")
    @classmethod
    def _readable(cls, at: str) -> str:
        try:
            Offset.parse(at)
        except ValueError as refused:
            raise PydanticCustomError("offset", "not an offset") from refused
        return at

    @model_validator(mode="after")
    def _repeats_after(self) -> "Rung":
        before = self.offset.count < 0 or (self.offset.count and not self.at.endswith("wd"))
        if self.repeat and before:
            raise PydanticCustomError("repeat", "only on or after the due day, in working days")
        return self

    @cached_property
    def offset(self) -> Offset:
        """How far from the due date."""
        return Offset.parse(self.at)

    def every(self) -> Iterator["Rung"]:
        """Give this rung and its repetitions, which only remind."""
        yield self
        for time, days in enumerate(self.repeat.days() if self.repeat else (), start=1):
            at, label = f"+{self.offset.count + days}wd", f"{self.label}（第{time}次再催）"
            yield Rung(at=at, remind=self.remind, label=label)


#: The kind of subject of a clock that goes with turns of several kinds.
ANY = "any"


class Deadline(Ruled):
    """A budget of days and its ladder; length 0 is the start day itself.

    Attributes:
        subject: the kind of subject it is armed for; `any` where it lists turns.
        turns: whose turn it is while it runs (`states.turns`): `indicator.review`.
        starts: the event it is counted from; that day is not counted.
        rolls: past rest days to the next working day (民法典 203).
    """

    label: Text
    subject: Key = ANY
    turns: tuple[Text, ...] = ()
    starts: Start
    length: Count
    counting: Counting
    rolls: Yes
    rungs: tuple[Rung, ...]

    @property
    def budget(self) -> Budget:
        """The length and how it is counted."""
        return Budget(length=self.length, counting=self.counting, rolls=self.rolls)

    @cached_property
    def ladder(self) -> Mapping[str, Rung]:
        """All rungs with their repetitions, by when they ring (`str` of the offset)."""
        return {str(one.offset): one for rung in self.rungs for one in rung.every()}
