"""Fields: what a method asks for by name, read all at once so that every objection is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn, Self, cast

from kit.errors import Objection
from scoring.methods.kinds import Kind, Unreadable

#: Exact values by field name, as a method's arithmetic sees them.
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter or input of a method.

    Attributes:
        name: the JSON key.
        label: its short Chinese name, used in explanations.
        kind: what is accepted and in which range.
        meaning: what an officer has to know to fill it in.
        required: absent or null is refused; otherwise `default` (already exact) stands in.
    """

    name: str
    label: str
    kind: Kind
    meaning: str = ""
    required: bool = True
    default: Any = None


def optional(name: str, label: str, kind: Kind, default: object, meaning: str) -> Field:
    """Declare a field with a default, given in JSON form; None means "none"."""
    exact = None if default is None else kind.read(default)
    return Field(name, label, kind, meaning, required=False, default=exact)


def read(
    side: str, fields: Sequence[Field], given: Mapping[str, object]
) -> tuple[Values, tuple[Objection, ...]]:
    """Read the given JSON values; a field that is objected to is left out of the values.

    `side` is "parameter" or "input" and begins the codes of the objections.
    """
    values: Values = {}
    objections: list[Objection] = []
    for field in fields:
        value = given.get(field.name)
        if value is None and not field.required:
            values[field.name] = field.default
            continue
        try:
            values[field.name] = field.kind.read(value) if value is not None else _absent()
        except Unreadable as fault:
            objections.append(_objection(side, field, fault))
    if not given.keys() <= values.keys():
        objections.extend(_strangers(side, fields, given))
    return values, tuple(objections)


@dataclass(frozen=True, slots=True)
class Reading:
    """Fields taken apart once, for any number of readings.

    Attributes:
        kinds: how each is read, by name.
        defaults: those of the optional ones.
    """

    kinds: Mapping[str, Callable[[object], Any]]
    defaults: Values

    @classmethod
    def of(cls, fields: Sequence[Field]) -> Self:
        """Take fields apart."""
        defaults = {field.name: field.default for field in fields if not field.required}
        return cls({field.name: field.kind.read for field in fields}, defaults)

    def at_once(self, given: Mapping[str, object]) -> Values | None:
        """Read values that are all in order; None where `read` would object."""
        values, kinds = self.defaults.copy(), self.kinds
        try:
            for name, value in given.items():
                reading = kinds[name]
                if value is not None:
                    values[name] = reading(value)
        except (KeyError, Unreadable):
            return None
        return values if len(values) == len(kinds) else None


def _absent() -> NoReturn:
    raise Unreadable("missing", "尚未填写")


_SIDES = {"parameter": "计分参数", "input": "计分数据"}


def _objection(side: str, field: Field, fault: Unreadable) -> Objection:
    return Objection(
        f"{side}.{fault.code}",
        f"{_SIDES[side]}“{field.label}”{fault.sentence}。",
        f"请填写{field.kind.allowed}。{field.meaning}",
    )


def _strangers(
    side: str, fields: Sequence[Field], given: Mapping[str, object]
) -> tuple[Objection, ...]:
    # A misspelt name would otherwise fall back to its default without a word.
    known = {field.name for field in fields}
    return tuple(
        Objection(
            f"{side}.unknown",
            f"该计分方式没有名为“{name}”的{_SIDES[side]}。",
            f"可用的名称：{'、'.join(field.name for field in fields)}。",
        )
        for name in given
        if name not in known
    )


@dataclass(frozen=True, slots=True)
class Rows:
    """A table of one row or more, each row with the same fields."""

    word: ClassVar[str] = "rows"
    fields: tuple[Field, ...]
    reading: Reading

    @classmethod
    def of(cls, *fields: Field) -> Self:
        """Name the columns."""
        return cls(fields, Reading.of(fields))

    @property
    def allowed(self) -> str:
        """The columns."""
        return f"至少一行的表，各列为{'、'.join(field.label for field in self.fields)}"

    def read(self, value: object) -> tuple[Values, ...]:
        """Give the rows in order."""
        if not isinstance(value, list | tuple) or not value:
            raise Unreadable("not_a_table", f"应为{self.allowed}")
        rows = cast("Sequence[object]", value)
        return tuple(self._read_row(number, row) for number, row in enumerate(rows, start=1))

    def _read_row(self, number: int, row: object) -> Values:
        if type(row) is not dict and not isinstance(row, Mapping):
            raise Unreadable("not_a_table", f"第 {number} 行应为表的一行")
        given = cast("Mapping[str, object]", row)
        at_once = self.reading.at_once(given)
        if at_once is not None:
            return at_once
        values, objections = read("input", self.fields, given)
        if objections:
            code = objections[0].code.removeprefix("input.")
            raise Unreadable(code, f"第 {number} 行：{objections[0].message.rstrip('。')}")
        return values

    def tell(self, value: Sequence[Values]) -> str:
        """Write how many there are; the rows themselves are told as parts."""
        return f"{len(value)} 项"
