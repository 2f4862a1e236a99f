"""The life of a self-evaluation (自评): a unit's own points and report, handed in once a year."""

from dataclasses import dataclass

from kit.errors import Objection
from states.capacity import OFFICE, UNIT, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.words import Word


class SelfEvaluationState(Word):
    """Where a self-evaluation stands."""

    DRAFTED = "drafted", "填写中"
    SUBMITTED = "submitted", "已报送"


class SelfEvaluationTrigger(Word):
    """What may be done with a self-evaluation."""

    DRAFT = "draft", "建立"
    REVISE = "revise", "填写"
    ATTACH = "attach", "上传材料"
    SUBMIT = "submit", "报送"
    RETURN = "return", "退回"


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfEvaluationFacts(Facts):
    """What the questions about a self-evaluation look at.

    Attributes:
        text: the report in words (自评报告).
        without_points: ids of the unit's own indicators that have no points yet.
        out_of_range: ids of those whose points lie outside 0 and their weight.
    """

    text: str = ""
    without_points: tuple[str, ...] = ()
    out_of_range: tuple[str, ...] = ()


_F = SelfEvaluationFacts


def report_is_written(facts: _F) -> Objection | None:
    """Object without a report in words (方案 五（五）一是：形成自评报告)."""
    if facts.text.strip():
        return None
    return Objection("self_evaluation.no_report", "没有自评报告。", "请填写自评报告。")


def every_indicator_has_points(facts: _F) -> Objection | None:
    """Object while an indicator of the unit has no points of its own."""
    if not facts.without_points:
        return None
    named = "、".join(facts.without_points[:5])
    message = f"还有{len(facts.without_points)}项指标没有自评分：{named}。"
    return Objection("self_evaluation.no_points", message, "请逐项填写自评分。")


def points_lie_within_the_weight(facts: _F) -> Objection | None:
    """Object to points below zero or above the weight of their indicator."""
    if not facts.out_of_range:
        return None
    message = f"自评分应在0与指标权重之间：{'、'.join(facts.out_of_range[:5])}。"
    return Objection("self_evaluation.out_of_range", message, "请更正自评分。")


_S, _T = SelfEvaluationState, SelfEvaluationTrigger

# fmt: off
SELF_EVALUATION: Lifecycle[SelfEvaluationFacts] = Lifecycle(
    "self_evaluation", "自评",
    born=Row(None, _T.DRAFT, _S.DRAFTED, OFFICE | {Capacity.SYSTEM}),
    rows=(
        Row(_S.DRAFTED,   _T.REVISE, _S.DRAFTED,   UNIT),
        Row(_S.DRAFTED,   _T.ATTACH, _S.DRAFTED,   UNIT),
        Row(_S.DRAFTED,   _T.SUBMIT, _S.SUBMITTED, frozenset({Capacity.UNIT_HEAD}),
            (report_is_written, every_indicator_has_points, points_lie_within_the_weight)),
        Row(_S.SUBMITTED, _T.RETURN, _S.DRAFTED,   OFFICE, says_why=True),
    ),
)
# fmt: on
