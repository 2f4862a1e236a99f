"""The grammar of a lifecycle: a table of rows, walked by `transitions`, asked before any move."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

from transitions import Machine
from transitions.extensions import GraphMachine

from kit.errors import NotNow, NotPermitted, Objected, Objection, Refused
from states.capacity import Capacity
from states.words import Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What every question may look at; each lifecycle adds its own.

    Attributes:
        actor: the person (or `system:…`) who asks.
        on_behalf_of: for whom the actor stands in; none who acts for themselves.
        stood_in: who has stood in for whom at this record so far: actor and principal.
        capacities: the hats the actor wears towards this record.
        at: the instant of the act, aware UTC.
        reason: the written reason that comes with the act.
        ordered: a change of bodies carries the subject along in the same breath.
    """

    actor: str
    capacities: frozenset[Capacity]
    at: datetime
    reason: str = ""
    ordered: bool = False
    on_behalf_of: str | None = None
    stood_in: frozenset[tuple[str, str]] = frozenset()

    def did(self, who: str) -> bool:
        """Whether somebody's earlier deed is the actor's own, in the eyes of the four-eyes rule.

        A deed is of two people when one stood in for the other, then as now: neither they nor
        their deputies look at it a second time.
        """
        then = {who, *(principal for actor, principal in self.stood_in if actor == who)}
        now = (self.actor, self.on_behalf_of)
        return any(somebody in then for somebody in now if somebody)


F = TypeVar("F", bound=Facts)


@dataclass(frozen=True, slots=True)
class Row(Generic[F]):
    """One line of a lifecycle table; `who` has no default: protected unless somebody is named.

    Attributes:
        source: the state it starts from; None for the birth of a subject.
        trigger: the verb.
        target: the state it ends in.
        who: capacities that may fire it.
        when: questions that answer None or the objection an officer reads.
        says_why: a written reason is required.
    """

    source: Word | None
    trigger: Word
    target: Word
    who: frozenset[Capacity]
    when: tuple[Callable[[F], Objection | None], ...] = ()
    says_why: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """What `available` says of one trigger: allowed, or blocked with the reasons."""

    trigger: Word
    target: Word
    allowed: bool
    needs_reason: bool
    objections: tuple[Objection, ...]


class AmbiguousTable(Exception):  # noqa: N818 - found at import, by a developer
    """A lifecycle table has two rows for one state and trigger."""


class _Walker:
    """The light object that `transitions` moves; never a database row."""

    def __init__(self, state: str) -> None:
        self.state = state


class Lifecycle(Generic[F]):
    """All that may happen to one kind of subject."""

    def __init__(self, kind: str, label: str, born: Row[F], rows: tuple[Row[F], ...]) -> None:
        self.kind = kind
        self.label = label
        self.born = born
        self.rows = rows
        self._by_move: Mapping[tuple[str, str], Row[F]] = {
            (cast("Word", row.source), row.trigger): row for row in rows
        }
        if len(self._by_move) != len(rows):
            raise AmbiguousTable(kind)
        self.states = tuple(type(born.target))
        self._machine = Machine(**self._drawing(), model=None)
        self._walked: dict[tuple[str, str], str] = {}

    def _drawing(self) -> dict[str, Any]:
        return {
            "states": [str(state) for state in self.states],
            "initial": str(self.born.target),
            "transitions": [
                {"trigger": str(r.trigger), "source": str(r.source), "dest": str(r.target)}
                for r in self.rows
            ],
            "auto_transitions": False,  # no `to_<state>()` back doors
        }

    @cached_property
    def triggers(self) -> tuple[Word, ...]:
        """All verbs of the table, the birth first, each once."""
        return tuple(dict.fromkeys((self.born.trigger, *(row.trigger for row in self.rows))))

    def verb_label(self, trigger: str) -> str:
        """Give the Chinese word of a trigger."""
        return next(found.zh for found in self.triggers if found == trigger)

    def row(self, state: str, trigger: str) -> Row[F] | None:
        """Find the row for a trigger in a state."""
        return self._by_move.get((state, trigger))

    def _birth(self, trigger: str) -> Row[F] | None:
        return self.born if trigger == self.born.trigger else None

    def judge(self, state: str | None, trigger: str, facts: F) -> Row[F] | Refused:
        """Answer the row to walk, or the refusal with every objection, not the first.

        A refusal is returned, not raised: whoever asks for thousands gets an answer for each.
        """
        row = self._birth(trigger) if state is None else self.row(state, trigger)
        if row is None:
            return NotNow(objections=(self._no_row(state or "", trigger),))
        if not row.who & facts.capacities:
            return NotPermitted(objections=(_no_hat(row),))
        objections = _objections(row, facts)
        if row.says_why and not facts.reason.strip():
            objections = (_NO_REASON, *objections)
        return Objected(objections=objections) if objections else row

    def walk(self, state: str, trigger: str) -> str:
        """Move one step along the graph and return where it ends."""
        move = (state, trigger)
        if move not in self._walked:
            walker = _Walker(state)
            self._machine.events[trigger].trigger(walker)
            self._walked[move] = walker.state
        return self._walked[move]

    def available(self, state: str, facts: F) -> tuple[Option, ...]:
        """Answer all triggers of a state: allowed, or blocked with the reasons."""
        return tuple(self._option(row, facts) for row in self.rows if row.source == state)

    def _option(self, row: Row[F], facts: F) -> Option:
        if not row.who & facts.capacities:
            objections: tuple[Objection, ...] = (_no_hat(row),)
        else:
            objections = _objections(row, facts)
        return Option(row.trigger, row.target, not objections, row.says_why, objections)

    def unreachable(self) -> frozenset[str]:
        """Name the states that no path from birth reaches."""
        reached = {str(self.born.target)}
        while True:
            step = {str(r.target) for r in self.rows if str(r.source) in reached} - reached
            if not step:
                return frozenset(map(str, self.states)) - reached
            reached |= step

    def mermaid(self) -> str:
        """Draw the table as a Mermaid state diagram."""
        machine = GraphMachine(
            model="self", graph_engine="mermaid", show_conditions=False, **self._drawing()
        )
        return str(cast("Any", machine).get_graph().source)

    def _no_row(self, state: str, trigger: str) -> Objection:
        labels = {str(s): s.zh for s in self.states}
        names = {str(t): t.zh for t in self.triggers}
        if trigger not in names:
            return Objection(f"{self.kind}.unknown_trigger", f"没有“{trigger}”这一办理事项。")
        able = "、".join(labels[str(r.source)] for r in self.rows if r.trigger == trigger)
        return Objection(
            f"{self.kind}.not_now",
            f"{self.label}现为“{labels.get(state, state)}”，不能“{names[trigger]}”。",
            f"“{names[trigger]}”只能在以下状态办理：{able or '（建立时）'}。",
        )


_NO_REASON = Objection("reason_required", "须写明理由。", "请填写理由后再办。")


def _no_hat(row: Row[Any]) -> Objection:
    able = "、".join(c.zh for c in Capacity if c in row.who)
    return Objection("capacity_required", f"“{row.trigger.zh}”须由{able}办理。")


def _objections(row: Row[F], facts: F) -> tuple[Objection, ...]:
    found = (question(facts) for question in row.when)
    return tuple(objection for objection in found if objection is not None)
