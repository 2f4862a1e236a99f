"""The life of an indicator (指标): from a unit's draft to a score in the year's result."""

from dataclasses import dataclass
from decimal import Decimal

from kit.errors import Objection
from states.capacity import OFFICE, UNIT, Capacity
from states.category import (
    BY_EXAMINER,
    DECLARED_BY_ITSELF,
    ON_EXAMINERS_OPINION,
    REVIEWED_WITH_OPINION,
    Category,
)
from states.lifecycle import Facts, Lifecycle, Row
from states.spine import spine_rows
from states.words import Word


class IndicatorState(Word):
    """Where an indicator stands."""

    DRAFT = "draft", "草稿"
    DECLARED = "declared", "已申报"
    RETURNED = "returned", "已退回"
    REVIEWED = "reviewed", "已审核"
    IN_PROGRESS = "in_progress", "实施中"
    VERIFIED = "verified", "已核验"
    SCORED = "scored", "已评分"
    CANCELLED = "cancelled", "已取消"


class IndicatorTrigger(Word):
    """What may be done with an indicator."""

    DRAFT = "draft", "起草"
    REPLACE = "replace", "重新分解"
    DISCARD = "discard", "撤回分解"
    REVISE = "revise", "修改"
    DECLARE = "declare", "申报"
    OPINE = "opine", "小考官意见", "give the examiner's opinion"
    REVIEW = "review", "审核"
    RETURN = "return", "退回"
    START = "start", "确认下达"
    AMEND = "amend", "调整"
    REWEIGH = "reweigh", "重排权重", "change the weight"
    VERIFY = "verify", "核验"
    REJECT = "reject", "核验不通过"
    SCORE = "score", "评分"
    REOPEN = "reopen", "复核更正"
    CANCEL = "cancel", "取消"
    TRANSFER = "transfer", "随机构变动划转", "follow a change of bodies"
    FALSIFY = "falsify", "认定弄虚作假", "mark as falsified"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorFacts(Facts):
    """What the questions about an indicator look at.

    Attributes:
        content: objections against its elements, parameters and nodes (指标要素).
        duplicate_of: the upper-level task it repeats, empty when none.
        opinion: the examiner's opinion given in this state: agree, disagree or empty.
        below_last_year: the target does not surpass last year's actual (标杆超越).
        leads_goal: it is assessed by the lead of the goal it carries.
        plan_missing: its goal demands a contingency plan, and none is approved.
        gate: state of the gate 指标表审定, empty when never requested.
        weights: objections against the unit's weights as a whole.
        granted: a request for just this change is granted in the same breath (四眼原则).
        document: the document number that carries the act.
        inserted: it was drafted after the table was confirmed, on a superior's document.
        insertable: categories in which the plan lets the office insert tasks.
        inserter: who puts an inserted task into effect; none when the conference's gate does.
        room: objections against the room that the unit's other indicators have for it.
        heirs: objections when nobody can take over the weight that its cancelling leaves.
        examiner_overdue: the day has passed by which its examiner was to verify and score.
        open_inspections: inspections of it that are not determined yet.
        found_false: an inspection determines in the same breath that its report was false.
    """

    category: Category
    content: tuple[Objection, ...] = ()
    duplicate_of: str = ""
    declared_by: str = ""
    opinion: str = ""
    below_last_year: bool = False
    leads_goal: bool = False
    plan_missing: bool = False
    gate: str = ""
    weights: tuple[Objection, ...] = ()
    open_nodes: int = 0
    nodes: int = 0
    evidence_missing: int = 0
    granted: bool = False
    document: str = ""
    inputs: tuple[Objection, ...] = ()
    points: Decimal | None = None
    inserted: bool = False
    insertable: frozenset[Category] = frozenset()
    inserter: Capacity | None = None
    room: tuple[Objection, ...] = ()
    heirs: tuple[Objection, ...] = ()
    examiner_overdue: bool = False
    open_inspections: int = 0
    found_false: bool = False


_F = IndicatorFacts


