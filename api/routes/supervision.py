"""Supervision notices and talks: what is born by hand; the other verbs are those of every kind."""

from typing import Any

from api.deps import CurrentDesk, because
from api.problems import documented
from api.rendering import Json, answered
from api.routes.acting import content_of
from api.routes.later import Later
from api.schemas.answers import Answer
from api.schemas.asks_supervision import NewNotice, NewTalk
from services import supervision_notices, talks

router = Later()
_BORN: dict[str, Any] = {
    "response_model": Answer,
    "status_code": 201,
    "responses": documented(401, 403, 404, 409, 413),
}


@router.post(
    "/supervision-notices",
    operation_id="issue_supervision_notice",
    tags=["supervision-notices"],
    **_BORN,
)
def issue_notice(desk: CurrentDesk, body: NewNotice) -> Json:
    """下达督办单：ask a unit to account for a subject of its own."""
    said = content_of(body)
    kind, about_id = said.pop("about_kind"), said.pop("about_id")
    seat = because(desk, body.reason)
    return answered(supervision_notices.issue(seat, kind, about_id, said), 201)


@router.post("/talks", operation_id="propose_talk", tags=["talks"], **_BORN)
def propose_talk(desk: CurrentDesk, body: NewTalk) -> Json:
    """提出约谈：propose a talk about a subject of a unit; a leader decides."""
    said = content_of(body)
    kind, about_id = said.pop("about_kind"), said.pop("about_id")
    return answered(talks.propose(because(desk, body.reason), kind, about_id, said), 201)
