"""An officer's desk: the connection, the act and the rules that every service works with."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypedDict

from sqlalchemy import Connection

from kit.errors import NotAdopted, Objection
from services import door
from services.acts import Act, Answers, Order
from services.door import Subject, Verb
from services.intents import Effect
from services.reading import newborns, reader
from services.rules import Rules
from states.capacity import Capacity
from states.catalogue import LIFECYCLES
from states.lifecycle import Facts
from states.pinning import YEARLESS


class Base(TypedDict):
    """What every lifecycle's facts begin with."""

    actor: str
    capacities: frozenset[Capacity]
    at: Any
    reason: str
    ordered: bool
    on_behalf_of: str | None
    stood_in: frozenset[tuple[str, str]]


Facter = Callable[["Desk", Subject, Order], Facts]
Effecter = Callable[["Desk", Subject, Order, Any], Effect]


@dataclass(frozen=True, slots=True)
class Noun:
    """How one kind of subject is read and what its questions look at.

    Attributes:
        read: the one read (`services.reading.one_read`).
        facts: from the row read, and what is asked, to facts; pure.
    """

    kind: str
    read: str
    facts: Facter


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an act is done."""

    connection: Connection
    act: Act
    rules: Rules

    @property
    def today(self) -> date:
        """The district's day of the act."""
        return self.rules.day(self.act.at)

    @property
    def year(self) -> int:
        """The assessment year of the rules in force."""
        return self.rules.plan.year

    def by(self, actor: str) -> "Desk":
        """The same desk with the system sitting at it."""
        return replace(self, act=self.act.by(actor))

    def base(self, subject: Subject, order: Order) -> Base:
        """The facts that every lifecycle asks for."""
        return {
            "actor": self.act.actor,
            "capacities": subject.capacities,
            "at": self.act.at,
            "reason": order.reason or self.act.reason,
            "ordered": bool(order.body.get("ordered")),
            "on_behalf_of": self.act.on_behalf_of,
            "stood_in": frozenset((a, b) for a, b in subject.row.get("stood_in") or ()),
        }

    def verb(
        self, noun: Noun, trigger: str, effect: Effecter | None = None, *, commutes: bool = False
    ) -> Verb:
        """Bind a noun's verb to this desk, as the door needs it."""
        return Verb(
            noun.kind,
            trigger,
            lambda subject, order: noun.facts(self, subject, order),
            door.no_effect
            if effect is None
            else lambda subject, order, facts: effect(self, subject, order, facts),
            commutes,
        )

    def move(
        self,
        noun: Noun,
        trigger: str,
        orders: Sequence[Order],
        effect: Effecter | None = None,
        *,
        commutes: bool = False,
    ) -> Answers:
        """Move subjects through the door."""
        if self._is_held(noun.kind, trigger):
            return [self._not_adopted() for _ in orders]
        verb = self.verb(noun, trigger, effect, commutes=commutes)
        read = reader(self.connection, self.act, noun.read, self.today)
        return door.move(self.connection, self.act, verb, orders, read)

    def bear(
        self,
        noun: Noun,
        trigger: str,
        rows: Iterable[Mapping[str, Any]],
        effect: Effecter | None = None,
        asked: Mapping[str, Any] | None = None,
    ) -> Answers:
        """Give birth to subjects through the door; what already stands is a conflict.

        Args:
            noun: their kind.
            trigger: the verb of birth.
            rows: their columns.
            effect: derives what else happens.
            asked: what was asked, when the house numbers what is born: the same key with the same
                question gets the same answer, whatever number would come next.
        """
        drafts: list[dict[str, Any]] = [{"year": self.year, "lamp": "green", **row} for row in rows]
        if self._is_held(noun.kind, trigger):
            return [self._not_adopted() for _ in drafts]
        read = newborns(self.connection, self.act, drafts, self.today)
        orders = [Order(row["id"], asked or {}) for row in drafts]
        verb = replace(self.verb(noun, trigger, effect), numbered=asked is not None)
        return door.move(self.connection, self.act, verb, orders, read)

    def _is_held(self, kind: str, trigger: str) -> bool:
        # A changed lifecycle never changes a running year silently; adopting it is the way out.
        free = kind in YEARLESS or (kind, str(trigger)) == ("year", "adopt")
        return bool(self.rules.unpinned) and not free

    def _not_adopted(self) -> NotAdopted:
        kinds = "、".join(LIFECYCLES[k].label for k in self.rules.unpinned if k in LIFECYCLES)
        said = f"{self.year}年度开启后状态表已有变化：{kinds}。在采用之前只能查阅，不能办理。"
        remedy = "请绩效办主任核对变化，写明理由后“采用新状态表”（jixiao year adopt）。"
        return NotAdopted(objections=(Objection("year.not_adopted", said, remedy),))

    def look(self, noun: Noun, ids: Sequence[str]) -> Mapping[str, Subject]:
        """Read subjects as the door would, with the actor's hats, and move nothing."""
        return reader(self.connection, self.act, noun.read, self.today)(ids).subjects
