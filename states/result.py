"""The life of a unit's yearly result (年度成绩): trial, confirmed by the gate, published."""

from dataclasses import dataclass

from kit.errors import Objection
from states.capacity import OFFICE, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.words import Word


class ResultState(Word):
    """Where a result stands."""

    TRIAL = "trial", "试算"
    CONFIRMED = "confirmed", "已审定"
    PUBLISHED = "published", "已发布"


class ResultTrigger(Word):
    """What may be done with a result."""

    COMPUTE = "compute", "试算"
    RECOMPUTE = "recompute", "重新试算"
    RECORD_DUTY = "record_duty", "录入述职成绩", "record the duty-report marks"
    CONFIRM = "confirm", "审定"
    PUBLISH = "publish", "发布"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFacts(Facts):
    """What the questions about a result look at.

    Attributes:
        missing: what the result still lacks (未评分的指标、述职成绩).
        gate: state of the gate 结果审定, empty when never requested.
    """

    missing: tuple[Objection, ...] = ()
    gate: str = ""


def is_whole(facts: ResultFacts) -> Objection | None:
    """Object while something that counts is missing."""
    return facts.missing[0] if facts.missing else None


def conference_has_confirmed(facts: ResultFacts) -> Objection | None:
    """Object until the joint conference has confirmed the results (方案 六（二）)."""
    if facts.gate == "approved":
        return None
    return Objection("gate.not_approved", "联席会议尚未审定年度成绩。", "请待“结果审定”关口通过。")


_S, _T = ResultState, ResultTrigger
_HANDS = OFFICE | {Capacity.SYSTEM}
_CONFIRMERS = frozenset({Capacity.OFFICE_DIRECTOR, Capacity.SYSTEM})

# fmt: off
RESULT: Lifecycle[ResultFacts] = Lifecycle(
    "result", "年度成绩",
    born=Row(None, _T.COMPUTE, _S.TRIAL, _HANDS),
    rows=(
        Row(_S.TRIAL,     _T.RECOMPUTE, _S.TRIAL,     _HANDS),
        Row(_S.TRIAL,     _T.RECORD_DUTY, _S.TRIAL,   OFFICE),
        Row(_S.TRIAL,     _T.CONFIRM,   _S.CONFIRMED, _CONFIRMERS,
            (is_whole, conference_has_confirmed)),
        Row(_S.CONFIRMED, _T.PUBLISH,   _S.PUBLISHED, _HANDS),
    ),
)
# fmt: on
