"""Accounts of others: looked at, opened, given capacities, disabled."""

from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Path, Query, Request

from api.deps import AccountDesk, CurrentConnection, CurrentPerson, Now, SeenRevision, because
from api.problems import documented
from api.rendering import Json, answered, paged, tagged
from api.routes.acting import answers_json, content_of, seen
from api.routes.kinds import Route, asked_verbs, summary_of, typed
from api.routes.later import Later
from api.routes.reading import option_shown
from api.schemas.answers import Answer, Answers, Options, Trail
from api.schemas.answers_people import Account, Accounts, FirstAnswer, HeldTokens
from api.schemas.asks import Ask, Batch, ask_of, batch_of
from api.schemas.asks_people import PERSON_PATTERN, NewAccount, PersonId
from api.schemas.fields import Shape, UnitId
from api.versions import PREFIX
from kit.errors import BadInput, NotFound
from services import accounts, enrolling, person_lists
from services.account_desk import without_key
from services.acts import Order, one
from services.browse import Page
from services.enrolling import NewPerson
from services.person_facts import PERSON, Held
from services.verbs import Ask as Service
from states.catalogue import LIFECYCLES
from states.words import Word

_TAG = ["people"]
_ONE = documented(401, 403, 404)
_ACT = documented(401, 403, 404, 409, 412, 413)
_ONCE = {"Cache-Control": "no-store"}
PersonPath = Annotated[str, Path(pattern=PERSON_PATTERN, max_length=32)]
router = APIRouter(prefix=PREFIX, tags=[*_TAG])


class Narrowing(Shape):
    """Where the list begins, and what it is narrowed by."""

    after: PersonId | None = None
    limit: Annotated[int, Query(ge=1, le=200)] = 50
    state: Literal["active", "disabled"] | None = None
    unit_id: UnitId | None = None


@router.get(
    "/people", operation_id="list_person", response_model=Accounts, responses=documented(401, 403)
)
def list_people(
    person: CurrentPerson, connection: CurrentConnection, asked: Annotated[Narrowing, Query()]
) -> Json:
    """List accounts in the order of sign-in names; go on with `after`."""
    narrow = asked.model_dump(include={"state", "unit_id"})
    page = Page(asked.after or "", asked.limit + 1)
    return paged(person_lists.listed(connection, person, narrow, page), asked.limit, "id")


@router.post(
    "/people",
    operation_id="enrol_person",
    status_code=201,
    response_model=FirstAnswer,
    responses=documented(401, 403, 404, 409, 413),
)
def enrol(desk: AccountDesk, body: NewAccount) -> Json:
    """开户：enrol somebody; the password to begin with is shown this once."""
    said = content_of(body)
    new = NewPerson(body.id, body.name, said.get("unit_id"))
    seat = because(without_key(desk), body.reason)
    answer, first = enrolling.enrol_one(seat, new, said.get("password"))
    shown = {**answer.to_json(), "password": first}
    return Json(shown, 201, {"ETag": f'"{answer.revision}"', **_ONCE})


@router.get(
    "/people/{subject_id}", operation_id="show_person", response_model=Account, responses=_ONE
)
def show(person: CurrentPerson, connection: CurrentConnection, subject_id: PersonPath) -> Json:
    """Show one account, with its revision as ETag."""
    return tagged(person_lists.found(connection, person, subject_id))


@router.get(
    "/people/{subject_id}/transitions",
    operation_id="person_transitions",
    response_model=Options,
    responses=_ONE,
)
def show_transitions(person: CurrentPerson, desk: AccountDesk, subject_id: PersonPath) -> Json:
    """Tell what you may do with it now, and what stands in the way of the rest."""
    person_lists.found(desk.connection, person, subject_id)
    subject = desk.look(PERSON, [subject_id]).get(subject_id)
    if subject is None:
        raise NotFound
    state, facts = subject.row["state"], PERSON.facts(desk, subject, Order(subject_id))
    found = LIFECYCLES["person"].available(state, facts)
    shown = [option_shown("person", option) for option in found]
    return tagged({"state": state, "revision": subject.row["revision"], "transitions": shown})


