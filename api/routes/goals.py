"""The goal set over HTTP: collected, decomposed, handed in to the city, looked at as a whole."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import StreamingResponse

from api.deps import (
    CurrentAct,
    CurrentConnection,
    CurrentDesk,
    CurrentHouse,
    CurrentPerson,
    SeenRevision,
    SubjectDesk,
    SubjectPath,
    because,
    year_of,
)
from api.problems import documented
from api.rendering import Json, answered
from api.routes.acting import content_of
from api.routes.later import Later
from api.schemas.answers import Answer
from api.schemas.answers_goals import Analysis, Preview, Submission
from api.schemas.asks_goals import Decomposition, NewContingencyPlan, NewFeedback, NewGoal
from plans.words import Level
from services import browse, city_tasks, contingency_plans, feedbacks, goals
from services.city_package import chunks, pack
from services.desk import Desk
from services.people import SignedIn
from services.years import desk_for

router = Later()
_BORN: dict[str, Any] = {
    "response_model": Answer,
    "status_code": 201,
    "responses": documented(401, 403, 404, 409, 413),
}
_SEEN = documented(401, 403, 404)
_ZIP: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The package",
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }
}
Until = Annotated[date | None, Query(description="报送截至日；不写为最近一个已结束的季度")]


@router.post("/goals", operation_id="collect_goal", tags=["goals"], **_BORN)
def collect_goal(desk: CurrentDesk, body: NewGoal) -> Json:
    """收集：collect one goal; it gets the next number of the goal set."""
    said = content_of(body)
    lead = said.pop("lead")
    return answered(goals.collect(because(desk, body.reason), lead, said), 201)


@router.post(
    "/goals/{subject_id}/decompose",
    operation_id="decompose_goal",
    tags=["goals"],
    response_model=Answer | Preview,
    responses=documented(401, 403, 404, 409, 412, 413),
)
def decompose_goal(
    desk: SubjectDesk, subject_id: SubjectPath, seen: SeenRevision, body: Decomposition
) -> Json:
    """分解：draft an indicator for each unit; with `dry_run` only tell what would be done."""
    said, at = content_of(body), because(desk, body.reason)
    if said.pop("dry_run", False):
        return Json(goals.preview(at, subject_id, said))
    return answered(goals.decompose(at, subject_id, said, seen))


@router.get(
    "/goals/analysis",
    operation_id="goals_analysis",
    tags=["goals"],
    response_model=Analysis,
    responses=_SEEN,
)
def show_analysis(person: CurrentPerson, desk: CurrentDesk, level: Level | None = None) -> Json:
    """Tell how the goals go: by lead, quarter and document, and year on year."""
    return Json(city_tasks.analysis(desk, person.sight, level))


@router.get(
    "/goals/{subject_id}/submission",
    operation_id="goal_submission",
    tags=["goals"],
    response_model=Submission,
    responses=_SEEN,
)
def show_submission(
    person: CurrentPerson, desk: SubjectDesk, subject_id: SubjectPath, until: Until = None
) -> Json:
    """Tell a task's package for the city up to a day, as far as you may see its carriers."""
    return Json(_submission(person, desk, subject_id, until))


@router.get(
    "/goals/{subject_id}/submission.zip",
    operation_id="goal_package",
    tags=["goals"],
    response_class=StreamingResponse,
    responses={**_SEEN, **_ZIP},
)
def fetch_package(
    house: CurrentHouse,
    person: CurrentPerson,
    desk: SubjectDesk,
    subject_id: SubjectPath,
    until: Until = None,
) -> StreamingResponse:
    """Take the package home as a zip: table, JSON and evidence."""
    told = _submission(person, desk, subject_id, until)
    # Not as a named file: a Range that is refused would leave it on the disk.
    named = f'attachment; filename="{subject_id}-{told["until"]}.zip"'
    return StreamingResponse(
        chunks(pack(told, house.store)),
        media_type="application/zip",
        headers={"Content-Disposition": named},
    )


def _submission(person: SignedIn, desk: Desk, goal_id: str, until: date | None) -> dict[str, Any]:
    browse.found(desk.connection, person, "goal", goal_id)
    return city_tasks.submission(desk, goal_id, until, person.sight)


@router.post(
    "/contingency-plans",
    operation_id="draft_contingency_plan",
    tags=["contingency-plans"],
    **_BORN,
)
def draft_contingency_plan(
    connection: CurrentConnection, act: CurrentAct, body: NewContingencyPlan
) -> Json:
    """起草：write the contingency plan of a goal."""
    said = content_of(body)
    goal_id = said.pop("goal_id")
    desk = because(desk_for(connection, act, year_of(goal_id)), body.reason)
    return answered(contingency_plans.draft(desk, goal_id, said), 201)


@router.post("/feedbacks", operation_id="receive_feedback", tags=["feedbacks"], **_BORN)
def receive_feedback(connection: CurrentConnection, act: CurrentAct, body: NewFeedback) -> Json:
    """收到反馈：enter what the city wants put right in a task."""
    said = content_of(body)
    goal_id = said.pop("goal_id")
    desk = because(desk_for(connection, act, year_of(goal_id)), body.reason)
    return answered(feedbacks.receive(desk, goal_id, said), 201)
