"""The life of a document (分报告等): drafted from frozen facts, approved, issued, received."""

from dataclasses import dataclass

from kit.errors import Objection
from states.capacity import OFFICE, UNIT, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.words import Word


class DocumentState(Word):
    """Where a document stands."""

    DRAFTED = "drafted", "已起草"
    APPROVED = "approved", "已审定"
    ISSUED = "issued", "已印发"
    RECEIVED = "received", "已签收"


class DocumentTrigger(Word):
    """What may be done with a document."""

    DRAFT = "draft", "起草"
    APPROVE = "approve", "审定"
    ISSUE = "issue", "印发"
    RECEIVE = "receive", "签收"


class DocumentClass(Word):
    """Which document it is."""

    UNIT_REPORT = "unit_report", "分报告"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts(Facts):
    """What the questions about a document look at.

    Attributes:
        gate: state of the gate that must approve it, empty when never requested.
    """

    gate: str = ""


def conference_has_approved(facts: DocumentFacts) -> Objection | None:
    """Object until the joint conference has approved the reports (方案 六（二）)."""
    if facts.gate == "approved":
        return None
    return Objection("gate.not_approved", "联席会议尚未审定报告。", "请待“报告审定”关口通过。")


_S, _T = DocumentState, DocumentTrigger
_HANDS = OFFICE | {Capacity.SYSTEM}

# fmt: off
DOCUMENT: Lifecycle[DocumentFacts] = Lifecycle(
    "document", "公文",
    born=Row(None, _T.DRAFT, _S.DRAFTED, _HANDS),
    rows=(
        Row(_S.DRAFTED,  _T.APPROVE, _S.APPROVED, _HANDS, (conference_has_approved,)),
        Row(_S.APPROVED, _T.ISSUE,   _S.ISSUED,   _HANDS),
        Row(_S.ISSUED,   _T.RECEIVE, _S.RECEIVED, UNIT | {Capacity.SYSTEM}),
    ),
)
# fmt: on
