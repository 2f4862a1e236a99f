"""The versions of the working calendar as they were entered (日历版本): listed, read, summed up."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import Connection, text

from kit.calendar import WorkCalendar
from kit.errors import NotFound
from services.rules import calendar_of

_VERSIONS = text("""
SELECT v.version, v.years, v.basis, v.document, v.entered_by, v.entered_at,
    (SELECT count(*) FROM calendar_day d WHERE d.district_id = v.district_id
        AND d.version = v.version) AS days,
    (SELECT coalesce(jsonb_agg(y.year ORDER BY y.year), '[]') FROM year y
        WHERE y.district_id = v.district_id AND y.calendar_version = v.version) AS in_force
FROM calendar_version v WHERE v.district_id = :district
ORDER BY v.entered_at NULLS FIRST, v.version
""")


def versions(connection: Connection, district_id: str) -> list[dict[str, Any]]:
    """List the versions of the calendar, those of plans first, then in the order of entry."""
    found = connection.execute(_VERSIONS, {"district": district_id}).mappings()
    return [dict(row) for row in found]


def version(connection: Connection, district_id: str, name: str) -> dict[str, Any]:
    """Show one version with its days.

    Raises:
        NotFound: there is none of that name.
    """
    found = [row for row in versions(connection, district_id) if row["version"] == name]
    if not found:
        raise NotFound(f"没有名为“{name}”的日历版本。")
    days = calendar_of(connection, district_id, name).as_data()["days"]
    return {**found[0], "days": days}


def completed(held: WorkCalendar, notice: Mapping[str, Any]) -> WorkCalendar:
    """Make a version of a notice: of its own years what it says, of the others what was held.

    Raises:
        BadInput: with one objection for every row that cannot be right.
    """
    years = {int(year) for year in notice["years"]}
    days = [day for day in held.as_data()["days"] if day["date"].year not in years]
    return WorkCalendar.of(
        {
            "version": notice["version"],
            "basis": notice["basis"],
            "years": sorted({*held.years, *years}),
            "days": [*days, *notice["days"]],
        }
    )


def digest_of(calendar: WorkCalendar) -> str:
    """Sum a version up: SHA-256 (hex) over its years and days."""
    data = calendar.as_data()
    return sha256(orjson.dumps([data["years"], data["days"]])).hexdigest()
