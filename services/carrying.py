"""What a year hands on to the next (上年数据转入): names, results, actuals, open items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from kit.errors import NotFound
from plans.carried import Carried, Item
from plans.moving import shifted
from plans.settings_memory import Actual, Rectified, UnitResult
from plans.table.rows import Row
from scoring.explain import shown
from services.desk import Desk
from services.exporting import rows_of

_LATEST = text("SELECT district_id, max(year) AS year FROM year GROUP BY 1 ORDER BY 2 DESC LIMIT 1")
_FILES = text("SELECT plan FROM year WHERE district_id = :district AND year = :year")
_UNITS = text(
    "SELECT id, name, short_name, kind, subkind, coalesce(ranking_group, '') AS ranking_group"
    " FROM unit WHERE district_id = :district AND (until_day IS NULL OR until_day >= :last_day)"
    " ORDER BY sort, id"
)
_RESULTS = text(
    "SELECT r.unit_id, r.total, r.grade, r.rank FROM result r JOIN unit u"
    " ON u.district_id = r.district_id AND u.id = r.unit_id WHERE r.district_id = :district"
    " AND r.year = :year AND r.state = 'published' AND r.total IS NOT NULL ORDER BY u.sort"
)
_ACTUALS = text(
    "SELECT id, unit_id, level3, inputs ->> 'actual' AS value, points, weight FROM indicator"
    " WHERE district_id = :district AND year = :year AND state = 'scored' ORDER BY id"
)
_RECTIFIED = text(
    "SELECT r.id || '-' || (i ->> 'number') AS id, r.unit_id, i ->> 'finding' AS finding,"
    " coalesce(i ->> 'measure', '') AS measure, i ->> 'outcome' = 'accepted' AS done"
    " FROM rectification_plan r CROSS JOIN LATERAL jsonb_array_elements(r.items) i"
    " WHERE r.district_id = :district AND r.year = :year"
    " AND r.state IN ('in_progress', 'verified', 'scored')"
    " AND (i ->> 'outcome' = 'rejected' OR i ->> 'carry' = 'yes')"
    " ORDER BY r.id, (i ->> 'number')::int"
)


def latest_year(connection: Connection) -> tuple[str, int]:
    """Name the district and the latest year, closed or not.

    Raises:
        NotFound: no year was ever opened.
    """
    found = connection.execute(_LATEST).one_or_none()
    if found is None:
        raise NotFound("这个数据目录还没有开启任何年度。")
    return found.district_id, found.year


def pinned_files(desk: Desk) -> Mapping[str, str]:
    """Give the texts that the desk's year is pinned to."""
    asked = {"district": desk.act.district_id, "year": desk.year}
    return desk.connection.execute(_FILES, asked).scalar_one()


def carried(desk: Desk) -> Carried:
    """Collect what the desk's year hands on; an indicator of one name counts once a unit."""
    asked = {"district": desk.act.district_id, "year": desk.year}

    def rows(query: Any, **more: object) -> Sequence[Mapping[Any, Any]]:  # noqa: ANN401 - a clause
        return desk.connection.execute(query, {**asked, **more}).mappings().all()

    units = rows(_UNITS, last_day=desk.rules.plan.phases[-1].closes)
    return Carried(
        year=desk.year,
        units=tuple(Item(**row) for row in units),
        results={row["unit_id"]: _result(row) for row in rows(_RESULTS)},
        actuals=tuple(_actual(row) for row in rows(_ACTUALS)),
        rectifications=tuple(_rectified(row) for row in rows(_RECTIFIED)),
    )


def _result(row: Mapping[Any, Any]) -> UnitResult:
    return UnitResult(total=shown(row["total"]), grade=row["grade"], rank=row["rank"])


def _actual(row: Mapping[Any, Any]) -> Actual:
    return Actual(
        unit=row["unit_id"],
        level3=row["level3"],
        value=None if row["value"] is None else Decimal(row["value"]),
        points=shown(row["points"]),
        weight=row["weight"],
    )


def _rectified(row: Mapping[Any, Any]) -> Rectified:
    return Rectified(
        id=row["id"],
        unit=row["unit_id"],
        finding=row["finding"],
        measure=row["measure"] or row["finding"],
        done=bool(row["done"]),
    )


@dataclass(frozen=True, slots=True)
class Memory:
    """A year as the next one finds it: the texts it was run by, what it came to, its table."""

    files: Mapping[str, str]
    carried: Carried
    rows: tuple[Row, ...]


def remembered(desk: Desk) -> Memory:
    """Collect everything from which the next year's plan is drafted.

    The table keeps the rows of the bodies that still stand, under the names now in force.
    """
    handed_on = carried(desk)
    actual = {(row.unit, row.level3): row.value for row in handed_on.actuals}
    ids = {unit.name: unit.id for unit in handed_on.units}
    rows = [
        replace(row, last_year=actual.get((ids[row.unit], row.level3)))
        for row in rows_of(desk)
        if row.unit in ids
    ]
    return Memory(pinned_files(desk), handed_on, moved_on(rows))


def moved_on(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Move a table on by a year; an actual stays as last year's."""
    return tuple(replace(row, deadline=shifted(row.deadline)) for row in rows)
