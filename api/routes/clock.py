"""The clock of the law: clocks that stand, and the versions of the calendar."""

from typing import Annotated, Any

from fastapi import Path

from api.deps import CurrentConnection, CurrentDesk, CurrentPerson, because
from api.problems import documented
from api.rendering import Json, answered
from api.routes.acting import content_of
from api.routes.later import Later
from api.schemas.answers import Answer
from api.schemas.asks_clock import CalendarDays, CalendarVersions, NewSuspension, VersionName
from services import calendar_versions, suspensions

router = Later()
_BORN: dict[str, Any] = {
    "response_model": Answer,
    "status_code": 201,
    "responses": documented(401, 403, 404, 409, 413),
}


@router.post("/suspensions", operation_id="begin_suspension", tags=["suspensions"], **_BORN)
def begin_suspension(desk: CurrentDesk, body: NewSuspension) -> Json:
    """中止计时：let a clock stand while somebody else must act."""
    return answered(suspensions.begin(because(desk, body.reason), content_of(body)), 201)


@router.get(
    "/calendars",
    operation_id="list_calendars",
    tags=["calendars"],
    response_model=CalendarVersions,
    responses=documented(401, 403),
)
def list_calendars(person: CurrentPerson, connection: CurrentConnection) -> Json:
    """工作日历：list the versions of the calendar, and the years that count by them."""
    return Json({"items": calendar_versions.versions(connection, person.district_id)})


@router.get(
    "/calendars/{version}",
    operation_id="show_calendar",
    tags=["calendars"],
    response_model=CalendarDays,
    responses=documented(401, 403, 404),
)
def show_calendar(
    person: CurrentPerson, connection: CurrentConnection, version: Annotated[VersionName, Path()]
) -> Json:
    """工作日历：show one version with its holidays and made-up working days."""
    return Json(calendar_versions.version(connection, person.district_id, version))
