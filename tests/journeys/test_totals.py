"""The year's totals, computed once more from what is stored, in fractions."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from cli.rehearsal.summary import Rehearsal
from services.house import House
from tests.builders import plan
from tests.journeys.looking import rows


def test_totals_computed_by_hand_agree_to_the_cent(whole_year: tuple[House, Rehearsal]):
    house, played = whole_year
    points: defaultdict[str, Fraction] = defaultdict(Fraction)
    for row in rows(house, "SELECT unit_id, points FROM indicator WHERE state = 'scored'"):
        points[row["unit_id"]] += Fraction(row["points"])
    changes = by_item(house)
    marks = {r["unit_id"]: r["duty_marks"] for r in rows(house, "SELECT * FROM result")}

    for unit in played.units:
        unit_id = plan().unit(unit["unit"]).id
        duty = sum(
            Fraction(group.weight) * mean(marks[unit_id][group.key]) / 100
            for group in plan().judges.groups
        )
        total = (points[unit_id] + changes[unit_id]) * 80 / 100 + duty * 20 / 100

        assert unit["total"] == cents(total)
        assert unit["duty"] == cents(duty)


def by_item(house: House) -> defaultdict[str, Fraction]:
    """Sum each unit's approved adjustments, every item of the plan within its cap."""
    item_of = {e.key: item for item in plan().adjustments.items for e in item.events}
    sums: defaultdict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for row in rows(house, "SELECT * FROM adjustment WHERE state = 'approved' AND year = 2017"):
        sums[row["unit_id"], item_of[row["event"]].key] += Fraction(row["points"])
    caps = {item.key: item.cap for item in plan().adjustments.items}
    capped: defaultdict[str, Fraction] = defaultdict(Fraction)
    for (unit, item), whole in sums.items():
        cap = Fraction(caps[item])
        capped[unit] += max(-cap, min(cap, whole))
    return capped


def mean(marks: list[str]) -> Fraction:
    return sum((Fraction(mark) for mark in marks), Fraction(0)) / len(marks)


def cents(value: Fraction) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))
