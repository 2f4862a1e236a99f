"""What a unit's year is worth, part by part, as explanation trees (结果汇总)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kit.errors import Refused
from plans.schema import Plan
from scoring.compose import (
    AdjustmentPlacement,
    DutyRule,
    JudgeGroup,
    TotalRule,
    category_score,
    daily_score,
    duty_score,
    total_score,
)
from scoring.explain import Explained, shown
from states.category import Category

_BY_PLAN = "按方案加扣分标准"
Rows = Sequence[Mapping[Any, Any]]


@dataclass(frozen=True, slots=True)
class UnitTrees:
    """A unit's year, part by part; a part that cannot be told yet is None."""

    daily: Explained | None
    duty: Explained | None
    adjustments: tuple[Explained, ...]
    total: Explained | None
    vetoed: bool

    @property
    def adjusted(self) -> Decimal:
        """The sum of all adjustments after caps."""
        return sum((part.points for part in self.adjustments), Decimal(0))


def unit_trees(
    plan: Plan,
    row: Mapping[Any, Any],
    scores: Rows,
    adjustments: Rows,
) -> UnitTrees:
    """Put a unit's year together from its result row, its scores and its adjustments."""
    daily = _daily(plan, row["unit_id"], scores)
    duty = _duty(plan, row["duty_marks"])
    parts = _adjustment_trees(plan, adjustments)
    total = total_score(daily, duty, parts, _total_rule(plan)) if daily and duty else None
    return UnitTrees(daily, duty, parts, total, _vetoed(plan, adjustments))


def _daily(plan: Plan, unit_id: str, scores: Rows) -> Explained | None:
    if not scores or any(row["explanation"] is None for row in scores):
        return None
    by_category: defaultdict[str, list[Explained]] = defaultdict(list)
    for row in scores:
        by_category[row["category"]].append(Explained.from_data(row["explanation"]))
    unit = plan.unit(unit_id)
    weights = plan.weights(unit, key_work=Category.KEY in by_category)
    categories = {
        Category(key).zh: category_score(Category(key).zh, parts, weights[Category(key)])
        for key, parts in by_category.items()
    }
    return daily_score(categories, {category.zh: weight for category, weight in weights.items()})


def _duty(plan: Plan, marks: Mapping[str, Sequence[str]] | None) -> Explained | None:
    if not marks:
        return None
    judges = plan.judges
    groups = [
        JudgeGroup(group.label, group.weight, tuple(map(Decimal, marks.get(group.key, ()))))
        for group in judges.groups
    ]
    trim = judges.trimming_threshold if judges.trimming else None
    try:
        return duty_score(groups, DutyRule(minimum_ballots=judges.minimum_ballots, trim_from=trim))
    except Refused:
        return None  # nobody voted: there is no score, which is not a score of zero


def _adjustment_trees(plan: Plan, adjustments: Rows) -> tuple[Explained, ...]:
    by_item: defaultdict[str, list[Mapping[Any, Any]]] = defaultdict(list)
    for row in adjustments:
        found = plan.adjustments.event(row["event"])
        by_item[found[0].key if found else row["id"]].append(row)
    items = {item.key: item for item in plan.adjustments.items}
    trees: list[Explained] = []
    for key, rows in by_item.items():
        cap = items[key].cap if key in items else None
        label = items[key].label if key in items else rows[0]["basis"]
        parts = tuple(
            Explained(
                f"{row['id']} {row['basis']}",
                row["points"],
                row["document"] or "按方案加扣分标准",
                {},
            )
            for row in rows
        )
        trees.append(_capped(label, parts, cap))
    return tuple(trees)


def _capped(label: str, parts: tuple[Explained, ...], cap: Decimal | None) -> Explained:
    whole = sum((part.points for part in parts), Decimal(0))
    kept = whole if cap is None else max(-cap, min(cap, whole))
    rule = f"合计{shown(whole)}" + (f"，封顶{cap}，计{shown(kept)}" if kept != whole else "")
    return Explained(label, kept, rule, {}, children=parts)


def _total_rule(plan: Plan) -> TotalRule:
    composition = plan.composition
    return TotalRule(
        adjustment_placement=AdjustmentPlacement(composition.adjustment_placement.value),
        daily_share=composition.daily_share,
        duty_share=composition.duty_share,
        cap_total=composition.cap_total,
    )


def _vetoed(plan: Plan, adjustments: Rows) -> bool:
    found = (plan.adjustments.event(row["event"]) for row in adjustments)
    return any(pair is not None and pair[1].vetoes for pair in found)
