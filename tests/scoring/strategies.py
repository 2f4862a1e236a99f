"""Cases of every scoring method, as JSON would bring them."""

from decimal import Decimal
from typing import Any, NamedTuple

from hypothesis import strategies as st


class Case(NamedTuple):
    """What `score` is asked."""

    code: str
    weight: Decimal
    parameters: dict[str, Any]
    inputs: dict[str, Any]


def numbers(low: str, high: str, places: int = 2):
    return st.decimals(Decimal(low), Decimal(high), places=places, allow_nan=False)


weights = numbers("0", "100")
amounts = numbers("0", "100000")
positive = numbers("0.01", "100000")
any_number = numbers("-100000", "100000")
shares = numbers("0", "1")

ratings = st.fixed_dictionaries(
    {"rating": st.sampled_from(["优", "良", "中", "差"]), "reason": st.just("专家组意见")}
)

nodes = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["手续", "施工", "验收"]),
            "weight": numbers("0.01", "100"),
            "done": st.booleans(),
            "days_late": st.integers(0, 60),
        }
    ),
    min_size=1,
    max_size=12,
)


@st.composite
def linear(draw: st.DrawFn) -> dict[str, Any]:
    full, zero = draw(st.lists(any_number, min_size=2, max_size=2, unique=True))
    return {"full_at": full, "zero_at": zero}


@st.composite
def challenge(draw: st.DrawFn) -> dict[str, Any]:
    target = draw(positive)
    return {
        "target": target,
        "challenge": target + draw(positive),
        "base_ratio": draw(shares),
    }


@st.composite
def bands(draw: st.DrawFn) -> dict[str, Any]:
    edges = sorted(draw(st.lists(any_number, min_size=1, max_size=6, unique=True)))
    lows, highs = [None, *edges], [*edges, None]
    upper = draw(st.booleans())  # who holds the edges: all lower bands or all upper ones
    return {
        "bands": [
            {
                "from": low,
                "to": high,
                "from_included": upper and low is not None,
                "to_included": not upper and high is not None,
                "points_ratio": draw(shares),
            }
            for low, high in zip(lows, highs, strict=True)
        ]
    }


@st.composite
def events(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    names = draw(st.lists(st.sampled_from(["迟到", "缺席", "脱岗"]), min_size=1, unique=True))
    counts = {name: draw(st.integers(0, 30)) for name in names}
    parameters = {
        "unit_points": {name: draw(numbers("0", "3")) for name in names},
        "item_caps": {name: draw(numbers("0", "5")) for name in names if draw(st.booleans())},
        "cap": draw(st.none() | numbers("0", "50")),
        "repeat_factor": draw(st.integers(1, 4)),
    }
    repeats = {name: draw(st.integers(0, counts[name])) for name in names}
    return parameters, {"counts": counts, "repeats": repeats}


@st.composite
def benchmark(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    actual, other = draw(amounts), draw(positive)
    lower = draw(st.booleans())
    best = min(actual, other) if lower else max(actual, other)
    return {"direction": "lower" if lower else "higher"}, {"actual": actual, "best": best}


@st.composite
def vetoes(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    parameters = {
        "points": draw(st.sampled_from(["zero", "full"])),
        "grade_at_most": draw(st.sampled_from(["good", "pass", "fail"])),
    }
    happened = {"occurred": True, "event": "较大事故", "document": "认定文件1号"}
    return parameters, draw(st.sampled_from([{"occurred": False}, happened]))


@st.composite
def imports(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    whole = draw(st.sampled_from([Decimal(100), Decimal(1000), Decimal(5)]))
    score = draw(st.decimals(Decimal(0), whole, places=2))
    paper = {"source": "第三方机构", "document": "测评报告"}
    return {"out_of": whole}, {"score": score, **paper}


#: Formulas with numbers, names, choices; none divides by a name that may be zero.
FORMULAS = (
    "a",
    "a / 100 + b / 100",
    "0.6 * a / max(b, 1) + 0.4 * min(c / 90, 1)",
    "1 − abs(a − b) ÷ (a + b + 1)",
    "1 if a >= b else (0.5 if a > c and b != c or a == 0 else -(b) * 2)",
    "min(a, b, c) / (max(a, b, c) + 1)",
)


@st.composite
def formulas(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    text = draw(st.sampled_from(FORMULAS))
    names = [name for name in "abc" if name in text.replace("abs", "").replace("max", "")]
    return {"expression": text, "samples": dict.fromkeys(names, 1)}, {
        "values": {name: draw(amounts) for name in names}
    }


@st.composite
def overdrafts(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    parameters, inputs = draw(events())
    del parameters["cap"]
    return {**parameters, "excess_cap": draw(numbers("0", "10"))}, inputs


@st.composite
def growths(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    parameters = {
        "target": draw(positive),
        "base_ratio": draw(shares),
        "last_year": draw(st.none() | positive),
        "group_share": draw(shares),
    }
    return parameters, {"actual": draw(any_number), "group_mean": draw(any_number)}


def _actual(values: st.SearchStrategy[Decimal]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"actual": values})


_PAIRS = {
    "completion": st.tuples(
        st.fixed_dictionaries({"target": positive, "floor": shares}), _actual(amounts)
    ),
    "inverse": st.tuples(
        st.fixed_dictionaries(
            {
                "target": positive,
                "formula": st.sampled_from(["ratio", "slope"]),
                "slope": numbers("0.01", "20"),
            }
        ),
        _actual(amounts),
    ),
    "linear": st.tuples(linear(), _actual(any_number)),
    "bands": st.tuples(bands(), _actual(any_number)),
    "rating": st.tuples(st.just({}), ratings),
    "milestones": st.tuples(
        st.fixed_dictionaries({"late_ratio": shares, "late_days": st.integers(0, 30)}),
        st.fixed_dictionaries({"milestones": nodes}),
    ),
    "deduction": events(),
    "rank": st.tuples(
        st.fixed_dictionaries({"step": numbers("0.01", "5"), "target": st.integers(1, 5)}),
        st.fixed_dictionaries({"rank": st.integers(1, 82)}),
    ),
    "growth": growths(),
    "target_challenge": st.tuples(challenge(), _actual(any_number)),
    "overdraft": overdrafts(),
    "benchmark": benchmark(),
    "veto": vetoes(),
    "imported": imports(),
    "formula": formulas(),
    "done": st.tuples(st.just({}), st.fixed_dictionaries({"done": st.booleans()})),
}


def cases_of(code: str) -> st.SearchStrategy[Case]:
    return st.builds(lambda weight, pair: Case(code, weight, *pair), weights, _PAIRS[code])


cases = st.sampled_from(sorted(_PAIRS)).flatmap(cases_of)
