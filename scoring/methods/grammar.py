"""What a scoring method is made of (计分方式): a row of the table in `scoring.methods`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from kit.errors import Objection
from scoring.explain import Explained, plain
from scoring.methods.fields import Field, Values, optional
from scoring.methods.kinds import Text, Texts, Word
from scoring.methods.quantities import Number

ZERO, ONE = Decimal(0), Decimal(1)
_NOTHING: Mapping[str, str] = MappingProxyType({})


class Direction(StrEnum):
    """Which way a datum has to go for more points."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


DIRECTION_NAMES: Mapping[Direction, str] = {
    Direction.HIGHER: "越高越好",
    Direction.LOWER: "越低越好",
    Direction.NEITHER: "不以高低论",
}


def told(how: str, *numbers: Decimal | str) -> str:
    """Fill numbers into the `{}` of a sentence."""
    return how.format(*(n if isinstance(n, str) else plain(n) for n in numbers))


class Worth(NamedTuple):
    """What a method's arithmetic answers; the words are only put together when asked for.

    Attributes:
        points: exact.
        how: the formula, with `{}` for each of the numbers.
        numbers: Decimals or words, in the order in which the formula tells them.
        parts: what the points are made of, told when iterated.
        beyond: what follows besides the points (`Explained.beyond`).
    """

    points: Decimal
    how: str
    numbers: tuple[Decimal | str, ...]
    parts: Iterable[Explained] = ()
    beyond: Mapping[str, str] = _NOTHING

    def told(self) -> str:
        """Fill the numbers into the formula."""
        return told(self.how, *self.numbers)


class Example(NamedTuple):
    """A worked example, shown to the unit beside the method and computed by the tests."""

    weight: str
    parameters: Mapping[str, object]
    inputs: Mapping[str, object]
    points: str


def nothing(*_values: Values) -> Iterable[Objection]:
    """Object to nothing."""
    return ()


def _no_samples(_settings: Values) -> Iterable[Mapping[str, object]]:
    return ()


WHEN_MISSING = optional(
    "when_missing",
    "数据缺失时",
    Word({"pending": "待数据，暂不计分", "zero": "计零分", "neutral": "不影响得分，计满分"}),
    "pending",
    "应当事先约定。",
)

#: What is agreed about the datum of every method (方案 三（一）指标要素的展开).
COMMON: tuple[Field, ...] = (
    WHEN_MISSING,
    optional("unit", "计量单位", Text(), None, "如“万平方米”“户”；填报与目标值须一致。"),
    optional(
        "decimals",
        "小数位数",
        Number(at_least=ZERO, at_most=Decimal(6), whole=True),
        None,
        "填报数值至多几位小数；不填则不限。",
    ),
    optional("source", "数据来源", Text(), None, "由谁、依据什么取得，如“区统计局年报”。"),
    optional("evidence", "佐证清单", Texts(), (), "应附哪些材料，逐项列出。"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One way to turn what happened into points.

    Attributes:
        code: stable; stored with every score.
        name: as in the performance office's Excel table.
        version: raised whenever the same parameters and inputs would give other points.
        formula: in general terms, Chinese.
        parameters: what is agreed before the year (`COMMON` to all methods, and the method's own).
        inputs: what is found out at its end. The first is the datum: when it is absent,
            `when_missing` decides; the others are then not asked for.
        measure: exact arithmetic from weight, parameters and inputs to points in [0, weight].
        direction: of the datum, or how the parameters tell it.
        example: one that a unit can follow by hand.
        samples: inputs worth showing for given parameters: reach this, and you get that.
        objections: to parameters that are each in order but do not fit together.
        input_objections: to inputs (first argument) that do not fit the parameters (second).
    """

    code: str
    name: str
    version: int = 1
    formula: str
    parameters: tuple[Field, ...]
    inputs: tuple[Field, ...]
    measure: Callable[[Decimal, Values, Values], Worth]
    direction: Direction | Callable[[Values], Direction] = Direction.NEITHER
    example: Example
    samples: Callable[[Values], Iterable[Mapping[str, object]]] = field(default=_no_samples)
    objections: Callable[[Values], Iterable[Objection]] = field(default=nothing)
    input_objections: Callable[[Values, Values], Iterable[Objection]] = field(default=nothing)

    @property
    def datum(self) -> Field:
        """The input without which nothing can be scored."""
        return self.inputs[0]

    def direction_of(self, settings: Values) -> Direction:
        """Tell which way is better under these parameters."""
        found = self.direction
        return found if isinstance(found, Direction) else found(settings)
