"""Detailed rules are drafted; the system's own evaluation is read."""

from typing import Any

from api.deps import CurrentDesk, CurrentPerson, because
from api.problems import documented
from api.rendering import Json, answered
from api.routes.acting import content_of
from api.routes.later import Later
from api.schemas.answers import Answer
from api.schemas.answers_memory import Evaluated
from api.schemas.asks_memory import NewRules
from kit.errors import NotPermitted
from services import detailed_rules
from services.evaluation import evaluate
from states.capacity import OFFICE, Capacity

router = Later()
_BORN: dict[str, Any] = {
    "response_model": Answer,
    "status_code": 201,
    "responses": documented(401, 403, 404, 409, 413),
}
#: Whose business it is how the whole works.
_READERS = OFFICE | {
    Capacity.CONFERENCE_MEMBER,
    Capacity.DISTRICT_LEADER,
    Capacity.SUPERVISOR,
}


@router.post(
    "/detailed-rules", operation_id="draft_detailed_rules", tags=["detailed-rules"], **_BORN
)
def draft_rules(desk: CurrentDesk, body: NewRules) -> Json:
    """拟订考核细则：draft an examiner's rules, or their next version."""
    said = content_of(body)
    examiner = said.pop("examiner_id")
    return answered(detailed_rules.draft(because(desk, body.reason), examiner, said), 201)


@router.get(
    "/evaluation",
    operation_id="evaluation",
    tags=["evaluation"],
    response_model=Evaluated,
    responses=documented(401, 403, 404),
)
def show_evaluation(person: CurrentPerson, desk: CurrentDesk) -> Json:
    """体系运行评估：how the system itself works, with what is worth a word."""
    if not any(grant.capacity in _READERS for grant in person.grants):
        raise NotPermitted("体系运行评估由绩效办、联席会议成员、区领导和监察审计查阅。")
    return Json(evaluate(desk))
