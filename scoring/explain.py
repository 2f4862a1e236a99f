"""Explanations (得分说明): a tree from the total down to value, rule and evidence."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal, getcontext, setcontext
from functools import wraps
from typing import Any, ParamSpec, Self, TypeVar

#: All arithmetic of this room runs in it: sums and products are exact, quotients have 28 digits.
EXACT = Context(prec=28)

_P = ParamSpec("_P")
_T = TypeVar("_T")

_CENT = Decimal("0.01")
_INDENT = "　　"


def exactly(compute: Callable[_P, _T]) -> Callable[_P, _T]:
    """Compute in `EXACT`, whatever decimal context the calling thread has set."""

    @wraps(compute)
    def computed(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        callers = getcontext()
        setcontext(EXACT)
        try:
            return compute(*args, **kwargs)
        finally:
            setcontext(callers)

    return computed


def shown(points: Decimal) -> Decimal:
    """Round half up to the two places that are published; nothing else in this room rounds."""
    return EXACT.plus(points.quantize(_CENT, ROUND_HALF_UP, EXACT))  # plus: never "-0.00"


def plain(number: Decimal) -> str:
    """Write a number as it was given, without an exponent."""
    text = str(number)
    return text if "E" not in text else format(number, "f")


@dataclass(frozen=True, slots=True)
class Explained:
    """Points and where they come from.

    Attributes:
        label: what was scored: an indicator, a category, a judge group, the total.
        points: exact; only `shown` rounds them.
        rule: the rule with its numbers filled in, a Chinese sentence.
        values: what went in, by Chinese label.
        evidence: document numbers or file hashes that prove the values.
        children: the parts, in the order in which they are told.
        beyond: what follows besides the points: `excess` (points, below 0, for the deduction
            account), `grade_at_most` (a grade's key: the unit gets no better one).
    """

    label: str
    points: Decimal
    rule: str
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    evidence: tuple[str, ...] = ()
    children: tuple["Explained", ...] = ()
    beyond: Mapping[str, str] = field(default_factory=dict[str, str])

    def to_data(self) -> dict[str, Any]:
        """Give the tree as plain JSON data, Decimals as strings."""
        beyond = {"beyond": dict(sorted(self.beyond.items()))} if self.beyond else {}
        return {
            **beyond,
            "children": [child.to_data() for child in self.children],
            "evidence": list(self.evidence),
            "label": self.label,
            "points": str(self.points),
            "rule": self.rule,
            "values": dict(sorted(self.values.items())),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Build the tree that `to_data` told."""
        return cls(
            label=data["label"],
            points=Decimal(data["points"]),
            rule=data["rule"],
            values=dict(data["values"]),
            evidence=tuple(data["evidence"]),
            children=tuple(cls.from_data(child) for child in data["children"]),
            beyond=dict(data.get("beyond", ())),
        )

    def to_json(self) -> str:
        """Write the tree as JSON with sorted keys: the same tree gives the same text."""
        return json.dumps(self.to_data(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read the tree back, equal to the one written."""
        return cls.from_data(json.loads(text))

    def lines(self, depth: int = 0) -> Iterator[str]:
        """Tell the tree as an outline in Chinese, one line a fact, parts indented."""
        indent = _INDENT * depth
        yield f"{indent}{self.label}：{shown(self.points)} 分"
        yield f"{indent}　计算：{self.rule}"
        if self.values:
            told = "；".join(f"{label} {value}" for label, value in sorted(self.values.items()))
            yield f"{indent}　依据数据：{told}"
        if self.evidence:
            yield f"{indent}　佐证材料：{'；'.join(self.evidence)}"
        for child in self.children:
            yield from child.lines(depth + 1)
