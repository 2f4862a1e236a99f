"""Acting: every verb that is asked for, on one subject or on many at once."""

from functools import partial
from typing import Annotated, Any

from fastapi import Body, Request

from api.deps import (
    CurrentAct,
    CurrentConnection,
    SeenRevision,
    SubjectDesk,
    SubjectPath,
    year_of,
)
from api.problems import documented, problem
from api.rendering import Json, answered
from api.routes.kinds import Route, asked_verbs, slug, summary_of, typed
from api.routes.later import Later
from api.schemas import answers
from api.schemas.asks import Ask, Batch, BatchOrder, ask_of, batch_of
from kit.errors import BadInput, Refused
from services.acts import Answers, Order, one
from services.verbs import NOUNS
from services.verbs import Ask as Service
from services.years import desk_for
from states.words import Word

_ONE = documented(401, 403, 404, 409, 412, 413)
_MANY = documented(401, 403, 404, 409, 413)
_APART = {"id", "revision", "reason"}


def content_of(ask: Ask) -> dict[str, Any]:
    """Take what was said, without what was left out."""
    return ask.model_dump(exclude=_APART, exclude_unset=True)


def answers_json(answers: Answers, request_id: str) -> Json:
    """Write an answer or a problem for each."""
    each = [
        problem(answer, request_id) if isinstance(answer, Refused) else answer.to_json()
        for answer in answers
    ]
    return Json({"answers": each})


def _one_route(ask: Service, shape: type[Ask]) -> Route:
    blank = not any(field.is_required() for field in shape.model_fields.values())

    def act(desk: SubjectDesk, subject_id: SubjectPath, seen: SeenRevision, body: Ask) -> Json:
        order = Order(subject_id, content_of(body), seen, body.reason)
        return answered(one(ask(desk, [order])))

    how = Body(default_factory=shape) if blank else Body()
    return typed(act, "body", Annotated[shape, how])


def _many_route(ask: Service, shape: type[Batch]) -> Route:
    def act_on_many(
        request: Request, connection: CurrentConnection, act: CurrentAct, body: Batch
    ) -> Json:
        orders = [Order(o.id, content_of(o), seen(o), o.reason) for o in body.orders]
        desk = desk_for(connection, act, _year_of(orders))
        return answers_json(ask(desk, orders), request.state.request_id)

    return typed(act_on_many, "body", Annotated[shape, Body()])


def seen(order: BatchOrder) -> int | None:
    """Take the revision that the caller saw, where one was named."""
    return order.revision if "revision" in order.model_fields_set else None


def _year_of(orders: list[Order]) -> int:
    years = {year_of(order.id) for order in orders}
    if len(years) != 1:
        raise BadInput("一次只能办理同一考评年度的事项。")
    if len({order.id for order in orders}) != len(orders):
        raise BadInput("同一事项在一次提交中出现了两次。")
    return years.pop()


def _one(kind: str, trigger: Word, service: Service) -> dict[str, Any]:
    return {
        "endpoint": _one_route(service, ask_of(kind, trigger)),
        "operation_id": f"{trigger}_{kind}",
        "summary": f"{trigger.zh}：{summary_of(service)}",
        "response_model": answers.Answer,
        "responses": _ONE,
        "tags": [slug(kind)],
    }


def _many(kind: str, trigger: Word, service: Service) -> dict[str, Any]:
    return {
        "endpoint": _many_route(service, batch_of(kind, trigger)),
        "operation_id": f"{trigger}_{kind}s",
        "summary": f"{trigger.zh}：{summary_of(service)} (many at once)",
        "response_model": answers.Answers,
        "responses": _MANY,
        "tags": [slug(kind)],
    }


def acting_routes() -> Later:
    """Lay the routes of every verb that is asked for."""
    router = Later()
    for kind in NOUNS:
        for trigger, service in asked_verbs(kind):
            verb = (kind, trigger, service)
            at = f"/{slug(kind)}"
            router.later(f"{at}/{{subject_id}}/{trigger}", partial(_one, *verb), "POST")
            router.later(f"{at}/{trigger}", partial(_many, *verb), "POST")
    return router
