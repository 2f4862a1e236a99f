"""The life of an absence (离岗): somebody is away on days, until they are back."""

from dataclasses import dataclass
from datetime import date

from kit.errors import Objection
from states.capacity import HELD, UNIT, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.words import Word


class AbsenceState(Word):
    """Where an absence stands; days that are over need no verb."""

    DECLARED = "declared", "已登记"
    ENDED = "ended", "已销假"


class AbsenceTrigger(Word):
    """What may be done with an absence."""

    DECLARE = "declare", "登记离岗"
    END = "end", "销假"


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceFacts(Facts):
    """What the questions about an absence look at.

    Attributes:
        person: who is away.
        from_day: the first day.
        until_day: the last day.
        today: the day of the act.
        standing: absences of the person on the same days, each from and until.
    """

    person: str
    from_day: date
    until_day: date
    today: date
    standing: tuple[tuple[date, date], ...] = ()


_F = AbsenceFacts


def is_theirs_to_tell(facts: _F) -> Objection | None:
    """Object unless the person, their unit or the administrator records it."""
    if facts.actor == facts.person or Capacity.ADMINISTRATOR in facts.capacities:
        return None
    if UNIT & facts.capacities:
        return None
    said = "离岗只能由本人、本单位责任人或经办人、系统管理员登记和销假。"
    return Objection("absence.not_yours", said, "请由本人或其单位办理。")


def days_are_in_order(facts: _F) -> Objection | None:
    """Object to days that end before they begin, or are over."""
    if facts.until_day >= max(facts.from_day, facts.today):
        return None
    return Objection("absence.days", f"截止日期{facts.until_day}早于起始日期，或已经过去。")


def is_not_recorded_yet(facts: _F) -> Objection | None:
    """Object to days that are recorded already, which it names."""
    if not facts.standing:
        return None
    days = "、".join(f"{first}至{last}" for first, last in facts.standing)
    return Objection("absence.standing", f"已登记离岗：{days}。", "须改日期的，请先“销假”。")


_S, _T = AbsenceState, AbsenceTrigger
_PEOPLE = frozenset(HELD)

# fmt: off
ABSENCE: Lifecycle[AbsenceFacts] = Lifecycle(
    "absence", "离岗",
    born=Row(None, _T.DECLARE, _S.DECLARED, _PEOPLE,
             (is_theirs_to_tell, days_are_in_order, is_not_recorded_yet), says_why=True),
    rows=(
        Row(_S.DECLARED, _T.END, _S.ENDED, _PEOPLE, (is_theirs_to_tell,)),
    ),
)
# fmt: on
