"""The inbox, the units, the overview."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Query

from api.deps import CurrentConnection, CurrentDesk, CurrentHouse, CurrentPerson, Now
from api.problems import documented
from api.rendering import Json
from api.routes.later import Later
from api.schemas.answers import Letters, Marked, Overview, Units
from api.schemas.asks import ReadUntil
from kit.clock import as_utc
from kit.errors import BadInput
from services import browse, messages
from services.overview import overview

router = Later()
_SIGNED_IN = documented(401, 403)


@router.get(
    "/inbox",
    operation_id="inbox",
    tags=["inbox"],
    response_model=Letters,
    responses=_SIGNED_IN,
)
def read_inbox(
    person: CurrentPerson,
    connection: CurrentConnection,
    unread: Annotated[bool, Query(description="只看未读")] = False,  # noqa: FBT002 - a query
    before: Annotated[
        str | None, Query(max_length=200, description="此刻以前的；或上一页答复中的 next")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Json:
    """Read your inbox, newest first; go on with `before`, the `next` of the page before."""
    who = (person.district_id, person.person_id)
    start = _start(before) if before else {}
    rows = messages.inbox(connection, who, unread=unread, limit=limit + 1, **start)
    shown = [dict(row) for row in rows[:limit]]
    return Json({"items": shown, "next": _next(shown[-1]) if len(rows) > limit else None})


def _next(row: Mapping[str, Any]) -> str:
    at = row["at"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return "~".join((at, row["kind"], row["subject_id"], str(row["number"]), row["topic"]))


def _start(before: str) -> dict[str, Any]:
    at, *place = before.split("~")
    try:
        # A plus sign that was not encoded arrives as a space.
        start: dict[str, Any] = {"before": as_utc(datetime.fromisoformat(at.replace(" ", "+")))}
        if place:
            kind, subject_id, number, topic = place
            start["place"] = (kind, subject_id, int(number), topic)
    except (ValueError, OverflowError) as fault:
        raise BadInput("“before”应为带时区的时刻，或上一页答复中的 next。") from fault
    return start


@router.post(
    "/inbox/read",
    operation_id="mark_inbox_read",
    tags=["inbox"],
    response_model=Marked,
    responses=documented(401, 403, 413),
)
def mark_read(
    person: CurrentPerson, connection: CurrentConnection, now: Now, body: ReadUntil
) -> Json:
    """Mark everything up to an instant as read."""
    who = (person.district_id, person.person_id)
    return Json({"marked": messages.mark_read(connection, who, body.until, now)})


@router.get(
    "/units", operation_id="units", tags=["units"], response_model=Units, responses=_SIGNED_IN
)
def list_units(person: CurrentPerson, connection: CurrentConnection) -> Json:
    """List the district's units in the official order."""
    return Json({"items": browse.units(connection, person.district_id)})


@router.get(
    "/overview",
    operation_id="overview",
    tags=["overview"],
    response_model=Overview,
    responses=documented(401, 403, 404),
)
def show_overview(house: CurrentHouse, person: CurrentPerson, desk: CurrentDesk, now: Now) -> Json:
    """Show how the units stand, what falls due in 14 days, the phase and the clock."""
    seen = overview(desk.connection, person.district_id, desk.year, now, desk.rules, person.sight)
    shown: dict[str, Any] = {"clock": house.clock.label, "now": now}
    for name in ("year", "today", "phase", "totals", "units", "due", "due_count"):
        shown[name] = getattr(seen, name)
    return Json(shown)
