"""The life of a phase (阶段) of the year: planned, open, closed."""

from dataclasses import dataclass
from datetime import date

from kit.errors import Objection
from states.capacity import OFFICE, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.words import Word


class PhaseState(Word):
    """Where a phase stands."""

    PLANNED = "planned", "未开始"
    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"


class PhaseTrigger(Word):
    """What may be done with a phase."""

    PLAN = "plan", "列入计划"
    OPEN = "open", "开启"
    CLOSE = "close", "结束"
    REOPEN = "reopen", "重新开启"
    RECORD = "record", "记事", "record an event"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseFacts(Facts):
    """What the questions about a phase look at.

    Attributes:
        today: the day of the act in the district.
        opens: first day of its window (年度计划).
        entry: objections against opening it; empty when its entry conditions hold.
        exit: objections against closing it.
        event: what took place in it, such as a training (业务培训).
    """

    today: date
    opens: date
    entry: tuple[Objection, ...] = ()
    exit: tuple[Objection, ...] = ()
    event: str = ""


def window_has_come(facts: PhaseFacts) -> Objection | None:
    """Object before the window of the phase, unless a reason is written."""
    if facts.today >= facts.opens or facts.reason.strip():
        return None
    return Objection(
        "phase.too_early",
        f"本阶段计划于{facts.opens}开启。",
        "如需提前开启，请写明理由。",
        overridable=True,
    )


def entry_holds(facts: PhaseFacts) -> Objection | None:
    """Object to the first entry condition that does not hold."""
    return facts.entry[0] if facts.entry else None


def exit_holds(facts: PhaseFacts) -> Objection | None:
    """Object to the first exit condition that does not hold."""
    return facts.exit[0] if facts.exit else None


def something_is_told(facts: PhaseFacts) -> Objection | None:
    """Object to an entry that tells nothing."""
    if facts.event.strip():
        return None
    return Objection("phase.nothing_told", "没有写明事项。", "请写明做了什么，如业务培训的内容。")


_S, _T = PhaseState, PhaseTrigger
_MOVERS = frozenset({Capacity.OFFICE_DIRECTOR, Capacity.SYSTEM})
_DIRECTOR = frozenset({Capacity.OFFICE_DIRECTOR})

# fmt: off
PHASE: Lifecycle[PhaseFacts] = Lifecycle(
    "phase", "阶段",
    born=Row(None, _T.PLAN, _S.PLANNED, _MOVERS),
    rows=(
        Row(_S.PLANNED, _T.OPEN,   _S.OPEN,   _MOVERS, (window_has_come, entry_holds)),
        Row(_S.OPEN,    _T.CLOSE,  _S.CLOSED, _MOVERS, (exit_holds,)),
        Row(_S.CLOSED,  _T.REOPEN, _S.OPEN,   _DIRECTOR, says_why=True),
        Row(_S.OPEN,    _T.RECORD, _S.OPEN,   OFFICE, (something_is_told,)),
    ),
)
# fmt: on