def examiner_drafts_for_its_goal(facts: _F) -> Objection | None:
    """Object when an examiner drafts what carries no goal that it leads (方案 三（三）2)."""
    if facts.leads_goal or facts.capacities & _DRAFTERS:
        return None
    return Objection(
        "goal.not_led", "小考官只能就其牵头的目标分解指标。", "请从目标集的分解事项办理。"
    )


def is_complete(facts: _F) -> Objection | None:
    """Object to missing or wrong elements, all in one sentence (方案 三（一）)."""
    if not facts.content:
        return None
    said = "；".join(o.message.rstrip("。") for o in facts.content)
    remedy = "；".join(dict.fromkeys(o.remedy.rstrip("。") for o in facts.content if o.remedy))
    return Objection(facts.content[0].code, f"{said}。", f"{remedy}。" if remedy else "")


def repeats_no_task_from_above(facts: _F) -> Objection | None:
    """Object when a self-declared indicator repeats an upper-level task (方案 三（二）三是)."""
    if facts.category not in DECLARED_BY_ITSELF or not facts.duplicate_of:
        return None
    return Objection(
        "indicator.duplicate",
        f"与上级部署的任务“{facts.duplicate_of}”重复。",
        "请删去本项，或改报其他职能工作。",
    )


def reviewer_did_not_declare(facts: _F) -> Objection | None:
    """Object when one person declares and reviews (四眼原则)."""
    if not facts.did(facts.declared_by):
        return None
    return Objection("four_eyes", "申报人不能审核自己申报的指标。", "请由绩效办其他人员审核。")


def examiner_was_heard(facts: _F) -> Objection | None:
    """Object when the examiner's opinion is missing (重点、共性指标)."""
    if facts.category not in REVIEWED_WITH_OPINION:
        return None
    return _opinion(facts)


def examiner_agrees(facts: _F) -> Objection | None:
    """Object when key work is decided without the examiner's opinion (方案 四（一）一是)."""
    if facts.category not in ON_EXAMINERS_OPINION:
        return None
    if facts.examiner_overdue and not facts.opinion:
        return _taken_over(facts)
    return _opinion(facts)


def _taken_over(facts: _F) -> Objection | None:
    # Whoever does not do an examiner's duty in time does not hold the others up.
    if facts.reason.strip():
        return None
    message, remedy = "小考官逾期未提出意见。", "由绩效办接手办理的，请写明理由。"
    return Objection("examiner.overdue", message, remedy, overridable=True)


def _opinion(facts: _F) -> Objection | None:
    if not facts.opinion:
        return Objection("examiner.silent", "小考官尚未提出意见。", "请小考官先填写意见。")
    if facts.opinion == "agree" or facts.reason.strip():
        return None
    return Objection(
        "examiner.disagrees", "小考官不同意。", "如仍要办理，请写明理由。", overridable=True
    )


def surpasses_last_year(facts: _F) -> Objection | None:
    """Warn when the target is not above last year's actual; a written reason overrides."""
    if not facts.below_last_year or facts.reason.strip():
        return None
    return Objection(
        "target.not_above_last_year",
        "目标值未超过上年实际（标杆超越原则，方案 三（三）2）。",
        "请退回修改目标，或写明理由后审核。",
        overridable=True,
    )


def table_is_confirmed(facts: _F) -> Objection | None:
    """Object until the joint conference has confirmed the indicator table (方案 三（三）)."""
    if facts.gate == "approved":
        return None
    return Objection(
        "gate.not_approved", "联席会议尚未审定指标表。", "请待“指标表审定”关口通过后再下达。"
    )


def contingency_plan_is_approved(facts: _F) -> Objection | None:
    """Object while the goal's contingency plan is not approved (预案管理，方案 五（三）一是)."""
    if not facts.plan_missing:
        return None
    return Objection(
        "contingency_plan.not_approved",
        "所承接的目标须有经批准的预案，现在没有。",
        "请牵头单位编制预案，由绩效办主任批准。",
    )


def weights_add_up(facts: _F) -> Objection | None:
    """Object unless the unit's weights sum exactly."""
    return facts.weights[0] if facts.weights else None


