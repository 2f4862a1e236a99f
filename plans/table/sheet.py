"""One worksheet, streamed into a grid: values as Excel shows them, errors kept apart."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from kit.errors import BadInput
from plans.table.cells import Cell, Fault, Grid, Value, column_letters, day_of, place_of
from plans.table.package import Handler, Package, refusal, unescaped

#: Four times the largest district-year planned for; more is a list of something else.
MAX_ROWS = 20_000
#: The office's form has 18 columns, with twelve months of nodes about 30.
MAX_COLUMNS = 100


@dataclass(frozen=True, slots=True)
class Shared:
    """What the sheets of one workbook share.

    Attributes:
        strings: the shared texts by number.
        shapes: style number -> what its number format shows: "date", "percent" or "".
        epoch: the day that serial number 0 stands for.
    """

    strings: Sequence[str]
    shapes: Sequence[str]
    epoch: date


class SheetPart:
    """One worksheet part, read as a stream: too long a sheet is refused before it is held."""

    def __init__(self, name: str, book: Shared) -> None:
        self._name, self._book = name, book
        self._rows: dict[int, dict[int, Cell]] = {}
        self._merges: list[str] = []
        self._row = self._column = 0
        self._type = self._shape = ""
        self._pieces: list[str] = []
        self._formula = self._listening = self._phonetic = False
        self._starts = {
            "row": self._start_row,
            "c": self._start_cell,
            "f": self._start_formula,
            "v": self._listen,
            "t": self._listen,
            "rPh": self._start_phonetic,
            "mergeCell": self._merge,
        }

    def read(self, package: Package, part: str) -> Grid:
        """Read the part into a grid, its merged cells filled."""
        package.feed(part, Handler(self._start, self._end, self._text))
        self._fill_merges()
        return Grid(self._name, dict(sorted(self._rows.items())))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if act := self._starts.get(tag):
            act(attributes)

    def _text(self, piece: str) -> None:
        if self._listening:
            self._pieces.append(piece)

    def _end(self, tag: str) -> None:
        self._listening = False
        if tag == "c":
            self._end_cell()
        elif tag == "rPh":
            self._phonetic = False

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = int(attributes.get("r", self._row + 1))
        self._column = 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference:
            self._row, self._column = place_of(reference)
        else:
            self._column += 1
        self._type = attributes.get("t", "n")
        style = int(attributes.get("s", 0))
        self._shape = self._book.shapes[style] if style < len(self._book.shapes) else ""
        self._pieces.clear()
        self._formula = False

    def _start_formula(self, _: dict[str, str]) -> None:
        self._formula = True

    def _listen(self, _: dict[str, str]) -> None:
        self._listening = not self._phonetic

    def _start_phonetic(self, _: dict[str, str]) -> None:
        self._phonetic = True

    def _merge(self, attributes: dict[str, str]) -> None:
        self._merges.append(attributes["ref"])

    def _end_cell(self) -> None:
        raw = "".join(self._pieces)
        # A formula may well answer with an empty text; without any answer it was never calculated.
        unanswered = Fault("") if self._formula and self._type != "str" else None
        value = self._value(raw) if raw else unanswered
        if value is None or (isinstance(value, str) and not value.strip()):
            return
        row = self._rows.setdefault(self._row, {})
        row[self._column] = Cell(value, f"{column_letters(self._column)}{self._row}")
        if len(self._rows) > MAX_ROWS:
            raise _too_big(self._name, f"行数超过 {MAX_ROWS} 行")
        if self._column > MAX_COLUMNS:
            raise _too_big(self._name, f"列数超过 {MAX_COLUMNS} 列")

    def _value(self, raw: str) -> Value:
        match self._type:
            case "s":
                return self._book.strings[int(raw)]
            case "inlineStr" | "str":
                return unescaped(raw)
            case "e":
                return Fault(raw)
            case "b":
                return "TRUE" if raw == "1" else "FALSE"
            case "d":
                return date.fromisoformat(raw[:10])
            case _:
                return self._number(raw)

    def _number(self, raw: str) -> Value:
        number = _exact(raw)
        if self._shape == "date":
            return day_of(number, self._book.epoch) or number
        return f"{(number * 100).normalize():f}%" if self._shape == "percent" else number

    def _fill_merges(self) -> None:
        numbers = sorted(self._rows)
        budget = len(numbers) * MAX_COLUMNS
        for reference in self._merges:
            first, _, last = reference.partition(":")
            (top, left), (bottom, right) = place_of(first), place_of(last or first)
            columns = range(left, min(right, MAX_COLUMNS) + 1)
            rows = _between(numbers, top, bottom)
            budget -= len(rows) * len(columns)
            # Ranges may not overlap, so together they cannot be larger than the sheet.
            if budget < 0:
                raise refusal("file.damaged")
            if corner := self._rows.get(top, {}).get(left):
                self._lend(corner, rows, columns)

    def _lend(self, corner: Cell, rows: Iterable[int], columns: Sequence[int]) -> None:
        lent = replace(corner, own=False)
        for row in rows:
            for column in columns:
                self._rows[row].setdefault(column, lent)


def _between(numbers: list[int], first: int, last: int) -> list[int]:
    return numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]


def _exact(raw: str) -> Decimal:
    # Fifteen digits are what Excel shows and means: 7.7 is stored as 7.7000000000000002.
    number = Decimal(f"{float(raw):.15g}")
    if not number.is_finite():
        raise refusal("file.damaged")
    return number


def _too_big(sheet: str, what: str) -> BadInput:
    return refusal(
        "sheet.too_large",
        f"工作表“{sheet}”{what}，不像一张指标表，未读取。",
        "请删去表格以外的行、列（含看不见的内容），或分成几个文件导入。",
    )
