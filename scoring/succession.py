"""Succession (机构变动后的成绩): what a body's year is worth that took others' tasks over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scoring.explain import Explained, exactly, plain, shown

ZERO, HUNDRED = Decimal(0), Decimal(100)


@dataclass(frozen=True, slots=True)
class Handover:
    """What went from one body to another (or stayed) when a change of bodies took effect.

    Attributes:
        on: the first day under the new body.
        weights: the weight that each task had with the old body, by task.
    """

    on: date
    source: str
    target: str
    weights: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the year in which a body answered for tasks.

    Attributes:
        last: its last day.
    """

    unit: str
    first: date
    last: date
    weights: Mapping[str, Decimal]

    @property
    def days(self) -> int:
        """How long it was, both ends counted."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Task:
    """A scored task: what it earned of the weight it ended with."""

    label: str
    points: Decimal
    weight: Decimal


def parts_before(
    unit: str, year: int, handovers: Sequence[Handover], until: date | None = None
) -> tuple[Part, ...]:
    """List the stretches that led to a body as it is, earliest first.

    Args:
        unit: the body.
        year: the assessment year; it begins on 1 January.
        handovers: of the whole year.
        until: look at what was before this day only.
    """
    end = until or date.max
    into = [h for h in handovers if h.target == unit and h.on < end]
    if not into:
        return ()
    last = max(h.on for h in into)
    found: list[Part] = []
    for handover in (h for h in into if h.on == last):
        found += parts_before(handover.source, year, handovers, last)
        first = began(handover.source, year, handovers, last)
        if first < last:
            day_before = date.fromordinal(last.toordinal() - 1)
            found.append(Part(handover.source, first, day_before, handover.weights))
    return tuple(sorted(set_apart(found), key=lambda part: (part.first, part.unit)))


def began(unit: str, year: int, handovers: Sequence[Handover], until: date) -> date:
    """Tell since when a body had stood as it stood before a day."""
    seen = [h.on for h in handovers if h.target == unit and h.on < until]
    return max(seen, default=date(year, 1, 1))


def set_apart(parts: Sequence[Part]) -> list[Part]:
    """Leave out what was reached on two ways."""
    return list({(part.unit, part.first, part.last): part for part in parts}.values())


@exactly
def part_score(label: str, part: Part, tasks: Mapping[str, Task]) -> Explained:
    """Score a stretch: each task's rate of its weight, by the weight that it had then.

    A task that was cancelled since is left out. The points are those of the part's own weights.
    """
    scored = [(tasks[name], weight) for name, weight in part.weights.items() if name in tasks]
    children = tuple(
        Explained(
            task.label,
            task.points * weight / task.weight,
            f"得分 {shown(task.points)} ÷ 权重 {plain(task.weight)} × 当时权重 {plain(weight)}",
        )
        for task, weight in scored
    )
    points = sum((child.points for child in children), ZERO)
    carried = sum((weight for _, weight in scored), ZERO)
    rule = f"各项合计 {shown(points)}，当时权重合计 {plain(carried)}，存续 {part.days} 日"
    values = {"存续天数": str(part.days), "当时权重": plain(carried)}
    return Explained(label, points, rule, values, children=children)


@exactly
def mean_by_days(own: Explained, own_days: int, parts: Sequence[Explained]) -> Explained:
    """Weigh a body's own daily score with the parts before, each by days and carried weight.

    Args:
        own: the daily score out of 100 since the change.
        own_days: days since the change.
        parts: as `part_score` tells them.
    """
    pairs = [
        (part.points, Decimal(part.values["存续天数"]), Decimal(part.values["当时权重"]))
        for part in parts
    ]
    earned = sum((points * days for points, days, _ in pairs), own.points * own_days)
    whole = sum((weight * days for _, days, weight in pairs), HUNDRED * own_days)
    points = earned * HUNDRED / whole
    told = " + ".join(
        f"{shown(points)} × {plain(days)}"
        for points, days in ((own.points, Decimal(own_days)), *((p, d) for p, d, _ in pairs))
    )
    rule = f"({told}) ÷ {plain(whole)} × 100 = {shown(points)}（按各部分存续天数和权重加权平均）"
    return Explained("日常指标考核", points, rule, children=(own, *parts))
