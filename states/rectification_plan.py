"""The life of a rectification plan (整改方案): from findings to the next year's book."""

from dataclasses import dataclass

from kit.errors import Objection
from states.capacity import OFFICE, UNIT, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.spine import spine_rows
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RectificationPlanFacts(Facts):
    """What the questions about a rectification plan look at.

    Attributes:
        received: the unit has signed for it, or is deemed to have received it.
        findings: number of findings.
        incomplete: numbers of the findings without cause, measure, owner or due date.
        formal_document: the formal document (正式文件) is attached.
        undecided: numbers of measures not yet accepted.
        points: the points proposed for the scoring, as text; empty when none.
    """

    received: bool = False
    findings: int = 0
    incomplete: tuple[int, ...] = ()
    formal_document: bool = False
    declared_by: str = ""
    undecided: tuple[int, ...] = ()
    points: str = ""


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
    if facts.actor != facts.declared_by:
        return None
    return Objection("four_eyes", "报送人不能审核自己报送的方案。", "请由其他人员审核。")


def every_measure_is_accepted(facts: _F) -> Objection | None:
    """Object while a measure is not accepted."""
    if not facts.undecided:
        return None
    numbers = "、".join(map(str, facts.undecided))
    return Objection("measure.not_accepted", f"第{numbers}项措施未核查通过。", "请逐项核查。")


def points_are_given(facts: _F) -> Objection | None:
    """Object to a scoring without points."""
    if facts.points:
        return None
    return Objection("points.missing", "没有填写分值。", "请填写计入下年的分值（可为0）。")


_S, _T = RectificationPlanState, RectificationPlanTrigger
_HEAD = frozenset({Capacity.UNIT_HEAD})
_SYSTEM = frozenset({Capacity.SYSTEM})
_CHECKERS = OFFICE | {Capacity.EXAMINER}

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
                "verify": (every_measure_is_accepted,),
                "score": (points_are_given,),
            },
        ),
        Row(_S.DECLARED,    _T.RETURN,        _S.RETURNED,    OFFICE,    says_why=True),
        Row(_S.IN_PROGRESS, _T.PROGRESS,      _S.IN_PROGRESS, UNIT),
        Row(_S.IN_PROGRESS, _T.ATTACH,        _S.IN_PROGRESS, UNIT),
        Row(_S.IN_PROGRESS, _T.INSPECT,       _S.IN_PROGRESS, _CHECKERS),
    ),
)
# fmt: on
