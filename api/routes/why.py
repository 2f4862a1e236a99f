"""Why (为什么): why an indicator has 87.5 points, and why a unit has its total."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Header, Response
from fastapi.responses import PlainTextResponse

from api.deps import CurrentPerson, SubjectDesk, SubjectPath
from api.problems import documented
from api.rendering import Json
from api.routes.later import Later
from api.schemas.answers_why import Explanation, Scored
from services import explaining

router = Later()
_TEXT: dict[str, Any] = {"content": {"text/plain": {"schema": {"type": "string"}}}}
_WHY: dict[int | str, dict[str, Any]] = {200: _TEXT, **documented(401, 403, 404)}
Accept = Annotated[
    str, Header(description="`text/plain` 得到中文的得分说明", include_in_schema=False)
]


@router.get(
    "/indicators/{subject_id}/score",
    operation_id="indicator_score",
    tags=["indicators"],
    response_model=Scored,
    responses=_WHY,
)
def show_score(
    person: CurrentPerson, desk: SubjectDesk, subject_id: SubjectPath, accept: Accept = ""
) -> Response:
    """得分说明：tell why an indicator has its points; in plain Chinese as `text/plain`."""
    score = explaining.score_of(desk, person, subject_id)
    return _told(score, score["explanation"], accept)


@router.get(
    "/results/{subject_id}/explanation",
    operation_id="result_explanation",
    tags=["results"],
    response_model=Explanation,
    responses=_WHY,
)
def show_explanation(
    person: CurrentPerson, desk: SubjectDesk, subject_id: SubjectPath, accept: Accept = ""
) -> Response:
    """得分说明：tell why a unit has its total; in plain Chinese as `text/plain`."""
    tree = explaining.explanation_of(desk, person, subject_id)
    return _told(tree, tree, accept)


def _told(content: Mapping[str, Any], tree: Mapping[str, Any], accept: str) -> Response:
    if "text/plain" in accept and "json" not in accept:
        return PlainTextResponse(explaining.outline(tree))
    return Json(content)
