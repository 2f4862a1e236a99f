"""Comparison with the years before (同比、趋势): this database's own, else the plan's baselines."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import text

from plans.schema import Plan
from reports.comparison import compared
from services.desk import Desk

Years = dict[int, dict[str, Any]]

_PUBLISHED = text(
    "SELECT unit_id, year, total, grade, rank FROM result WHERE district_id = :district"
    " AND year <= :year AND (state = 'published' OR year = :year)"
    " AND (CAST(:unit AS text) IS NULL OR unit_id = :unit) ORDER BY year"
)


def comparisons(desk: Desk, unit_id: str | None = None) -> dict[str, dict[str, Any]]:
    """Compare every unit's year (or one unit's) with the years before (`reports.comparison`)."""
    asked = {"district": desk.act.district_id, "year": desk.year, "unit": unit_id}
    known: defaultdict[str, Years] = defaultdict(dict)
    for unit, row in _baselines(desk.rules.plan).items():
        known[unit][desk.year - 1] = {**row, "year": desk.year - 1}
    for found in desk.connection.execute(_PUBLISHED, asked).mappings():
        known[found["unit_id"]][found["year"]] = dict(found)
    units = known if unit_id is None else [unit_id]
    return {
        unit: compared([known[unit][year] for year in sorted(known[unit])], desk.year)
        for unit in units
    }


def _baselines(plan: Plan) -> Mapping[str, dict[str, Any]]:
    """Take last year's results from the plan: total, grade and rank by unit."""
    held = plan.baselines
    if held is None or held.year != plan.year - 1:
        return {}
    return {
        unit: {"total": row.total, "grade": row.grade, "rank": row.rank}
        for unit, row in held.results.items()
    }


_VERSIONS = text(
    "SELECT number, daily, duty, adjustments, total, grade, rank, group_rank, digest,"
    " published_at, gate_id, document_id, reason FROM result_version"
    " WHERE district_id = :district AND result_id = :id ORDER BY number"
)


def versions(desk: Desk, result_id: str) -> list[dict[str, Any]]:
    """List every state in which a result was published, the first first; sight was checked."""
    asked = {"district": desk.act.district_id, "id": result_id}
    return [dict(row) for row in desk.connection.execute(_VERSIONS, asked).mappings()]
