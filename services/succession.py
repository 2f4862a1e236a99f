"""Succession (机构变动后的成绩): the parts of the year that a body has taken over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from plans.words import SuccessorScore
from scoring.explain import Explained, exactly
from scoring.succession import (
    Handover,
    Part,
    Task,
    began,
    mean_by_days,
    part_score,
    parts_before,
)
from services.desk import Desk
from services.units import name_on

Rows = Sequence[Mapping[Any, Any]]


@dataclass(frozen=True, slots=True)
class Heritage:
    """What went before a body as it is.

    Attributes:
        labels: each part's, as the explanation tells it.
        own_days: the days since the last change.
        adjustments: the share in days of what others brought along, by their id.
    """

    parts: tuple[Part, ...]
    labels: tuple[str, ...]
    own_days: int
    shares: Mapping[str, tuple[int, int]]

    def daily(self, own: Explained, scores: Rows) -> Explained:
        """Weigh a body's own daily score with the parts before; a fresh start has none."""
        if not self.parts:
            return own
        tasks = {
            row["id"]: Task(row["level3"], Decimal(row["explanation"]["points"]), row["weight"])
            for row in scores
            if row["explanation"]
        }
        told = zip(self.labels, self.parts, strict=True)
        return mean_by_days(
            own, self.own_days, [part_score(label, part, tasks) for label, part in told]
        )


_HANDOVERS = text(
    "SELECT c.effective_on, t.from_unit, t.to_unit,"
    " jsonb_object_agg(t.indicator_id, t.weight::text) AS weights"
    " FROM transfer t JOIN unit_change c ON c.district_id = t.district_id"
    " AND c.id = t.unit_change_id WHERE c.district_id = :district AND c.year = :year"
    " GROUP BY c.effective_on, c.id, t.from_unit, t.to_unit ORDER BY c.effective_on, c.id, 2, 3"
)


def heritages(desk: Desk, units: Sequence[str]) -> dict[str, Heritage]:
    """Tell what went before, for those units to which others' tasks came.

    By the plan's setting `unit_changes.score`: the mean of the parts by their days, or what came
    after the change alone (domain 5.6). A body that is gone is not ranked, and before the transfer
    it alone answered: by the mean its adjustments count by its days, by a fresh start they are
    shown and count nothing, awards and deductions alike. Its veto caps no grade but its own.
    """
    asked = {"district": desk.act.district_id, "year": desk.year}
    found = desk.connection.execute(_HANDOVERS, asked).all()
    handovers = [Handover(r.effective_on, r.from_unit, r.to_unit, _exact(r.weights)) for r in found]
    return {
        unit: _heritage(desk, unit, parts, handovers)
        for unit in units
        if (parts := parts_before(unit, desk.year, handovers))
    }


def _exact(weights: Mapping[str, str]) -> dict[str, Decimal]:
    return {name: Decimal(weight) for name, weight in sorted(weights.items())}


def _heritage(
    desk: Desk, unit: str, parts: tuple[Part, ...], handovers: Sequence[Handover]
) -> Heritage:
    year_end = date(desk.year, 12, 31)
    since = began(unit, desk.year, handovers, date.max)
    own_days = (year_end - since).days + 1
    whole = own_days + sum(part.days for part in parts)
    gone = {b.id for b in desk.rules.bodies if b.until_day and b.until_day < year_end}
    fresh = desk.rules.plan.unit_changes.score is SuccessorScore.FRESH_START
    counted = () if fresh else parts
    return Heritage(
        counted,
        tuple(
            f"{name_on(desk, part.unit, part.last)}（{part.first}至{part.last}）"
            for part in counted
        ),
        own_days,
        {p.unit: (0 if fresh else p.days, whole) for p in parts if p.unit in gone},
    )


#: Said of what a body that is gone brought along when the successor starts afresh.
_FRESH = "承接单位成绩自机构变动之日重新起算，此前的加扣分由原单位负责，不计入"


@exactly
def shared(adjustment: Explained, share: tuple[int, int]) -> Explained:
    """Count what a body that is gone brought along by the days that it stood."""
    days, whole = share
    points = adjustment.points * days / whole
    rule = f"原单位加扣分 × {days} ÷ {whole}" if days else _FRESH
    return Explained(adjustment.label, points, rule, children=(adjustment,))
