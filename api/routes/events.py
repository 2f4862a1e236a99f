"""What happened, in one order: in pages, as a stream, pushed to an address."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Body, Depends, Header, Query, Request

from api.deps import (
    CurrentConnection,
    CurrentDesk,
    CurrentHouse,
    CurrentPerson,
    CurrentToken,
    SeenRevision,
    SubjectDesk,
    SubjectPath,
    because,
)
from api.problems import BadHeader, documented
from api.rendering import Json, paged
from api.routes.acting import content_of
from api.routes.later import Later
from api.schemas import answers_events as shapes
from api.schemas.ask import Ask
from api.schemas.asks_events import EventPage, EventsAsked, EventStream, NewWebhook
from api.streams import Frames, Streams, told
from services import browse, sealing, subscribing, webhook_ledger
from services.browse import Page
from services.events import Wanted, events, insist_on_words
from services.subscribing import Disclosed, Terms

router = Later()
#: The header of a number has at most so many digits.
_LONGEST = 16
#: Behind every number.
_LAST = 9_000_000_000_000_000
#: Proxies must hand on what comes at once.
_UNBUFFERED = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
#: A stream reads so many events at once.
_AT_ONCE = 100


def _wanted(asked: EventsAsked, after: int, limit: int) -> Wanted:
    return Wanted(
        after=after, kinds=asked.kinds, triggers=asked.triggers, unit_id=asked.unit, limit=limit
    )


@router.get(
    "/events",
    operation_id="events",
    tags=["events"],
    response_model=shapes.Events,
    responses=documented(401, 403),
)
def list_events(
    person: CurrentPerson, connection: CurrentConnection, asked: Annotated[EventPage, Query()]
) -> Json:
    """Read what happened, in one order, as far as you may see; go on with `after`."""
    found = events(connection, person, _wanted(asked, asked.after, asked.limit))
    return Json({"items": found.events, "next": found.upto, "more": found.more})


def _begin(
    person: CurrentPerson,
    connection: CurrentConnection,
    asked: Annotated[EventStream, Query()],
    last: Annotated[
        str | None, Header(alias="Last-Event-ID", description="所见最后一个事件的编号")
    ] = None,
) -> Wanted:
    insist_on_words(asked.kinds, asked.triggers)
    if last:
        if len(last) > _LONGEST or not (last.isascii() and last.isdigit()):
            raise BadHeader("Last-Event-ID 应为所见最后一个事件的编号。")
        return _wanted(asked, int(last), _AT_ONCE)
    now = sealing.latest(connection, person.district_id)
    return _wanted(asked, now if asked.after is None else asked.after, _AT_ONCE)


Begin = Annotated[Wanted, Depends(_begin)]


def _place(request: Request, begin: Begin) -> Iterator[Streams]:
    del begin  # whoever may not read takes no place
    streams: Streams = request.app.state.streams
    with streams.place():
        yield streams


#: Kept until the stream has ended.
Place = Annotated[Streams, Depends(_place)]


@router.get(
    "/events/stream",
    operation_id="event_stream",
    tags=["events"],
    response_class=Frames,
    responses=documented(401, 403),
)
async def stream_events(
    house: CurrentHouse,
    person: CurrentPerson,
    token: CurrentToken,
    begin: Begin,
    streams: Place,
) -> Frames:
    """Follow what happens (SSE); a client that comes back goes on after `Last-Event-ID`."""
    # Not by FastAPI's own class: it takes a client that goes away for a fault.
    written = told(streams, house, token, person.district_id, begin)
    return Frames(written, headers=_UNBUFFERED)


_SUBSCRIBED: dict[str, Any] = {"response_model": shapes.Subscribed, "tags": ["webhooks"]}


def _disclosed(found: Disclosed, status: int = 200) -> Json:
    content = {**found.answer.to_json(), "secret": found.secret}
    return Json(content, status, {"ETag": f'"{found.answer.revision}"'})


@router.post(
    "/webhooks",
    operation_id="subscribe_webhook",
    status_code=201,
    responses=documented(401, 403, 404, 409, 413),
    **_SUBSCRIBED,
)
def subscribe(house: CurrentHouse, desk: CurrentDesk, body: NewWebhook) -> Json:
    """订阅推送：push events to an address from now on; the secret is shown this once."""
    said = content_of(body)
    return _disclosed(subscribing.subscribe(because(desk, body.reason), Terms.of(house), said), 201)


@router.post(
    "/webhooks/{subject_id}/rotate_secret",
    operation_id="rotate_secret_webhook",
    responses=documented(401, 403, 404, 409, 412, 413),
    **_SUBSCRIBED,
)
def rotate_secret(
    house: CurrentHouse,
    desk: SubjectDesk,
    subject_id: SubjectPath,
    seen: SeenRevision,
    body: Annotated[Ask, Body(default_factory=Ask)],
) -> Json:
    """更换签名密钥：make a new secret, shown this once; the one before signs beside it a while."""
    at = because(desk, body.reason)
    return _disclosed(subscribing.rotate_secret(at, house.secrets, subject_id, seen))


@router.get(
    "/webhooks/{subject_id}/attempts",
    operation_id="webhook_attempts",
    tags=["webhooks"],
    response_model=shapes.Attempts,
    responses=documented(401, 403, 404),
)
def list_attempts(
    person: CurrentPerson,
    connection: CurrentConnection,
    subject_id: SubjectPath,
    before: Annotated[int, Query(ge=1, le=_LAST)] = _LAST,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Json:
    """Read what was tried to push, the latest first; go on with `before`."""
    browse.found(connection, person, "webhook", subject_id)
    page = Page(before, limit + 1)
    rows = webhook_ledger.attempts(connection, person.district_id, subject_id, page)
    return paged(rows, limit, "place")
