"""The life of a gate (关口): those whom the plan names sign step by step; nobody passes before."""

from states import gate_questions as ask
from states import gate_signer_questions as who
from states.capacity import OFFICE, Capacity
from states.gate_questions import GateFacts
from states.lifecycle import Lifecycle, Row
from states.signatures import SIGNING
from states.words import Word


class GateState(Word):
    """Where a gate stands."""

    REQUESTED = "requested", "待审议"
    RETURNED = "returned", "已退回提请人", "returned to the requester"
    APPROVED = "approved", "已通过"
    REJECTED = "rejected", "未通过"
    WITHDRAWN = "withdrawn", "已撤回"
    LAPSED = "lapsed", "逾期未决"


class GateTrigger(Word):
    """What may be done with a gate."""

    REQUEST = "request", "提请审议"
    ENDORSE = "endorse", "同意"
    OPPOSE = "oppose", "不同意"
    APPROVE = "approve", "通过"
    REJECT = "reject", "不通过"
    SEND_BACK = "send_back", "驳回"
    RETURN = "return", "退回提请人"
    RESUBMIT = "resubmit", "重新提请"
    RECALL = "recall", "撤回签署", "take one's signature back"
    ADD_SIGNER = "add_signer", "加签"
    REMOVE_SIGNER = "remove_signer", "减签"
    HAND_OVER = "hand_over", "转办"
    DELEGATE = "delegate", "委派"
    OPINE = "opine", "提出意见"
    NUDGE = "nudge", "催办"
    COPY = "copy", "抄送"
    STALL = "stall", "标记无人可签", "mark that nobody can sign"
    RESUME = "resume", "解除无人可签", "mark that enough can sign again"
    WITHDRAW = "withdraw", "撤回"
    LAPSE = "lapse", "逾期失效"


_S, _T = GateState, GateTrigger
_ANYBODY = SIGNING | OFFICE
_SYSTEM = frozenset({Capacity.SYSTEM})
_MAY_DECIDE = (
    ask.decider_did_not_ask,
    ask.is_a_signer,
    ask.still_may_sign,
    ask.decides_once,
    ask.is_their_turn,
)

# fmt: off
GATE: Lifecycle[GateFacts] = Lifecycle(
    "gate", "关口",
    born=Row(None, _T.REQUEST, _S.REQUESTED, OFFICE, (ask.is_ready, ask.somebody_can_decide)),
    rows=(
        Row(_S.REQUESTED, _T.ENDORSE,       _S.REQUESTED, SIGNING, _MAY_DECIDE),
        Row(_S.REQUESTED, _T.OPPOSE,        _S.REQUESTED, SIGNING, _MAY_DECIDE, says_why=True),
        Row(_S.REQUESTED, _T.APPROVE,       _S.APPROVED,  SIGNING, (ask.quorum_says_yes,)),
        Row(_S.REQUESTED, _T.REJECT,        _S.REJECTED,  SIGNING, (ask.yes_is_out_of_reach,)),
        Row(_S.REQUESTED, _T.SEND_BACK,     _S.REQUESTED, SIGNING,
            (*_MAY_DECIDE, ask.goes_back_to_an_earlier_step), says_why=True),
        Row(_S.REQUESTED, _T.RETURN,        _S.RETURNED,  SIGNING),
        Row(_S.RETURNED,  _T.RESUBMIT,      _S.REQUESTED, OFFICE,
            (ask.is_the_requester, ask.is_ready, ask.somebody_can_decide)),
        Row(_S.REQUESTED, _T.RECALL,        _S.REQUESTED, SIGNING, (ask.can_be_taken_back,)),
        Row(_S.REQUESTED, _T.ADD_SIGNER,    _S.REQUESTED, _ANYBODY,
            (who.has_a_say_in_the_signers, who.named_may_sign), says_why=True),
        Row(_S.REQUESTED, _T.REMOVE_SIGNER, _S.REQUESTED, _ANYBODY,
            (who.signature_is_still_due, who.may_be_removed, who.enough_remain), says_why=True),
        Row(_S.REQUESTED, _T.HAND_OVER,     _S.REQUESTED, _ANYBODY,
            (who.signature_is_still_due, who.may_be_handed_over, who.named_may_sign),
            says_why=True),
        Row(_S.REQUESTED, _T.DELEGATE,      _S.REQUESTED, SIGNING,
            (*_MAY_DECIDE, who.named_may_advise)),
        Row(_S.REQUESTED, _T.OPINE,         _S.REQUESTED, SIGNING, (who.was_asked_for_an_opinion,),
            says_why=True),
        Row(_S.REQUESTED, _T.NUDGE,         _S.REQUESTED, OFFICE,  (who.nudges_not_too_often,)),
        Row(_S.REQUESTED, _T.COPY,          _S.REQUESTED, _ANYBODY, (who.readers_are_known,)),
        Row(_S.APPROVED,  _T.COPY,          _S.APPROVED,  _ANYBODY, (who.readers_are_known,)),
        Row(_S.REJECTED,  _T.COPY,          _S.REJECTED,  _ANYBODY, (who.readers_are_known,)),
        Row(_S.REQUESTED, _T.STALL,         _S.REQUESTED, _SYSTEM, (who.nobody_can_act,)),
        Row(_S.REQUESTED, _T.RESUME,        _S.REQUESTED, _SYSTEM, (who.enough_can_act,)),
        Row(_S.REQUESTED, _T.WITHDRAW,      _S.WITHDRAWN, OFFICE, says_why=True),
        Row(_S.RETURNED,  _T.WITHDRAW,      _S.WITHDRAWN, OFFICE, says_why=True),
        Row(_S.REQUESTED, _T.LAPSE,         _S.LAPSED,    _SYSTEM),
        Row(_S.RETURNED,  _T.LAPSE,         _S.LAPSED,    _SYSTEM),
    ),
)
# fmt: on
