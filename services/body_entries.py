"""Entering bodies (机构入册): new ones with their people, new names beside the old, an end."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from services.bodies import Body
from services.desk import Desk
from services.unit_layouts import Layout

Row = Mapping[Any, Any]

_ENTER = text(
    "INSERT INTO unit (district_id, id, name, short_name, kind, ranking_group, assessed, sort,"
    " from_day) SELECT u.district_id, CAST(:id AS varchar), CAST(:name AS varchar),"
    " CAST(:short AS varchar), u.kind, CAST(:group AS varchar), true, u.sort, CAST(:day AS date)"
    " FROM unit u WHERE u.district_id = :district AND u.id = :source"
)
# Who held a body's hats before holds those of the new body until the office appoints others.
_APPOINT = text(
    "INSERT INTO assignment (district_id, id, person_id, capacity, unit_id, scope, from_day)"
    " SELECT a.district_id, concat_ws(':', a.person_id, a.capacity, u.id, u.from_day), a.person_id,"
    " a.capacity, u.id, a.scope, u.from_day FROM assignment a JOIN unit u"
    "  ON u.district_id = a.district_id AND u.id = :id WHERE a.district_id = :district"
    " AND a.unit_id = ANY(:sources) AND a.capacity IN ('unit_clerk', 'unit_head', 'examiner')"
    " AND a.from_day <= u.from_day AND (a.until_day IS NULL OR a.until_day >= u.from_day)"
    " ON CONFLICT DO NOTHING"
)
_KEEP_NAME = text(
    "INSERT INTO unit_name (district_id, unit_id, from_day, name, short_name)"
    " SELECT u.district_id, u.id, coalesce(u.from_day, :first), u.name, u.short_name FROM unit u"
    " WHERE u.district_id = :district AND u.id = :id AND NOT EXISTS (SELECT FROM unit_name n"
    "  WHERE n.district_id = u.district_id AND n.unit_id = u.id)"
)
_NAME = text(
    "INSERT INTO unit_name (district_id, unit_id, from_day, name, short_name)"
    " VALUES (:district, :id, :day, :name, :short) ON CONFLICT DO NOTHING"
)
_RENAME = text(
    "UPDATE unit SET name = :name, short_name = :short WHERE district_id = :district AND id = :id"
)
_CLOSE = text(
    "UPDATE unit SET until_day = :last WHERE district_id = :district AND id = ANY(:closed)"
)


def enter_bodies(desk: Desk, change: Row, laid: Layout) -> None:
    """Enter new bodies with their people, write new names down beside the old, close the others."""
    known = {body.id: body for body in desk.rules.bodies}
    for body in laid.after:
        before = known.get(body.id)
        if before is None:
            _enter(desk, change, body)
        elif before.name != body.name:
            desk.connection.execute(_KEEP_NAME, _named(desk, change, body))
            desk.connection.execute(_NAME, _named(desk, change, body))
            desk.connection.execute(_RENAME, _named(desk, change, body))
    asked = {
        "district": desk.act.district_id,
        "closed": list(laid.closed),
        "last": change["effective_on"] - timedelta(days=1),
    }
    desk.connection.execute(_CLOSE, asked)


def _enter(desk: Desk, change: Row, body: Body) -> None:
    sources: Sequence[str] = change["from_units"]
    asked = {**_named(desk, change, body), "source": sources[0], "sources": list(sources)}
    desk.connection.execute(_ENTER, {**asked, "group": body.ranking_group or None})
    desk.connection.execute(_NAME, asked)
    desk.connection.execute(_APPOINT, asked)


def _named(desk: Desk, change: Row, body: Body) -> dict[str, Any]:
    return {
        "district": desk.act.district_id,
        "id": body.id,
        "name": body.name,
        "short": body.short_name,
        "day": change["effective_on"],
        "first": date(desk.year, 1, 1),
    }
