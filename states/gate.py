"""The life of a gate (关口): several people decide, and nobody passes before they did."""

from dataclasses import dataclass

from kit.errors import Objection
from states.capacity import OFFICE, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.words import Word


class GateState(Word):
    """Where a gate stands."""

    REQUESTED = "requested", "待审议"
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
    WITHDRAW = "withdraw", "撤回"
    LAPSE = "lapse", "逾期失效"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFacts(Facts):
    """What the questions about a gate look at.

    Attributes:
        requested_by: who asked for the decision.
        decided_by: who has already decided.
        yes: how many said yes, this act included.
        no: how many said no, this act included.
        needed: how many must say yes (全体、法定人数、任一).
        deciders: how many may decide at all.
        entry: objections against asking for the decision at all.
    """

    requested_by: str = ""
    decided_by: frozenset[str] = frozenset()
    yes: int = 0
    no: int = 0
    needed: int = 1
    deciders: int = 0
    entry: tuple[Objection, ...] = ()


_F = GateFacts


def is_ready(facts: _F) -> Objection | None:
    """Object to the first thing that must be done before the conference is asked."""
    return facts.entry[0] if facts.entry else None


def somebody_can_decide(facts: _F) -> Objection | None:
    """Object when fewer people may decide than must."""
    if facts.deciders >= facts.needed:
        return None
    return Objection(
        "gate.nobody_can_decide",
        f"须{facts.needed}人同意，而有权审议的只有{facts.deciders}人。",
        "请先为联席会议成员单位指定成员。",
    )


def decider_did_not_ask(facts: _F) -> Objection | None:
    """Object when the one who asked decides (四眼原则)."""
    if facts.actor != facts.requested_by:
        return None
    return Objection("four_eyes", "提请人不能审议自己提请的事项。")


def decides_once(facts: _F) -> Objection | None:
    """Object to a second vote of one person."""
    if facts.actor not in facts.decided_by:
        return None
    return Objection("gate.already_decided", "您已经表决过。")


def quorum_says_yes(facts: _F) -> Objection | None:
    """Object until enough said yes."""
    if facts.yes >= facts.needed:
        return None
    return Objection("gate.no_quorum", f"须{facts.needed}人同意，现有{facts.yes}人。")


def yes_is_out_of_reach(facts: _F) -> Objection | None:
    """Object while enough could still say yes."""
    if facts.deciders - facts.no < facts.needed:
        return None
    return Objection("gate.still_open", "仍可能达到法定人数。")


_S, _T = GateState, GateTrigger
_MEMBERS = frozenset({Capacity.CONFERENCE_MEMBER})
_SYSTEM = frozenset({Capacity.SYSTEM})

# fmt: off
GATE: Lifecycle[GateFacts] = Lifecycle(
    "gate", "关口",
    born=Row(None, _T.REQUEST, _S.REQUESTED, OFFICE, (is_ready, somebody_can_decide)),
    rows=(
        Row(_S.REQUESTED, _T.ENDORSE,  _S.REQUESTED, _MEMBERS, (decider_did_not_ask, decides_once)),
        Row(_S.REQUESTED, _T.OPPOSE,   _S.REQUESTED, _MEMBERS,
            (decider_did_not_ask, decides_once), says_why=True),
        Row(_S.REQUESTED, _T.APPROVE,  _S.APPROVED,  _MEMBERS, (quorum_says_yes,)),
        Row(_S.REQUESTED, _T.REJECT,   _S.REJECTED,  _MEMBERS, (yes_is_out_of_reach,)),
        Row(_S.REQUESTED, _T.WITHDRAW, _S.WITHDRAWN, OFFICE, says_why=True),
        Row(_S.REQUESTED, _T.LAPSE,    _S.LAPSED,    _SYSTEM),
    ),
)
# fmt: on
