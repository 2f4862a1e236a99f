"""Results over HTTP: appeals, comparison, versions, and the papers drawn up from them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from api.deps import (
    CurrentConnection,
    CurrentDesk,
    CurrentPerson,
    SubjectDesk,
    SubjectPath,
    because,
)
from api.problems import documented
from api.rendering import Json, answered
from api.routes.acting import content_of
from api.routes.later import Later
from api.schemas.answers import Answer
from api.schemas.asks_results import NewAppeal, NewBulletin
from services import appealing, browse, bulletins, comparison, options
from services.acts import one

router = Later()
_BORN: dict[str, Any] = {
    "response_model": Answer,
    "status_code": 201,
    "responses": documented(401, 403, 404, 409, 413),
}
_READ: dict[str, Any] = {"tags": ["results"], "responses": documented(401, 403, 404)}


class YearTold(BaseModel):
    """One year of a unit; the total as published, two places."""

    year: int
    total: str | None
    grade: str | None
    rank: int | None


class Comparison(BaseModel):
    """A unit's year beside the one before; `rank_change` is positive when it moved up."""

    this: YearTold | None
    last: YearTold | None
    change: str | None
    rank_change: int | None
    trend: str
    years: list[YearTold]


class Version(BaseModel):
    """A result as it was published once; `digest` is that of its explanation."""

    number: int
    daily: str | None
    duty: str | None
    adjustments: str | None
    total: str | None
    grade: str | None
    rank: int | None
    group_rank: int | None
    digest: str
    published_at: datetime
    gate_id: str
    document_id: str
    reason: str


class Versions(BaseModel):
    """All that was ever published of a result, the first first."""

    items: list[Version]


@router.post("/appeals", operation_id="file_appeal", tags=["appeals"], **_BORN)
def file_appeal(desk: CurrentDesk, body: NewAppeal) -> Json:
    """提出复核申请：appeal against one item of your unit's published result."""
    said = content_of(body)
    unit_id = said.pop("unit_id")
    return answered(appealing.file(because(desk, body.reason), unit_id, said), 201)


@router.post("/documents/bulletins", operation_id="draft_bulletin", tags=["documents"], **_BORN)
def draft_bulletin(person: CurrentPerson, desk: CurrentDesk, body: NewBulletin) -> Json:
    """起草通报：draw up the bulletin of a month anew, after its draft was withdrawn."""
    options.insist_on_birth(person, "document")
    return answered(one(bulletins.draft_bulletin(desk, body.month)), 201)


@router.get(
    "/results/{subject_id}/comparison",
    operation_id="result_comparison",
    response_model=Comparison,
    **_READ,
)
def show_comparison(
    person: CurrentPerson, connection: CurrentConnection, desk: SubjectDesk, subject_id: SubjectPath
) -> Json:
    """同比：compare a unit's result with the years before."""
    found = browse.found(connection, person, "result", subject_id)
    return Json(comparison.comparisons(desk, found["unit_id"])[found["unit_id"]])


@router.get(
    "/results/{subject_id}/versions",
    operation_id="result_versions",
    response_model=Versions,
    **_READ,
)
def show_versions(
    person: CurrentPerson, connection: CurrentConnection, desk: SubjectDesk, subject_id: SubjectPath
) -> Json:
    """历次公布：show every state in which a result was published."""
    browse.found(connection, person, "result", subject_id)
    return Json({"items": comparison.versions(desk, subject_id)})
