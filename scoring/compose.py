"""From indicators to the year's total (结果汇总): categories, daily score, duty report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kit.errors import BadInput, Objected, Objection
from scoring.explain import Explained, exactly, plain, shown

ZERO, HUNDRED = Decimal(0), Decimal(100)


class AdjustmentPlacement(StrEnum):
    """Where bonus and deduction points (加扣分) go; the seed says both 四.(一) and 五.(五)."""

    INSIDE_DAILY = "inside_daily"  #: added to the daily score, before the 80 %
    AFTER_TOTAL = "after_total"  #: added to the total as they are


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalRule:
    """How a plan puts the total together.

    Attributes:
        adjustment_placement: the plan has to say.
        daily_share: percent of the daily score (seed 四.(二): 80).
        duty_share: percent of the duty report (20).
        cap_total: the highest total; None where a total may exceed 100.
    """

    adjustment_placement: AdjustmentPlacement
    daily_share: Decimal = Decimal(80)
    duty_share: Decimal = Decimal(20)
    cap_total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class JudgeGroup:
    """The valid ballots of one judge group for one unit, 0 to 100 each; 不了解 is not a ballot."""

    name: str
    weight: Decimal
    ballots: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRule:
    """How ballots are counted.

    Attributes:
        minimum_ballots: below it a group counts but is flagged.
        trim_from: from so many ballots on one highest and one lowest are dropped; None: never.
    """

    minimum_ballots: int = 3
    trim_from: int | None = None


@exactly
def category_score(label: str, parts: Sequence[Explained], weight: Decimal) -> Explained:
    """Turn the points of a category's indicators into a score out of 100.

    Raises:
        BadInput: the category has no weight, or more points than weight.
    """
    earned = _sum(parts)
    if not (_within(ZERO, weight, HUNDRED) and weight and _within(ZERO, earned, weight)):
        message = f"“{label}”得 {plain(earned)} 分，与其权重 {plain(weight)} 不符。"
        raise _wrong("category.out_of_range", message, "请核对该类指标的权重与得分。")
    points = earned * 100 / weight
    rule = f"各项得分合计 {shown(earned)} ÷ 权重 {plain(weight)} × 100 = {shown(points)}"
    return Explained(label, points, rule, {"权重": plain(weight)}, children=tuple(parts))


@exactly
def daily_score(categories: Mapping[str, Explained], weights: Mapping[str, Decimal]) -> Explained:
    """Weigh the category scores (日常指标考核); a category of weight 0 needs no score.

    Raises:
        BadInput: the weights do not sum to 100, or a score is missing or has no weight.
    """
    weighed = {name: weight for name, weight in weights.items() if weight}
    if sum(weights.values(), ZERO) != HUNDRED or min(weights.values()) < ZERO:
        raise _wrong("daily.weights", "各类指标的权重应合计为 100。", "请核对本单位的权重比例。")
    if weighed.keys() != categories.keys():
        names = "、".join(sorted(weighed.keys() ^ categories.keys()))
        raise _wrong("daily.categories", f"“{names}”缺得分或缺权重。", "请核对各类指标。")
    points = sum((categories[name].points * weighed[name] for name in weighed), ZERO) / 100
    told = " + ".join(
        f"{shown(categories[name].points)} × {plain(weight)}%" for name, weight in weighed.items()
    )
    values = {f"{name}权重": plain(weight) for name, weight in weights.items()}
    parts = tuple(categories[name] for name in weighed)
    return Explained("日常指标考核", points, f"{told} = {shown(points)}", values, children=parts)


@exactly
def duty_score(groups: Sequence[JudgeGroup], rule: DutyRule) -> Explained:
    """Weigh the means of the judge groups (年终述职考评).

    An absent group never counts as zero: the weights of those present are scaled up to 100,
    and the rule says who was absent.

    Raises:
        BadInput: a ballot outside 0 to 100, or a group without weight.
        Objected: nobody voted.
    """
    _refuse_wrong(groups)
    present = [group for group in groups if group.ballots]
    absent = "、".join(group.name for group in groups if not group.ballots)
    if not present:
        message = "各评委组均无有效票，述职考评无法计分。"
        objection = Objection("duty.no_ballots", message, "请补行测评，或由联席会议决定。")
        raise Objected(message, objections=(objection,))
    parts = tuple(_group_mean(group, rule) for group in present)
    whole = sum((group.weight for group in present), ZERO)
    pairs = list(zip(parts, present, strict=True))
    points = sum((part.points * group.weight for part, group in pairs), ZERO) / whole
    told = " + ".join(f"{shown(part.points)} × {plain(group.weight)}" for part, group in pairs)
    flag = f"；{absent}无有效票，不按零分计，其权重由其余各组按比例承担" if absent else ""
    rule_told = f"({told}) ÷ {plain(whole)} = {shown(points)}{flag}"
    values = {"无有效票的组": absent} if absent else {}
    return Explained("年终述职考评", points, rule_told, values, children=parts)


def _refuse_wrong(groups: Sequence[JudgeGroup]) -> None:
    for group in groups:
        voted = all(_within(ZERO, vote, HUNDRED) for vote in group.ballots)
        if not (voted and _within(ZERO, group.weight, HUNDRED) and group.weight):
            message = f"评委组“{group.name}”的权重或票面分超出范围。"
            raise _wrong("duty.out_of_range", message, "权重应大于 0，票面分应为 0 至 100。")


def counted(ballots: Sequence[Decimal], rule: DutyRule) -> Sequence[Decimal]:
    """Give the ballots that count: without one highest and one lowest where the plan trims."""
    if rule.trim_from is None or len(ballots) < max(rule.trim_from, 3):
        return ballots
    return sorted(ballots)[1:-1]


def _group_mean(group: JudgeGroup, rule: DutyRule) -> Explained:
    votes, told = counted(group.ballots, rule), f"有效票 {len(group.ballots)} 张"
    if len(group.ballots) < rule.minimum_ballots:
        told += f"（少于 {rule.minimum_ballots} 张，提请注意）"
    if len(votes) < len(group.ballots):
        told = f"{told}，去掉一个最高分和一个最低分"
    mean = sum(votes, ZERO) / len(votes)
    values = {"有效票": str(len(group.ballots)), "权重": plain(group.weight)}
    return Explained(group.name, mean, f"{told}，平均 {shown(mean)}", values)


@exactly
def total_score(
    daily: Explained, duty: Explained, adjustments: Sequence[Explained], rule: TotalRule
) -> Explained:
    """Put the year's total together (结果汇总, seed 五.(五)); adjustments carry their sign.

    Raises:
        BadInput: the two shares do not sum to 100.
    """
    if rule.daily_share + rule.duty_share != HUNDRED:
        raise _wrong("total.shares", "日常考核与述职考评的权重应合计为 100。", "请更正年度方案。")
    change, told = _sum(adjustments), ""
    if rule.adjustment_placement is AdjustmentPlacement.INSIDE_DAILY:
        daily, change = _adjusted(daily, adjustments, change), ZERO
        parts = (daily, duty)
    else:
        parts = (daily, duty, *adjustments)
        told = _signed(change) if adjustments else ""
    points = (daily.points * rule.daily_share + duty.points * rule.duty_share) / 100 + change
    told = (
        f"{shown(daily.points)} × {plain(rule.daily_share)}%"
        f" + {shown(duty.points)} × {plain(rule.duty_share)}%{told} = {shown(points)}"
    )
    if rule.cap_total is not None and points > rule.cap_total:
        points, told = rule.cap_total, f"{told}，以 {plain(rule.cap_total)} 为限"
    return Explained("年度绩效成绩", points, told, children=parts)


def _adjusted(daily: Explained, adjustments: Sequence[Explained], change: Decimal) -> Explained:
    if not adjustments:
        return daily
    points = daily.points + change
    rule = f"{shown(daily.points)}{_signed(change)} = {shown(points)}"
    return Explained("日常指标考核（含加扣分）", points, rule, children=(daily, *adjustments))


def _signed(change: Decimal) -> str:
    return f" {'−' if change < ZERO else '+'} {shown(abs(change))}"


def _within(low: Decimal, number: Decimal, high: Decimal) -> bool:
    return number.is_finite() and low <= number <= high


def _sum(parts: Sequence[Explained]) -> Decimal:
    return sum((part.points for part in parts), ZERO)


def _wrong(code: str, message: str, remedy: str) -> BadInput:
    return BadInput(message, objections=(Objection(code, message, remedy),))
