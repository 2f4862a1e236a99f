"""The life of a rectification plan (整改方案): from findings to the next year's book.

A day may be moved on request before it has come (extend), and what was found done may be opened
again by the director's decision (reopen); both are counted.
"""

from dataclasses import dataclass

from kit.errors import Objection
from states.capacity import OFFICE, UNIT, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.spine import spine_rows
from states.transfer import follows_its_body
from states.words import Word


class RectificationPlanState(Word):
    """Where a rectification plan stands."""

    ISSUED = "issued", "已下达"
    DECLARED = "declared", "已报送"
    RETURNED = "returned", "已退回"
    REVIEWED = "reviewed", "已审核"
    IN_PROGRESS = "in_progress", "整改中"
    VERIFIED = "verified", "已核查"
    SCORED = "scored", "已评分"


class RectificationPlanTrigger(Word):
    """What may be done with a rectification plan."""

    ISSUE = "issue", "下达"
    ACKNOWLEDGE = "acknowledge", "签收"
    DEEM_RECEIVED = "deem_received", "视为签收"
    REVISE = "revise", "填写措施"
    ATTACH = "attach", "上传文件"
    DECLARE = "declare", "报送"
    REVIEW = "review", "审核"
    RETURN = "return", "退回"
    START = "start", "实施"
    PROGRESS = "progress", "报告进展", "report progress"
    INSPECT = "inspect", "逐项核查", "check one measure"
    VERIFY = "verify", "核查"
    SCORE = "score", "评分"
    EXTEND = "extend", "延期"
    REOPEN = "reopen", "重新整改", "open again"
    TRANSFER = "transfer", "随机构变动划转", "follow a change of bodies"


@dataclass(frozen=True, slots=True, kw_only=True)
class RectificationPlanFacts(Facts):
    """What the questions about a rectification plan look at.

    Attributes:
        received: the unit has signed for it, or is deemed to have received it.
        findings: number of findings.
        incomplete: numbers of the findings without cause, measure, owner or due date.
        formal_document: the formal document (正式文件) is attached.
        undecided: numbers of measures neither accepted nor found undone (rejected).
        unproven: numbers of accepted measures on which the unit never reported.
        granted: an extension of this plan has just been granted.
        document: the document that a re-opening rests on.
        settled: the next year's result, into which this one was booked, is confirmed.
    """

    received: bool = False
    findings: int = 0
    incomplete: tuple[int, ...] = ()
    formal_document: bool = False
    declared_by: str = ""
    undecided: tuple[int, ...] = ()
    unproven: tuple[int, ...] = ()
    granted: bool = False
    document: str = ""
    settled: bool = False


_F = RectificationPlanFacts


def is_not_yet_received(facts: _F) -> Objection | None:
    """Object to signing twice."""
    if not facts.received:
        return None
    return Objection("rectification_plan.received", "已经签收。")


def is_received(facts: _F) -> Objection | None:
    """Object until the unit has signed for the unit report."""
    if facts.received:
        return None
    return Objection("rectification_plan.not_received", "尚未签收分报告。", "请先签收。")


def every_finding_is_answered(facts: _F) -> Objection | None:
    """Object while a finding lacks cause, measure, owner or due date."""
    if not facts.incomplete:
        return None
    numbers = "、".join(map(str, facts.incomplete))
    return Objection(
        "finding.unanswered",
        f"第{numbers}项问题未写全原因、措施、责任人和完成时限。",
        "请逐项填写后报送。",
    )


def formal_document_is_attached(facts: _F) -> Objection | None:
    """Object without the formal document (方案 六（二）：形成正式文件)."""
    if facts.formal_document:
        return None
    return Objection("formal_document.missing", "没有附上正式文件。", "请上传盖章的正式文件。")


def reviewer_did_not_declare(facts: _F) -> Objection | None:
    """Object when one person declares and reviews (四眼原则)."""
    if not facts.did(facts.declared_by):
        return None
    return Objection("four_eyes", "报送人不能审核自己报送的方案。", "请由其他人员审核。")


def every_measure_is_decided(facts: _F) -> Objection | None:
    """Object while a measure is neither accepted nor found undone."""
    if not facts.undecided:
        return None
    numbers = "、".join(map(str, facts.undecided))
    return Objection(
        "measure.undecided",
        f"第{numbers}项措施没有核查结论，或还在等待完善。",
        "请逐项核查：通过，或认定未完成。",
    )


