"""The life of a node (节点): a dated step of an indicator, reported with evidence."""

from dataclasses import dataclass

from kit.errors import Objection
from states.capacity import OFFICE, UNIT, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.transfer import follows_its_body
from states.words import Word


class NodeState(Word):
    """Where a node stands."""

    PENDING = "pending", "待填报"
    REPORTED = "reported", "已填报"
    RETURNED = "returned", "退回补正"
    ACCEPTED = "accepted", "已通过"
    MISSED = "missed", "未完成"
    CANCELLED = "cancelled", "随指标取消", "cancelled with its indicator"


class NodeTrigger(Word):
    """What may be done with a node."""

    PLAN = "plan", "设定"
    DRAFT = "draft", "起草填报"
    ATTACH = "attach", "上传佐证"
    REPORT = "report", "填报"
    RETURN = "return", "退回补正"
    ACCEPT = "accept", "通过"
    EXTEND = "extend", "延期"
    CLOSE_MISSED = "close_missed", "关闭未报", "close as missed"
    CANCEL = "cancel", "随指标取消", "cancel with its indicator"
    TRANSFER = "transfer", "随机构变动划转", "follow a change of bodies"
    RESET = "reset", "恢复为未完成", "set back to not done"


#: States in which nothing more is expected of the unit.
CLOSED = frozenset({NodeState.ACCEPTED, NodeState.MISSED, NodeState.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeFacts(Facts):
    """What the questions about a node look at.

    Attributes:
        indicator: state of the indicator the node belongs to.
        drafted: a report is drafted.
        progress: the progress text of the draft.
        zero_reason: the reason of a nil report (零报告), empty when there is something to report.
        evidence: number of evidence files attached.
        reported_by: who signed the report at hand.
        extension_granted: an extension of this node has just been granted.
        found_undone: an inspection determines in the same breath that it was not done.
    """

    indicator: str
    indicator_cancelled: bool = False
    drafted: bool = False
    progress: str = ""
    zero_reason: str = ""
    evidence: int = 0
    reported_by: str = ""
    extension_granted: bool = False
    found_undone: bool = False


_F = NodeFacts


def indicator_is_in_progress(facts: _F) -> Objection | None:
    """Object unless the indicator is being carried out."""
    if facts.indicator == "in_progress":
        return None
    return Objection(
        "indicator.not_in_progress", "所属指标未在实施中。", "指标确认下达后方可填报。"
    )


def report_is_drafted(facts: _F) -> Objection | None:
    """Object when there is nothing to sign."""
    if facts.drafted and (facts.progress.strip() or facts.zero_reason.strip()):
        return None
    return Objection(
        "report.not_drafted", "还没有起草填报内容。", "请经办人填写进展情况，或写明零报告的理由。"
    )


def evidence_or_reason(facts: _F) -> Objection | None:
    """Object to a report without evidence, unless it is a reasoned nil report (方案 五（四）)."""
    if facts.evidence or facts.zero_reason.strip():
        return None
    return Objection("evidence.missing", "没有佐证材料。", "请上传佐证材料，或作零报告并写明理由。")


def reader_did_not_report(facts: _F) -> Objection | None:
    """Object when one person reports and accepts (四眼原则)."""
    if not facts.did(facts.reported_by):
        return None
    return Objection("four_eyes", "填报人不能审核自己的填报。", "请由其他人员办理。")


def extension_was_granted(facts: _F) -> Objection | None:
    """Object unless the extension came out of a granted request."""
    if facts.extension_granted:
        return None
    return Objection("request.not_granted", "没有已批准的延期申请。", "请先申请延期并经批准。")


def indicator_is_cancelled(facts: _F) -> Objection | None:
    """Object unless the indicator itself is cancelled."""
    if facts.indicator_cancelled:
        return None
    return Objection("indicator.not_cancelled", "所属指标未取消。", "请先取消指标。")


def was_found_undone(facts: _F) -> Objection | None:
    """Object unless an inspection determined that it was not done (设置：节点恢复为未完成)."""
    if facts.found_undone:
        return None
    return Objection("node.not_found_undone", "节点只随察访核验的认定恢复为未完成。")


_S, _T = NodeState, NodeTrigger
_HEAD = frozenset({Capacity.UNIT_HEAD})
_SYSTEM = frozenset({Capacity.SYSTEM})
_DIRECTOR = frozenset({Capacity.OFFICE_DIRECTOR})
_READERS = OFFICE | {Capacity.EXAMINER}
#: An extension takes effect with the grant of its request, by the same hand.
_GRANTERS = OFFICE | {Capacity.CONFERENCE_MEMBER}

# fmt: off
NODE: Lifecycle[NodeFacts] = Lifecycle(
    "node", "节点",
    born=Row(None, _T.PLAN, _S.PENDING, UNIT | OFFICE | _SYSTEM),
    rows=(
        Row(_S.PENDING,  _T.DRAFT,        _S.PENDING,  UNIT, (indicator_is_in_progress,)),
        Row(_S.RETURNED, _T.DRAFT,        _S.RETURNED, UNIT, (indicator_is_in_progress,)),
        Row(_S.PENDING,  _T.ATTACH,       _S.PENDING,  UNIT, (indicator_is_in_progress,)),
        Row(_S.RETURNED, _T.ATTACH,       _S.RETURNED, UNIT, (indicator_is_in_progress,)),
        Row(_S.PENDING,  _T.REPORT,       _S.REPORTED, _HEAD,
            (indicator_is_in_progress, report_is_drafted, evidence_or_reason)),
        Row(_S.RETURNED, _T.REPORT,       _S.REPORTED, _HEAD,
            (indicator_is_in_progress, report_is_drafted, evidence_or_reason)),
        Row(_S.REPORTED, _T.RETURN,       _S.RETURNED, _READERS,
            (reader_did_not_report,), says_why=True),
        Row(_S.REPORTED, _T.ACCEPT,       _S.ACCEPTED, _READERS, (reader_did_not_report,)),
        Row(_S.PENDING,  _T.EXTEND,       _S.PENDING,  _GRANTERS, (extension_was_granted,)),
        Row(_S.RETURNED, _T.EXTEND,       _S.RETURNED, _GRANTERS, (extension_was_granted,)),
        Row(_S.PENDING,  _T.CLOSE_MISSED, _S.MISSED,   OFFICE | _SYSTEM, says_why=True),
        Row(_S.RETURNED, _T.CLOSE_MISSED, _S.MISSED,   OFFICE | _SYSTEM, says_why=True),
        *(Row(s, _T.CANCEL, _S.CANCELLED, OFFICE | _SYSTEM, (indicator_is_cancelled,))
          for s in (_S.PENDING, _S.REPORTED, _S.RETURNED)),
        *follows_its_body(_T.TRANSFER, _S.PENDING, _S.REPORTED, _S.RETURNED),
        *(Row(s, _T.RESET, _S.MISSED, _DIRECTOR, (was_found_undone,), says_why=True)
          for s in (_S.REPORTED, _S.ACCEPTED)),
    ),
)
# fmt: on
