"""The life of an inspection (察访核验): drawn by lot, recorded, explained, determined."""

from dataclasses import dataclass
from datetime import date

from kit.errors import Objection
from states.capacity import OFFICE, UNIT, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.transfer import follows_its_body
from states.words import Word


class InspectionState(Word):
    """Where an inspection stands."""

    PLANNED = "planned", "已抽中"
    ISSUED = "issued", "已下达"
    RECORDED = "recorded", "已记录"
    REVIEWED = "reviewed", "已复核"
    NOTIFIED = "notified", "已告知单位"
    DETERMINED = "determined", "已认定"
    REVISITED = "revisited", "已回访"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤销"


class InspectionTrigger(Word):
    """What may be done with an inspection."""

    PLAN = "plan", "列入样本"
    ASSIGN = "assign", "指派核验员"
    ISSUE = "issue", "下达"
    ATTACH = "attach", "上传照片材料"
    RECORD = "record", "记录"
    RETURN = "return", "退回重核"
    REVIEW = "review", "复核"
    NOTIFY = "notify", "告知单位"
    EXPLAIN = "explain", "单位说明"
    DETERMINE = "determine", "认定"
    REVISIT = "revisit", "回访"
    CLOSE = "close", "办结"
    WITHDRAW = "withdraw", "随指标取消撤销", "withdraw with its cancelled indicator"
    TRANSFER = "transfer", "随机构变动划转", "follow a change of bodies"


class Conclusion(Word):
    """What was found (结论)."""

    CONSISTENT = "consistent", "与填报一致"
    MISMATCH = "mismatch", "与填报不一致"
    UNDONE = "undone", "未完成而填报完成"
    FALSE = "false", "弄虚作假"
    OBSTRUCTED = "obstructed", "拒绝、阻挠核验"


