"""Rounds of inspections: planned here, and drawn once more for whoever doubts the draw."""

from typing import Any

from api.deps import CurrentConnection, CurrentDesk, CurrentPerson, SubjectPath, because
from api.problems import documented
from api.rendering import Json, answered
from api.routes.acting import content_of
from api.routes.later import Later
from api.schemas.answers import Answer
from api.schemas.answers_inspections import Draw
from api.schemas.asks_inspections import NewRound
from services import browse, inspection_draws, inspection_rounds

router = Later()
_TAGS: list[Any] = ["inspection-rounds"]


@router.post(
    "/inspection-rounds",
    operation_id="plan_inspection_round",
    tags=_TAGS,
    response_model=Answer,
    status_code=201,
    responses=documented(401, 403, 404, 409, 413),
)
def plan_round(desk: CurrentDesk, body: NewRound) -> Json:
    """制定核验方案：plan a round of inspections."""
    return answered(inspection_rounds.plan(because(desk, body.reason), content_of(body)), 201)


@router.get(
    "/inspection-rounds/{subject_id}/draw",
    operation_id="inspection_round_draw",
    tags=_TAGS,
    response_model=Draw,
    responses=documented(401, 403, 404),
)
def show_draw(
    person: CurrentPerson, connection: CurrentConnection, subject_id: SubjectPath
) -> Json:
    """抽样复核：tell seed, population, strata and sample, drawn once more."""
    browse.found(connection, person, "inspection_round", subject_id)
    return Json(inspection_draws.look(connection, person.district_id, subject_id).to_json())
