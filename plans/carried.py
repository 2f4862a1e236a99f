"""What a year hands on to the next (上年数据): results, actuals, names, items to be carried on."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Self, cast

from plans.settings_bodies import Unit
from plans.settings_memory import Actual, Rectified, UnitResult

#: What stands behind the basis of a number that nobody has decided for the new year yet.
CARRIED = "上年沿用，待核定"
_WHY = "方案 三（三）2：在去年数据的基础上体现标杆超越原则；"


@dataclass(frozen=True, slots=True)
class Item:
    """A body that stands when the new year begins, under the name then in force."""

    id: str
    name: str
    short_name: str
    kind: str
    subkind: str | None = None
    ranking_group: str = ""

    @classmethod
    def of(cls, unit: Unit) -> Self:
        """Take a unit of the roll."""
        subkind = unit.subkind.value if unit.subkind else None
        return cls(
            unit.id, unit.name, unit.short_name, unit.kind.value, subkind, unit.ranking_group
        )

    def columns(self) -> dict[str, Any]:
        """Give the fields of a unit of the roll."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """All that is handed on.

    Attributes:
        year: the year it is of.
        units: every body that stands, in the official order; empty for those of the old plan.
        rectifications: items that were undone, or that the office wants to see again.
    """

    year: int
    units: tuple[Item, ...] = ()
    results: Mapping[str, UnitResult] = field(default_factory=dict[str, UnitResult])
    actuals: tuple[Actual, ...] = ()
    rectifications: tuple[Rectified, ...] = ()

    def to_toml(self) -> str:
        """Write baselines.toml."""
        return "\n".join(
            (
                f"# {self.year}年度的结果，供下年度比较（标杆超越、与上一年度对比）使用。",
                f"basis = {_value(f'{_WHY}{self.year}年度实际结果')}",
                f"note = {_value(f'{self.year}年度考评结果')}",
                f"year = {self.year}",
                *_list("actuals", self.actuals),
                *_list("rectifications", self.rectifications),
                "",
                "[results]",
                *(f"{unit} = {toml_line(row.model_dump())}" for unit, row in self.results.items()),
                "",
            )
        )


def _list(name: str, rows: Sequence[Actual | Rectified]) -> tuple[str, ...]:
    lines = (f"    {toml_line(row.model_dump(exclude_none=True))}," for row in rows)
    return (f"{name} = [", *lines, "]")


def toml_line(table: Mapping[str, Any]) -> str:
    """Write a table of TOML in one line."""
    return f"{{ {', '.join(f'{key} = {_value(value)}' for key, value in table.items())} }}"


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, cast('list[object]', value)))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(str(value), ensure_ascii=False)
    return _bare(value)


def _bare(value: object) -> str:
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value()
        return format(value.quantize(Decimal(1)) if whole else value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else str(value)
