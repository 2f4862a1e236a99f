"""Splits (权重比例): how a unit's hundred is divided, by the plan or as it was set for the unit."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from plans.settings_bodies import Weights
from services.rules import Rules
from states.category import Category


def split_of(unit: str, district: str = "s.district_id", year: str = "s.year") -> str:
    """Write the query for the split that was set for a unit in a year; none where none was.

    The last one counts: granted by the office (方案 三（三）1), or set with a change of bodies.

    Args:
        unit: SQL that names the unit.
        district: SQL that names the district.
        year: SQL that names the year.
    """
    return f"""(SELECT w.split FROM (
        SELECT q.changes AS split, q.moved_at FROM request q
        WHERE q.district_id = {district} AND q.year = {year} AND q.unit_id = {unit}
          AND q.asks = 'reweighting' AND q.state = 'granted'
        UNION ALL
        SELECT t.body -> 'weights', c.moved_at
        FROM unit_change c CROSS JOIN LATERAL jsonb_array_elements(c.to_units) t(body)
        WHERE c.district_id = {district} AND c.year = {year} AND c.state = 'effected'
          AND t.body ->> 'id' = {unit} AND jsonb_typeof(t.body -> 'weights') = 'object'
        ) w ORDER BY w.moved_at DESC LIMIT 1)"""


def weights_in_force(
    rules: Rules, unit_id: str, split: Mapping[str, Any] | None, *, key_work: bool
) -> Weights:
    """Give a unit's category weights: those set for it, else those of the plan.

    Raises:
        NotFound: there is no such unit.
    """
    if split:
        return {Category(key): Decimal(str(weight)) for key, weight in split.items()}
    return rules.plan.weights(rules.body(unit_id), key_work=key_work)
