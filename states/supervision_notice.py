"""The life of a supervision notice (督办单): a unit that let a day go by accounts for it."""

from dataclasses import dataclass

from kit.errors import Objection
from states.capacity import OFFICE, UNIT, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.transfer import follows_its_body
from states.words import Word


class SupervisionNoticeState(Word):
    """Where a notice stands."""

    ISSUED = "issued", "已下达"
    RECEIVED = "received", "已签收，待回复", "signed for, to be answered"
    ANSWERED = "answered", "已回复，待办结", "answered, to be closed"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


class SupervisionNoticeTrigger(Word):
    """What may be done with a notice."""

    ISSUE = "issue", "下达督办单"
    RECEIVE = "receive", "签收"
    ANSWER = "answer", "回复"
    RETURN = "return", "退回重新回复", "ask for another answer"
    CLOSE = "close", "办结"
    WITHDRAW = "withdraw", "撤回"
    TRANSFER = "transfer", "随机构变动划转", "follow a change of bodies"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionNoticeFacts(Facts):
    """What the questions about a notice look at.

    Attributes:
        matter: what is supervised.
        standing: id of an open notice about the same subject; empty for none.
        answer: what the unit says.
        running: the deadline that was missed still runs: the matter is not done.
    """

    matter: str = ""
    standing: str = ""
    answer: str = ""
    running: bool = False


_F = SupervisionNoticeFacts


def matter_is_named(facts: _F) -> Objection | None:
    """Object to a notice that does not say what it is about."""
    if facts.matter.strip():
        return None
    return Objection("supervision_notice.empty", "督办单没有写明督办事项。", "请写明督办事项。")


def none_stands_about_it(facts: _F) -> Objection | None:
    """Object while another notice about the same subject is open."""
    if not facts.standing:
        return None
    said = f"该事项已有督办单{facts.standing}，尚未办结。"
    return Objection("supervision_notice.standing", said, "请在原督办单上办理。")


def answer_is_given(facts: _F) -> Objection | None:
    """Object to an empty answer."""
    if facts.answer.strip():
        return None
    return Objection(
        "supervision_notice.no_answer", "没有写明办理情况。", "请写明逾期原因和办理情况。"
    )


def matter_is_done(facts: _F) -> Objection | None:
    """Object to closing while the deadline still runs, unless the office says why."""
    if not facts.running or facts.reason.strip():
        return None
    return Objection(
        "supervision_notice.not_done",
        "督办的事项仍未办理。",
        "请待单位办理后办结；确需提前办结的，请写明理由。",
        overridable=True,
    )


_S, _T = SupervisionNoticeState, SupervisionNoticeTrigger
_HEAD = frozenset({Capacity.UNIT_HEAD})
_DIRECTOR = frozenset({Capacity.OFFICE_DIRECTOR})
_SYSTEM = frozenset({Capacity.SYSTEM})

# fmt: off
SUPERVISION_NOTICE: Lifecycle[SupervisionNoticeFacts] = Lifecycle(
    "supervision_notice", "督办单",
    born=Row(None, _T.ISSUE, _S.ISSUED, OFFICE | _SYSTEM, (matter_is_named, none_stands_about_it)),
    rows=(
        Row(_S.ISSUED,   _T.RECEIVE,  _S.RECEIVED,  UNIT),
        Row(_S.RECEIVED, _T.ANSWER,   _S.ANSWERED,  _HEAD,     (answer_is_given,)),
        Row(_S.ANSWERED, _T.RETURN,   _S.RECEIVED,  OFFICE,    says_why=True),
        Row(_S.ANSWERED, _T.CLOSE,    _S.CLOSED,    OFFICE,    (matter_is_done,)),
        *(Row(s, _T.WITHDRAW, _S.WITHDRAWN, _DIRECTOR, says_why=True)
          for s in (_S.ISSUED, _S.RECEIVED)),
        *follows_its_body(_T.TRANSFER, _S.ISSUED, _S.RECEIVED, _S.ANSWERED),
    ),
)
# fmt: on
