"""All lifecycles of the house, by kind."""

from collections.abc import Mapping
from typing import Any

from states.absence import ABSENCE
from states.adjustment import ADJUSTMENT
from states.alarm import ALARM
from states.appeal import APPEAL
from states.ballot_session import BALLOT_SESSION
from states.contingency_plan import CONTINGENCY_PLAN
from states.delegation import DELEGATION
from states.detailed_rules import DETAILED_RULES
from states.document import DOCUMENT
from states.duty_report import DUTY_REPORT
from states.feedback import FEEDBACK
from states.gate import GATE
from states.goal import GOAL
from states.indicator import INDICATOR
from states.inspection import INSPECTION
from states.inspection_round import INSPECTION_ROUND
from states.lifecycle import Lifecycle
from states.node import NODE
from states.person import PERSON
from states.phase import PHASE
from states.rectification_plan import RECTIFICATION_PLAN
from states.request import REQUEST
from states.result import RESULT
from states.self_evaluation import SELF_EVALUATION
from states.supervision_notice import SUPERVISION_NOTICE
from states.suspension import SUSPENSION
from states.talk import TALK
from states.unit_change import UNIT_CHANGE
from states.webhook import WEBHOOK
from states.year import YEAR

LIFECYCLES: Mapping[str, Lifecycle[Any]] = {
    lifecycle.kind: lifecycle
    for lifecycle in (
        YEAR,
        PHASE,
        GATE,
        GOAL,
        CONTINGENCY_PLAN,
        FEEDBACK,
        INDICATOR,
        DETAILED_RULES,
        NODE,
        INSPECTION_ROUND,
        INSPECTION,
        REQUEST,
        SUSPENSION,
        ADJUSTMENT,
        SELF_EVALUATION,
        DUTY_REPORT,
        BALLOT_SESSION,
        RESULT,
        UNIT_CHANGE,
        APPEAL,
        DOCUMENT,
        RECTIFICATION_PLAN,
        SUPERVISION_NOTICE,
        TALK,
        ALARM,
        WEBHOOK,
        DELEGATION,
        ABSENCE,
        PERSON,
    )
}
