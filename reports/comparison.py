"""A unit's results over the years (同比、趋势): what is known, the change, and where it goes."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from scoring.explain import shown

#: From so many years on there is a trend.
_TREND = 3


def compared(years: Sequence[Mapping[str, Any]], year: int) -> dict[str, Any]:
    """Compare a unit's year with the one before and tell the trend.

    Args:
        years: per known year `year`, `total`, `grade`, `rank`, in order of years.
        year: the one that is told.

    Returns:
        `this` and `last` (None when unknown), `change` of total (text with two places) and
        `rank_change` (positive: moved up), `trend`, `years`.
    """
    told = [_told(row) for row in years]
    by_year = {row["year"]: row for row in told}
    this, last = by_year.get(year), by_year.get(year - 1)
    return {
        "this": this,
        "last": last,
        "change": _change(this, last),
        "rank_change": _rank_change(this, last),
        "trend": trend([Decimal(row["total"]) for row in told if row["total"] is not None]),
        "years": told,
    }


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    total = row["total"]
    return {
        "year": row["year"],
        "total": None if total is None else str(shown(Decimal(total))),
        "grade": row["grade"],
        "rank": row["rank"],
    }


def _change(this: Mapping[str, Any] | None, last: Mapping[str, Any] | None) -> str | None:
    if not (this and last and this["total"] and last["total"]):
        return None
    return f"{Decimal(this['total']) - Decimal(last['total']):+.2f}"


def _rank_change(this: Mapping[str, Any] | None, last: Mapping[str, Any] | None) -> int | None:
    if not (this and last and this["rank"] and last["rank"]):
        return None
    return last["rank"] - this["rank"]


def trend(totals: Sequence[Decimal]) -> str:
    """Name the direction of totals, the earliest first; too few years have none."""
    if len(totals) < _TREND:
        return ""
    steps = [after - before for before, after in pairwise(totals)]
    if all(step > 0 for step in steps):
        return "逐年上升"
    if all(step < 0 for step in steps):
        return "逐年下降"
    return "持平" if not any(steps) else "有升有降"


def sentence(comparison: Mapping[str, Any]) -> str:
    """Tell a comparison in one sentence."""
    last = comparison["last"]
    if comparison["change"] is None or last is None:
        return "无上一年度可比成绩。"
    said = f"上年{last['total']}分（{last['grade'] or '未定等次'}），同比{comparison['change']}分"
    moved = comparison["rank_change"]
    if moved is not None:
        how = "持平" if not moved else f"{'上升' if moved > 0 else '下降'}{abs(moved)}位"
        said += f"，名次{how}"
    return f"{said}；{comparison['trend']}。" if comparison["trend"] else f"{said}。"
