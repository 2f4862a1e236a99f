"""Acting for another, and being away: what is born; the other verbs are those of every kind."""

from typing import Any

from api.deps import CurrentDesk, because
from api.problems import documented
from api.rendering import Json, answered
from api.routes.acting import content_of
from api.routes.later import Later
from api.schemas.answers import Answer
from api.schemas.asks_delegations import NewAbsence, NewDelegation
from services import absences, delegations

router = Later()
_BORN: dict[str, Any] = {
    "response_model": Answer,
    "status_code": 201,
    "responses": documented(401, 403, 404, 409, 413),
}


@router.post("/delegations", operation_id="grant_delegation", tags=["delegations"], **_BORN)
def grant_delegation(desk: CurrentDesk, body: NewDelegation) -> Json:
    """委托：let somebody act for another in one capacity, on days or as standing deputy."""
    said = {"delegation_class": body.delegation_class, **content_of(body)}
    return answered(delegations.grant(because(desk, body.reason), said), 201)


@router.post("/absences", operation_id="declare_absence", tags=["absences"], **_BORN)
def declare_absence(desk: CurrentDesk, body: NewAbsence) -> Json:
    """登记离岗：record that somebody is away."""
    said = {"person_id": desk.act.actor, **content_of(body)}
    return answered(absences.declare(because(desk, body.reason), said), 201)
