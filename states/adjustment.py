"""The life of an adjustment (加扣分): proposed with its basis, booked only when approved."""

from dataclasses import dataclass
from decimal import Decimal

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
    ATTACH = "attach", "上传证明材料"
    APPROVE = "approve", "批准"
    REJECT = "reject", "不批准"
    REVOKE = "revoke", "撤销"
    SUPERSEDE = "supersede", "并入更重事项", "give way to a heavier one about the same deed"
    REPROPOSE = "repropose", "重新提出", "propose again"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentFacts(Facts):
    """What the questions about an adjustment look at.

    Attributes:
        basis: the rule it rests on (依据).
        proposed_by: who proposed it.
        points: signed.
        deed: what it is counted by once: the award's name, or what it is about.
        documented: the plan's table wants a document and material for this event.
        counted: id of an adjustment, as heavy or heavier, of the same deed or award.
        booked: the same, where it is approved already.
        other_award: id of another unit's bonus for another award under the same document.
        document: number of the document it rests on.
        material: how many files prove it.
        superseded: a heavier one about the same deed takes its place in the same breath.
        upheld: an appeal about it is upheld in the same breath.
    """

    basis: str = ""
    proposed_by: str = ""
    points: Decimal = Decimal(0)
    deed: str = ""
    documented: bool = False
    counted: str = ""
    booked: str = ""
    other_award: str = ""
    document: str = ""
    material: int = 0
    superseded: bool = False
    upheld: bool = False


_F = AdjustmentFacts


def rests_on_a_rule(facts: _F) -> Objection | None:
    """Object without a basis."""
    if facts.basis.strip():
        return None
    return Objection("basis.missing", "没有加扣分依据。", "请填写依据。")


def counted_once(facts: _F) -> Objection | None:
    """Object when the same deed or award is already counted, as heavily or more."""
    if not facts.counted:
        return None
    return Objection(
        "adjustment.counted", f"同一事项（表彰）只按最重（高）的计一次，已有{facts.counted}。"
    )


def names_its_deed(facts: _F) -> Objection | None:
    """Object to points for nothing that is named: it could be counted any number of times."""
    if facts.deed.strip():
        return None
    return Objection("deed.missing", "没有写明加扣分事由。", "请填写事由、文号或表彰名称。")


def not_booked_yet(facts: _F) -> Objection | None:
    """Object to approving what another, proposed at the same time, has booked already."""
    if not facts.booked:
        return None
    return Objection("adjustment.counted", f"同一事项（表彰）已按{facts.booked}计入，不能再计。")


def has_its_document(facts: _F) -> Objection | None:
    """Object to a bonus, or what the plan wants documented, without a document (设置：凭文件)."""
    if facts.document.strip() or not _is_documented(facts):
        return None
    return Objection("document.missing", "此项加扣分须凭文件。", "请填写表彰或通报文件的文号。")


def _is_documented(facts: _F) -> bool:
    return facts.points > 0 or facts.documented


def document_is_of_one_award(facts: _F) -> Objection | None:
    """Object to a document under which another unit has another award."""
    if not facts.other_award:
        return None
    return Objection(
        "adjustment.other_award",
        f"同一文号已用于另一项表彰（{facts.other_award}）。",
        "请核对文号；同一份文件表彰多个单位的，请写同一表彰名称。",
    )


def is_proven(facts: _F) -> Objection | None:
    """Object to a bonus, or what the plan wants documented, that no file proves."""
    if facts.material or not _is_documented(facts):
        return None
    return Objection("material.missing", "此项加扣分没有证明材料。", "请上传表彰或通报文件。")


def heavier_takes_its_place(facts: _F) -> Objection | None:
    """Object unless a heavier one about the same deed takes its place."""
    if facts.superseded:
        return None
    return Objection("adjustment.not_superseded", "同一事项没有更重的加扣分。")


def approver_did_not_propose(facts: _F) -> Objection | None:
    """Object when one person proposes and approves (四眼原则)."""
    if not facts.did(facts.proposed_by):
        return None
    return Objection("four_eyes", "提出人不能批准自己提出的加扣分。")


def director_or_upheld_appeal(facts: _F) -> Objection | None:
    """Object when anybody but the director revokes without an upheld appeal (复核成立)."""
    if facts.upheld or Capacity.OFFICE_DIRECTOR in facts.capacities:
        return None
    return Objection("adjustment.director", "加扣分由绩效办主任撤销，或随复核成立撤销。")


_S, _T = AdjustmentState, AdjustmentTrigger
_DIRECTOR = frozenset({Capacity.OFFICE_DIRECTOR})
_SYSTEM = frozenset({Capacity.SYSTEM})
#: Whoever may decide an appeal; its lifecycle says when.
_REVOKERS = OFFICE | {Capacity.CONFERENCE_MEMBER}

# fmt: off
ADJUSTMENT: Lifecycle[AdjustmentFacts] = Lifecycle(
    "adjustment", "加扣分",
    born=Row(None, _T.PROPOSE, _S.PROPOSED, OFFICE | _SYSTEM,
             (rests_on_a_rule, names_its_deed, counted_once, has_its_document,
              document_is_of_one_award)),
    rows=(
        Row(_S.PROPOSED, _T.ATTACH,  _S.PROPOSED, OFFICE),
        Row(_S.PROPOSED, _T.APPROVE, _S.APPROVED, _DIRECTOR,
            (approver_did_not_propose, not_booked_yet, document_is_of_one_award, is_proven)),
        Row(_S.PROPOSED, _T.REJECT,  _S.REJECTED, _DIRECTOR, says_why=True),
        Row(_S.APPROVED, _T.REVOKE,  _S.REVOKED,  _REVOKERS,
            (director_or_upheld_appeal,), says_why=True),
        *(Row(s, _T.SUPERSEDE, _S.REVOKED, OFFICE | _SYSTEM, (heavier_takes_its_place,),
              says_why=True) for s in (_S.PROPOSED, _S.APPROVED)),
        Row(_S.REJECTED, _T.REPROPOSE, _S.PROPOSED, OFFICE,
            (counted_once, document_is_of_one_award), says_why=True),
    ),
)
# fmt: on
