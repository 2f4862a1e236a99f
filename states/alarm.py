"""The life of an alarm (无人可办): something waits where nobody can act."""

from dataclasses import dataclass

from kit.errors import Objection
from states.capacity import Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.words import Word


class AlarmState(Word):
    """Where an alarm stands."""

    RAISED = "raised", "无人可办", "nobody can act"
    CLEARED = "cleared", "已解除"


class AlarmTrigger(Word):
    """What happens to an alarm; all of it is seen by the system."""

    RAISE = "raise", "报警"
    CLEAR = "clear", "解除"
    RECUR = "recur", "再次报警", "raise it again"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmFacts(Facts):
    """What the questions about an alarm look at.

    Attributes:
        waiting: how many subjects wait there for somebody who can act.
    """

    waiting: int = 0


_F = AlarmFacts


def something_waits(facts: _F) -> Objection | None:
    """Object to an alarm about nothing."""
    if facts.waiting:
        return None
    return Objection("alarm.nothing_waits", "没有等待办理的事项，或已有人可以办理。")


def nothing_waits(facts: _F) -> Objection | None:
    """Object to clearing an alarm while something still waits for nobody."""
    if not facts.waiting:
        return None
    return Objection(
        "alarm.still_waiting", f"仍有{facts.waiting}件事项无人可办。", "请先指定人员。"
    )


_S, _T = AlarmState, AlarmTrigger
_SYSTEM = frozenset({Capacity.SYSTEM})

# fmt: off
ALARM: Lifecycle[AlarmFacts] = Lifecycle(
    "alarm", "无人可办报警",
    born=Row(None, _T.RAISE, _S.RAISED, _SYSTEM, (something_waits,)),
    rows=(
        Row(_S.RAISED,  _T.CLEAR, _S.CLEARED, _SYSTEM, (nothing_waits,)),
        Row(_S.CLEARED, _T.RECUR, _S.RAISED,  _SYSTEM, (something_waits,)),
    ),
)
# fmt: on
