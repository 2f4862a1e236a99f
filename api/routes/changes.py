"""Changes of course: bodies renamed, merged or split; what a year is pinned to; former names."""

from typing import Any

from api.deps import CurrentConnection, CurrentDesk, CurrentPerson, SubjectPath, because, year_of
from api.problems import documented
from api.rendering import Json, answered
from api.routes.acting import content_of
from api.routes.later import Later
from api.schemas.answers import Answer
from api.schemas.asks_changes import Names, NewUnitChange, Pinned
from services import unit_changes
from services.pins import pinned_of
from services.units import names

router = Later()
_BORN: dict[str, Any] = {
    "response_model": Answer,
    "status_code": 201,
    "responses": documented(401, 403, 404, 409, 413),
}


@router.post("/unit-changes", operation_id="propose_unit_change", tags=["unit-changes"], **_BORN)
def propose_unit_change(desk: CurrentDesk, body: NewUnitChange) -> Json:
    """提出：propose a rename, a merger or a split of bodies, in force from a day."""
    said = content_of(body)
    said["to_units"] = [b.model_dump(exclude_unset=True) for b in body.to_units]
    return answered(unit_changes.propose(because(desk, body.reason), said), 201)


@router.get(
    "/years/{subject_id}/pinned",
    operation_id="year_pinned",
    tags=["years"],
    response_model=Pinned,
    responses=documented(401, 403, 404),
)
def show_pinned(
    person: CurrentPerson, connection: CurrentConnection, subject_id: SubjectPath
) -> Json:
    """Show which plan and which lifecycles a year goes by, and where the house differs."""
    return Json(pinned_of(connection, person.district_id, year_of(subject_id)))


@router.get(
    "/units/{unit_id}/names",
    operation_id="unit_names",
    tags=["units"],
    response_model=Names,
    responses=documented(401, 403, 404),
)
def show_names(desk: CurrentDesk, unit_id: str) -> Json:
    """Show the names that a unit has had, the latest first."""
    return Json({"items": names(desk, unit_id)})
