"""Verbs of their own shape: what is born, and what is computed for all."""

from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.responses import PlainTextResponse

from api.deps import (
    CurrentAct,
    CurrentConnection,
    CurrentDesk,
    CurrentPerson,
    SubjectPath,
    because,
    year_of,
)
from api.problems import documented
from api.rendering import Json, answered
from api.routes.acting import answers_json, content_of
from api.routes.later import Later
from api.schemas.answers import Answer, Answers
from api.schemas.asks import GateRequest, NewAdjustment, NewIndicator, NewRequest
from reports.papers import text_of
from services import (
    acts,
    adjustments,
    browse,
    duty_reports,
    gates,
    options,
    papers,
    rectification_plans,
    requests,
    results,
    self_evaluations,
)
from services.desk import Desk
from services.drafting import draft_one
from services.units import check_assessed
from services.years import desk_for

router = Later()
_BORN: dict[str, Any] = {
    "response_model": Answer,
    "status_code": 201,
    "responses": documented(401, 403, 404, 409, 413),
}


@router.post("/gates", operation_id="request_gate", tags=["gates"], **_BORN)
def request_gate(desk: CurrentDesk, body: GateRequest) -> Json:
    """提请审议：ask for the decision at a gate of the plan."""
    return answered(gates.request(because(desk, body.reason), body.key, body.about or ""), 201)


@router.post("/indicators", operation_id="draft_indicator", tags=["indicators"], **_BORN)
def draft_indicator(desk: CurrentDesk, body: NewIndicator) -> Json:
    """起草：draft an indicator of a unit; it gets the unit's next number."""
    columns = body.model_dump(exclude={"unit_id"}, exclude_unset=True)
    return answered(draft_one(desk, body.unit_id, columns), 201)


@router.post("/requests", operation_id="request_request", tags=["requests"], **_BORN)
def ask_for_change(connection: CurrentConnection, act: CurrentAct, body: NewRequest) -> Json:
    """申请：ask for an extension, an amendment or a correction."""
    desk = desk_for(connection, act, year_of(body.about_id))
    said = content_of(body)
    asks, about_id = body.asks, said.pop("about_id")
    del said["asks"]
    return answered(requests.request(because(desk, body.reason), asks, about_id, said), 201)


@router.post("/adjustments", operation_id="propose_adjustment", tags=["adjustments"], **_BORN)
def propose_adjustment(desk: CurrentDesk, body: NewAdjustment) -> Json:
    """提出：propose points by an event of the plan's table."""
    check_assessed(desk, body.unit_id)
    said = content_of(body)
    unit_id = said.pop("unit_id")
    return answered(adjustments.propose(because(desk, body.reason), unit_id, said), 201)


#: What is done for all units at once: path, service, kind, birth verb, summary.
_FOR_ALL: tuple[tuple[str, Callable[[Desk], acts.Answers], str, str], ...] = (
    ("/results/compute", results.compute, "result", "试算：compute all trial results anew"),
    (
        "/self-evaluations/lay-out",
        self_evaluations.lay_out,
        "self_evaluation",
        "建立：give every unit its self-evaluation to fill in",
    ),
    (
        "/duty-reports/lay-out",
        duty_reports.lay_out,
        "duty_report",
        "建立：give every unit its duty report to write",
    ),
    (
        "/documents/unit-reports",
        papers.draft_unit_reports,
        "document",
        "起草分报告：draw up the unit reports of published results",
    ),
    (
        "/documents/overall-report",
        papers.draft_overall_report,
        "document",
        "起草总报告：draw up the overall report of published results",
    ),
    (
        "/documents/results-letter",
        papers.draft_results_letter,
        "document",
        "起草结果报送函：draw up the letter that hands the results over",
    ),
    (
        "/rectification-plans/issue",
        rectification_plans.issue,
        "rectification_plan",
        "下达：issue a rectification plan to every unit whose report is issued",
    ),
)


def _for_all(service: Callable[[Desk], acts.Answers], kind: str) -> Callable[..., Json]:
    def act_for_all(request: Request, person: CurrentPerson, desk: CurrentDesk) -> Json:
        options.insist_on_birth(person, kind)
        return answers_json(service(desk), request.state.request_id)

    return act_for_all


for path, service, kind, summary in _FOR_ALL:
    router.add_api_route(
        path,
        _for_all(service, kind),
        methods=["POST"],
        operation_id="all_" + path.strip("/").replace("/", "_").replace("-", "_"),
        summary=summary,
        tags=[path.split("/")[1]],
        response_model=Answers,
        responses=documented(401, 403, 404, 409),
    )


@router.get(
    "/documents/{subject_id}/text",
    operation_id="document_text",
    tags=["documents"],
    response_class=PlainTextResponse,
    responses=documented(401, 403, 404),
)
def show_text(
    person: CurrentPerson, connection: CurrentConnection, subject_id: SubjectPath
) -> PlainTextResponse:
    """Read a document as plain text."""
    return PlainTextResponse(text_of(browse.found(connection, person, "document", subject_id)))
