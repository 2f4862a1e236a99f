"""Where messages reach people outside the house, and what became of them."""

from typing import Annotated, Any

from fastapi import Path, Query, Response
from sqlalchemy import Connection

from api.deps import CurrentConnection, CurrentHouse, CurrentPerson, CurrentSelf, OwnDesk
from api.problems import documented
from api.rendering import Json, answered, paged
from api.routes.later import Later
from api.schemas import answers_messages as shapes
from api.schemas.answers import Answer
from api.schemas.asks_messages import ChannelCode, LedgerPage, NewChannel, OwnLedgerPage
from services import channels, deliveries
from services.acts import Order, one
from services.browse import Page
from services.channels import Terms, Wanted
from services.people import SignedIn

router = Later(tags=["messages"])
_OWN = documented(401, 403, 404, 409)
ChannelNumber = Annotated[int, Path(alias="number", ge=0, le=2_000_000_000)]


@router.get(
    "/me/channels",
    operation_id="my_channels",
    response_model=shapes.HeldChannels,
    responses=documented(401, 403),
)
def my_channels(person: CurrentSelf, connection: CurrentConnection) -> Json:
    """List by which channels messages reach you; addresses are masked."""
    found = channels.channels_of(connection, person.district_id, person.person_id)
    return Json({"items": found})


@router.post(
    "/me/channels",
    operation_id="add_channel",
    status_code=201,
    response_model=shapes.AddedChannel,
    responses=documented(401, 403, 404, 409, 413),
)
def add_channel(house: CurrentHouse, desk: OwnDesk, body: NewChannel) -> Json:
    """登记送达渠道：add a channel; it carries nothing before its code is confirmed."""
    wanted = Wanted(body.channel, body.address, body.secret or "", body.label, body.carries)
    answer = channels.add(desk, Terms.of(house), wanted)
    told = {**answer.to_json(), "number": answer.revision}
    return Json(told, 201, {"ETag": f'"{answer.revision}"'})


@router.post(
    "/me/channels/{number}/confirm",
    operation_id="confirm_channel",
    response_model=Answer,
    responses=documented(401, 403, 404, 409, 413),
)
def confirm_channel(
    house: CurrentHouse, desk: OwnDesk, number: ChannelNumber, body: ChannelCode
) -> Json:
    """启用送达渠道：put a channel to use by the code that came by it."""
    return answered(channels.confirm(desk, Terms.of(house), number, body.code))


@router.delete(
    "/me/channels/{number}", operation_id="remove_my_channel", status_code=204, responses=_OWN
)
def remove_channel(person: CurrentSelf, desk: OwnDesk, number: ChannelNumber) -> Response:
    """取消送达渠道：take a channel away; its address is wiped."""
    one(channels.remove(desk, [Order(person.person_id, {"channel": number})]))
    return Response(status_code=204)


def _shown(
    person: SignedIn, connection: Connection, asked: OwnLedgerPage, whose: str | None
) -> Json:
    page = Page(asked.before, asked.limit + 1)
    rows = deliveries.listed(connection, person, page, person_id=whose, state=asked.state)
    return paged(rows, asked.limit, "place")


_LEDGER: dict[str, Any] = {
    "response_model": shapes.Deliveries,
    "responses": documented(401, 403),
}


@router.get("/me/deliveries", operation_id="my_deliveries", **_LEDGER)
def my_deliveries(
    person: CurrentPerson, connection: CurrentConnection, asked: Annotated[OwnLedgerPage, Query()]
) -> Json:
    """Read what was delivered to you, with every attempt; go on with `before`."""
    return _shown(person, connection, asked, person.person_id)


@router.get("/deliveries", operation_id="list_deliveries", **_LEDGER)
def list_deliveries(
    person: CurrentPerson, connection: CurrentConnection, asked: Annotated[LedgerPage, Query()]
) -> Json:
    """Read the ledger of deliveries: who, by which channel, what, when, with which answer."""
    return _shown(person, connection, asked, asked.person)
