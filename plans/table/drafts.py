"""The data rows of a workbook, each with its cells by element, before anything is understood."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from plans.table.cells import Cell, Fault, Grid, column_letters
from plans.table.headers import LABELS, QUARTERS, TITLES, Header, header_after
from plans.table.rows import Problem
from plans.table.words import clean, plain

#: What an office writes once for several rows, with or without merging the cells below.
_CARRIED = ("unit", "type", "level1")
#: A row that fills none of these is blank, numbered beforehand, or the end of a merged block.
_OF_ITS_OWN = frozenset((*LABELS, *QUARTERS)) - {*_CARRIED, "serial", "remark"}
_NOTES = ("注:", "注.", "备注:", "说明:", "填表说明", "填报说明")
_SUMS = frozenset(("合计", "小计", "总计", "共计"))
_DITTO = frozenset(("同上", "〃", "″", '"'))
#: A sheet with so many rows of so many filled cells is a table, whatever its header says.
_TABLE_ROWS, _TABLE_CELLS = 3, 6


@dataclass(frozen=True, slots=True)
class Draft:
    """One data row: element -> cell, and where each element's column is."""

    sheet: str
    row: int
    cells: Mapping[str, Cell]
    columns: Mapping[str, int]

    def address(self, element: str) -> str:
        """Give the address to look at for an element, filled or not."""
        cell = self.cells.get(element)
        return cell.address if cell else f"{column_letters(self.columns[element])}{self.row}"

    @property
    def first_own(self) -> Cell:
        """The leftmost cell that is filled in this very row."""
        return _leftmost(cell for cell in self.cells.values() if cell.own)


def drafts_of(grid: Grid) -> Iterator[Draft | Problem]:
    """Yield the data rows of a sheet, and once for each what is wrong with its header.

    A sheet without a header is left alone, unless it is so full that it must be a table.
    """
    header: Header | None = None
    carried: Mapping[str, Cell] = {}
    reported: set[str] = set()
    for row, cells in grid.rows.items():
        if fresh := header_after(row, cells, header):
            header, carried = fresh, {}
        elif header and _is_data(named := _named(cells, header)):
            carried = _carry(carried, named)
            yield from _missing_columns(grid.name, header, reported)
            yield Draft(grid.name, row, {**named, **carried}, header.columns)
    if header is None and _looks_like_a_table(grid):
        yield _no_header(grid)


def _named(cells: Mapping[int, Cell], header: Header) -> dict[str, Cell]:
    return {name: cells[column] for name, column in header.columns.items() if column in cells}


def _is_data(named: Mapping[str, Cell]) -> bool:
    own = {name: cell for name, cell in named.items() if cell.own}
    if not own.keys() & _OF_ITS_OWN:
        return False
    first = plain(_leftmost(own.values()).value)
    return not first.startswith(_NOTES) and not any(plain(c.value) in _SUMS for c in own.values())


def _leftmost(cells: Iterable[Cell]) -> Cell:
    return min(cells, key=lambda cell: (len(cell.address), cell.address))


def _carry(before: Mapping[str, Cell], named: Mapping[str, Cell]) -> dict[str, Cell]:
    carried: dict[str, Cell] = {}
    same_block = True
    for name in _CARRIED:
        old, new = before.get(name), named.get(name)
        if new and plain(new.value) not in _DITTO:
            # A new unit has no type yet, a new type no first level.
            same_block = same_block and old is not None and clean(old.value) == clean(new.value)
            carried[name] = new
        elif old and same_block:
            carried[name] = replace(old, own=False)
    return carried


def _missing_columns(sheet: str, header: Header, reported: set[str]) -> Iterator[Problem]:
    for element in header.missing:
        if element not in reported:
            reported.add(element)
            title = TITLES[element]
            yield Problem(
                sheet=sheet,
                cell=f"A{header.row}",
                unit="",
                code="sheet.missing_column",
                message=f"表头中没有“{title}”一列。",
                remedy=f"请按统一印发的表式补上“{title}”列，或把该列表头改回“{title}”。",
            )


def _looks_like_a_table(grid: Grid) -> bool:
    full = sum(
        sum(cell.own and not isinstance(cell.value, Fault) for cell in cells.values())
        >= _TABLE_CELLS
        for cells in grid.rows.values()
    )
    return full >= _TABLE_ROWS


def _no_header(grid: Grid) -> Problem:
    return Problem(
        sheet=grid.name,
        cell=f"A{next(iter(grid.rows))}",
        unit="",
        code="sheet.no_header",
        message="本工作表有成片数据，但找不到表头，整表未读取。",
        remedy="若是指标表，请恢复统一印发的表头；若不是，请移出本文件。",
    )
