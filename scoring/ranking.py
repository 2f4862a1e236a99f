"""Ranks and grades (名次、等次) of a year's units, from their published totals."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import floor

from kit.errors import BadInput, Objection
from scoring.explain import exactly, plain, shown


class Grade(StrEnum):
    """A unit's grade for the year, called as plans call it."""

    EXCELLENT = "excellent"
    GOOD = "good"
    QUALIFIED = "pass"
    UNQUALIFIED = "fail"


GRADE_NAMES: Mapping[Grade, str] = {
    Grade.EXCELLENT: "优秀",
    Grade.GOOD: "良好",
    Grade.QUALIFIED: "合格",
    Grade.UNQUALIFIED: "不合格",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRule:
    """The plan's thresholds, by published total, and the share of a group that may be excellent."""

    excellent: Decimal
    good: Decimal
    qualified: Decimal
    quota: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """What a unit brings to the ranking.

    Attributes:
        duty: its duty-report score, exact as the total.
        veto: an event bars it from excellent (一票否决).
        at_most: the best grade that a veto agreed with an indicator leaves it.
    """

    unit: str
    group: str
    total: Decimal
    duty: Decimal
    veto: bool = False
    at_most: Grade = Grade.EXCELLENT

    @property
    def barred(self) -> bool:
        """Tell that it cannot be excellent, whatever its total."""
        return self.veto or self.at_most is not Grade.EXCELLENT


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit came out.

    Attributes:
        unit: as in its standing.
        group: its ranking group.
        total: as published, two places.
        rank: within the group; equal totals share a rank and the next is skipped.
        overall_rank: among all units, likewise.
        grade: for a unit that waits for a decision, the grade it has without one.
        reason: why this grade, a Chinese sentence.
        undecided: tied at the quota's border even by duty score: the office has to choose
            in writing.
    """

    unit: str
    group: str
    total: Decimal
    rank: int
    overall_rank: int
    grade: Grade
    reason: str
    undecided: bool = False


def competition_ranks(totals: Mapping[str, Decimal]) -> dict[str, int]:
    """Rank names from the highest total down: 1, 2, 2, 4."""
    first: dict[Decimal, int] = {}
    for rank, total in enumerate(sorted(totals.values(), reverse=True), start=1):
        first.setdefault(total, rank)
    return {name: first[total] for name, total in totals.items()}


@exactly
def rank_units(
    standings: Iterable[Standing], rule: GradeRule, chosen: Mapping[str, str] | None = None
) -> tuple[Place, ...]:
    """Rank and grade all units, by the totals that are published; the best come first.

    `chosen` are the office's decisions at the quota's border: unit and written reason.

    Raises:
        BadInput: a unit comes twice, or a number is not finite.
    """
    units = sorted(standings, key=lambda standing: standing.unit)
    _refuse_wrong(units)
    reasons = chosen or {}
    overall = competition_ranks({one.unit: shown(one.total) for one in units})
    groups: defaultdict[str, list[Standing]] = defaultdict(list)
    for one in units:
        groups[one.group].append(one)
    places = [
        place for members in groups.values() for place in _places(members, rule, reasons, overall)
    ]
    return tuple(sorted(places, key=lambda place: (place.overall_rank, place.unit)))


def _refuse_wrong(units: Sequence[Standing]) -> None:
    names = Counter(one.unit for one in units)
    twice = [name for name, times in names.items() if times > 1]
    odd = [one.unit for one in units if not (one.total.is_finite() and one.duty.is_finite())]
    if twice or odd:
        message = f"“{'、'.join(twice or odd)}”{'重复出现' if twice else '的得分不是数'}。"
        objection = Objection("ranking.bad_standing", message, "请核对参加排名的单位与得分。")
        raise BadInput(message, objections=(objection,))


def _places(
    members: Sequence[Standing],
    rule: GradeRule,
    reasons: Mapping[str, str],
    overall: Mapping[str, int],
) -> list[Place]:
    ranks = competition_ranks({one.unit: shown(one.total) for one in members})
    seats = floor(len(members) * rule.quota)
    excellent, undecided = _excellent(members, rule, seats, reasons)
    places: list[Place] = []
    for one in members:
        unit, total = one.unit, shown(one.total)
        grade = Grade.EXCELLENT if unit in excellent else _grade(one, rule)
        reason = _reason(one, rule, grade, seats)
        if unit in excellent and unit in reasons:
            reason = f"{reason}；区绩效办书面决定：{reasons[unit]}"
        if unit in undecided:
            reason = "与他单位总分、述职分均相同，优秀名额不足，须由区绩效办书面决定"
        rank = (ranks[unit], overall[unit])
        places.append(Place(unit, one.group, total, *rank, grade, reason, unit in undecided))
    return places


def _excellent(
    members: Sequence[Standing], rule: GradeRule, seats: int, chosen: Collection[str]
) -> tuple[set[str], set[str]]:
    """Give the seats out; a tie that straddles the last seat gets none of them, undecided."""

    def claim(one: Standing) -> tuple[Decimal, Decimal, bool]:
        return (shown(one.total), shown(one.duty), one.unit in chosen)

    able = [one for one in members if shown(one.total) >= rule.excellent and not one.barred]
    able.sort(key=claim, reverse=True)
    if len(able) <= seats:
        return {one.unit for one in able}, set()
    border = claim(able[seats])
    inside = {one.unit for one in able[:seats] if claim(one) != border}
    tied = {one.unit for one in able if claim(one) == border}
    return inside, tied if len(inside) < seats else set()


_WORST_FIRST = tuple(reversed(Grade))


def _earned(total: Decimal, rule: GradeRule) -> Grade:
    if total >= rule.good:
        return Grade.GOOD
    return Grade.QUALIFIED if total >= rule.qualified else Grade.UNQUALIFIED


def _grade(one: Standing, rule: GradeRule) -> Grade:
    return min(_earned(shown(one.total), rule), one.at_most, key=_WORST_FIRST.index)


def _reason(one: Standing, rule: GradeRule, grade: Grade, seats: int) -> str:
    earned = _earned(shown(one.total), rule)
    if grade is not Grade.EXCELLENT and grade is not earned:
        most = GRADE_NAMES[one.at_most]
        return f"总分 {shown(one.total)}，有一票否决事项，等次至多{most}"
    floors = {
        Grade.EXCELLENT: f"不低于 {plain(rule.excellent)}，在本组 {seats} 个优秀名额之内",
        Grade.GOOD: f"不低于 {plain(rule.good)}",
        Grade.QUALIFIED: f"不低于 {plain(rule.qualified)}",
        Grade.UNQUALIFIED: f"低于 {plain(rule.qualified)}",
    }
    told = f"总分 {shown(one.total)}，{floors[grade]}"
    if grade is Grade.EXCELLENT or shown(one.total) < rule.excellent:
        return told
    barred = "有一票否决事项，不评优秀" if one.barred else f"本组 {seats} 个优秀名额已满"
    return f"{told}；{barred}"
