"""Methods that compare one measured value with what was promised."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from kit.errors import Objection
from scoring.explain import plain
from scoring.methods.fields import Field, Values, optional
from scoring.methods.grammar import COMMON, ONE, ZERO, Direction, Example, Method, Worth
from scoring.methods.kinds import Word
from scoring.methods.quantities import Number

_ANY = Number()
_AMOUNT = Number(at_least=ZERO)
_POSITIVE = Number(above=ZERO)
_SHARE = Number(at_least=ZERO, at_most=ONE)

_TARGET = Field("target", "目标值", _POSITIVE, "目标值为 0 的事项请改用扣分法或是否法。")
_ACTUAL = Field("actual", "实际值", _ANY, "年终核定的数值，单位与目标值相同。")
_ACTUAL_AMOUNT = Field("actual", "实际值", _AMOUNT, "年终核定的数值，单位与目标值相同。")


def within(points: Decimal, weight: Decimal) -> Decimal:
    """Keep points between nothing and the weight."""
    return weight if points > weight else max(points, ZERO)


def reaching(*actuals: Decimal) -> Iterator[Mapping[str, object]]:
    """Show a method with these actual values, each once."""
    return ({"actual": plain(actual)} for actual in dict.fromkeys(actuals))


def _completion(weight: Decimal, settings: Values, facts: Values) -> Worth:
    target, floor, actual = settings["target"], settings["floor"], facts["actual"]
    if actual < target * floor:
        return Worth(ZERO, "{} ÷ {} 低于起算线 {}，{} × 0", (actual, target, floor, weight))
    # Multiplied before divided: the quotient alone would lose the 29th digit.
    points = weight if actual >= target else within(weight * actual / target, weight)
    return Worth(points, "{} × min({} ÷ {}, 1)", (weight, actual, target))


def _completed(settings: Values) -> Iterator[Mapping[str, object]]:
    ratios = (ONE, Decimal("0.9"), Decimal("0.8"), settings["floor"] or Decimal("0.5"))
    return reaching(*(settings["target"] * ratio for ratio in ratios))


COMPLETION = Method(
    code="completion",
    name="完成率法",
    formula="权重 × min(实际值 ÷ 目标值, 1)；完成率低于起算线的得零分",
    parameters=(
        _TARGET,
        optional("floor", "起算线", _SHARE, 0, "完成率低于它时得零分，如 0.6；0 表示不设。"),
        *COMMON,
    ),
    inputs=(_ACTUAL_AMOUNT,),
    measure=_completion,
    direction=Direction.HIGHER,
    samples=_completed,
    example=Example("8.50", {"target": "216"}, {"actual": "180"}, "7.08"),
)


def _inverse(weight: Decimal, settings: Values, facts: Values) -> Worth:
    target, actual = settings["target"], facts["actual"]
    if actual <= target:
        return Worth(weight, "{} 未超过 {}，{} × 1", (actual, target, weight))
    if settings["formula"] == "ratio":
        points = within(weight * target / actual, weight)
        return Worth(points, "{} × {} ÷ {}", (weight, target, actual))
    slope = settings["slope"]
    points = within(weight * (target - (actual - target) * slope) / target, weight)
    how = "{} × max(1 − ({} − {}) ÷ {} × {}, 0)"
    return Worth(points, how, (weight, actual, target, target, slope))


_FORMULAS = {"ratio": "目标值 ÷ 实际值", "slope": "按超出比例扣减"}


def _exceeded(settings: Values) -> Iterator[Mapping[str, object]]:
    ratios = (ONE, Decimal("1.1"), Decimal("1.25"), Decimal("1.5"))
    return reaching(*(settings["target"] * ratio for ratio in ratios))


INVERSE = Method(
    code="inverse",
    name="反向完成率法",
    formula=(
        "实际值不超过目标值得满分；超过的，按比值法：权重 × 目标值 ÷ 实际值；"
        "按扣减法：权重 × max(1 − 超出比例 × 扣减倍数, 0)"
    ),
    parameters=(
        _TARGET,
        optional("formula", "算法", Word(_FORMULAS), "ratio", "两种算法事先择一。"),
        optional("slope", "扣减倍数", _POSITIVE, 1, "只用于扣减法：超出 1% 扣几个 1%。"),
        *COMMON,
    ),
    inputs=(_ACTUAL_AMOUNT,),
    measure=_inverse,
    direction=Direction.LOWER,
    samples=_exceeded,
    example=Example("5.00", {"target": "200"}, {"actual": "250"}, "4.00"),
)


def _linear(weight: Decimal, settings: Values, facts: Values) -> Worth:
    full, zero, actual = settings["full_at"], settings["zero_at"], facts["actual"]
    points = within(weight * (actual - zero) / (full - zero), weight)
    how = "{} × ({} − {}) ÷ ({} − {})（限于 0 至 1）"
    return Worth(points, how, (weight, actual, zero, full, zero))


def _linear_objections(settings: Values) -> Iterator[Objection]:
    if settings["full_at"] == settings["zero_at"]:
        yield Objection(
            "parameter.no_interval",
            "满分值与零分值相同，无法按区间计分。",
            "请把两值分开；数值越小越好的指标，零分值应大于满分值。",
        )


def _towards(settings: Values) -> Direction:
    lower = settings["full_at"] < settings["zero_at"]
    return Direction.LOWER if lower else Direction.HIGHER


def _along(settings: Values) -> Iterator[Mapping[str, object]]:
    full, zero = settings["full_at"], settings["zero_at"]
    return reaching(*(full + (zero - full) * step / 4 for step in range(5)))


LINEAR = Method(
    code="linear",
    name="区间线性法",
    formula="权重 × (实际值 − 零分值) ÷ (满分值 − 零分值)，限于 0 与权重之间",
    parameters=(
        Field("full_at", "满分值", _ANY, "达到此值得满分。"),
        Field("zero_at", "零分值", _ANY, "达到此值得零分；大于满分值即越小越好。"),
        *COMMON,
    ),
    inputs=(_ACTUAL,),
    measure=_linear,
    direction=_towards,
    samples=_along,
    objections=_linear_objections,
    example=Example("10.00", {"full_at": "63", "zero_at": "73"}, {"actual": "65.5"}, "7.50"),
)


def _target_challenge(weight: Decimal, settings: Values, facts: Values) -> Worth:
    target, challenge, base = settings["target"], settings["challenge"], settings["base_ratio"]
    actual: Decimal = facts["actual"]
    if actual >= challenge:
        return Worth(weight, "{} 达到挑战值 {}，{} × 1", (actual, challenge, weight))
    if actual < target:
        points = within(weight * base * actual / target, weight)
        return Worth(points, "{} × {} × max({} ÷ {}, 0)", (weight, base, actual, target))
    points = weight * (base * (challenge - target) + (ONE - base) * (actual - target))
    return Worth(
        within(points / (challenge - target), weight),
        "{} × ({} + {} × ({} − {}) ÷ ({} − {}))",
        (weight, base, ONE - base, actual, target, challenge, target),
    )


def _challenge_objections(settings: Values) -> Iterator[Objection]:
    if settings["challenge"] <= settings["target"]:
        yield Objection(
            "parameter.challenge_not_above_target",
            f"挑战值 {plain(settings['challenge'])} 应高于目标值 {plain(settings['target'])}。",
            "请提高挑战值，或改用完成率法。",
        )


def _up_to_challenge(settings: Values) -> Iterator[Mapping[str, object]]:
    target, challenge = settings["target"], settings["challenge"]
    return reaching(target * 9 / 10, target, (target + challenge) / 2, challenge)


TARGET_CHALLENGE = Method(
    code="target_challenge",
    name="目标挑战双值法",
    formula=(
        "未达目标值：权重 × 目标系数 × 实际值 ÷ 目标值；达到目标值未达挑战值："
        "权重 × (目标系数 + (1 − 目标系数) × 超目标部分 ÷ 两值之差)；达到挑战值：满分"
    ),
    parameters=(
        _TARGET,
        Field("challenge", "挑战值", _POSITIVE, "高于目标值；达到即得满分。"),
        optional("base_ratio", "目标系数", _SHARE, "0.9", "恰好达到目标值时得权重的几成。"),
        *COMMON,
    ),
    inputs=(_ACTUAL,),
    measure=_target_challenge,
    direction=Direction.HIGHER,
    samples=_up_to_challenge,
    objections=_challenge_objections,
    example=Example("6.00", {"target": "6", "challenge": "6.6"}, {"actual": "6.3"}, "5.70"),
)
