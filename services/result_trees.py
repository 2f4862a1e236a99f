"""What a unit's year is worth, part by part, as explanation trees (结果汇总)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kit.errors import Refused
from plans.schema import Plan
from plans.settings_bodies import Weights
from plans.settings_score import AdjustmentItem
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
from scoring.ranking import Grade
from services.reading import some
from services.succession import Heritage, shared
from states.category import Category

_BY_PLAN = "按方案加扣分标准"
Rows = Sequence[Mapping[Any, Any]]


@dataclass(frozen=True, slots=True)
class UnitTrees:
    """A unit's year, part by part; a part that cannot be told yet is None.

    `vetoed` is by an event of the adjustments, `at_most` by an indicator's own veto (一票否决法).
    """

    daily: Explained | None
    duty: Explained | None
    adjustments: tuple[Explained, ...]
    total: Explained | None
    vetoed: bool
    at_most: Grade = Grade.EXCELLENT

    @property
    def adjusted(self) -> Decimal:
        """The sum of all adjustments after caps."""
        return sum((part.points for part in self.adjustments), Decimal(0))


@dataclass(frozen=True, slots=True)
class Course:
    """What changed for a unit during the year.

    Attributes:
        weights: its category weights in force; none for those of the plan's roll.
        heritage: the parts of the year that went before; none when no body was taken over.
        brought: adjustments of bodies that are gone, by unit.
    """

    weights: Weights | None = None
    heritage: Heritage | None = None
    brought: Mapping[str, Rows] = field(default_factory=dict[str, Rows])


_STEADY = Course()


def unit_trees(
    plan: Plan,
    row: Mapping[Any, Any],
    scores: Rows,
    adjustments: Rows,
    course: Course = _STEADY,
) -> UnitTrees:
    """Put a unit's year together from its result row, its scores and its adjustments."""
    daily = _daily(plan, row["unit_id"], scores, course.weights)
    if daily and course.heritage:
        daily = course.heritage.daily(daily, scores)
    duty = _duty(plan, row["duty_marks"])
    parts = (*_adjustment_trees(plan, adjustments), *_excesses(scores), *_brought(plan, course))
    total = total_score(daily, duty, parts, _total_rule(plan)) if daily and duty else None
    return UnitTrees(daily, duty, parts, total, _vetoed(plan, adjustments), _at_most(scores))


def _brought(plan: Plan, course: Course) -> Iterator[Explained]:
    if course.heritage:
        for unit, share in course.heritage.shares.items():
            for tree in _adjustment_trees(plan, course.brought.get(unit, ())):
                yield shared(tree, share)


def _daily(plan: Plan, unit_id: str, scores: Rows, set_: Weights | None) -> Explained | None:
    if not scores or any(row["explanation"] is None for row in scores):
        return None
    by_category: defaultdict[str, list[Explained]] = defaultdict(list)
    for row in scores:
        by_category[row["category"]].append(Explained.from_data(row["explanation"]))
    weights = set_ or plan.weights(plan.unit(unit_id), key_work=Category.KEY in by_category)
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
                row["document"] or _BY_PLAN,
                _approval(row),
                tuple(row.get("material") or ()),
            )
            for row in rows
        )
        trees.append(_capped(label, parts, cap))
    return (*trees, *_yearly(plan, [tree for tree in trees if _is_capped(items, tree)]))


def _approval(row: Mapping[Any, Any]) -> dict[str, str]:
    """Tell who approved an adjustment, when, and what it is about."""
    told = {"事由": "about", "批准人": "approved_by", "批准日期": "approved_on"}
    return {label: str(row[name]) for label, name in told.items() if row.get(name)}


def _is_capped(items: Mapping[str, AdjustmentItem], tree: Explained) -> bool:
    # What has no cap of its own, such as a falsehood, the year's cap does not soften either.
    return any(item.label == tree.label and item.cap is not None for item in items.values())


def _yearly(plan: Plan, trees: Sequence[Explained]) -> Iterator[Explained]:
    """Give back what goes beyond the year's caps on bonuses and on deductions."""
    rules = plan.adjustments
    for label, cap, sign in (("加分", rules.bonus_cap, 1), ("扣分", rules.deduction_cap, -1)):
        whole = sum((t.points for t in trees if t.points * sign > 0), Decimal(0))
        beyond = abs(whole) - cap if cap is not None else Decimal(0)
        if beyond > 0:
            told = f"全年{label}合计{shown(whole)}，封顶{cap}，超出部分不计"
            yield Explained(f"全年{label}封顶", -sign * beyond, told)


def _beyond(scores: Rows, key: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Give the explanations that carry something beyond their points, with what they carry."""
    for row in scores:
        told = some(row["explanation"])
        if key in told.get("beyond", ()):
            yield told, told["beyond"][key]


def _excesses(scores: Rows) -> tuple[Explained, ...]:
    """Put what indicators cost beyond their points into the deduction account (倒扣法)."""
    parts = tuple(
        Explained(told["label"], Decimal(excess), told["rule"], {}, tuple(told["evidence"]))
        for told, excess in _beyond(scores, "excess")
    )
    whole = sum((part.points for part in parts), Decimal(0))
    if not parts:
        return ()
    return (Explained("扣分账户（倒扣）", whole, f"合计{shown(whole)}", {}, children=parts),)


def _at_most(scores: Rows) -> Grade:
    caps = [Grade(grade) for _, grade in _beyond(scores, "grade_at_most")]
    return max([Grade.EXCELLENT, *caps], key=tuple(Grade).index)


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
