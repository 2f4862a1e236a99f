"""Tasks inserted during the year (年中增加任务): they take their weight from the unit's others."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kit.errors import Objected, Objection
from scoring.weights import make_room
from services.desk import Desk
from services.indicator_content import unit_weight_problems
from services.intents import Planned
from services.reading import many
from services.rules import Rules
from services.versions import from_json, reweighed
from states.capacity import Capacity
from states.indicator import IndicatorFacts, IndicatorState

Row = Mapping[Any, Any]


def facts_of(rules: Rules, row: Row) -> dict[str, Any]:
    """Tell what the questions about an inserted task look at, beside those about every other."""
    rule = rules.plan.insertions
    found: dict[str, Any] = {
        "inserted": bool(row.get("inserted_by")),
        "insertable": frozenset(rule.categories),
        "gate": row.get("gate_state") or "",
    }
    if not found["inserted"] or row.get("state") != IndicatorState.REVIEWED:
        return found
    starter = rule.starter
    gate = {} if starter is None else {"gate": "approved"}
    return {**found, **gate, "inserter": starter, "room": _room(row)}


def weights_of(rules: Rules, row: Row) -> tuple[Objection, ...]:
    """List what keeps a reviewed indicator's unit from its totals.

    An inserted task finds the table whole without it; alone in its category it fills it.
    """
    sums: dict[str, str] = {**(row["unit_weights"] or {})}
    if row["inserted_by"] and not many(row["siblings"]):
        sums[row["category"]] = str(Decimal(sums.get(row["category"], "0")) + row["weight"])
    return unit_weight_problems(rules, row["unit_id"], sums, row["split"])


def _room(row: Row) -> tuple[Objection, ...]:
    siblings = many(row["siblings"])
    if not siblings:
        return ()
    try:
        _shares(siblings, row["weight"])
    except Objected as refusal:
        return refusal.objections
    return ()


def _shares(siblings: list[dict[str, Any]], weight: Decimal) -> dict[str, Decimal]:
    return make_room({row["id"]: Decimal(row["weight"]) for row in siblings}, weight)


def making_room(desk: Desk, row: Row, facts: IndicatorFacts) -> tuple[Planned, ...]:
    """Plan how the unit's other indicators of the category give an inserted task its weight."""
    siblings = many(row["siblings"])
    if not facts.inserted or not siblings:
        return ()
    worn = next(capacity for capacity in Capacity if capacity in facts.capacities)
    why = f"年中增加任务“{row['level3']}”（{row['id']}，{row['inserted_by']}），权重按比例让出。"
    weights = _shares(siblings, row["weight"])
    return reweighed(desk, map(from_json, siblings), weights, worn, why)
