"""What reading a table gives: indicators, and problems that name sheet, cell and remedy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Target:
    """A target as written, and what a program can take from it: `≤ 25980 万立方米`."""

    text: str
    sign: str = ""
    number: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class QuarterNode:
    """What shall be reached by the end of a quarter (1-4)."""

    quarter: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One indicator of one unit, its elements as the seed names them (方案 三（一））.

    Attributes:
        type: the category (指标类型) in its canonical name.
        weight: points out of 100.
        last_year: what it came to the year before (上年实际), an optional column.
        method_text: the cell as written, which may add parameters to the method's name.
        cells: element -> address, for messages about this row later on.
    """

    sheet: str
    row: int
    unit: str
    type: str
    weight: Decimal
    level1: str
    level2: str
    level3: str
    target: Target
    challenge: Decimal | None
    deadline: date
    method: str
    method_text: str
    assessor: str
    basis: str
    nodes: tuple[QuarterNode, ...]
    remark: str
    cells: Mapping[str, str]
    last_year: Decimal | None = None

    def to_json(self) -> dict[str, object]:
        """Give the fields of `import --dry-run --json`."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "unit": self.unit,
            "type": self.type,
            "weight": f"{self.weight:.2f}",
            "level1": self.level1,
            "level2": self.level2,
            "level3": self.level3,
            "target": self.target.text,
            "target_number": _bare(self.target.number),
            "challenge": _bare(self.challenge),
            "deadline": self.deadline.isoformat(),
            "method": self.method,
            "assessor": self.assessor,
            "basis": self.basis,
            "nodes": len(self.nodes),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why rows cannot be taken over.

    Attributes:
        cell: the address to look at, `D770`.
        unit: the unit's name, or what stands in its place; empty for a whole sheet.
        code: stable, `element.reason`.
        rows: the row numbers it keeps out; none where it is about rows that were not read.
    """

    sheet: str
    cell: str
    unit: str
    code: str
    message: str
    remedy: str
    rows: frozenset[int] = frozenset()

    def to_json(self) -> dict[str, str]:
        """Give the fields of `import --dry-run --json`."""
        names = ("sheet", "cell", "unit", "code", "message", "remedy")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Table:
    """A table read: how many rows hold data, those without a problem, and the problems."""

    rows: int
    indicators: tuple[Row, ...]
    problems: tuple[Problem, ...]

    def to_json(self) -> dict[str, object]:
        """Give the whole answer of `import --dry-run --json`."""
        return {
            "rows": self.rows,
            "accepted": len(self.indicators),
            "problems": [problem.to_json() for problem in self.problems],
            "indicators": [row.to_json() for row in self.indicators],
        }


def _bare(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
