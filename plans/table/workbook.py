"""A workbook as plain grids, in the order of its sheets."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from plans.table.cells import Grid
from plans.table.package import Handler, Package, damage_refused, unescaped
from plans.table.sheet import Shared, SheetPart

# Built-in number formats that show a day, by number (ECMA-376 part 1, 18.8.30; 27-58 East Asian).
_DATE_FORMATS = frozenset((*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58))
_PERCENT_FORMATS = frozenset((9, 10))
_NOT_A_PLACEHOLDER = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets in their order, and the day that serial number 0 stands for."""

    sheets: tuple[Grid, ...]
    epoch: date


def read_workbook(source: str | Path | bytes) -> Workbook:
    """Read all sheets of a workbook, hidden rows and sheets included.

    Raises:
        BadInput: the file cannot be read as a workbook, or a sheet is larger than any table.
    """
    package = Package(source)
    with damage_refused():
        book = _BookPart(package)
        shared = Shared(_Strings(package).found, _Styles(package).shapes, book.epoch)
        sheets = tuple(SheetPart(name, shared).read(package, part) for name, part in book.sheets)
    return Workbook(sheets, book.epoch)


def _nothing(_: str) -> None:
    pass


class _BookPart:
    """The workbook part: which sheets there are, where they lie, and the epoch."""

    def __init__(self, package: Package) -> None:
        self.epoch = date(1899, 12, 30)
        self._named: list[tuple[str, str]] = []
        self._targets: dict[str, str] = {}
        package.feed("xl/workbook.xml", Handler(self._book, _nothing, _nothing))
        package.feed("xl/_rels/workbook.xml.rels", Handler(self._relation, _nothing, _nothing))
        # A chart sheet has no cells, so only worksheets have a target.
        self.sheets = [
            (name, self._targets[key]) for name, key in self._named if key in self._targets
        ]

    def _book(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
            self.epoch = date(1904, 1, 1)
        if tag == "sheet":
            key = next(v for k, v in attributes.items() if k.rpartition(":")[2] == "id")
            self._named.append((attributes["name"], key))

    def _relation(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes["Type"].endswith("/worksheet"):
            target = attributes["Target"]
            part = target[1:] if target.startswith("/") else f"xl/{target}"
            self._targets[attributes["Id"]] = part


class _Strings:
    """The texts that cells share; the reading aids (phonetic runs) of a text are left out."""

    def __init__(self, package: Package) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._listening = self._phonetic = False
        if package.has("xl/sharedStrings.xml"):
            package.feed("xl/sharedStrings.xml", Handler(self._start, self._end, self._text))

    def _start(self, tag: str, _: dict[str, str]) -> None:
        self._phonetic = self._phonetic or tag == "rPh"
        self._listening = tag == "t" and not self._phonetic

    def _end(self, tag: str) -> None:
        self._listening = False
        if tag == "rPh":
            self._phonetic = False
        if tag == "si":
            self.found.append(unescaped("".join(self._pieces)))
            self._pieces.clear()

    def _text(self, piece: str) -> None:
        if self._listening:
            self._pieces.append(piece)


class _Styles:
    """The number formats of the cell styles, as far as they change what a number means."""

    def __init__(self, package: Package) -> None:
        self._codes: dict[int, str] = {}
        self._of_cells: list[int] = []
        self._in_cells = False
        if package.has("xl/styles.xml"):
            package.feed("xl/styles.xml", Handler(self._start, self._end, _nothing))
        self.shapes = [_shape(number, self._codes.get(number, "")) for number in self._of_cells]

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "cellXfs":
            self._in_cells = True
        elif tag == "numFmt":
            self._codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif tag == "xf" and self._in_cells:
            self._of_cells.append(int(attributes.get("numFmtId", 0)))

    def _end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._in_cells = False


def _shape(number: int, code: str) -> str:
    bare = _NOT_A_PLACEHOLDER.sub("", code.lower()).replace("general", "")
    if number in _DATE_FORMATS or "y" in bare or "d" in bare:
        return "date"
    return "percent" if number in _PERCENT_FORMATS or "%" in bare else ""
