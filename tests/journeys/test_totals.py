"""The year's totals, computed once more from what is stored, in fractions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from cli.rehearsal.summary import Rehearsal
from services.house import House
from tests.builders import plan
from tests.journeys.looking import rows

Points = Mapping[str, Fraction]
_YEAR_END = date(2017, 12, 31)
_DAYS = 365
#: What each indicator's last score cost beyond its weight.
EXCESS = (
    "SELECT i.unit_id, c.beyond ->> 'excess' AS excess FROM indicator i CROSS JOIN LATERAL"
    " (SELECT explanation -> 'beyond' AS beyond FROM score s WHERE s.indicator_id = i.id"
    " ORDER BY s.number DESC LIMIT 1) c WHERE i.state = 'scored' AND c.beyond ->> 'excess' <> ''"
)


def test_totals_computed_by_hand_agree_to_the_cent(whole_year: tuple[House, Rehearsal]):
    house, played = whole_year
    daily = by_unit(house)
    changes = adjusted(house)
    marks = {r["unit_id"]: r["duty_marks"] for r in rows(house, "SELECT * FROM result")}
    ids = {row["name"]: row["id"] for row in rows(house, "SELECT * FROM unit ORDER BY from_day")}

    for unit in played.units:
        unit_id = ids[unit["unit"]]
        # A group of which nobody voted leaves its weight to the others.
        present = [group for group in plan().judges.groups if marks[unit_id].get(group.key)]
        weighed = sum(Fraction(g.weight) * mean(marks[unit_id][g.key]) for g in present)
        duty = weighed / sum(Fraction(g.weight) for g in present)
        total = (daily[unit_id] + changes[unit_id]) * 80 / 100 + duty * 20 / 100

        assert unit["duty"] == cents(duty)
        assert unit["daily"] == cents(daily[unit_id])
        assert unit["total"] == cents(total)


def by_unit(house: House) -> dict[str, Fraction]:
    """Sum each unit's points; who took tasks over is weighed by days with what went before."""
    scored = rows(house, "SELECT id, unit_id, points, weight FROM indicator WHERE state = 'scored'")
    rates = {row["id"]: Fraction(row["points"]) / Fraction(row["weight"]) for row in scored}
    points: defaultdict[str, Fraction] = defaultdict(Fraction)
    for row in scored:
        points[row["unit_id"]] += Fraction(row["points"])
    taken: defaultdict[str, list[Mapping[str, object]]] = defaultdict(list)
    for row in rows(
        house,
        "SELECT t.*, c.effective_on FROM transfer t JOIN unit_change c ON c.id = t.unit_change_id",
    ):
        taken[row["to_unit"]].append(row)
    return {**points, **{u: by_days(points[u], found, rates) for u, found in taken.items()}}


def by_days(own: Fraction, taken: Iterable[Mapping[str, object]], rates: Points) -> Fraction:
    """Weigh the points since the change, and each task before it, by days and weight then."""
    kept = [row for row in taken if row["indicator_id"] in rates]
    (changed,) = {row["effective_on"] for row in kept}
    since = (_YEAR_END - changed).days + 1
    then = [(rates[row["indicator_id"]], Fraction(row["weight"])) for row in kept]
    earned = own * since + sum(rate * weight for rate, weight in then) * (_DAYS - since)
    return earned * 100 / (100 * since + sum(weight for _, weight in then) * (_DAYS - since))


def adjusted(house: House) -> defaultdict[str, Fraction]:
    """Sum each unit's approved adjustments, every item within its cap, all within the year's.

    What has no cap is cut by neither; what a method gave beyond a weight is added.
    """
    rule = plan().adjustments
    item_of = {event.key: item for item in rule.items for event in item.events}
    sums: defaultdict[str, defaultdict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for row in rows(house, "SELECT * FROM adjustment WHERE state = 'approved' AND year = 2017"):
        sums[row["unit_id"]][item_of[row["event"]].key] += Fraction(row["points"])
    caps = {item.key: item.cap for item in rule.items}
    found: defaultdict[str, Fraction] = defaultdict(Fraction)
    for unit, items in sums.items():
        kept = [within(whole, caps[key]) for key, whole in items.items() if caps[key] is not None]
        free = [whole for key, whole in items.items() if caps[key] is None]
        bonus = within(sum((p for p in kept if p > 0), Fraction(0)), rule.bonus_cap)
        deduction = within(sum((p for p in kept if p < 0), Fraction(0)), rule.deduction_cap)
        found[unit] = bonus + deduction + sum(free)
    for row in rows(house, EXCESS):
        found[row["unit_id"]] += Fraction(row["excess"])
    return found


def within(points: Fraction, cap: Decimal | None) -> Fraction:
    return points if cap is None else max(-Fraction(cap), min(Fraction(cap), points))


def mean(marks: list[str]) -> Fraction:
    return sum((Fraction(mark) for mark in marks), Fraction(0)) / len(marks)


def cents(value: Fraction) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))
