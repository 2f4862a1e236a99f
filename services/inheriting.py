"""Whoever takes over the weight of a cancelled task (取消后的权重): exact in every category."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kit.errors import Objection
from plans.words import OnCancel
from scoring.weights import redistribute
from services.desk import Desk
from services.intents import Planned
from services.reading import many
from services.rules import Rules
from services.versions import from_json, reweighed
from states.capacity import Capacity
from states.indicator import IndicatorFacts, IndicatorState

Row = Mapping[Any, Any]
_UNDER_WAY = (IndicatorState.IN_PROGRESS, IndicatorState.VERIFIED)


def problems(rules: Rules, row: Row) -> tuple[Objection, ...]:
    """List what keeps a task's weight from being carried on, should it be cancelled.

    A scored task keeps its weight: its points were measured by it. So where some of the unit is
    scored and nothing else of the category can take the weight over, neither the others nor the
    office by another split could make the sums exact again.
    """
    if not (_leaves_weight(row) and row["scored_beside"]) or (
        _is_shared(rules) and many(row["siblings"])
    ):
        return ()
    said = (
        f"本单位已有{row['scored_beside']}项评分，没有未评分的同类指标承接{row['weight']}的权重。"
    )
    remedy = "请先凭“成绩更正”申请把一项同类指标恢复为已核验，再取消。"
    return (Objection("weights.no_heir", said, remedy),)


def inherited(desk: Desk, row: Row, facts: IndicatorFacts) -> tuple[Planned, ...]:
    """Plan how a cancelled task's weight goes to the others of its category.

    All that are promised and not scored take part, in proportion: 30 / 25 / 20 without the 20 is
    40.91 / 34.09. What had not started has no weight to leave.
    """
    heirs = many(row["siblings"]) if _leaves_weight(row) and _is_shared(desk.rules) else []
    if not heirs:
        return ()
    weights = {heir["id"]: Decimal(heir["weight"]) for heir in heirs} | {row["id"]: row["weight"]}
    shares = redistribute(weights, {row["id"]})
    worn = next(capacity for capacity in Capacity if capacity in facts.capacities)
    why = f"{row['id']}取消，权重在同类指标内分摊。"
    return reweighed(desk, map(from_json, heirs), shares, worn, why)


def _is_shared(rules: Rules) -> bool:
    return rules.plan.requests.on_cancel is OnCancel.REDISTRIBUTE


def _leaves_weight(row: Row) -> bool:
    # Of what has not started the unit, or the office by a split, disposes anew.
    return row["state"] in _UNDER_WAY