def change_is_granted(facts: _F) -> Objection | None:
    """Object unless the change comes out of a request that somebody else granted."""
    if facts.granted:
        return None
    return Objection(
        "request.not_granted",
        "调整（更正）随申请的批准一并生效，不能直接办理。",
        "请先提出调整（更正）申请，由绩效办主任批准。",
    )


def carries_a_document(facts: _F) -> Objection | None:
    """Object without the document that allows it."""
    if facts.document.strip():
        return None
    return Objection("document.missing", "没有上级文件文号。", "请填写文件文号。")


def inserted_by_the_office(facts: _F) -> Objection | None:
    """Object when a task is inserted by another than the office, or where the plan allows none."""
    if not facts.inserted:
        return None
    if not OFFICE & facts.capacities:
        return Objection("insertion.office_only", "年中增加任务由绩效办凭上级文件办理。")
    if facts.category in facts.insertable:
        return None
    return Objection("insertion.category", f"按方案，年中不增加{facts.category.zh}指标。")


def starts_by_whom_the_plan_names(facts: _F) -> Objection | None:
    """Object when an inserted task is started by another than the plan names."""
    if facts.inserter is None or facts.inserter in facts.capacities:
        return None
    return Objection("insertion.approval", f"年中增加的任务由{facts.inserter.zh}下达。")


def has_room(facts: _F) -> Objection | None:
    """Object when the unit's other indicators of the category cannot give the weight."""
    return facts.room[0] if facts.room else None


def leaves_its_weight_to_somebody(facts: _F) -> Objection | None:
    """Object when the weight that a cancelled task leaves could not be carried by anything."""
    return facts.heirs[0] if facts.heirs else None


def nodes_are_closed(facts: _F) -> Objection | None:
    """Object while a node is open."""
    if facts.nodes and not facts.open_nodes:
        return None
    return Objection(
        "nodes.open", f"还有{facts.open_nodes}个节点未办结。", "请先通过或关闭全部节点。"
    )


def inspections_are_settled(facts: _F) -> Objection | None:
    """Object while an inspection of it is not determined."""
    if not facts.open_inspections:
        return None
    return Objection(
        "inspection.open",
        f"还有{facts.open_inspections}项察访核验未认定。",
        "请待认定或办结后核验。",
    )


def was_found_false(facts: _F) -> Objection | None:
    """Object unless an inspection determined that its report was false (弄虚作假)."""
    if facts.found_false:
        return None
    return Objection("indicator.not_found_false", "弄虚作假只随察访核验的认定记入。")


def evidence_is_there(facts: _F) -> Objection | None:
    """Object when an accepted node has neither evidence nor a reasoned nil report."""
    if not facts.evidence_missing:
        return None
    return Objection(
        "evidence.missing",
        f"有{facts.evidence_missing}个已通过节点缺少佐证材料。",
        "请退回节点补齐材料。",
    )


def by_the_right_hand(facts: _F) -> Objection | None:
    """Object when the category is another's to decide (方案 四（一）一是、二是、三是)."""
    by_examiner = facts.category in BY_EXAMINER
    able = {Capacity.EXAMINER} if by_examiner else OFFICE
    if by_examiner and facts.examiner_overdue:
        able = able | OFFICE
    if able & facts.capacities:
        return None
    who = "小考官" if by_examiner else "绩效办"
    return Objection("category.not_yours", f"{facts.category.zh}指标由{who}核验评分。")


def inputs_are_there(facts: _F) -> Objection | None:
    """Object to the first missing or wrong input of the scoring method."""
    return facts.inputs[0] if facts.inputs else None


