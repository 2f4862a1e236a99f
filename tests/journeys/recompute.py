"""A year reckoned once more from its facts: `python -m tests.journeys.recompute FACTS.json`.

FACTS.json is what `jixiao export FACTS.json` wrote. Stands alone: the standard library, exact
fractions, and the rules as domain.md tells them; nothing of the house. It names every number that
differs from the published one by a cent, and exits with 1 when one does.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.journeys.recompute_methods import worth
from tests.journeys.recompute_ranks import cents, grades_of, place

F = Fraction
Facts = Mapping[str, Any]


def mean_of(ballots: Sequence[str], judges: Facts) -> F:
    marks = sorted(map(F, ballots))
    if judges["trimming"] and len(marks) >= max(3, judges["trimming_threshold"]):
        marks = marks[1:-1]
    return sum(marks, F(0)) / len(marks)


def duty_of(unit: Facts, judges: Facts) -> F:
    """Weigh the groups' means; who did not vote at all is no zero."""
    marks = unit["duty_marks"]
    present = [group for group in judges["groups"] if marks.get(group["key"])]
    whole = sum((F(group["weight"]) for group in present), F(0))
    return sum((F(g["weight"]) * mean_of(marks[g["key"]], judges) for g in present), F(0)) / whole


def adjustments_of(unit: Facts, rules: Facts) -> F:
    """Sum a unit's adjustments: items within their caps, then all that have one within the year's.

    What has no cap of its own is never cut.
    """
    caps = {item["key"]: item["cap"] for item in rules["items"]}
    sums: defaultdict[str, F] = defaultdict(F)
    for row in unit["adjustments"]:
        sums[row["item"] or row["id"]] += F(row["points"])
    free = sum((whole for key, whole in sums.items() if caps.get(key) is None), F(0))
    kept = [
        max(-F(caps[key]), min(F(caps[key]), whole))
        for key, whole in sums.items()
        if caps.get(key) is not None
    ]
    bonus = sum((whole for whole in kept if whole > 0), F(0))
    deduction = sum((whole for whole in kept if whole < 0), F(0))
    return free + at_most(bonus, rules["bonus_cap"]) - at_most(-deduction, rules["deduction_cap"])


def at_most(points: F, cap: str | None) -> F:
    return points if cap is None else min(points, F(cap))


def with_heritage(daily: F, unit: Facts, points: Mapping[str, F]) -> F:
    """Weigh the daily score with the stretches before a change of bodies, by days and weight."""
    heritage, weights = unit["heritage"], {row["id"]: row["weight"] for row in unit["indicators"]}
    earned, whole = daily * heritage["own_days"], F(100 * heritage["own_days"])
    for part in heritage["parts"]:
        for name, then in part["weights"].items():
            if name in points:
                earned += points[name] / F(weights[name]) * F(then) * part["days"]
                whole += F(then) * part["days"]
    return earned * 100 / whole


def brought_along(unit: Facts, rules: Facts) -> F:
    """Count the adjustments of bodies that are gone by the days that they stood."""
    brought = unit["heritage"]["brought"]
    return sum((adjustments_of(one, rules) * one["days"] / one["of_days"] for one in brought), F(0))


def daily_of(unit: Facts, points: Mapping[str, F]) -> F:
    """Weigh the categories, each its points out of its own weight."""
    by_category: defaultdict[str, list[Facts]] = defaultdict(list)
    for row in unit["indicators"]:
        by_category[row["category"]].append(row)
    daily = F(0)
    for category, rows in by_category.items():
        weight = F(unit["weights"][category])
        assert weight == sum(F(row["weight"]) for row in rows), (unit["id"], category)
        score = sum((points[row["id"]] for row in rows), F(0)) / weight * 100
        daily += score * weight / 100
    return daily


def total_of(daily: F, duty: F, change: F, settings: Facts) -> F:
    shares = settings["composition"]
    inside = shares["adjustment_placement"] == "inside_daily"
    total = (daily + (change if inside else 0)) * F(shares["daily_share"]) / 100
    total += duty * F(shares["duty_share"]) / 100 + (0 if inside else change)
    return at_most(total, shares["cap_total"])


def year_of(unit: Facts, settings: Facts) -> dict[str, Any]:
    """Reckon one unit's year."""
    found = {row["id"]: worth(row) for row in unit["indicators"]}
    points = {name: one[0] for name, one in found.items()}
    daily, duty = daily_of(unit, points), duty_of(unit, settings["judges"])
    rules = settings["adjustments"]
    change = adjustments_of(unit, rules)
    change += sum((one[1] for one in found.values()), F(0))
    if unit.get("heritage"):
        daily = with_heritage(daily, unit, points)
        change += brought_along(unit, rules)
    return {
        "points": points,
        "daily": daily,
        "duty": duty,
        "adjustments": change,
        "total": total_of(daily, duty, change, settings),
        "at_most": [one[2] for one in found.values() if one[2]],
        "vetoed": any(row["vetoes"] for row in unit["adjustments"]),
    }


def differences(facts: Facts) -> list[str]:
    """Name every published number that the facts do not bear out."""
    settings, units = facts["settings"], facts["units"]
    years = {unit["id"]: year_of(unit, settings) for unit in units}
    totals = [year["total"] for year in years.values()]
    groups: defaultdict[str, list[Facts]] = defaultdict(list)
    for unit in units:
        groups[unit["ranking_group"]].append(unit)
    labels: dict[str, str] = {}
    for group in groups.values():
        labels |= grades_of(group, years, settings)
    pairs: list[tuple[str, object, object]] = []
    for unit in units:
        name, year, told = unit["id"], years[unit["id"]], unit["result"]
        peers = [years[peer["id"]]["total"] for peer in groups[unit["ranking_group"]]]
        pairs += numbers_of(unit, year)
        pairs += [
            (f"{name} rank", told["rank"], place(year["total"], totals)),
            (f"{name} group rank", told["group_rank"], place(year["total"], peers)),
            (f"{name} grade", told["grade"], labels[name]),
        ]
    return [
        f"{what}: published {published}, reckoned {reckoned}"
        for what, published, reckoned in pairs
        if published != reckoned
    ]


def numbers_of(unit: Facts, year: Facts) -> Iterator[tuple[str, object, object]]:
    """Pair the unit's published points with those reckoned, to the cent."""
    for row in unit["indicators"]:
        yield row["id"], cents(F(row["points"])), cents(year["points"][row["id"]])
    for number in ("daily", "duty", "adjustments", "total"):
        yield f"{unit['id']} {number}", unit["result"][number], cents(year[number])


def main(path: str) -> int:
    """Say what differs; 1 when something does."""
    facts = json.loads(Path(path).read_text("utf-8"))
    found = differences(facts)
    for line in found or [f"{len(facts['units'])} units agree to the cent"]:
        sys.stdout.write(f"{line}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
