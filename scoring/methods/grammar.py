"""What a scoring method is made of (计分方式): a row of the table in `scoring.methods`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from kit.errors import Objection
from scoring.explain import Explained, plain
from scoring.methods.fields import Field, Values, optional
from scoring.methods.kinds import Word

ZERO, ONE = Decimal(0), Decimal(1)


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
    """

    points: Decimal
    how: str
    numbers: tuple[Decimal | str, ...]
    parts: Iterable[Explained] = ()

    def told(self) -> str:
        """Fill the numbers into the formula."""
        return told(self.how, *self.numbers)


class Example(NamedTuple):
    """A worked example, shown to the unit beside the method and computed by the tests."""

    weight: str
    parameters: Mapping[str, object]
    inputs: Mapping[str, object]
    points: str


def _nothing(*_values: Values) -> Iterable[Objection]:
    return ()


WHEN_MISSING = optional(
    "when_missing",
    "数据缺失时",
    Word({"pending": "待数据，暂不计分", "zero": "计零分", "neutral": "不影响得分，计满分"}),
    "pending",
    "应当事先约定。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One way to turn what happened into points.

    Attributes:
        code: stable; stored with every score.
        name: as in the performance office's Excel table.
        version: raised whenever the same parameters and inputs would give other points.
        formula: in general terms, Chinese.
        parameters: what is agreed before the year (`when_missing` is common to all).
        inputs: what is found out at its end. The first is the datum: when it is absent,
            `when_missing` decides; the others are then not asked for.
        measure: exact arithmetic from weight, parameters and inputs to points in [0, weight].
        example: one that a unit can follow by hand.
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
    example: Example
    objections: Callable[[Values], Iterable[Objection]] = field(default=_nothing)
    input_objections: Callable[[Values, Values], Iterable[Objection]] = field(default=_nothing)

    @property
    def datum(self) -> Field:
        """The input without which nothing can be scored."""
        return self.inputs[0]
