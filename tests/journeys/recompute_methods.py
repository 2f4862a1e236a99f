"""The sixteen scoring methods once more, in fractions, as domain.md 4.2 tells them."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from tests.journeys.recompute_formula import Arithmetic

F = Fraction
Facts = Mapping[str, Any]
#: Points in [0, weight], and what follows besides: points for the deduction account, a grade.
Worth = tuple[F, F, str]
ONE = F(1)


def clip(share: F) -> F:
    return max(F(0), min(ONE, share))


def completion(p: Facts, x: Facts) -> F:
    done = F(x["actual"]) / F(p["target"])
    return F(0) if done < F(p.get("floor") or 0) else clip(done)


def inverse(p: Facts, x: Facts) -> F:
    target, actual = F(p["target"]), F(x["actual"])
    if actual <= target:
        return ONE
    if p.get("formula", "ratio") == "ratio":
        return clip(target / actual)
    return clip(1 - (actual - target) / target * F(p.get("slope") or 1))


def linear(p: Facts, x: Facts) -> F:
    zero = F(p["zero_at"])
    return clip((F(x["actual"]) - zero) / (F(p["full_at"]) - zero))


def bands(p: Facts, x: Facts) -> F:
    actual = F(x["actual"])
    for band in p["bands"]:
        low, high = band.get("from"), band.get("to")
        above = low is None or actual > F(low) or (actual == F(low) and band["from_included"])
        below = high is None or actual < F(high) or (actual == F(high) and band["to_included"])
        if above and below:
            return F(band["points_ratio"])
    raise ValueError(f"{actual} is in no band")


def rating(p: Facts, x: Facts) -> F:
    usual = {"优": "1.0", "良": "0.85", "中": "0.7", "差": "0.5"}
    return F((p.get("coefficients") or usual)[x["rating"]])


def milestones(p: Facts, x: Facts) -> F:
    def credit(node: Facts) -> F:
        late = F(node.get("days_late") or 0)
        if not node["done"]:
            return F(0)
        if late == 0:
            return ONE
        soon = late <= agreed(node, "late_days", "10")
        return agreed(node, "late_ratio", "0.8") if soon else agreed(node, "very_late_ratio", "0")

    def agreed(node: Facts, name: str, usual: str) -> F:
        """A node goes by what was in force on its day, else by what is agreed now."""
        held = [known[name] for known in (node, p) if known.get(name) is not None]
        return F([*held, usual][0])

    weights = [F(node["weight"]) for node in x["milestones"]]
    earned = [w * credit(n) for w, n in zip(weights, x["milestones"], strict=True)]
    return sum(earned, F(0)) / sum(weights, F(0))


def lost(p: Facts, x: Facts) -> F:
    """Count what the events of a unit cost: repeats count several times, items have caps."""
    whole, factor = F(0), F(p.get("repeat_factor") or 2)
    for event, count in x["counts"].items():
        times = F(count) + F((x.get("repeats") or {}).get(event, 0)) * (factor - 1)
        cost = F(p["unit_points"][event]) * times
        cap = (p.get("item_caps") or {}).get(event)
        whole += cost if cap is None else min(cost, F(cap))
    return whole


def rank(p: Facts, x: Facts, weight: F) -> F:
    below = max(F(0), F(x["rank"]) - F(p.get("target") or 1))
    return max(F(0), weight - below * F(p["step"]))


def benchmark(p: Facts, x: Facts) -> F:
    actual, best = F(x["actual"]), F(x["best"])
    lower = p.get("direction", "higher") == "lower"
    if actual == best or (actual < best) == lower:
        return ONE
    return clip(best / actual if lower else actual / best)


def growth(p: Facts, x: Facts) -> F:
    last, target = p.get("last_year"), F(p["target"])
    grown = F(x["actual"]) if last is None else (F(x["actual"]) - F(last)) / F(last) * 100
    base = F(p["base_ratio"] if p.get("base_ratio") is not None else "0.6")
    own = ONE if grown >= target else clip(base + (1 - base) * grown / target)
    share = F(p.get("group_share") or 0)
    if not share:
        return own
    mean = F(x["group_mean"])
    beside = ONE if grown >= mean else (clip(grown / mean) if mean > 0 else F(0))
    return (1 - share) * own + share * beside


def target_challenge(p: Facts, x: Facts) -> F:
    target, challenge, actual = F(p["target"]), F(p["challenge"]), F(x["actual"])
    base = F(p["base_ratio"] if p.get("base_ratio") is not None else "0.9")
    if actual >= challenge:
        return ONE
    if actual < target:
        return clip(base * actual / target)
    return base + (1 - base) * (actual - target) / (challenge - target)


def formula(p: Facts, x: Facts) -> F:
    named = {**(p.get("constants") or {}), **x["values"]}
    names = {name: F(value) for name, value in named.items()}
    return clip(Arithmetic(p["expression"], names).choice()())


SHARES: Mapping[str, Callable[[Facts, Facts], F]] = {
    "completion": completion,
    "inverse": inverse,
    "linear": linear,
    "bands": bands,
    "rating": rating,
    "milestones": milestones,
    "benchmark": benchmark,
    "growth": growth,
    "target_challenge": target_challenge,
    "done": lambda _p, x: F(int(x["done"])),
    "imported": lambda p, x: clip(F(x["score"]) / F(p.get("out_of") or 100)),
    "formula": formula,
}


def deduction(p: Facts, x: Facts, weight: F) -> Worth:
    cost, cap = lost(p, x), p.get("cap")
    return max(F(0), weight - (cost if cap is None else min(cost, F(cap)))), F(0), ""


def overdraft(p: Facts, x: Facts, weight: F) -> Worth:
    cost = lost(p, x)
    beyond = min(max(F(0), cost - weight), F(p["excess_cap"]))
    return max(F(0), weight - cost), -beyond, ""


def veto(p: Facts, x: Facts, weight: F) -> Worth:
    if not x["occurred"]:
        return weight, F(0), ""
    points = weight if p.get("points") == "full" else F(0)
    return points, F(0), p.get("grade_at_most") or "good"


BY_POINTS: Mapping[str, Callable[[Facts, Facts, F], Worth]] = {
    "deduction": deduction,
    "overdraft": overdraft,
    "veto": veto,
    "rank": lambda p, x, weight: (rank(p, x, weight), F(0), ""),
}
#: The input without which nothing is scored; `actual` where it is not named.
DATUM = {
    "rating": "rating", "milestones": "milestones", "deduction": "counts", "overdraft": "counts",
    "rank": "rank", "done": "done", "veto": "occurred", "imported": "score", "formula": "values",
}  # fmt: skip


def worth(row: Facts) -> Worth:
    """Reckon an indicator: exact points, points for the deduction account, a grade at most."""
    p, x, weight, code = row["parameters"], row["inputs"], F(row["weight"]), row["code"]
    if row.get("falsified"):
        return F(0), F(0), ""
    if x.get(DATUM.get(code, "actual")) is None:
        return {"zero": F(0), "neutral": weight}[p["when_missing"]], F(0), ""
    if code in BY_POINTS:
        return BY_POINTS[code](p, x, weight)
    return weight * SHARES[code](p, x), F(0), ""