#: States in which it is not settled yet what is the case.
UNSETTLED = ("planned", "issued", "recorded", "reviewed", "notified")
#: States in which nothing more is expected.
ENDED = ("closed", "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionFacts(Facts):
    """What the questions about an inspection look at.

    Attributes:
        drawn: its round is drawn in the same breath.
        inspector_known: whoever shall inspect is a third-party inspector.
        incomplete: what a record lacks, as labels.
        visited_on: the day of the visit; None until it is recorded.
        today: the day of the act in the district.
        recorded_by: who recorded it.
        conclusion: what was recorded; none until then.
        explanation: what the unit says.
        window_over: the days for an explanation are over.
        explained: the unit has explained.
        outcome: what is, or was, determined; until then what was recorded.
        document: number of the document that hands a falsehood on (移送文号).
        cancelled: the inspected indicator was cancelled.
    """

    today: date
    drawn: bool = False
    inspector_known: bool = False
    incomplete: tuple[str, ...] = ()
    visited_on: date | None = None
    recorded_by: str = ""
    conclusion: Conclusion | None = None
    explanation: str = ""
    window_over: bool = False
    explained: bool = False
    outcome: Conclusion | None = None
    document: str = ""
    cancelled: bool = False


_F = InspectionFacts


def drawn_with_its_round(facts: _F) -> Objection | None:
    """Object to an inspection that no draw has chosen."""
    if facts.drawn:
        return None
    return Objection("inspection.not_drawn", "核验事项随轮次抽样产生，不能单独建立。")


def inspector_is_one(facts: _F) -> Objection | None:
    """Object to somebody who is no third-party inspector."""
    if facts.inspector_known:
        return None
    return Objection("inspector.unknown", "所指派的不是第三方核验员。", "请先给予核验员身份。")


def record_is_complete(facts: _F) -> Objection | None:
    """Object to a record that leaves something out."""
    if not facts.incomplete:
        return None
    return Objection("inspection.incomplete", f"核验记录缺少{'、'.join(facts.incomplete)}。")


def visit_is_over(facts: _F) -> Objection | None:
    """Object to a visit that is still to come."""
    if facts.visited_on is None or facts.visited_on <= facts.today:
        return None
    return Objection("inspection.future", f"核验日期{facts.visited_on}尚未到。")


def reader_did_not_record(facts: _F) -> Objection | None:
    """Object when one person records and reviews or determines (四眼原则)."""
    if not facts.did(facts.recorded_by):
        return None
    return Objection("four_eyes", "记录人不能复核或认定自己的记录。", "请由其他人员办理。")


def something_was_found(facts: _F) -> Objection | None:
    """Object to troubling a unit where all was as reported."""
    if facts.conclusion is not Conclusion.CONSISTENT:
        return None
    return Objection("inspection.consistent", "核验结论与填报一致，可直接办结。")


def explanation_is_given(facts: _F) -> Objection | None:
    """Object to an empty explanation."""
    if facts.explanation.strip():
        return None
    return Objection("explanation.missing", "没有写说明内容。")


def unit_was_heard(facts: _F) -> Objection | None:
    """Object before the unit has explained or its days for that are over (设置：10个工作日)."""
    if facts.explained or facts.window_over:
        return None
    return Objection("inspection.unheard", "单位尚未说明，说明期限也未届满。", "请待单位说明。")


def outcome_is_reasoned(facts: _F) -> Objection | None:
    """Object to an outcome that differs from the record without a written reason."""
    if facts.outcome is facts.conclusion or facts.reason.strip():
        return None
    return Objection(
        "inspection.differs", "认定与核验结论不同。", "请写明改变结论的理由。", overridable=True
    )


def falsehood_is_handed_on(facts: _F) -> Objection | None:
    """Object to a falsehood without the document that hands it on (移送处理)."""
    if facts.outcome is not Conclusion.FALSE or facts.document.strip():
        return None
    return Objection("document.missing", "认定弄虚作假须移送处理。", "请填写移送文号。")


def something_is_to_be_rectified(facts: _F) -> Objection | None:
    """Object to a second visit where nothing was determined against the unit."""
    if facts.outcome is not Conclusion.CONSISTENT:
        return None
    return Objection("inspection.no_fault", "认定与填报一致，无须回访。")


def nothing_is_left(facts: _F) -> Objection | None:
    """Object to closing what was found wrong before it was followed up."""
    if facts.outcome is Conclusion.CONSISTENT:
        return None
    return Objection("inspection.not_followed_up", "核验发现问题，须告知、认定并回访后办结。")


def indicator_is_cancelled(facts: _F) -> Objection | None:
    """Object unless the inspected indicator was cancelled."""
    if facts.cancelled:
        return None
    return Objection("indicator.not_cancelled", "所属指标未取消，抽中的核验不能撤销。")


_S, _T = InspectionState, InspectionTrigger
_HEAD = frozenset({Capacity.UNIT_HEAD})
_DIRECTOR = frozenset({Capacity.OFFICE_DIRECTOR})
_READERS = OFFICE | {Capacity.EXAMINER}
_VISITORS = _READERS | {Capacity.INSPECTOR}
_HANDS = OFFICE | {Capacity.SYSTEM}

# fmt: off
INSPECTION: Lifecycle[InspectionFacts] = Lifecycle(
    "inspection", "察访核验",
    born=Row(None, _T.PLAN, _S.PLANNED, _HANDS, (drawn_with_its_round,)),
    rows=(
        Row(_S.PLANNED,    _T.ASSIGN,    _S.PLANNED,    OFFICE, (inspector_is_one,)),
        Row(_S.ISSUED,     _T.ASSIGN,    _S.ISSUED,     OFFICE, (inspector_is_one,)),
        Row(_S.PLANNED,    _T.ISSUE,     _S.ISSUED,     OFFICE),
        Row(_S.ISSUED,     _T.ATTACH,    _S.ISSUED,     _VISITORS),
        Row(_S.ISSUED,     _T.RECORD,    _S.RECORDED,   _VISITORS,
            (record_is_complete, visit_is_over)),
        Row(_S.RECORDED,   _T.RETURN,    _S.ISSUED,     _READERS,
            (reader_did_not_record,), says_why=True),
        Row(_S.RECORDED,   _T.REVIEW,    _S.REVIEWED,   _READERS, (reader_did_not_record,)),
        Row(_S.REVIEWED,   _T.NOTIFY,    _S.NOTIFIED,   OFFICE, (something_was_found,)),
        Row(_S.NOTIFIED,   _T.ATTACH,    _S.NOTIFIED,   UNIT),
        Row(_S.NOTIFIED,   _T.EXPLAIN,   _S.NOTIFIED,   _HEAD, (explanation_is_given,)),
        Row(_S.NOTIFIED,   _T.DETERMINE, _S.DETERMINED, _DIRECTOR,
            (unit_was_heard, reader_did_not_record, outcome_is_reasoned, falsehood_is_handed_on)),
        Row(_S.DETERMINED, _T.REVISIT,   _S.REVISITED,  _VISITORS, (something_is_to_be_rectified,)),
        Row(_S.REVIEWED,   _T.CLOSE,     _S.CLOSED,     _HANDS, (nothing_is_left,)),
        Row(_S.DETERMINED, _T.CLOSE,     _S.CLOSED,     _HANDS, (nothing_is_left,)),
        Row(_S.REVISITED,  _T.CLOSE,     _S.CLOSED,     _HANDS),
        *(Row(s, _T.WITHDRAW, _S.WITHDRAWN, _HANDS, (indicator_is_cancelled,))
          for s in (_S.PLANNED, _S.ISSUED)),
        *follows_its_body(_T.TRANSFER, _S.PLANNED, _S.ISSUED, _S.RECORDED, _S.REVIEWED, _S.NOTIFIED,
                          _S.DETERMINED, _S.REVISITED),
    ),
)
# fmt: on
