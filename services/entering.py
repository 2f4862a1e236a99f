"""Entering (录入) a plan's roll of units and its working calendar."""

from datetime import date

from sqlalchemy import Connection, text

from plans.schema import Plan

_UNIT = text(
    "INSERT INTO unit (district_id, id, name, short_name, kind, subkind, ranking_group, assessed,"
    " sort, from_day) VALUES (:district, :id, :name, :short, :kind, :subkind, :group, :assessed,"
    " :sort, :first)"
    " ON CONFLICT (district_id, id) DO UPDATE SET name = excluded.name,"
    " short_name = excluded.short_name, kind = excluded.kind, subkind = excluded.subkind,"
    " ranking_group = excluded.ranking_group, assessed = excluded.assessed, sort = excluded.sort"
)
# A body that the new roll names otherwise keeps its old name for the days before.
_KEEP_NAME = text(
    "INSERT INTO unit_name (district_id, unit_id, from_day, name, short_name)"
    " SELECT u.district_id, u.id, coalesce(u.from_day, DATE '0001-01-01'), u.name, u.short_name"
    " FROM unit u WHERE u.district_id = :district AND u.id = :id AND u.name <> :name"
    " AND NOT EXISTS (SELECT FROM unit_name n WHERE n.district_id = u.district_id"
    "  AND n.unit_id = u.id)"
)
_NAME = text(
    "INSERT INTO unit_name (district_id, unit_id, from_day, name, short_name)"
    " SELECT u.district_id, u.id, :first, u.name, u.short_name FROM unit u"
    " CROSS JOIN LATERAL (SELECT n.name FROM unit_name n WHERE n.district_id = u.district_id"
    "  AND n.unit_id = u.id ORDER BY n.from_day DESC LIMIT 1) last"
    " WHERE u.district_id = :district AND last.name <> u.name ON CONFLICT DO NOTHING"
)
# What the new roll no longer names ended with the year before.
_CLOSE = text(
    "UPDATE unit SET until_day = :last WHERE district_id = :district AND until_day IS NULL"
    " AND NOT id = ANY(:roll)"
)
_VERSION = text(
    "INSERT INTO calendar_version (district_id, version, years, basis)"
    " VALUES (:district, :version, CAST(:years AS jsonb), :basis) ON CONFLICT DO NOTHING"
)
_DAY = text(
    "INSERT INTO calendar_day (district_id, version, day, kind, name)"
    " VALUES (:district, :version, :day, :kind, :name) ON CONFLICT DO NOTHING"
)


def enter_units(connection: Connection, plan: Plan) -> None:
    """Enter a plan's roll: new bodies, new names beside the old, an end for those left out."""
    rows = [
        {
            "district": plan.district,
            "id": unit.id,
            "name": unit.name,
            "short": unit.short_name,
            "kind": unit.kind.value,
            "subkind": unit.subkind.value if unit.subkind else None,
            "group": unit.ranking_group or None,
            "assessed": unit.assessed,
            "sort": place,
            "first": date(plan.year, 1, 1),
            "last": date(plan.year - 1, 12, 31),
        }
        for place, unit in enumerate(plan.units, start=1)
    ]
    connection.execute(_KEEP_NAME, rows)
    connection.execute(_UNIT, rows)
    connection.execute(_NAME, rows[0])
    asked = {**rows[0], "roll": [row["id"] for row in rows]}
    connection.execute(_CLOSE, asked)


def enter_calendar(connection: Connection, plan: Plan) -> None:
    """Enter a plan's working calendar; a version that is there stays as it is."""
    version = {"district": plan.district, "version": plan.days.version}
    years = str(list(plan.days.years))
    connection.execute(_VERSION, {**version, "years": years, "basis": plan.days.basis})
    days = [
        {**version, "day": day.date, "kind": day.kind.value, "name": day.name}
        for day in plan.days.days
    ]
    connection.execute(_DAY, days)
