"""The life of a contingency plan (预案): written by the lead, approved before the work starts."""

from dataclasses import dataclass

from kit.errors import Objection
from states.capacity import UNIT, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.transfer import follows_its_body
from states.words import Word


class ContingencyPlanState(Word):
    """Where a contingency plan stands."""

    DRAFTED = "drafted", "已起草"
    APPROVED = "approved", "已批准"
    ACTIVE = "active", "执行中"
    CLOSED = "closed", "已办结"


class ContingencyPlanTrigger(Word):
    """What may be done with a contingency plan."""

    DRAFT = "draft", "起草"
    REVISE = "revise", "修改"
    RETURN = "return", "退回"
    APPROVE = "approve", "批准"
    ACTIVATE = "activate", "启用"
    CLOSE = "close", "办结"
    TRANSFER = "transfer", "随机构变动划转", "follow a change of bodies"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContingencyPlanFacts(Facts):
    """What the questions about a contingency plan look at.

    Attributes:
        content: objections against its measures, steps and risks.
        drafted_by: who wrote it last.
        led_by_office: the performance office leads the goal and writes the plan itself.
        goal: state of the goal it is for.
        started: indicators of the goal that are under way or further.
        unfinished: indicators of the goal that are neither scored nor cancelled.
    """

    content: tuple[Objection, ...] = ()
    drafted_by: str = ""
    led_by_office: bool = False
    goal: str = "accepted"
    started: int = 0
    unfinished: int = 0


_F = ContingencyPlanFacts


def written_by_the_lead(facts: _F) -> Objection | None:
    """Object when somebody else than the lead writes it."""
    if facts.capacities & (_OWN if facts.led_by_office else UNIT):
        return None
    return Objection("contingency_plan.not_the_lead", "预案由牵头单位编制。")


def goal_is_accepted(facts: _F) -> Objection | None:
    """Object unless the lead has accepted the goal."""
    if facts.goal in ("accepted", "covered"):
        return None
    return Objection("goal.not_accepted", "目标尚未承接或已撤销，不能编制预案。", "请先承接目标。")


def is_complete(facts: _F) -> Objection | None:
    """Object to missing measures, owners, risks or responses, all in one sentence."""
    if not facts.content:
        return None
    said = "；".join(o.message.rstrip("。") for o in facts.content)
    return Objection(facts.content[0].code, f"{said}。", "请由牵头单位补全后再批准。")


def approver_did_not_write(facts: _F) -> Objection | None:
    """Object when one person writes and approves (四眼原则)."""
    if not facts.did(facts.drafted_by):
        return None
    return Objection("four_eyes", "编制人不能批准自己编制的预案。")


def work_has_started(facts: _F) -> Objection | None:
    """Object while none of the goal's indicators is under way."""
    if facts.started:
        return None
    return Objection("contingency_plan.not_started", "承接本目标的指标尚未下达实施。")


def work_is_over(facts: _F) -> Objection | None:
    """Object while indicators of a standing goal are neither scored nor cancelled."""
    if facts.goal == "withdrawn" or not facts.unfinished:
        return None
    return Objection(
        "contingency_plan.unfinished", f"还有{facts.unfinished}项承接指标未评分或取消。"
    )


def goal_is_withdrawn(facts: _F) -> Objection | None:
    """Object to ending a plan before its work while the goal stands."""
    if facts.goal == "withdrawn":
        return None
    return Objection("goal.not_withdrawn", "目标未撤销，预案尚未启用，不能办结。")


_S, _T = ContingencyPlanState, ContingencyPlanTrigger
#: Who writes for the office where it leads.
_OWN = frozenset({Capacity.OFFICE_CLERK})
_WRITERS = UNIT | _OWN
_DIRECTOR = frozenset({Capacity.OFFICE_DIRECTOR})
_SYSTEM = frozenset({Capacity.SYSTEM})

# fmt: off
CONTINGENCY_PLAN: Lifecycle[ContingencyPlanFacts] = Lifecycle(
    "contingency_plan", "预案",
    born=Row(None, _T.DRAFT, _S.DRAFTED, _WRITERS, (written_by_the_lead, goal_is_accepted)),
    rows=(
        Row(_S.DRAFTED,  _T.REVISE,   _S.DRAFTED,  _WRITERS, (written_by_the_lead,)),
        Row(_S.DRAFTED,  _T.RETURN,   _S.DRAFTED,  _DIRECTOR, says_why=True),
        Row(_S.DRAFTED,  _T.APPROVE,  _S.APPROVED, _DIRECTOR,
            (goal_is_accepted, is_complete, approver_did_not_write)),
        Row(_S.APPROVED, _T.ACTIVATE, _S.ACTIVE,   _SYSTEM, (work_has_started,)),
        Row(_S.ACTIVE,   _T.CLOSE,    _S.CLOSED,   _SYSTEM, (work_is_over,)),
        Row(_S.DRAFTED,  _T.CLOSE,    _S.CLOSED,   _SYSTEM, (goal_is_withdrawn,)),
        Row(_S.APPROVED, _T.CLOSE,    _S.CLOSED,   _SYSTEM, (goal_is_withdrawn,)),
        *follows_its_body(_T.TRANSFER, _S.DRAFTED, _S.APPROVED, _S.ACTIVE),
    ),
)
# fmt: on
