"""One row understood: each element by its own reader, each doubt a problem with its cell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from plans.table.cells import Fault, Value
from plans.table.days import read_deadline
from plans.table.drafts import Draft
from plans.table.headers import QUARTERS, REQUIRED, TITLES
from plans.table.rows import Problem, QuarterNode, Row, Target
from plans.table.vocabulary import Names, Vocabulary
from plans.table.words import Wrong, clean, read_challenge, read_target, read_weight

T = TypeVar("T")

#: What is wrong -> the sentence about it and what mends it, with {title} of the element and {text}.
_SENTENCES: Mapping[Wrong, tuple[str, str]] = {
    Wrong.MISSING: ("{title}没有填写。", "请填写{title}。"),
    Wrong.FORMULA_ERROR: (
        "{title}是出错的公式（{text}）。",
        "请改正公式，或直接填写{title}。",
    ),
    Wrong.UNKNOWN: (
        "{title}“{text}”不在今年的名单里。",
        "请改用名单里的名称；若确有其名，请先补入年度方案。",
    ),
    Wrong.MERGED: (
        "{title}单元格合并到了几项指标上。",
        "请取消合并，为每项指标分别填写{title}。",
    ),
    Wrong.NOT_A_NUMBER: ("{title}“{text}”不是一个数。", "请填写一个数，如 5、5.5 或 5分。"),
    Wrong.NOT_POSITIVE: (
        "{title}“{text}”不是正数。",
        "请填写大于 0 的分值；不再考核的指标请删去整行。",
    ),
    Wrong.TOO_FINE: (
        "{title}“{text}”超过两位小数。",
        "请保留两位小数，并使本单位合计仍为 100。",
    ),
    Wrong.UNREADABLE: (
        "{title}“{text}”看不出是哪一天。",
        "请填写日期，如 2017-11-30 或 11月底前。",
    ),
    Wrong.NO_SUCH_DAY: ("{title}“{text}”没有这一天。", "请核对月份和日期。"),
    Wrong.OUTSIDE_YEAR: (
        "{title}“{text}”不在考核年度之内。",
        "请改为 {year} 年内的日期。",
    ),
}


#: A row without any of these is no indicator; one sentence about it is enough.
_CORE = frozenset(("weight", "level3", "target"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A row with the elements that could be read, neutral values in place of the others.

    Attributes:
        wrong: the elements that hold such a neutral value; only a row without any may be used.
        bare_weight: the weight is a number cell, not a text such as `5分`.
    """

    row: Row
    wrong: frozenset[str]
    bare_weight: bool


def understand(
    draft: Draft, vocabulary: Vocabulary, epoch: date
) -> tuple[Entry, tuple[Problem, ...]]:
    """Read all elements of a row."""
    reader = _Reader(draft, vocabulary.year)
    row = _row(draft, reader, vocabulary, epoch)
    if _CORE.issubset(reader.missing):
        reader.problems = [_stray(draft, reader.unit)]
    weight = draft.cells.get("weight")
    bare = weight is not None and isinstance(weight.value, Decimal)
    return Entry(row, frozenset(reader.wrong), bare), tuple(reader.problems)


def _row(draft: Draft, reader: "_Reader", vocabulary: Vocabulary, epoch: date) -> Row:
    take = reader.take
    reader.unit = take("unit", _named(vocabulary.units.find), reader.unit)
    return Row(
        sheet=draft.sheet,
        row=draft.row,
        unit=reader.unit,
        type=take("type", _named(vocabulary.categories.find), ""),
        weight=take("weight", read_weight, Decimal()),
        level1=take("level1", clean, ""),
        level2=take("level2", clean, ""),
        level3=take("level3", clean, ""),
        target=take("target", read_target, Target("")),
        challenge=take("challenge", read_challenge, None),
        last_year=take("last_year", read_challenge, None),
        deadline=take(
            "deadline",
            lambda value: read_deadline(value, vocabulary.year, epoch),
            date(vocabulary.year, 12, 31),
        ),
        method=take("method", _named(vocabulary.methods.find_at_start), ""),
        method_text=reader.text("method"),
        assessor=take("assessor", _either(vocabulary.assessors, vocabulary.units), ""),
        basis=take("basis", clean, ""),
        nodes=tuple(
            QuarterNode(quarter, text)
            for quarter, name in enumerate(QUARTERS, 1)
            if (text := take(name, clean, ""))
        ),
        remark=reader.text("remark"),
        cells={name: draft.address(name) for name in draft.columns},
    )


class _Reader:
    """Takes elements out of one draft and remembers which it could not read."""

    def __init__(self, draft: Draft, year: int) -> None:
        self._draft, self._year = draft, year
        self.wrong: set[str] = set()
        self.missing: set[str] = set()
        self.problems: list[Problem] = []
        self.unit = self.text("unit")

    def text(self, element: str) -> str:
        """Give the cell's text, empty when there is none."""
        cell = self._draft.cells.get(element)
        return clean(cell.value) if cell else ""

    def take(self, element: str, read: Callable[[Value], T | Wrong], otherwise: T) -> T:
        """Read one element; when that fails, note why and give the neutral value."""
        found = self._read(element, read)
        if isinstance(found, Wrong):
            self._complain(element, found)
            return otherwise
        return otherwise if found is None else found

    def _read(self, element: str, read: Callable[[Value], T | Wrong]) -> T | Wrong | None:
        cell = self._draft.cells.get(element)
        if cell is None or not (clean(cell.value) or isinstance(cell.value, Fault)):
            return Wrong.MISSING if element in REQUIRED else None
        if isinstance(cell.value, Fault):
            return Wrong.FORMULA_ERROR
        if element == "weight" and not cell.own:
            return Wrong.MERGED
        return read(cell.value)

    def _complain(self, element: str, wrong: Wrong) -> None:
        self.wrong.add(element)
        if wrong is Wrong.MISSING:
            self.missing.add(element)
        if element not in self._draft.columns:
            return  # said once for the whole sheet
        message, remedy = _SENTENCES[wrong]
        words = {
            "title": TITLES[element],
            "text": self.text(element) or "没有算出结果",
            "year": self._year,
        }
        self.problems.append(
            Problem(
                sheet=self._draft.sheet,
                cell=self._draft.address(element),
                unit=self.unit,
                code=f"{element}.{wrong}",
                message=message.format(**words),
                remedy=remedy.format(**words),
                rows=frozenset((self._draft.row,)),
            )
        )


def _stray(draft: Draft, unit: str) -> Problem:
    cell = draft.first_own
    return Problem(
        sheet=draft.sheet,
        cell=cell.address,
        unit=unit,
        code="row.not_an_indicator",
        message=f"第 {draft.row} 行有“{clean(cell.value)}”等内容，但没有权重、三级指标和目标值。",
        remedy="请补全这一行；若是说明文字，请移到“注：”一行或删去。",
        rows=frozenset((draft.row,)),
    )


def _named(find: Callable[[str], str | None]) -> Callable[[Value], str | Wrong]:
    return lambda value: find(clean(value)) or Wrong.UNKNOWN


def _either(first: Names, second: Names) -> Callable[[Value], str | Wrong]:
    return _named(lambda text: first.find(text) or second.find(text))
