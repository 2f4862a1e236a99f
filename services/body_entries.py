"""Entering bodies (机构入册): new ones with their people, new names beside the old, an end."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from services.accounts import appoint
from services.acts import Order
from services.bodies import Body
from services.desk import Desk
from services.person_facts import Held
from services.unit_layouts import Layout
from states.capacity import Capacity

Row = Mapping[Any, Any]

_ENTER = text(
    "INSERT INTO unit (district_id, id, name, short_name, kind, ranking_group, assessed, sort,"
    " from_day) SELECT u.district_id, CAST(:id AS varchar), CAST(:name AS varchar),"
    " CAST(:short AS varchar), u.kind, CAST(:group AS varchar), true, u.sort, CAST(:day AS date)"
    " FROM unit u WHERE u.district_id = :district AND u.id = :source"
)
_HATS = text(
    "SELECT a.person_id, jsonb_agg(DISTINCT a.capacity) AS capacities FROM assignment a"
    " JOIN person p ON p.district_id = a.district_id AND p.id = a.person_id AND p.state = 'active'"
    " WHERE a.district_id = :district AND a.unit_id = ANY(:sources)"
    " AND a.capacity IN ('unit_clerk', 'unit_head', 'examiner')"
    " AND a.from_day <= :day AND (a.until_day IS NULL OR a.until_day >= :day)"
    " GROUP BY a.person_id ORDER BY a.person_id"
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
    _appoint(desk, asked)


def _appoint(desk: Desk, asked: dict[str, Any]) -> None:
    """Whoever held a body's hats before holds the new one's until the office appoints others."""
    wanted = [
        Order(
            row.person_id,
            {
                "capacities": tuple(Held(Capacity(c), asked["id"]) for c in row.capacities),
                "from_day": asked["day"],
            },
        )
        for row in desk.connection.execute(_HATS, asked)
    ]
    if wanted:
        appoint(desk.by("system:flow"), wanted)


def _named(desk: Desk, change: Row, body: Body) -> dict[str, Any]:
    return {
        "district": desk.act.district_id,
        "id": body.id,
        "name": body.name,
        "short": body.short_name,
        "day": change["effective_on"],
        "first": date(desk.year, 1, 1),
    }
