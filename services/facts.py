"""Facts export (事实导出): all that a year's totals rest on, for whoever reckons them again."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from plans.schema import Plan
from scoring.explain import shown
from services.desk import Desk
from services.splits import weights_in_force
from services.succession import Heritage, heritages
from services.units import splits
from states.category import Category

FORMAT = "jixiao-facts-1"
_Rows = defaultdict[str, list[dict[str, Any]]]

_RESULTS = text(
    "SELECT s.*, u.name, u.kind, u.ranking_group FROM result s JOIN unit u"
    " ON u.district_id = s.district_id AND u.id = s.unit_id"
    " WHERE s.district_id = :district AND s.year = :year ORDER BY u.sort"
)
_INDICATORS = text(
    "SELECT i.unit_id, i.id, i.category, i.level1, i.level2, i.level3, i.weight, i.method,"
    " i.points, i.assessor_id, i.falsified, c.method AS code, c.method_version, c.inputs,"
    " c.version, coalesce(v.content -> 'parameters', i.parameters) AS parameters,"
    " coalesce(c.explanation -> 'evidence', '[]') AS evidence"
    " FROM indicator i LEFT JOIN LATERAL (SELECT version, method, method_version, inputs,"
    "   explanation FROM score c WHERE c.district_id = i.district_id AND c.indicator_id = i.id"
    "  ORDER BY c.number DESC LIMIT 1) c ON i.state = 'scored'"
    " LEFT JOIN indicator_version v ON v.district_id = i.district_id"
    "  AND v.indicator_id = i.id AND v.version = c.version"
    " WHERE i.district_id = :district AND i.year = :year AND i.state <> 'cancelled'"
    " ORDER BY i.unit_id, i.number"
)
_ADJUSTMENTS = text(
    "SELECT unit_id, id, event, points, basis, document, about, proposed_by, approved_by"
    " FROM adjustment WHERE district_id = :district AND year = :year AND state = 'approved'"
    " ORDER BY unit_id, id"
)


def facts_of(desk: Desk) -> dict[str, Any]:
    """Tell a year's facts as JSON data, numbers as strings; marks come without names.

    Returns:
        `settings` of the plan; `units` in the official order, each with the `weights` of its
        categories, `indicators` (method, parameters, inputs, evidence, points), `adjustments`
        (approved, with item), the `heritage` of bodies taken over, `duty_marks` by judge group,
        and `result` as it stands.
    """
    asked = {"district": desk.act.district_id, "year": desk.year}
    plan, set_ = desk.rules.plan, splits(desk)
    indicators = _by_unit(desk, _INDICATORS)
    adjustments = _by_unit(desk, _ADJUSTMENTS)
    results = desk.connection.execute(_RESULTS, asked).mappings().all()
    heirs = heritages(desk, [row["unit_id"] for row in results])
    units: list[dict[str, Any]] = []
    for row in results:
        unit = row["unit_id"]
        key_work = any(one["category"] == Category.KEY for one in indicators[unit])
        weights = weights_in_force(desk.rules, unit, set_.get(unit), key_work=key_work)
        units.append(
            {
                "id": unit,
                "name": row["name"],
                "kind": row["kind"],
                "ranking_group": row["ranking_group"],
                "weights": {str(category): str(weight) for category, weight in weights.items()},
                "indicators": indicators[unit],
                "adjustments": [_with_item(plan, one) for one in adjustments[unit]],
                "heritage": _heritage(plan, heirs[unit], adjustments) if unit in heirs else None,
                "duty_marks": row["duty_marks"],
                "result": _result(row),
            }
        )
    return {
        "format": FORMAT,
        "district": desk.act.district_id,
        "year": desk.year,
        "title": plan.title,
        "document_number": plan.document_number,
        "plan_digest": plan.digest,
        "settings": settings_of(plan),
        "units": units,
    }


def _heritage(plan: Plan, heritage: Heritage, adjustments: _Rows) -> dict[str, Any]:
    parts = [
        {
            "unit": part.unit,
            "days": part.days,
            "weights": {name: str(weight) for name, weight in part.weights.items()},
        }
        for part in heritage.parts
    ]
    brought = [
        {
            "unit": unit,
            "days": days,
            "of_days": whole,
            "adjustments": [_with_item(plan, one) for one in adjustments[unit]],
        }
        for unit, (days, whole) in heritage.shares.items()
    ]
    return {"own_days": heritage.own_days, "parts": parts, "brought": brought}


def _by_unit(desk: Desk, query: Any) -> _Rows:  # noqa: ANN401 - a bound statement
    asked = {"district": desk.act.district_id, "year": desk.year}
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in desk.connection.execute(query, asked).mappings():
        told = {name: _told(value) for name, value in row.items() if name != "unit_id"}
        found[row["unit_id"]].append(told)
    return found


def _told(value: object) -> object:
    return format(value, "f") if isinstance(value, Decimal) else value


def _with_item(plan: Plan, row: Mapping[str, Any]) -> dict[str, Any]:
    found = plan.adjustments.event(row["event"])
    item, event = found or (None, None)
    return {
        **row,
        "item": item.key if item else "",
        "vetoes": bool(event and event.vetoes),
    }


def _result(row: Mapping[Any, Any]) -> dict[str, Any]:
    cents = ("daily", "duty", "adjustments", "total")
    kept = ("state", "grade", "grade_reason", "rank", "group_rank", "chosen", "undecided")
    return {
        **{name: None if row[name] is None else str(shown(row[name])) for name in cents},
        **{name: row[name] for name in kept},
    }


def settings_of(plan: Plan) -> dict[str, Any]:
    """Tell the plan's settings that totals, ranks and grades are reckoned by."""
    dumped = plan.model_dump(mode="json", include={"composition", "judges", "grades"})
    return {**dumped, "adjustments": plan.adjustments.model_dump(mode="json")}
