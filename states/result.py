"""The life of a unit's yearly result (年度成绩): trial, confirmed by the gate, published.

A published result changes by decision of the joint conference alone, with a correction notice.
"""

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
    RECORD_DUTY = "record_duty", "计入述职成绩", "take the duty-report marks"
    SETTLE_TIE = "settle_tie", "确定同分名额", "give a seat among equals at the quota's border"
    CONFIRM = "confirm", "审定"
    PUBLISH = "publish", "发布"
    CORRECT = "correct", "更正", "correct what was published"
    RERANK = "rerank", "名次随更正调整", "move up or down with another's correction"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFacts(Facts):
    """What the questions about a result look at.

    Attributes:
        missing: what the result still lacks (未评分的指标、述职成绩).
        gate: state of the gate 结果审定, empty when never requested.
        counted: the duty-report marks come from a ballot session that is being published.
        undecided: tied at the quota's border, even by duty score.
        flash_values: how many indicators rest on a flash value (快报数).
        flash_allowed: the plan lets results be published with flash values, flagged.
        unscored: how many of the unit's indicators are being scored anew.
        correction: state of the gate 发布后更正成绩 about this result, not used up yet.
        follows: another unit's correction moves this one in the same breath.
    """

    missing: tuple[Objection, ...] = ()
    gate: str = ""
    counted: bool = False
    undecided: bool = False
    flash_values: int = 0
    flash_allowed: bool = False
    unscored: int = 0
    correction: str = ""
    follows: bool = False


def marks_were_counted(facts: ResultFacts) -> Objection | None:
    """Object unless a ballot session is published in the same breath (方案 四（二）)."""
    if facts.counted:
        return None
    return Objection("result.no_ballots", "述职成绩只随述职测评的公布计入，不能直接录入。")


def is_whole(facts: ResultFacts) -> Objection | None:
    """Object while something that counts is missing."""
    return facts.missing[0] if facts.missing else None


def conference_has_confirmed(facts: ResultFacts) -> Objection | None:
    """Object until the joint conference has confirmed the results (方案 六（二）)."""
    if facts.gate == "approved":
        return None
    return Objection("gate.not_approved", "联席会议尚未审定年度成绩。", "请待“结果审定”关口通过。")


def tie_is_settled(facts: ResultFacts) -> Objection | None:
    """Object while units tie at the quota's border."""
    if not facts.undecided:
        return None
    return Objection(
        "result.tied",
        "与他单位总分、述职分均相同，优秀名额不足。",
        "请绩效办主任书面说明理由，确定名额（settle_tie）。",
    )


def is_tied(facts: ResultFacts) -> Objection | None:
    """Object to a choice where nothing is tied at the quota's border."""
    if facts.undecided:
        return None
    return Objection("result.not_tied", "本单位没有待确定的同分名额。")


def flash_values_may_stand(facts: ResultFacts) -> Objection | None:
    """Object to flash values (快报数) where the plan wants them replaced first."""
    if not facts.flash_values or facts.flash_allowed:
        return None
    return Objection(
        "result.flash_values",
        f"还有{facts.flash_values}项指标按快报数计分。",
        "请以正式数据重新评分后再审定。",
    )


def everything_is_scored_again(facts: ResultFacts) -> Objection | None:
    """Object while an indicator that was reopened has no new score."""
    if not facts.unscored:
        return None
    return Objection("result.unscored", f"还有{facts.unscored}项指标未重新评分。", "请先完成评分。")


def conference_has_decided_the_correction(facts: ResultFacts) -> Objection | None:
    """Object until the joint conference has decided this correction (设置：三分之二以上)."""
    if facts.correction == "approved":
        return None
    return Objection(
        "gate.not_approved", "联席会议尚未决定更正此成绩。", "请待“发布后更正成绩”关口通过。"
    )


def follows_a_correction(facts: ResultFacts) -> Objection | None:
    """Object unless another unit's correction moves this one in the same breath."""
    if facts.follows:
        return None
    return Objection("result.no_correction", "名次只随他单位成绩更正一并调整，不能直接办理。")


_S, _T = ResultState, ResultTrigger
_HANDS = OFFICE | {Capacity.SYSTEM}
_DIRECTOR = frozenset({Capacity.OFFICE_DIRECTOR})
_CONFIRMERS = _DIRECTOR | {Capacity.SYSTEM}

# fmt: off
RESULT: Lifecycle[ResultFacts] = Lifecycle(
    "result", "年度成绩",
    born=Row(None, _T.COMPUTE, _S.TRIAL, _HANDS),
    rows=(
        Row(_S.TRIAL,     _T.RECOMPUTE, _S.TRIAL,     _HANDS),
        Row(_S.TRIAL,     _T.RECORD_DUTY, _S.TRIAL,   _DIRECTOR, (marks_were_counted,)),
        Row(_S.TRIAL,     _T.SETTLE_TIE, _S.TRIAL,    _DIRECTOR, (is_tied,), says_why=True),
        Row(_S.TRIAL,     _T.CONFIRM,   _S.CONFIRMED, _CONFIRMERS,
            (is_whole, tie_is_settled, flash_values_may_stand, conference_has_confirmed)),
        Row(_S.CONFIRMED, _T.PUBLISH,   _S.PUBLISHED, _HANDS),
        Row(_S.PUBLISHED, _T.CORRECT,   _S.PUBLISHED, _DIRECTOR,
            (everything_is_scored_again, conference_has_decided_the_correction), says_why=True),
        Row(_S.PUBLISHED, _T.RERANK,    _S.PUBLISHED, _DIRECTOR, (follows_a_correction,)),
    ),
)
# fmt: on
