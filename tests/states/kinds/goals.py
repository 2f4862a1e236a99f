"""Goals, contingency plans, feedbacks: what their questions object to, and what they let pass."""

from collections.abc import Callable, Mapping
from typing import Any

from kit.errors import Objection
from states import contingency_plan, feedback, goal, indicator
from states.capacity import Capacity
from states.contingency_plan import ContingencyPlanFacts
from states.feedback import FeedbackFacts
from states.goal import GoalFacts
from states.lifecycle import Facts
from tests.states import facts as make
from tests.states.facts import ACT
from tests.states.kinds.case import of


def _goal(**changes: object) -> GoalFacts:
    """A city task with one carrier; nothing in its shares is against the principles."""
    fine: dict[str, Any] = {
        "source": "市政府绩效任务",
        "document": "1号",
        "city": True,
        "carriers": 1,
    }
    return GoalFacts(**{**ACT, **fine, **changes})


def _plan(**changes: object) -> ContingencyPlanFacts:
    """A whole plan of somebody else's, for a goal at work."""
    fine: dict[str, Any] = {"drafted_by": "clerk", "started": 1}
    return ContingencyPlanFacts(**{**ACT, **fine, **changes})


def _feedback(**changes: object) -> FeedbackFacts:
    """A feedback on a city task, with its answer."""
    fine: dict[str, Any] = {"document": "1号", "text": "进度偏慢", "city": True, "answer": "已整改"}
    return FeedbackFacts(**{**ACT, **fine, **changes})


_WRONG = (Objection("x.wrong", "有误。"),)
_HEAD = frozenset({Capacity.UNIT_HEAD})
_DIRECTOR = frozenset({Capacity.OFFICE_DIRECTOR})
_OFFICE_CLERK = frozenset({Capacity.OFFICE_CLERK})
_EXAMINER = frozenset({Capacity.EXAMINER})
_UNITS = ("长阳镇", "窦店镇")

# fmt: off
CASES = (
    *of(make.indicator,
        (indicator.examiner_drafts_for_its_goal,
            {"capacities": _EXAMINER, "leads_goal": False}, "goal.not_led",
            {"capacities": _EXAMINER, "leads_goal": True}),
        (indicator.examiner_drafts_for_its_goal,
            {"capacities": _EXAMINER | {Capacity.SUPERVISOR}}, "goal.not_led",
            {"capacities": _EXAMINER | _HEAD}),
        (indicator.contingency_plan_is_approved,
            {"plan_missing": True}, "contingency_plan.not_approved", {}),
    ),
    *of(_goal,
        (goal.rests_on_a_source, {"source": " "}, "goal.no_document", {}),
        (goal.answered_by_the_lead, {"capacities": _DIRECTOR}, "goal.not_the_lead",
            {"capacities": _HEAD}),
        (goal.answered_by_the_lead, {"capacities": _HEAD, "led_by_office": True},
            "goal.not_the_lead", {"capacities": _DIRECTOR, "led_by_office": True}),
        (goal.is_carried, {"carriers": 0}, "goal.uncarried", {"carriers": 1}),
        (goal.nobody_carries_it, {"carriers": 1}, "goal.carried", {"carriers": 0}),
        (goal.own_share_is_the_offices, {"own_share": True, "capacities": _HEAD},
            "goal.own_share", {"own_share": True, "capacities": _OFFICE_CLERK}),
        (goal.carried_once, {"carried": _UNITS}, "goal.already_carried", {}),
        (goal.surpasses_last_year, {"below": _UNITS, "reason": " "},
            "decomposition.not_above_last_year", {"below": _UNITS, "reason": "任务收尾"}),
        (goal.tells_areas_apart, {"alike": True, "reason": ""},
            "decomposition.all_alike", {"alike": True, "reason": "全市统一标准"}),
        (goal.asks_for_what_is_done, {"idle": _UNITS, "reason": ""},
            "decomposition.not_its_work", {"idle": _UNITS, "reason": "今年新增"}),
        (goal.is_a_city_task, {"city": False}, "goal.not_a_city_task", {}),
        (goal.correction_says_why, {"scored": True, "reason": ""}, "goal.scored",
            {"scored": False, "reason": ""}),
        (goal.correction_says_why, {"scored": True, "reason": " "}, "goal.scored",
            {"scored": True, "reason": "市级更正"}),
        (goal.carries_a_document, {"document": " "}, "document.missing", {}),
    ),
    *of(_plan,
        (contingency_plan.written_by_the_lead, {"capacities": _OFFICE_CLERK},
            "contingency_plan.not_the_lead", {"capacities": _HEAD}),
        (contingency_plan.written_by_the_lead, {"capacities": _HEAD, "led_by_office": True},
            "contingency_plan.not_the_lead",
            {"capacities": _OFFICE_CLERK, "led_by_office": True}),
        (contingency_plan.goal_is_accepted, {"goal": "dispatched"}, "goal.not_accepted",
            {"goal": "covered"}),
        (contingency_plan.is_complete, {"content": _WRONG}, "x.wrong", {}),
        (contingency_plan.approver_did_not_write, {"drafted_by": "someone"}, "four_eyes", {}),
        (contingency_plan.work_has_started, {"started": 0}, "contingency_plan.not_started", {}),
        (contingency_plan.work_is_over, {"unfinished": 1}, "contingency_plan.unfinished",
            {"unfinished": 1, "goal": "withdrawn"}),
        (contingency_plan.goal_is_withdrawn, {"goal": "covered"}, "goal.not_withdrawn",
            {"goal": "withdrawn"}),
    ),
    *of(_feedback,
        (feedback.carries_a_document, {"document": " "}, "document.missing", {}),
        (feedback.says_something, {"text": " "}, "feedback.empty", {}),
        (feedback.is_about_a_city_task, {"city": False}, "goal.not_a_city_task", {}),
        (feedback.answered_by_the_lead, {"capacities": _DIRECTOR}, "goal.not_the_lead",
            {"capacities": _HEAD}),
        (feedback.answered_by_the_lead, {"capacities": _HEAD, "led_by_office": True},
            "goal.not_the_lead", {"capacities": _DIRECTOR, "led_by_office": True}),
        (feedback.answers_something, {"answer": " "}, "feedback.no_answer", {}),
    ),
)
# fmt: on

MAKE: Mapping[str, Callable[..., Facts]] = {
    "goal": _goal,
    "contingency_plan": _plan,
    "feedback": _feedback,
}
UNLESS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("goal", "uncover"): {"carriers": 0},
    ("contingency_plan", "close"): {"goal": "withdrawn"},
}
