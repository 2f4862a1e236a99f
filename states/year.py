"""The life of an assessment year (考评年度): opened on a pinned plan, closed for good."""

from dataclasses import dataclass

from kit.errors import Objection
from states.capacity import Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.words import Word


class YearState(Word):
    """Where a year stands."""

    IN_FORCE = "in_force", "实施中"
    CLOSED = "closed", "已归档"


class YearTrigger(Word):
    """What may be done with a year."""

    OPEN = "open", "开启年度"
    CLOSE = "close", "归档"


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFacts(Facts):
    """What the questions about a year look at.

    Attributes:
        findings: what plan lint holds against the plan (red findings).
        open_phases: labels of the phases not yet closed.
    """

    findings: tuple[Objection, ...] = ()
    open_phases: tuple[str, ...] = ()


def plan_is_sound(facts: YearFacts) -> Objection | None:
    """Object to opening a year on a plan with red findings."""
    return facts.findings[0] if facts.findings else None


def phases_are_closed(facts: YearFacts) -> Objection | None:
    """Object while a phase is not closed."""
    if not facts.open_phases:
        return None
    names = "、".join(facts.open_phases)
    return Objection("year.open_phases", f"尚有阶段未结束：{names}。", "请先结束各阶段。")


_HANDS = frozenset({Capacity.OFFICE_DIRECTOR, Capacity.ADMINISTRATOR, Capacity.SYSTEM})

# fmt: off
YEAR: Lifecycle[YearFacts] = Lifecycle(
    "year", "考评年度",
    born=Row(None, YearTrigger.OPEN, YearState.IN_FORCE, _HANDS, (plan_is_sound,)),
    rows=(
        Row(YearState.IN_FORCE, YearTrigger.CLOSE, YearState.CLOSED, _HANDS, (phases_are_closed,)),
    ),
)
# fmt: on