def accepted_measures_are_proven(facts: _F) -> Objection | None:
    """Warn about measures accepted without a word of the unit, unless a reason is written."""
    if not facts.unproven or facts.reason.strip():
        return None
    numbers = "、".join(map(str, facts.unproven))
    return Objection(
        "measure.unproven",
        f"第{numbers}项措施单位未报告进展即核查通过。",
        "请由单位报告进展，或写明理由。",
        overridable=True,
    )


def extension_was_granted(facts: _F) -> Objection | None:
    """Object unless the extension came out of a granted request."""
    if facts.granted:
        return None
    return Objection("request.not_granted", "没有已批准的延期申请。", "请先申请延期并经批准。")


def reopening_rests_on_a_document(facts: _F) -> Objection | None:
    """Object to a re-opening without a document."""
    if facts.document.strip():
        return None
    return Objection("document.missing", "没有依据文件。", "请填写文件文号。")


def next_year_is_not_settled(facts: _F) -> Objection | None:
    """Object when the year into which the result was booked is confirmed already."""
    if not facts.settled:
        return None
    return Objection(
        "rectification_plan.settled",
        "整改结果已计入下年度，下年度成绩已审定。",
        "请按成绩更正的程序办理。",
    )


_S, _T = RectificationPlanState, RectificationPlanTrigger
_HEAD = frozenset({Capacity.UNIT_HEAD})
_SYSTEM = frozenset({Capacity.SYSTEM})
_CHECKERS = OFFICE | {Capacity.EXAMINER}
#: An extension takes effect with the grant of its request, by the same hand.
_GRANTERS = frozenset({Capacity.OFFICE_DIRECTOR, Capacity.CONFERENCE_MEMBER})
_DIRECTOR = frozenset({Capacity.OFFICE_DIRECTOR})

# fmt: off
RECTIFICATION_PLAN: Lifecycle[RectificationPlanFacts] = Lifecycle(
    "rectification_plan", "整改方案",
    born=Row(None, _T.ISSUE, _S.ISSUED, OFFICE | _SYSTEM),
    rows=(
        Row(_S.ISSUED,      _T.ACKNOWLEDGE,   _S.ISSUED,      UNIT,      (is_not_yet_received,)),
        Row(_S.ISSUED,      _T.DEEM_RECEIVED, _S.ISSUED,      _SYSTEM,   (is_not_yet_received,)),
        Row(_S.ISSUED,      _T.REVISE,        _S.ISSUED,      UNIT,      (is_received,)),
        Row(_S.RETURNED,    _T.REVISE,        _S.RETURNED,    UNIT),
        Row(_S.ISSUED,      _T.ATTACH,        _S.ISSUED,      UNIT,      (is_received,)),
        Row(_S.RETURNED,    _T.ATTACH,        _S.RETURNED,    UNIT),
        *spine_rows(
            _S, _T, (_S.ISSUED, _S.RETURNED),
            who={"declare": _HEAD, "review": OFFICE, "start": OFFICE,
                 "verify": _CHECKERS, "score": OFFICE},
            when={
                "declare": (is_received, every_finding_is_answered, formal_document_is_attached),
                "review": (reviewer_did_not_declare,),
                "verify": (every_measure_is_decided, accepted_measures_are_proven),
            },
        ),
        Row(_S.DECLARED,    _T.RETURN,        _S.RETURNED,    OFFICE,    says_why=True),
        Row(_S.IN_PROGRESS, _T.PROGRESS,      _S.IN_PROGRESS, UNIT),
        Row(_S.IN_PROGRESS, _T.ATTACH,        _S.IN_PROGRESS, UNIT),
        Row(_S.IN_PROGRESS, _T.INSPECT,       _S.IN_PROGRESS, _CHECKERS),
        Row(_S.ISSUED,      _T.EXTEND,        _S.ISSUED,      _GRANTERS,
            (is_received, extension_was_granted)),
        *(Row(s, _T.EXTEND, s, _GRANTERS, (extension_was_granted,))
          for s in (_S.RETURNED, _S.IN_PROGRESS)),
        *(Row(s, _T.REOPEN, _S.IN_PROGRESS, _DIRECTOR,
              (reopening_rests_on_a_document, next_year_is_not_settled), says_why=True)
          for s in (_S.VERIFIED, _S.SCORED)),
        *follows_its_body(_T.TRANSFER, _S.ISSUED, _S.RETURNED, _S.DECLARED, _S.REVIEWED,
                          _S.IN_PROGRESS, _S.VERIFIED),
    ),
)
# fmt: on
