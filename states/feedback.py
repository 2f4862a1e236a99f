"""The life of the city's feedback (市级反馈) on a city task: received, answered, closed."""

from dataclasses import dataclass

from kit.errors import Objection
from states.capacity import OFFICE, UNIT, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.transfer import follows_its_body
from states.words import Word


class FeedbackState(Word):
    """Where a feedback stands."""

    RECEIVED = "received", "待整改回复"
    ANSWERED = "answered", "已回复"
    CLOSED = "closed", "已办结"


class FeedbackTrigger(Word):
    """What may be done with a feedback."""

    RECEIVE = "receive", "收到反馈"
    ATTACH = "attach", "上传佐证"
    ANSWER = "answer", "回复整改情况"
    REJECT = "reject", "回复不通过"
    CLOSE = "close", "办结"
    TRANSFER = "transfer", "随机构变动划转", "follow a change of bodies"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackFacts(Facts):
    """What the questions about a feedback look at.

    Attributes:
        document: the number of the city's document.
        text: what the city said.
        city: the goal is the city's.
        led_by_office: the performance office leads the goal, so its director answers.
        answer: what the lead answers.
    """

    document: str = ""
    text: str = ""
    city: bool = False
    led_by_office: bool = False
    answer: str = ""


_F = FeedbackFacts


def carries_a_document(facts: _F) -> Objection | None:
    """Object to a feedback without the city's document."""
    if facts.document.strip():
        return None
    return Objection("document.missing", "没有市级反馈文件的文号。", "请填写文件文号。")


def says_something(facts: _F) -> Objection | None:
    """Object to a feedback that says nothing."""
    if facts.text.strip():
        return None
    return Objection("feedback.empty", "没有反馈内容。", "请填写市级反馈的问题。")


def is_about_a_city_task(facts: _F) -> Objection | None:
    """Object when the goal is not the city's (市政府绩效任务，方案 五（三）一是)."""
    if facts.city:
        return None
    return Objection("goal.not_a_city_task", "不是市级任务，没有市级反馈。")


def answered_by_the_lead(facts: _F) -> Objection | None:
    """Object when somebody else answers for the lead."""
    able = Capacity.OFFICE_DIRECTOR if facts.led_by_office else Capacity.UNIT_HEAD
    if able in facts.capacities:
        return None
    return Objection("goal.not_the_lead", f"须由牵头单位的责任人（{able.zh}）回复。")


def answers_something(facts: _F) -> Objection | None:
    """Object to an empty answer."""
    if facts.answer.strip():
        return None
    return Objection("feedback.no_answer", "没有整改情况。", "请写明整改措施和结果。")


_S, _T = FeedbackState, FeedbackTrigger
_LEADS = frozenset({Capacity.UNIT_HEAD, Capacity.OFFICE_DIRECTOR})

# fmt: off
FEEDBACK: Lifecycle[FeedbackFacts] = Lifecycle(
    "feedback", "市级反馈",
    born=Row(None, _T.RECEIVE, _S.RECEIVED, OFFICE,
             (carries_a_document, says_something, is_about_a_city_task)),
    rows=(
        Row(_S.RECEIVED, _T.ATTACH, _S.RECEIVED, UNIT),
        Row(_S.RECEIVED, _T.ANSWER, _S.ANSWERED, _LEADS,
            (answered_by_the_lead, answers_something)),
        Row(_S.ANSWERED, _T.REJECT, _S.RECEIVED, OFFICE, says_why=True),
        Row(_S.ANSWERED, _T.CLOSE,  _S.CLOSED,   OFFICE),
        *follows_its_body(_T.TRANSFER, _S.RECEIVED, _S.ANSWERED),
    ),
)
# fmt: on
