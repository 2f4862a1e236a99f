"""The life of a document (公文): drafted from frozen facts, approved, issued, received."""

from collections.abc import Mapping
from dataclasses import dataclass

from kit.errors import Objection
from states.capacity import OFFICE, UNIT, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.transfer import follows_its_body
from states.words import Word


class DocumentState(Word):
    """Where a document stands."""

    DRAFTED = "drafted", "已起草"
    APPROVED = "approved", "已审定"
    ISSUED = "issued", "已印发"
    RECEIVED = "received", "已签收"
    WITHDRAWN = "withdrawn", "已撤回"


class DocumentTrigger(Word):
    """What may be done with a document."""

    DRAFT = "draft", "起草"
    REVISE = "revise", "修改文稿"
    APPROVE = "approve", "审定"
    ISSUE = "issue", "印发"
    RECEIVE = "receive", "签收"
    WITHDRAW = "withdraw", "撤回"
    TRANSFER = "transfer", "随机构变动划转", "follow a change of bodies"


class DocumentClass(Word):
    """Which document it is."""

    UNIT_REPORT = "unit_report", "分报告"
    OVERALL_REPORT = "overall_report", "总报告"
    BULLETIN = "bulletin", "绩效过程管理通报"
    INSPECTION_BULLETIN = "inspection_bulletin", "察访核验情况通报"
    RESULTS_LETTER = "results_letter", "考评结果报送函"
    CORRECTION = "correction", "成绩更正通知"


_C = DocumentClass
#: Which gate approves a class (方案 六（二）); the director approves the others.
APPROVED_BY: Mapping[DocumentClass, str] = {
    _C.UNIT_REPORT: "reports_approved",
    _C.OVERALL_REPORT: "reports_approved",
    _C.CORRECTION: "result_corrected",
}
#: Who signs for a class, or records that it was received outside the house.
RECEIVED_BY: Mapping[DocumentClass, frozenset[Capacity]] = {
    _C.UNIT_REPORT: UNIT | {Capacity.SYSTEM},
    _C.CORRECTION: UNIT | {Capacity.SYSTEM},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts(Facts):
    """What the questions about a document look at.

    Attributes:
        document_class: which document it is.
        gate: state of the gate that must approve it, empty when never requested or none must.
        revised_by: who last changed its text.
        stale: a result that it tells was corrected since.
        open_appeals: how many appeals of the year are not settled.
    """

    document_class: DocumentClass = DocumentClass.UNIT_REPORT
    gate: str = ""
    revised_by: str = ""
    stale: bool = False
    open_appeals: int = 0


_F = DocumentFacts


def conference_has_approved(facts: _F) -> Objection | None:
    """Object until the joint conference has approved what it has to (方案 六（二）)."""
    if facts.gate == "approved" or facts.document_class not in APPROVED_BY:
        return None
    told = facts.document_class.zh
    return Objection("gate.not_approved", f"联席会议尚未审定{told}。", "请待相应关口通过。")


def director_approves_the_rest(facts: _F) -> Objection | None:
    """Object when anybody but the director approves what needs no gate."""
    if facts.document_class in APPROVED_BY or Capacity.OFFICE_DIRECTOR in facts.capacities:
        return None
    return Objection("document.director", f"{facts.document_class.zh}须由绩效办主任审定。")


def approver_did_not_write(facts: _F) -> Objection | None:
    """Object when one person changes the text and approves it (四眼原则)."""
    if not facts.did(facts.revised_by):
        return None
    return Objection("four_eyes", "修改文稿的人不能审定该文稿。", "请由其他人员审定。")


def conference_has_not_seen_it(facts: _F) -> Objection | None:
    """Object to changing a text that lies before the conference, or that it approved."""
    if facts.gate not in ("requested", "approved"):
        return None
    return Objection(
        "document.decided",
        "文稿已提请联席会议审定，不能再修改。",
        "请撤回提请，或撤回文稿重新起草。",
    )


def tells_results_that_stand(facts: _F) -> Objection | None:
    """Object when a result was corrected after the document was drawn up."""
    if not facts.stale:
        return None
    return Objection("document.stale", "所载成绩已更正，文稿须重新起草。", "请撤回后重新起草。")


def appeals_are_settled(facts: _F) -> Objection | None:
    """Object to handing results over while appeals are open (方案 六（一）：报最终考评结果)."""
    if facts.document_class is not DocumentClass.RESULTS_LETTER or not facts.open_appeals:
        return None
    return Objection("appeals.open", f"还有{facts.open_appeals}件复核申请未办结，结果尚非最终。")


def receiver_signs(facts: _F) -> Objection | None:
    """Object when somebody signs for a document that is addressed to another."""
    able = RECEIVED_BY.get(facts.document_class, OFFICE)
    if able & facts.capacities:
        return None
    who = "、".join(capacity.zh for capacity in Capacity if capacity in able)
    return Objection("document.not_addressed", f"{facts.document_class.zh}由{who}签收（登记）。")


_S, _T = DocumentState, DocumentTrigger
_HANDS = OFFICE | {Capacity.SYSTEM}

# fmt: off
DOCUMENT: Lifecycle[DocumentFacts] = Lifecycle(
    "document", "公文",
    born=Row(None, _T.DRAFT, _S.DRAFTED, _HANDS),
    rows=(
        Row(_S.DRAFTED,  _T.REVISE,   _S.DRAFTED,   OFFICE, (conference_has_not_seen_it,)),
        Row(_S.DRAFTED,  _T.APPROVE,  _S.APPROVED,  _HANDS,
            (conference_has_approved, director_approves_the_rest, approver_did_not_write,
             tells_results_that_stand, appeals_are_settled)),
        Row(_S.DRAFTED,  _T.WITHDRAW, _S.WITHDRAWN, _HANDS, says_why=True),
        Row(_S.APPROVED, _T.ISSUE,    _S.ISSUED,    _HANDS, (tells_results_that_stand,)),
        Row(_S.APPROVED, _T.WITHDRAW, _S.WITHDRAWN, _HANDS, says_why=True),
        Row(_S.ISSUED,   _T.RECEIVE,  _S.RECEIVED,  UNIT | _HANDS, (receiver_signs,)),
        *follows_its_body(_T.TRANSFER, _S.ISSUED),
    ),
)
# fmt: on
