"""S5: indicators scored in a stream, beside the same formulas written by hand.

The mix is the demo year's table: every indicator with its own method, parameters and weight, and
values such as a database brings them, as text. The floor knows each formula and nothing else: no
checks, no missing datum, no words. Rates are by processor time, so one core at its own speed.
"""

import random
import resource
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import cycle, islice
from time import process_time
from typing import Any, NamedTuple

from bench.table import Line, Outcome, median_of
from plans.loading import TABLE, folder, load
from plans.schema import Plan
from plans.spelling import vocabulary
from plans.table.reading import read_table
from plans.table.rows import Row
from scoring.methods import Agreed, agreed, method_called

_PLAN = "fangshan-2017"
_RUNS, _EACH, _STREAMED = 5, 100_000, 9_000_000
_ONE, _ZERO = Decimal(1), Decimal(0)
Values = Mapping[str, Any]


class Case(NamedTuple):
    """One indicator at the end of its year."""

    method: Agreed
    weight: Decimal
    inputs: Values


def _nodes(draw: random.Random) -> list[dict[str, Any]]:
    late = (0, 0, 0, 6, 20)
    return [
        {"name": "节点", "weight": 1, "done": draw.random() < 0.9, "days_late": draw.choice(late)}
        for _ in range(4)
    ]


def _near(edge: str) -> Callable[[Values, random.Random], Values]:
    """Give an actual value about a parameter."""
    return lambda p, draw: {"actual": f"{float(p[edge]) * draw.uniform(0.7, 1.1):.2f}"}


_INPUTS: Mapping[str, Callable[[Values, random.Random], Values]] = {
    "completion": _near("target"),
    "inverse": _near("target"),
    "linear": _near("full_at"),
    "growth": _near("target"),
    "target_challenge": _near("challenge"),
    "bands": lambda _p, draw: {"actual": f"{draw.uniform(50, 110):.1f}"},
    "rank": lambda _p, draw: {"rank": draw.randint(1, 12)},
    "rating": lambda _p, draw: {"rating": draw.choice("优良中差"), "reason": "专家组意见"},
    "deduction": lambda p, draw: {"counts": {e: draw.randint(0, 4) for e in p["unit_points"]}},
    "milestones": lambda _p, draw: {"milestones": _nodes(draw)},
}


def _year() -> list[Case]:
    plan = load(_PLAN)
    rows = read_table(folder(_PLAN) / TABLE, vocabulary(plan)).indicators
    draw = random.Random(5)  # noqa: S311 - values, not secrets
    return [_case(plan, row, draw) for row in rows]


def _case(plan: Plan, row: Row, draw: random.Random) -> Case:
    parameters = plan.methods[row.method].parameters_for(
        row.level3, row.target.number, row.challenge
    )
    found = method_called(row.method)
    assert found is not None
    return Case(agreed(found.code, parameters), row.weight, _INPUTS[found.code](parameters, draw))


def _share(number: Decimal) -> Decimal:
    return max(_ZERO, min(_ONE, number))


def _banded(w: Decimal, p: Values, x: Values) -> Decimal:
    actual = Decimal(x["actual"])
    for band in p["bands"]:
        low, high = band["from"], band["to"]
        if (low is None or actual >= low) and (high is None or actual < high):
            return w * band["points_ratio"]
    return _ZERO


def _reached(w: Decimal, p: Values, x: Values) -> Decimal:
    done = [
        _ZERO
        if not node["done"]
        else _ONE
        if not node["days_late"]
        else p["late_ratio"]
        if node["days_late"] <= p["late_days"]
        else p["very_late_ratio"]
        for node in x["milestones"]
    ]
    return w * sum(done, _ZERO) / len(done)


def _challenged(w: Decimal, p: Values, x: Values) -> Decimal:
    target, challenge, base = p["target"], p["challenge"], p["base_ratio"]
    actual = Decimal(x["actual"])
    if actual >= challenge:
        return w
    if actual < target:
        return w * base * actual / target
    return w * (base + (_ONE - base) * (actual - target) / (challenge - target))


def _less(w: Decimal, p: Values, x: Values) -> Decimal:
    lost = sum((p["unit_points"][event] * n for event, n in x["counts"].items()), _ZERO)
    return max(_ZERO, w - lost)


#: The formulas alone.
_BARE: Mapping[str, Callable[[Decimal, Values, Values], Decimal]] = {
    "completion": lambda w, p, x: w * min(_ONE, Decimal(x["actual"]) / p["target"]),
    "inverse": lambda w, p, x: w * min(_ONE, p["target"] / Decimal(x["actual"])),
    "linear": lambda w, p, x: (
        w * _share((Decimal(x["actual"]) - p["zero_at"]) / (p["full_at"] - p["zero_at"]))
    ),
    "growth": lambda w, p, x: (
        w * _share(p["base_ratio"] + (_ONE - p["base_ratio"]) * Decimal(x["actual"]) / p["target"])
    ),
    "target_challenge": _challenged,
    "bands": _banded,
    "rank": lambda w, p, x: max(_ZERO, w - max(_ZERO, x["rank"] - p["target"]) * p["step"]),
    "rating": lambda w, p, x: w * p["coefficients"][x["rating"]],
    "deduction": _less,
    "milestones": _reached,
}


def _ours(cases: Iterator[Case]) -> None:
    for method, weight, inputs in cases:
        method.points(weight, inputs)


def _floor(cases: Iterator[Case]) -> None:
    for method, weight, inputs in cases:
        _BARE[method.method.code](weight, method.settings, inputs)


def _explained(cases: Iterator[Case]) -> None:
    for method, weight, inputs in cases:
        method.score(weight, inputs)


def _timed(
    what: str, act: Callable[[Iterator[Case]], None], year: Sequence[Case], number: int
) -> Line:
    begun = process_time()
    act(islice(cycle(year), number))
    took = process_time() - begun
    each = took / number * 1000
    return Line(what, round(number / took, 1), round(each, 5), round(each, 5), f"{number:,}")


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def run() -> Outcome:
    """Measure ours and the floor by turns, then stream nine million and watch the memory."""
    year = _year()
    found: dict[str, list[Line]] = {"ours": [], "floor": [], "explained": []}
    for _ in range(_RUNS):
        found["floor"].append(_timed("floor: the formulas alone", _floor, year, _EACH))
        found["ours"].append(_timed("ours: Agreed.points", _ours, year, _EACH))
        told = _timed("ours with explanation: Agreed.score", _explained, year, _EACH // 5)
        found["explained"].append(told)
    begun = _memory()
    streamed = _timed("ours, streamed", _ours, year, _STREAMED)
    grown = _memory() - begun
    ours, floor, explained = (median_of(found[name]) for name in ("ours", "floor", "explained"))
    ratios = {
        "ours / 200 000 a second (target >= 1)": ours.per_second / 200_000,
        "ours / floor": ours.per_second / floor.per_second,
        "seconds for a district's year, explained (target <= 0.3)": (
            len(year) / explained.per_second
        ),
        "MB grown while streaming (target 0)": float(grown),
    }
    title = f"scoring the demo year's {len(year)} indicators over and over"
    return Outcome(title, [ours, floor, explained, streamed], ratios)
