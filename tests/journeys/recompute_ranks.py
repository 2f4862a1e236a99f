"""Ranks and grades once more, from totals as they are published."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

F = Fraction
Facts = Mapping[str, Any]


def cents(number: F) -> str:
    """Round half up, away from zero, to two places."""
    whole = int(abs(number) * 100 + F(1, 2))
    sign = "-" if number < 0 and whole else ""
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def place(one: F, others: Sequence[F]) -> int:
    """Equal totals, as published, share a rank and the next is skipped."""
    return 1 + sum(F(cents(other)) > F(cents(one)) for other in others)


def grades_of(group: Sequence[Facts], years: Mapping[str, Any], settings: Facts) -> dict[str, str]:
    """Grade a ranking group: the quota's seats by total, then duty score, then the office."""
    grades = settings["grades"]["grades"]
    best, keys = grades[0], [grade["key"] for grade in grades]

    def claim(unit: Facts) -> tuple[F, F, bool]:
        year = years[unit["id"]]
        return F(cents(year["total"])), F(cents(year["duty"])), bool(unit["result"]["chosen"])

    def barred(unit: Facts) -> bool:
        year = years[unit["id"]]
        return bool(year["at_most"] or (year["vetoed"] and best["veto"]))

    able = [u for u in group if claim(u)[0] >= F(best["at_least"]) and not barred(u)]
    able.sort(key=claim, reverse=True)
    seats = len(group) if best["quota"] is None else int(len(group) * F(best["quota"]) / 100)
    if len(able) > seats:
        border = claim(able[seats])
        able = [unit for unit in able[:seats] if claim(unit) != border]
    excellent = {unit["id"] for unit in able}
    labels: dict[str, str] = {}
    for unit in group:
        total, most = claim(unit)[0], years[unit["id"]]["at_most"]
        earned = next(g["key"] for g in grades[1:] if total >= F(g["at_least"]))
        key = best["key"] if unit["id"] in excellent else max([earned, *most], key=keys.index)
        labels[unit["id"]] = grades[keys.index(key)]["label"]
    return labels
