"""Methods that compare a unit with last year and with its group (标杆)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from kit.errors import Objection
from scoring.explain import plain, shown
from scoring.methods.fields import Field, Values, optional
from scoring.methods.grammar import (
    COMMON,
    DIRECTION_NAMES,
    ONE,
    ZERO,
    Direction,
    Example,
    Method,
    Worth,
)
from scoring.methods.kinds import Word
from scoring.methods.measured import reaching, within
from scoring.methods.quantities import Number

_ANY = Number()
_AMOUNT = Number(at_least=ZERO)
_POSITIVE = Number(above=ZERO)
_SHARE = Number(at_least=ZERO, at_most=ONE)


def growth_of(actual: Decimal, last_year: Decimal | None) -> Decimal:
    """Give the growth in percent; without last year's value the actual value is the growth."""
    return actual if last_year is None else (actual - last_year) * 100 / last_year


def _own(growth: Decimal, settings: Values) -> Decimal:
    """Give what the unit's own growth earns, as a share up to 1, times the target."""
    target, base = settings["target"], settings["base_ratio"]
    return target if growth >= target else max(base * target + (ONE - base) * growth, ZERO)


def _beside_group(growth: Decimal, mean: Decimal) -> tuple[Decimal, Decimal]:
    """Give what growing as much as the group earns, as a numerator and a denominator."""
    if growth >= mean:
        return ONE, ONE
    return (max(growth, ZERO), mean) if mean > ZERO else (ZERO, ONE)


_AS_GIVEN = "({} + (1 − {}) × [{}] ÷ {})"
_RECKONED = "({} + (1 − {}) × [({} − {}) ÷ {} × 100] ÷ {})"
_ALONE = {how: f"{{}} × {how}（限于 0 至 1）" for how in (_AS_GIVEN, _RECKONED)}
_BESIDE = {
    how: f"{{}} × [(1 − {{}}) × {how} + {{}} × (增幅 {{}} ÷ 组均 {{}})]（各项限于 0 至 1）"
    for how in (_AS_GIVEN, _RECKONED)
}


def _growth(weight: Decimal, settings: Values, facts: Values) -> Worth:
    target, base, last_year = settings["target"], settings["base_ratio"], settings["last_year"]
    actual, share = facts["actual"], settings["group_share"]
    growth = growth_of(actual, last_year)
    own = _own(growth, settings)
    if last_year is None:
        how, numbers = _AS_GIVEN, (base, base, actual, target)
    else:
        how, numbers = _RECKONED, (base, base, actual, last_year, last_year, target)
    if not share:
        return Worth(within(weight * own / target, weight), _ALONE[how], (weight, *numbers))
    mean = facts["group_mean"]
    reached, whole = _beside_group(growth, mean)
    points = weight * ((ONE - share) * own * whole + share * reached * target) / (target * whole)
    beside = (weight, share, *numbers, share, plain(shown(growth)), mean)
    return Worth(within(points, weight), _BESIDE[how], beside)


def _growth_input_objections(facts: Values, settings: Values) -> Iterator[Objection]:
    if settings["group_share"] and facts["group_mean"] is None:
        yield Objection(
            "input.no_group_mean",
            "按约定要与组内平均增幅比较，但组均增幅尚未算出。",
            "请待同组各单位的实际值报齐，或填写核定的组均增幅。",
        )


def _growths(settings: Values) -> Iterator[Mapping[str, object]]:
    target, last_year = settings["target"], settings["last_year"]
    steps = (target, target / 2, ZERO, -target)
    if last_year is not None:
        steps = tuple(last_year * (100 + step) / 100 for step in steps)
    beside = {"group_mean": plain(target)} if settings["group_share"] else {}
    return ({**sample, **beside} for sample in reaching(*steps))


GROWTH = Method(
    code="growth",
    name="增幅法",
    formula=(
        "权重 × (持平系数 + (1 − 持平系数) × 增幅 ÷ 目标增幅)，限于 0 与权重之间；"
        "增幅 = (实际值 − 上年值) ÷ 上年值 × 100，未填上年值的，实际值即为增幅；"
        "约定标杆比重的，权重的这一比重改按 增幅 ÷ 组均增幅 计，达到组均即满（标杆超越）"
    ),
    parameters=(
        Field("target", "目标增幅", _POSITIVE, "百分点；达到即得满分。"),
        optional("base_ratio", "持平系数", _SHARE, "0.6", "与上年持平时得权重的几成。"),
        optional("last_year", "上年值", _POSITIVE, None, "不填则上报的实际值即为增幅。"),
        optional("group_share", "标杆比重", _SHARE, 0, "权重的几成与组均增幅比较；0 表示不比。"),
        *COMMON,
    ),
    inputs=(
        Field("actual", "实际值", _ANY, "年终核定的数值，单位与目标值相同。"),
        optional("group_mean", "组均增幅", _ANY, None, "百分点；同组单位增幅的平均，由系统算出。"),
    ),
    measure=_growth,
    direction=Direction.HIGHER,
    samples=_growths,
    input_objections=_growth_input_objections,
    example=Example("4.00", {"target": "5", "last_year": "400"}, {"actual": "410"}, "3.20"),
)


def _benchmark(weight: Decimal, settings: Values, facts: Values) -> Worth:
    actual, best = facts["actual"], facts["best"]
    lower = settings["direction"] == Direction.LOWER
    if actual == best or (actual < best if lower else actual > best):
        return Worth(weight, "{} 为组内最好（{}），{} × 1", (actual, best, weight))
    above, below = (best, actual) if lower else (actual, best)
    points = within(weight * above / below, weight)
    return Worth(points, "{} × {} ÷ {}", (weight, above, below))


_DIRECTIONS: dict[str, str] = {
    key: DIRECTION_NAMES[key] for key in (Direction.HIGHER, Direction.LOWER)
}


def _benchmark_objections(facts: Values, settings: Values) -> Iterator[Objection]:
    if facts["best"] == ZERO and settings["direction"] == Direction.HIGHER:
        yield Objection(
            "input.best_is_zero",
            "组内最好值为 0，无法按比例计分。",
            "请核对同组各单位的实际值，或按程序改用其他计分方式。",
        )


def _shares_of_best(settings: Values) -> Iterator[Mapping[str, object]]:
    steps = (100, 110, 125, 200) if settings["direction"] == Direction.LOWER else (100, 90, 80, 50)
    return ({"actual": step, "best": 100} for step in steps)


BENCHMARK = Method(
    code="benchmark",
    name="标杆比例法",
    formula="权重 × 实际值 ÷ 组内最好值；越低越好的：权重 × 组内最好值 ÷ 实际值",
    parameters=(
        optional("direction", "方向", Word(_DIRECTIONS), "higher", "事先约定高好还是低好。"),
        *COMMON,
    ),
    inputs=(
        Field("actual", "实际值", _AMOUNT, "年终核定的数值。"),
        Field("best", "组内最好值", _AMOUNT, "同组同一指标的最好值，由系统从各单位填报中取得。"),
    ),
    measure=_benchmark,
    direction=lambda settings: Direction(settings["direction"]),
    samples=_shares_of_best,
    input_objections=_benchmark_objections,
    example=Example("3.00", {}, {"actual": "45", "best": "60"}, "2.25"),
)
