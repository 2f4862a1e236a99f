"""The life of an adjustment (加扣分): proposed with its basis, booked only when approved."""

from dataclasses import dataclass

from kit.errors import Objection
from states.capacity import OFFICE, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.words import Word


class AdjustmentState(Word):
    """Where an adjustment stands."""

    PROPOSED = "proposed", "待批"
    APPROVED = "approved", "已批准"
    REJECTED = "rejected", "未批准"
    REVOKED = "revoked", "已撤销"


class AdjustmentTrigger(Word):
    """What may be done with an adjustment."""

    PROPOSE = "propose", "提出"
    APPROVE = "approve", "批准"
    REJECT = "reject", "不批准"
    REVOKE = "revoke", "撤销"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentFacts(Facts):
    """What the questions about an adjustment look at.

    Attributes:
        basis: the rule it rests on (依据).
        proposed_by: who proposed it.
        counted: id of an adjustment that already counts the same deed or award.
    """

    basis: str = ""
    proposed_by: str = ""
    counted: str = ""


_F = AdjustmentFacts


def rests_on_a_rule(facts: _F) -> Objection | None:
    """Object without a basis."""
    if facts.basis.strip():
        return None
    return Objection("basis.missing", "没有加扣分依据。", "请填写依据。")


def counted_once(facts: _F) -> Objection | None:
    """Object when the same deed or award is already counted."""
    if not facts.counted:
        return None
    return Objection("adjustment.counted", f"同一事项已计入（{facts.counted}）。")


def approver_did_not_propose(facts: _F) -> Objection | None:
    """Object when one person proposes and approves (四眼原则)."""
    if facts.actor != facts.proposed_by:
        return None
    return Objection("four_eyes", "提出人不能批准自己提出的加扣分。")


_S, _T = AdjustmentState, AdjustmentTrigger
_DIRECTOR = frozenset({Capacity.OFFICE_DIRECTOR})

# fmt: off
ADJUSTMENT: Lifecycle[AdjustmentFacts] = Lifecycle(
    "adjustment", "加扣分",
    born=Row(None, _T.PROPOSE, _S.PROPOSED, OFFICE | {Capacity.SYSTEM},
             (rests_on_a_rule, counted_once)),
    rows=(
        Row(_S.PROPOSED, _T.APPROVE, _S.APPROVED, _DIRECTOR, (approver_did_not_propose,)),
        Row(_S.PROPOSED, _T.REJECT,  _S.REJECTED, _DIRECTOR, says_why=True),
        Row(_S.APPROVED, _T.REVOKE,  _S.REVOKED,  _DIRECTOR, says_why=True),
    ),
)
# fmt: on
