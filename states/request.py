"""The life of a request (申请): an extension, an amendment, a correction, other weights."""

from dataclasses import dataclass
from datetime import date, datetime

from kit.errors import Objection
from states.capacity import OFFICE, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.transfer import follows_its_body
from states.words import Word


class RequestState(Word):
    """Where a request stands."""

    REQUESTED = "requested", "待批"
    GRANTED = "granted", "已批准"
    REFUSED = "refused", "未批准"


class RequestTrigger(Word):
    """What may be done with a request."""

    REQUEST = "request", "申请"
    GRANT = "grant", "批准"
    REFUSE = "refuse", "不批准"
    TRANSFER = "transfer", "随机构变动划转", "follow a change of bodies"


class RequestClass(Word):
    """What is asked for."""

    EXTENSION = "extension", "延期"
    AMENDMENT = "amendment", "指标调整"
    CORRECTION = "correction", "成绩更正"
    RECTIFICATION_EXTENSION = "rectification_extension", "整改延期"
    REWEIGHTING = "reweighting", "权重比例调整", "another split of the weights"


class ReasonClass(Word):
    """Why a change is asked for (调整事由)."""

    POLICY = "policy_change", "政策变化"
    INSTITUTION = "institutional_change", "机构调整"
    FORCE_MAJEURE = "force_majeure", "不可抗力"
    OTHER = "other", "其他"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts(Facts):
    """What the questions about a request look at.

    Attributes:
        asks: what is asked for.
        document: the document number it rests on.
        subject: state of what it is about; of a unit, `standing` or `scored`.
        due_at: when what shall be later falls due; None when it has no deadline.
        asked_day: the new day asked for.
        due_day: the day it is due now.
        today: the day of the act in the district.
        last_day: the plan's closing date for amendments; None when there is none.
        requested_by: who asked.
        open_request: another request about the same thing is open.
        approver: who decides it by the plan (key work needs the higher approval).
        effective_on: from which day an amendment is in force; none for the day of the grant.
        split: objections against the split asked for (方案 三（三）1).
    """

    asks: RequestClass
    today: date
    document: str = ""
    subject: str = ""
    due_at: datetime | None = None
    asked_day: date | None = None
    due_day: date | None = None
    last_day: date | None = None
    requested_by: str = ""
    open_request: bool = False
    approver: Capacity = Capacity.OFFICE_DIRECTOR
    effective_on: date | None = None
    split: tuple[Objection, ...] = ()


_F = RequestFacts

#: A later day, and a split that the plan itself leaves to the office, need no document.
_WITHOUT_DOCUMENT = frozenset(
    {RequestClass.EXTENSION, RequestClass.RECTIFICATION_EXTENSION, RequestClass.REWEIGHTING}
)
#: What asks for a later day, before the day has come.
_LATER_DAY = frozenset({RequestClass.EXTENSION, RequestClass.RECTIFICATION_EXTENSION})
#: In which states a node, or an indicator, can be asked about.
_SUBJECT_STATES = {
    RequestClass.EXTENSION: frozenset({"pending", "returned"}),
    RequestClass.RECTIFICATION_EXTENSION: frozenset({"issued", "returned", "in_progress"}),
    RequestClass.AMENDMENT: frozenset({"in_progress"}),
    RequestClass.CORRECTION: frozenset({"scored"}),
    RequestClass.REWEIGHTING: frozenset({"standing"}),
}


def subject_can_change(facts: _F) -> Objection | None:
    """Object when the thing asked about is past changing."""
    if facts.subject in _SUBJECT_STATES[facts.asks]:
        return None
    return Objection("request.wrong_state", f"所涉事项当前状态下不能申请{facts.asks.zh}。")


def nothing_else_is_open(facts: _F) -> Objection | None:
    """Object to a second request about the same thing."""
    if not facts.open_request:
        return None
    return Objection("request.open", "同一事项已有未办结的申请。", "请待其办结。")


def asks_before_expiry(facts: _F) -> Objection | None:
    """Object to an extension asked for after expiry (延期须在到期前申请)."""
    if facts.asks not in _LATER_DAY or facts.due_at is None or facts.at < facts.due_at:
        return None
    return Objection("extension.too_late", "时限已到，不能再申请延期。", "请尽快办理。")


def asks_for_a_later_day(facts: _F) -> Objection | None:
    """Object to an extension that names no later day."""
    if facts.asks not in _LATER_DAY:
        return None
    if facts.asked_day and facts.due_day and facts.asked_day > facts.due_day:
        return None
    return Objection("extension.no_later_day", "没有写明晚于原时限的新时限。", "请填写新的日期。")


def before_the_closing_date(facts: _F) -> Objection | None:
    """Object to an amendment after the plan's closing date."""
    if facts.asks is not RequestClass.AMENDMENT or facts.last_day is None:
        return None
    if facts.today <= facts.last_day:
        return None
    return Objection("amendment.closed", f"指标调整已于{facts.last_day}截止。")


def does_not_reach_back(facts: _F) -> Objection | None:
    """Object to an amendment in force before it is asked for (调整不溯及既往)."""
    if facts.effective_on is None or facts.effective_on >= facts.today:
        return None
    return Objection("amendment.reaches_back", f"调整不能自{facts.effective_on}起追溯生效。")


def split_is_sound(facts: _F) -> Objection | None:
    """Object to the first thing that is wrong with the split asked for."""
    return facts.split[0] if facts.split else None


def rests_on_a_document(facts: _F) -> Objection | None:
    """Object to a change or correction without a document."""
    if facts.asks in _WITHOUT_DOCUMENT or facts.document.strip():
        return None
    return Objection("document.missing", "没有依据文件。", "请填写文件文号。")


def granter_did_not_ask(facts: _F) -> Objection | None:
    """Object when one person asks and grants (四眼原则)."""
    if not facts.did(facts.requested_by):
        return None
    return Objection("four_eyes", "申请人不能批准自己的申请。")


def by_the_approver(facts: _F) -> Objection | None:
    """Object when the plan gives the decision to another level."""
    if facts.approver in facts.capacities:
        return None
    return Objection("request.higher_approval", f"此项申请按方案由{facts.approver.zh}批准。")


_S, _T = RequestState, RequestTrigger
#: The system asks for another split when a category is left without a task.
_ASKERS = OFFICE | {Capacity.UNIT_HEAD, Capacity.SYSTEM}
_APPROVERS = frozenset({Capacity.OFFICE_DIRECTOR, Capacity.CONFERENCE_MEMBER})

# fmt: off
REQUEST: Lifecycle[RequestFacts] = Lifecycle(
    "request", "申请",
    born=Row(None, _T.REQUEST, _S.REQUESTED, _ASKERS,
             (subject_can_change, nothing_else_is_open, asks_before_expiry, asks_for_a_later_day,
              before_the_closing_date, does_not_reach_back, rests_on_a_document, split_is_sound),
             says_why=True),
    rows=(
        Row(_S.REQUESTED, _T.GRANT,  _S.GRANTED, _APPROVERS,
            (subject_can_change, granter_did_not_ask, by_the_approver, split_is_sound)),
        Row(_S.REQUESTED, _T.REFUSE, _S.REFUSED, _APPROVERS,
            (granter_did_not_ask, by_the_approver), says_why=True),
        *follows_its_body(_T.TRANSFER, _S.REQUESTED),
    ),
)
# fmt: on
