"""The year's end: what units hand in, and the urn of the judges."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Body
from fastapi.responses import HTMLResponse

from api.deps import (
    CurrentDesk,
    CurrentHouse,
    CurrentPerson,
    Now,
    OpenConnection,
    SeenRevision,
    SubjectDesk,
    SubjectPath,
    because,
)
from api.problems import documented
from api.rendering import Json, answered
from api.routes.acting import content_of
from api.routes.later import Later
from api.schemas.answers import Answer
from api.schemas.answers_year_end import Gap, Paper, Statistics
from api.schemas.ask import Ask
from api.schemas.asks_year_end import Cast, Claim, NewBallotSession, PaperBallot
from reports.ballot_sheet import POLICY, sheet_html
from services import (
    ballot_sessions,
    ballot_sheets,
    ballot_urn,
    ballots,
    browse,
    paper_ballots,
    self_evaluations,
)
from services.acts import Answer as Moved
from services.acts import Order
from services.ballot_keys import KeyBox
from services.desk import Desk

router = Later()
_SESSIONS = "/ballot-sessions"
_TAGS: list[Any] = ["ballot-sessions"]
_LOOK = documented(401, 403, 404)
_ACT = documented(401, 403, 404, 409, 412, 413)


@router.get(
    "/self-evaluations/{subject_id}/gap",
    operation_id="self_evaluation_gap",
    tags=["self-evaluations"],
    response_model=Gap,
    responses=_LOOK,
)
def show_gap(person: CurrentPerson, desk: SubjectDesk, subject_id: SubjectPath) -> Json:
    """自评差距：compare own points with those scored; they never enter the total."""
    row = browse.found(desk.connection, person, "self_evaluation", subject_id)
    return Json(self_evaluations.gap(desk, row))


@router.post(
    _SESSIONS,
    operation_id="prepare_ballot_session",
    tags=_TAGS,
    response_model=Answer,
    status_code=201,
    responses=documented(401, 403, 404, 409, 413),
)
def prepare_session(desk: CurrentDesk, body: NewBallotSession) -> Json:
    """筹备：prepare a ballot session for units in the order in which they speak."""
    known = because(desk, body.reason)
    return answered(ballot_sessions.prepare(known, body.label, body.mode.value, body.units), 201)


Touch = Callable[[Desk, KeyBox, Order], Moved]
#: What is done to a session beside its key: verb, service, summary.
_TOUCHES: tuple[tuple[str, Touch, str], ...] = (
    ("open", ballot_urn.open_, "开始投票：open the vote"),
    ("lock", ballot_urn.lock, "封票：lock the urn and count it"),
    ("void", ballot_urn.void, "作废：void the session, its ballots unopened"),
)


def _touching(touch: Touch) -> Callable[..., Json]:
    def act(
        house: CurrentHouse,
        desk: SubjectDesk,
        subject_id: SubjectPath,
        seen: SeenRevision,
        body: Annotated[Ask, Body(default_factory=Ask)],
    ) -> Json:
        order = Order(subject_id, {}, seen, body.reason)
        return answered(touch(desk, house.keys, order))

    return act


for verb, touch, summary in _TOUCHES:
    router.add_api_route(
        f"{_SESSIONS}/{{subject_id}}/urn/{verb}",
        _touching(touch),
        methods=["POST"],
        operation_id=f"{verb}_ballot_session",
        summary=summary,
        tags=_TAGS,
        response_model=Answer,
        responses=_ACT,
    )


@router.post(
    _SESSIONS + "/{subject_id}/papers",
    operation_id="claim_ballot_session",
    tags=_TAGS,
    response_model=Paper,
    status_code=201,
    responses=_ACT,
)
def claim_paper(
    house: CurrentHouse,
    desk: SubjectDesk,
    subject_id: SubjectPath,
    body: Annotated[Claim, Body(default_factory=Claim)],
) -> Json:
    """领票：fetch one's ballot paper; that one has it is recorded, which one it is nowhere."""
    paper = ballots.claim(desk, house.keys, Order(subject_id, content_of(body)))
    told = {"token": paper.token, "group": paper.group, "units": list(paper.units)}
    return Json({"answer": paper.answer.to_json(), **told}, 201)


@router.post(
    _SESSIONS + "/{subject_id}/paper-ballots",
    operation_id="enter_paper_ballot_session",
    tags=_TAGS,
    response_model=Answer,
    responses=_ACT,
)
def enter_paper(
    house: CurrentHouse, desk: SubjectDesk, subject_id: SubjectPath, body: PaperBallot
) -> Json:
    """录入纸质票：enter a ballot from paper into the same urn."""
    order = Order(subject_id, content_of(body), None, body.reason)
    return answered(paper_ballots.enter_paper(desk, house.keys, order))


@router.post(
    "/ballots",
    operation_id="cast_ballot",
    tags=_TAGS,
    response_model=Answer,
    responses=documented(403, 404, 409, 413),
)
def cast_ballot(house: CurrentHouse, connection: OpenConnection, now: Now, body: Cast) -> Json:
    """投票：cast a ballot with the paper alone; who is signed in is neither asked nor looked at."""
    return answered(ballots.cast(connection, house.keys, now, body.token, body.marks))


@router.get(
    _SESSIONS + "/{subject_id}/statistics",
    operation_id="ballot_session_statistics",
    tags=_TAGS,
    response_model=Statistics,
    responses=documented(401, 403, 404, 409),
)
def show_statistics(person: CurrentPerson, desk: SubjectDesk, subject_id: SubjectPath) -> Json:
    """统计：tell what the marks of a published session say."""
    return Json(ballot_sheets.statistics(desk, person, subject_id))


@router.get(
    _SESSIONS + "/{subject_id}/sheet",
    operation_id="ballot_session_sheet",
    tags=_TAGS,
    response_class=HTMLResponse,
    responses=_LOOK,
)
def show_sheet(person: CurrentPerson, desk: SubjectDesk, subject_id: SubjectPath) -> HTMLResponse:
    """票务单：a page to print and sign."""
    page = sheet_html(ballot_sheets.sheet(desk, person, subject_id))
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})