@router.get(
    "/people/{subject_id}/trail",
    operation_id="person_trail",
    response_model=Trail,
    responses=_ONE,
)
def show_trail(
    person: CurrentPerson,
    connection: CurrentConnection,
    subject_id: PersonPath,
    after: Annotated[int, Query(ge=-1, le=2_000_000_000)] = -1,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Json:
    """Read its trail from the beginning; go on with `after`, the number of the last record."""
    rows = person_lists.trail_of(connection, person, subject_id, Page(after, limit + 1))
    return paged(rows, limit, "number")


@router.get(
    "/people/{subject_id}/tokens",
    operation_id="person_tokens",
    response_model=HeldTokens,
    responses=_ONE,
)
def show_tokens(
    person: CurrentPerson, connection: CurrentConnection, now: Now, subject_id: PersonPath
) -> Json:
    """List sessions and personal tokens that are good still."""
    return Json({"items": person_lists.tokens_of(connection, person, subject_id, now)})


@router.post(
    "/people/{subject_id}/reset_password",
    operation_id="reset_password_person",
    response_model=FirstAnswer,
    responses=_ACT,
)
def reset_password(
    desk: AccountDesk, subject_id: PersonPath, body: Annotated[Ask, Body(default_factory=Ask)]
) -> Json:
    """重置口令：give a one-time password, shown this once; all tokens end."""
    seat = because(without_key(desk), body.reason)
    answer, first = accounts.reset_password(seat, subject_id)
    shown = {**answer.to_json(), "password": first}
    return Json(shown, 200, {"ETag": f'"{answer.revision}"', **_ONCE})


def _act_route(ask: Service, shape: type[Ask]) -> Route:
    blank = not any(field.is_required() for field in shape.model_fields.values())

    def act(desk: AccountDesk, subject_id: PersonPath, seen: SeenRevision, body: Ask) -> Json:
        order = Order(subject_id, _said(body), seen, body.reason)
        return answered(one(ask(desk, [order])))

    how = Body(default_factory=shape) if blank else Body()
    return typed(act, "body", Annotated[shape, how])


def _said(body: Ask) -> dict[str, Any]:
    said = content_of(body)
    if "capacities" in said:
        said["capacities"] = tuple(Held(**held) for held in said["capacities"])
    return said


def _act(trigger: Word, service: Service) -> dict[str, Any]:
    return {
        "endpoint": _act_route(service, ask_of("person", trigger)),
        "operation_id": f"{trigger}_person",
        "summary": f"{trigger.zh}：{summary_of(service)}",
        "response_model": Answer,
        "responses": _ACT,
        "tags": _TAG,
    }


def _many_route(ask: Service, shape: type[Batch]) -> Route:
    def act_on_many(request: Request, desk: AccountDesk, body: Batch) -> Json:
        orders = [Order(o.id, _said(o), seen(o), o.reason) for o in body.orders]
        if len({order.id for order in orders}) != len(orders):
            raise BadInput("同一人员在一次提交中出现了两次。")
        return answers_json(ask(desk, orders), request.state.request_id)

    return typed(act_on_many, "body", Annotated[shape, Body()])


def _many(trigger: Word, service: Service) -> dict[str, Any]:
    return {
        "endpoint": _many_route(service, batch_of("person", trigger)),
        "operation_id": f"{trigger}_persons",
        "summary": f"{trigger.zh}：{summary_of(service)} (many at once)",
        "response_model": Answers,
        "responses": documented(401, 403, 404, 409, 413),
        "tags": _TAG,
    }


def keeping_routes() -> Later:
    """Lay the routes of every verb by which accounts are kept."""
    later = Later()
    for trigger, service in asked_verbs("person"):
        made = partial(_act, trigger, service)
        later.later(f"/people/{{subject_id}}/{trigger}", made, "POST")
        later.later(f"/people/{trigger}", partial(_many, trigger, service), "POST")
    return later
