"""A lifecycle made for tests: a permit (许可) that a clerk files and a director signs."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kit.errors import Objection
from states.capacity import Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.words import Word


class State(Word):
    """Where a permit stands."""

    OPEN = "open", "办理中"
    SIGNED = "signed", "已签发"
    VOID = "void", "已作废"


class Trigger(Word):
    """What may be done with a permit."""

    FILE = "file", "收件"
    NOTE = "note", "批注"
    SIGN = "sign", "签发"
    VOID = "void", "作废"


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitFacts(Facts):
    """What the questions about a permit look at."""

    fee_paid: bool = True
    stamped: bool = True


def fee_is_paid(facts: PermitFacts) -> Objection | None:
    """Object until the fee is paid."""
    return None if facts.fee_paid else Objection("fee", "费用未缴。", "请缴费。")


def is_stamped(facts: PermitFacts) -> Objection | None:
    """Object without a stamp."""
    return None if facts.stamped else Objection("stamp", "未盖章。")


CLERK = frozenset({Capacity.OFFICE_CLERK})
DIRECTOR = frozenset({Capacity.OFFICE_DIRECTOR})
BORN = Row(None, Trigger.FILE, State.OPEN, CLERK, (fee_is_paid,))
NOTE = Row(State.OPEN, Trigger.NOTE, State.OPEN, CLERK)
SIGN = Row(State.OPEN, Trigger.SIGN, State.SIGNED, DIRECTOR, (fee_is_paid, is_stamped))
VOID_OPEN = Row(State.OPEN, Trigger.VOID, State.VOID, CLERK | DIRECTOR, says_why=True)
VOID_SIGNED = Row(State.SIGNED, Trigger.VOID, State.VOID, DIRECTOR, (is_stamped,), says_why=True)
PERMIT = Lifecycle("permit", "许可", BORN, (NOTE, SIGN, VOID_OPEN, VOID_SIGNED))

BY_THE_DIRECTOR = PermitFacts(
    actor="zhang", capacities=DIRECTOR, at=datetime(2017, 3, 1, 1, 0, tzinfo=UTC)
)
BY_THE_CLERK = replace(BY_THE_DIRECTOR, capacities=CLERK)