_S, _T = IndicatorState, IndicatorTrigger
_HEAD = frozenset({Capacity.UNIT_HEAD})
_EXAMINER = frozenset({Capacity.EXAMINER})
_SYSTEM = frozenset({Capacity.SYSTEM})
_HANDS = OFFICE | _EXAMINER
_DIRECTOR = frozenset({Capacity.OFFICE_DIRECTOR})
_DRAFTERS = UNIT | OFFICE | _SYSTEM
#: A change takes effect with the grant of its request, by the same hand.
_GRANTERS = OFFICE | {Capacity.CONFERENCE_MEMBER}
_CANCELLABLE = (
    _S.DRAFT,
    _S.DECLARED,
    _S.RETURNED,
    _S.REVIEWED,
    _S.IN_PROGRESS,
    _S.VERIFIED,
)
#: What is promised and not scored yet: its weight follows from what befalls its category.
_WEIGHED = (_S.DECLARED, _S.REVIEWED, _S.IN_PROGRESS, _S.VERIFIED)
#: What is not scored yet follows its unit.
_TRANSFERABLE = _CANCELLABLE

# fmt: off
INDICATOR: Lifecycle[IndicatorFacts] = Lifecycle(
    "indicator", "指标",
    born=Row(None, _T.DRAFT, _S.DRAFT, _DRAFTERS | _EXAMINER,
             (examiner_drafts_for_its_goal, inserted_by_the_office)),
    rows=(
        Row(_S.DRAFT,       _T.REVISE, _S.DRAFT,       UNIT),
        Row(_S.DRAFT,       _T.REPLACE, _S.DRAFT,      _HANDS),
        Row(_S.DRAFT,       _T.DISCARD, _S.CANCELLED,  _HANDS),
        Row(_S.RETURNED,    _T.REVISE, _S.RETURNED,    UNIT),
        *spine_rows(
            _S, _T, (_S.DRAFT, _S.RETURNED),
            who={"declare": _HEAD, "review": OFFICE, "start": OFFICE | _SYSTEM,
                 "verify": _HANDS, "score": _HANDS},
            when={
                "declare": (is_complete, repeats_no_task_from_above),
                "review": (reviewer_did_not_declare, examiner_was_heard, surpasses_last_year),
                "start": (table_is_confirmed, starts_by_whom_the_plan_names, weights_add_up,
                          has_room, contingency_plan_is_approved),
                "verify": (by_the_right_hand, nodes_are_closed, inspections_are_settled,
                           evidence_is_there, examiner_agrees),
                "score": (by_the_right_hand, examiner_agrees, inputs_are_there),
            },
        ),
        Row(_S.DECLARED,    _T.OPINE,  _S.DECLARED,    _EXAMINER),
        Row(_S.IN_PROGRESS, _T.OPINE,  _S.IN_PROGRESS, _EXAMINER),
        Row(_S.VERIFIED,    _T.OPINE,  _S.VERIFIED,    _EXAMINER),
        Row(_S.DECLARED,    _T.RETURN, _S.RETURNED,    OFFICE, says_why=True),
        Row(_S.REVIEWED,    _T.RETURN, _S.RETURNED,    OFFICE, says_why=True),
        Row(_S.IN_PROGRESS, _T.AMEND,  _S.IN_PROGRESS, _GRANTERS,
            (change_is_granted, carries_a_document)),
        *(Row(s, _T.REWEIGH, s, _GRANTERS | _SYSTEM, (change_is_granted,)) for s in _WEIGHED),
        Row(_S.VERIFIED,    _T.REJECT, _S.IN_PROGRESS, _HANDS, (by_the_right_hand,), says_why=True),
        Row(_S.SCORED,      _T.REOPEN, _S.VERIFIED,    _GRANTERS,
            (change_is_granted, carries_a_document), says_why=True),
        *(Row(s, _T.CANCEL, _S.CANCELLED, OFFICE,
              (carries_a_document, leaves_its_weight_to_somebody), says_why=True)
          for s in _CANCELLABLE),
        *(Row(s, _T.TRANSFER, s, _SYSTEM, (change_is_granted,)) for s in _TRANSFERABLE),
        *(Row(s, _T.FALSIFY, to, _DIRECTOR, (was_found_false,), says_why=True)
          for s, to in ((_S.IN_PROGRESS, _S.IN_PROGRESS), (_S.VERIFIED, _S.VERIFIED),
                        (_S.SCORED, _S.VERIFIED))),
    ),
)
# fmt: on
