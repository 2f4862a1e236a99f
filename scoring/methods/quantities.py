"""Numbers as a kind of value: exact, finite, inside a range, alone or by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import ClassVar, cast

from scoring.explain import plain
from scoring.methods.kinds import Unreadable

_LONGEST = 40  # characters of a number; longer ones are attacks, not measurements
_SMALLEST, _LARGEST = -12, 14  # powers of ten, so that products stay inside 28 digits

_COUNTED = 1000  # days, events, ranks: most whole numbers are below it
_COUNTS = tuple(map(Decimal, range(_COUNTED)))


def decimal_of(value: object) -> Decimal:
    """Read a Decimal, an int or a decimal string; a float is refused because it is not exact.

    Raises:
        Unreadable: it is none of them, not finite, or beyond any measurement.
    """
    if type(value) is int and -1 < value < _COUNTED:
        return _COUNTS[value]
    if not isinstance(value, Decimal):
        value = _converted(value)
    if value.is_finite() and _SMALLEST <= value.adjusted() <= _LARGEST:
        return value
    raise Unreadable("not_a_number", "应为有限的、大小合理的数")


def _converted(value: object) -> Decimal:
    try:
        if type(value) is str:
            return Decimal(value if len(value) <= _LONGEST else "NaN")
        if isinstance(value, (int, str)) and not isinstance(value, bool):
            text = str(value)
            return Decimal(text if len(text) <= _LONGEST else "NaN")
    except (InvalidOperation, ValueError):  # ValueError: an int of thousands of digits
        pass
    raise Unreadable("not_a_number", "应为数（整数，或写成字符串的小数）")


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """An exact number inside a range."""

    word: ClassVar[str] = "number"
    at_least: Decimal | None = None
    above: Decimal | None = None
    at_most: Decimal | None = None
    whole: bool = False

    @property
    def allowed(self) -> str:
        """The range in words."""
        edges = (("不小于", self.at_least), ("大于", self.above), ("不大于", self.at_most))
        told = "、".join(f"{word} {plain(edge)}" for word, edge in edges if edge is not None)
        return f"{told and f'{told} 的'}{'整数' if self.whole else '数'}"

    def read(self, value: object) -> Decimal:
        """Give the number."""
        number = decimal_of(value)
        if (
            ((low := self.at_least) is not None and number < low)
            or ((above := self.above) is not None and number <= above)
            or ((high := self.at_most) is not None and number > high)
            or (self.whole and number != number.to_integral_value())
        ):
            raise Unreadable("out_of_range", f"应为{self.allowed}，现为 {plain(number)}")
        return number

    def tell(self, value: Decimal) -> str:
        """Write it as given."""
        return plain(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Numbers by name, such as points by kind of event; `names` fixes the names if not empty."""

    word: ClassVar[str] = "numbers"
    each: Number
    names: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        """The names and the range."""
        return f"按{'、'.join(self.names) or '名称'}列出的{self.each.allowed}"

    def read(self, value: object) -> dict[str, Decimal]:
        """Give the numbers by name."""
        if type(value) is not dict and not isinstance(value, Mapping):
            raise Unreadable("not_a_table", f"应为{self.allowed}")
        table = cast("Mapping[str, object]", value)
        if self.names and set(table) != set(self.names):
            raise Unreadable("wrong_names", f"应恰好列出{'、'.join(self.names)}")
        read = self.each.read
        try:
            return {name: read(number) for name, number in table.items()}
        except Unreadable:
            return {name: self._read_one(name, number) for name, number in table.items()}

    def _read_one(self, name: str, value: object) -> Decimal:
        try:
            return self.each.read(value)
        except Unreadable as fault:
            raise Unreadable(fault.code, f"中“{name}”{fault.sentence}") from None

    def tell(self, value: Mapping[str, Decimal]) -> str:
        """Write name and number in turn."""
        return "、".join(f"{name} {plain(number)}" for name, number in value.items()) or "无"
