"""Calendars to subscribe to: addresses that are secrets, and the files behind them."""

import re
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Header, Path, Request, Response

from api.deps import CurrentPerson, Now, OpenConnection, OwnDesk, today_of
from api.problems import documented
from api.quotas import take
from api.rendering import Json
from api.routes.later import Later
from api.schemas.answers_messages import CalendarAddress
from api.schemas.asks_people import NewCalendarAddress
from api.versions import PREFIX
from services import calendar_feeds, tokens
from services.scopes import Scope
from services.tokens import Wanted

router = Later(tags=["calendars"])
MEDIA_TYPE = "text/calendar"
_ONCE = {"Cache-Control": "no-store"}
_TAG = re.compile(r'(?:W/)?"([0-9a-f]{64})"')
AddressPath = Annotated[str, Path(description="日历地址中的密钥")]
_FOUND: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}, "description": "日历"},
    304: {"description": "没有变化"},
}


@router.post(
    "/me/calendars",
    operation_id="issue_calendar",
    status_code=201,
    response_model=CalendarAddress,
    responses=documented(401, 403, 404, 409),
)
def issue_calendar(person: CurrentPerson, desk: OwnDesk, body: NewCalendarAddress) -> Json:
    """签发日历地址：make the address of your calendar, or a unit's; it is shown this once."""
    calendar_feeds.insist_on_sight(person, body.unit_id)
    if body.unit_id:
        desk.rules.body(body.unit_id)
    label, scopes = body.label or "日历", (Scope.CALENDAR,)
    wanted = Wanted(label, scopes, body.days, calendar=True, unit_id=body.unit_id)
    made = tokens.issue(desk, person.person_id, wanted)
    path = f"{PREFIX}/feeds/{made.token}.ics"
    told = {"number": made.number, "path": path, "expires_at": made.expires_at}
    return Json(told, 201, _ONCE)


@router.get(
    "/feeds/{token}.ics",
    operation_id="calendar",
    response_class=Response,
    responses={**documented(404), **_FOUND},
)
def show_calendar(
    request: Request,
    connection: OpenConnection,
    now: Now,
    token: AddressPath,
    seen: Annotated[
        str | None, Header(alias="If-None-Match", description="上次所得的 ETag")
    ] = None,
) -> Response:
    """Read a calendar (iCalendar); whoever has the address may."""
    today = today_of(now)
    reader = calendar_feeds.reader_of(connection, token, now, today)
    take(request, "reads", reader.person.district_id, reader.person.person_id)
    content = calendar_feeds.feed(connection, reader, now, today)
    tag = sha256(content).hexdigest()
    headers = {"ETag": f'"{tag}"', "Cache-Control": "private, no-cache"}
    if tag in _TAG.findall(seen or ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=MEDIA_TYPE, headers=headers)
