"""Weights (权重): sums that must be exact, and what is left when a task is cancelled."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from math import floor

from kit.errors import BadInput, Objected, Objection
from scoring.explain import exactly, plain

HUNDRED = Decimal(100)


@exactly
def weight_problems(
    weights_by_category: Mapping[str, Sequence[Decimal]], totals: Mapping[str, Decimal]
) -> tuple[Objection, ...]:
    """Object unless each category's weights sum exactly to its total and all totals to 100.

    `totals` are the year's split for this unit: 75 / 15 / 10, 80 / 10 / 10, 0 / 90 / 10
    (seed 四.(一), 四.(二)).
    """
    numbers = [*totals.values(), *chain.from_iterable(weights_by_category.values())]
    if not all(number.is_finite() for number in numbers):
        return (Objection("weights.not_finite", "权重中有不是数的值。", "请更正权重。"),)
    categories = [*totals, *(name for name in weights_by_category if name not in totals)]
    found = (
        _category_problem(name, weights_by_category.get(name, ()), totals.get(name))
        for name in categories
    )
    problems = (*found, _whole_problem(totals))
    return tuple(problem for problem in problems if problem is not None)


def _category_problem(
    name: str, weights: Sequence[Decimal], total: Decimal | None
) -> Objection | None:
    if total is None:
        message = f"“{name}”不是本单位的指标类型。"
        return Objection("weights.unknown_category", message, "请改用年度方案规定的指标类型。")
    if any(weight <= 0 for weight in weights):
        message = f"“{name}”中有不大于 0 的权重。"
        return Objection("weights.not_positive", message, "每项指标的权重都应大于 0。")
    whole = sum(weights, Decimal(0))
    if whole != total:
        message = f"“{name}”权重合计为 {plain(whole)}，应为 {plain(total)}。"
        return Objection("weights.category_sum", message, f"相差 {plain(total - whole)}，请调整。")
    return None


def _whole_problem(totals: Mapping[str, Decimal]) -> Objection | None:
    whole = sum(totals.values(), Decimal(0))
    if whole == HUNDRED:
        return None
    message = f"各类指标权重合计为 {plain(whole)}，应为 100。"
    return Objection("weights.total_sum", message, "请由区绩效办核定各类指标的权重比例。")


@exactly
def redistribute(
    weights: Mapping[str, Decimal], removed: Collection[str], places: int = 2
) -> dict[str, Decimal]:
    """Share the weights of removed indicators among the others of one category, proportionally.

    The sum stays what it was: 30 / 25 / 20 without the 20 is 40.91 / 34.09. The answer depends
    on the names and weights, not on the order in which they come.

    Raises:
        BadInput: a removed name is not there.
        Objected: nothing is left to carry the category's weight.
    """
    strangers = set(removed) - weights.keys()
    if strangers:
        raise BadInput(f"没有名为“{'、'.join(sorted(strangers))}”的指标。")
    kept = sorted(name for name in weights if name not in removed)
    if not kept:
        objection = Objection(
            "weights.category_empty",
            "该类指标全部取消，没有指标可以承接权重。",
            "请由区绩效办核定新的权重比例，如无重点工作的部门按 90 / 10。",
        )
        raise Objected(objection.message, objections=(objection,))
    total = sum(weights.values(), Decimal(0))
    shares = largest_remainder(total, [weights[name] for name in kept], places)
    by_name = dict(zip(kept, shares, strict=True))
    return {name: by_name[name] for name in weights if name in by_name}


@exactly
def make_room(weights: Mapping[str, Decimal], new: Decimal, places: int = 2) -> dict[str, Decimal]:
    """Let the indicators of one category give a new one its weight, each in proportion to its own.

    The sum with the new one stays what it was without: 30 / 25 / 20 and a new 5 is
    28.00 / 23.33 / 18.67.

    Raises:
        BadInput: the weight is none, or has more places than asked for.
        Objected: there is no room: nobody could give it, or somebody would be left with nothing.
    """
    if not new.is_finite() or new <= 0 or new != round(new, places):
        raise BadInput(f"新增指标的权重应大于 0，不超过 {places} 位小数。")
    total = sum(weights.values(), Decimal(0))
    left = rescale(weights, total - new, places) if weights and total > new else {}
    if not left or not all(left.values()):
        objection = Objection(
            "weights.no_room",
            f"该类指标共 {plain(total)}，让不出 {plain(new)}。",
            "请减小新增指标的权重，或先调整本单位的权重比例。",
        )
        raise Objected(objection.message, objections=(objection,))
    return left


@exactly
def rescale(weights: Mapping[str, Decimal], total: Decimal, places: int = 2) -> dict[str, Decimal]:
    """Bring weights to a new total in proportion, exactly; by names, whatever their order.

    Raises:
        BadInput: as `largest_remainder`.
    """
    names = sorted(weights)
    shares = largest_remainder(total, [weights[name] for name in names], places)
    by_name = dict(zip(names, shares, strict=True))
    return {name: by_name[name] for name in weights}


@exactly
def largest_remainder(
    total: Decimal, parts: Sequence[Decimal], places: int = 2
) -> tuple[Decimal, ...]:
    """Split a total in proportion to the parts, so that the rounded shares sum to it exactly.

    Equal remainders are served in the order of the parts.

    Raises:
        BadInput: the total has more places than asked for, a part is negative, or all are 0.
    """
    if any(not part.is_finite() or part < 0 for part in parts) or not any(parts):
        raise BadInput("按比例分配时，各份应为不小于 0 的数，且不全为 0。")
    if not total.is_finite() or total < 0 or total != round(total, places):
        raise BadInput(f"待分配的总数应为不小于 0、不超过 {places} 位小数的数。")
    steps = int(total.scaleb(places))
    whole = sum(map(Fraction, parts), Fraction(0))
    quotas = [steps * Fraction(part) / whole for part in parts]
    shares = [floor(quota) for quota in quotas]
    by_remainder = sorted(range(len(parts)), key=lambda i: shares[i] - quotas[i])
    for i in by_remainder[: steps - sum(shares)]:
        shares[i] += 1
    return tuple(Decimal(share).scaleb(-places) for share in shares)
