"""The life of a change of bodies (机构变动): a rename, a merger or a split, in force from a day."""

from dataclasses import dataclass

from kit.errors import Objection
from states.capacity import OFFICE, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.words import Word


class UnitChangeState(Word):
    """Where a change of bodies stands."""

    PROPOSED = "proposed", "待批"
    APPROVED = "approved", "已批准"
    EFFECTED = "effected", "已生效"
    REJECTED = "rejected", "未批准"
    WITHDRAWN = "withdrawn", "已撤回"


class UnitChangeTrigger(Word):
    """What may be done with a change of bodies."""

    PROPOSE = "propose", "提出"
    APPROVE = "approve", "批准"
    REJECT = "reject", "不批准"
    WITHDRAW = "withdraw", "撤回"
    EFFECT = "effect", "生效", "take effect"


class ChangeClass(Word):
    """What becomes of the bodies."""

    RENAME = "rename", "更名"
    MERGE = "merge", "合并"
    SPLIT = "split", "分设（职能划转）", "a split, or a function that moves to another body"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChangeFacts(Facts):
    """What the questions about a change of bodies look at.

    Attributes:
        document: number of the document that orders it.
        in_year: it takes effect within the assessment year.
        problems: objections against its bodies, its allocation and the weights that follow.
        results: results of the year are laid out already.
        proposed_by: who proposed it.
        approver: who decides it by the plan.
        gate: state of the gate 机构变动 about it; `approved` when the plan asks for none.
        day_has_come: its day has begun.
    """

    document: str = ""
    in_year: bool = True
    problems: tuple[Objection, ...] = ()
    results: bool = False
    proposed_by: str = ""
    approver: Capacity = Capacity.OFFICE_DIRECTOR
    gate: str = "approved"
    day_has_come: bool = False


_F = UnitChangeFacts


def rests_on_a_document(facts: _F) -> Objection | None:
    """Object without the document that orders it."""
    if facts.document.strip():
        return None
    return Objection("document.missing", "没有机构变动的依据文件。", "请填写文件文号。")


def falls_into_the_year(facts: _F) -> Objection | None:
    """Object to a day outside the assessment year."""
    if facts.in_year:
        return None
    return Objection("unit_change.other_year", "变动日期不在本考评年度内，请记入该日所在的年度。")


def bodies_fit(facts: _F) -> Objection | None:
    """Object to the first thing that is wrong with bodies, allocation or weights."""
    return facts.problems[0] if facts.problems else None


def results_are_not_laid_out(facts: _F) -> Objection | None:
    """Object once the year's results are laid out: whom they rank stands fast."""
    if not facts.results:
        return None
    return Objection("unit_change.too_late", "本年度成绩已开始汇总，不能再变动被考核单位。")


def decider_did_not_propose(facts: _F) -> Objection | None:
    """Object when one person proposes and decides (四眼原则)."""
    if not facts.did(facts.proposed_by):
        return None
    return Objection("four_eyes", "提出人不能批准自己提出的机构变动。")


def by_the_approver(facts: _F) -> Objection | None:
    """Object when the plan gives the decision to another."""
    if facts.approver in facts.capacities:
        return None
    return Objection("unit_change.approval", f"机构变动按方案由{facts.approver.zh}批准。")


def gate_has_approved(facts: _F) -> Objection | None:
    """Object until the gate that the plan asks for has approved it."""
    if facts.gate == "approved":
        return None
    return Objection("gate.not_approved", "联席会议尚未审定此项机构变动。", "请先提请审议。")


def day_has_come(facts: _F) -> Objection | None:
    """Object before its day."""
    if facts.day_has_come:
        return None
    return Objection("unit_change.too_early", "变动日期未到。", "到期由系统办理。")


_S, _T = UnitChangeState, UnitChangeTrigger
_DECIDERS = frozenset({Capacity.OFFICE_DIRECTOR, Capacity.CONFERENCE_MEMBER})
_SYSTEM = frozenset({Capacity.SYSTEM})

# fmt: off
UNIT_CHANGE: Lifecycle[UnitChangeFacts] = Lifecycle(
    "unit_change", "机构变动",
    born=Row(None, _T.PROPOSE, _S.PROPOSED, OFFICE,
             (rests_on_a_document, falls_into_the_year, bodies_fit, results_are_not_laid_out),
             says_why=True),
    rows=(
        Row(_S.PROPOSED, _T.APPROVE,  _S.APPROVED,  _DECIDERS,
            (decider_did_not_propose, by_the_approver, gate_has_approved, bodies_fit,
             results_are_not_laid_out)),
        Row(_S.PROPOSED, _T.REJECT,   _S.REJECTED,  _DECIDERS,
            (decider_did_not_propose, by_the_approver), says_why=True),
        Row(_S.PROPOSED, _T.WITHDRAW, _S.WITHDRAWN, OFFICE, says_why=True),
        Row(_S.APPROVED, _T.WITHDRAW, _S.WITHDRAWN, OFFICE, says_why=True),
        Row(_S.APPROVED, _T.EFFECT,   _S.EFFECTED,  _SYSTEM,
            (day_has_come, bodies_fit, results_are_not_laid_out)),
    ),
)
# fmt: on
