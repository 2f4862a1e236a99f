"""指标分解表 as a workbook: the office's own form, to print, to fill in, to read again."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import groupby
from math import ceil
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from plans.table.headers import TITLES
from plans.table.rows import Row
from reports.cells import Content, put


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleFacts:
    """What stands above the tables.

    Attributes:
        district: the district's name in the title, 房山区.
        filled_by: 填报单位.
        filled_on: 填报日期.
    """

    district: str
    year: int
    filled_by: str
    filled_on: date


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of the form; `merged` columns say a value once for all rows that share it."""

    element: str
    width: float
    content: Callable[[Row], Content]
    style: str = "text"
    merged: bool = False


def _node(quarter: int) -> Callable[[Row], Content]:
    return lambda row: next((node.text for node in row.nodes if node.quarter == quarter), None)


# fmt: off
#: Together 260 characters wide: on A3 landscape, fitted to the width, about 8 point.
_COLUMNS: tuple[_Column, ...] = (
    _Column("serial",     5, lambda _: None,                  "whole"),
    _Column("unit",      14, lambda row: row.unit,            merged=True),
    _Column("type",      10, lambda row: row.type,            merged=True),
    _Column("weight",     8, lambda row: row.weight,          "points"),
    _Column("level1",    10, lambda row: row.level1,          merged=True),
    _Column("level2",    14, lambda row: row.level2,          merged=True),
    _Column("level3",    24, lambda row: row.level3),
    _Column("target",    18, lambda row: row.target.text),
    _Column("challenge",  9, lambda row: row.challenge,       "number"),
    _Column("last_year",  9, lambda row: row.last_year,       "number"),
    _Column("deadline",  15, lambda row: row.deadline,        "day"),
    _Column("method",    16, lambda row: row.method_text),
    _Column("assessor",  18, lambda row: row.assessor),
    _Column("basis",     20, lambda row: row.basis),
    _Column("quarter1",  14, _node(1)),
    _Column("quarter2",  14, _node(2)),
    _Column("quarter3",  14, _node(3)),
    _Column("quarter4",  14, _node(4)),
    _Column("remark",    14, lambda row: row.remark),
)
_PLACED = tuple(enumerate(_COLUMNS, 1))
_DAY = 'yyyy"年"m"月"d"日"'
_FORMATS = {"text": "@", "whole": "0", "points": "0.00", "number": "General", "day": _DAY}
# fmt: on

_HEAD_ROWS, _FIRST_ROW = (3, 4), 5
#: The columns that stay in sight, up to 三级指标.
_FROZEN = 7
_NODES = "工作节点"
_NOTE = "注：每个被考核单位的权重合计应为 100。"
_GAP = "\u3000" * 10
#: Height of a line of text, in points.
_LINE = 15
_A3, _LONGEST_SHEET_NAME = 8, 31
_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


def write_table(rows: Iterable[Row], facts: TitleFacts) -> bytes:
    """Write the indicator table, one worksheet for each `Row.sheet`, in the order given.

    `plans.table.reading.read_table` reads the same indicators out of it again.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for style in _styles():
        book.add_named_style(style)
    by_sheet: dict[str, list[Row]] = {}
    for row in rows:
        by_sheet.setdefault(row.sheet, []).append(row)
    for name, of_sheet in (by_sheet or {"指标表": []}).items():
        page = book.create_sheet(_NOT_IN_A_SHEET_NAME.sub("", name)[:_LONGEST_SHEET_NAME])
        _head(page, name, facts)
        _body(page, of_sheet)
        _print_setup(page)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _styles() -> Iterator[NamedStyle]:
    thin = Side(style="thin", color="808080")
    frame = Border(left=thin, right=thin, top=thin, bottom=thin)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    left = Alignment(vertical="center", wrap_text=True)
    for name, shape in _FORMATS.items():
        style = NamedStyle(name, border=frame, alignment=left if name == "text" else middle)
        style.number_format = shape
        yield style
    grey = PatternFill("solid", fgColor="EDEDED")
    bold = Font(name="黑体", size=11)
    yield NamedStyle("head", font=bold, border=frame, alignment=middle, fill=grey)
    yield NamedStyle("title", font=Font(name="方正小标宋简体", size=20), alignment=middle)


def _head(page: Worksheet, name: str, facts: TitleFacts) -> None:
    last = get_column_letter(len(_COLUMNS))
    filled = facts.filled_on
    day = f"{filled.year}年{filled.month}月{filled.day}日"
    filler = f"填报单位：{facts.filled_by}{_GAP}填报日期：{day}"
    put(page, 1, 1, f"{facts.district}{facts.year}年度绩效考核指标表（{name}）", "title")
    put(page, 2, 1, filler, "Normal")
    page.merge_cells(f"A1:{last}1")
    page.merge_cells(f"A2:{last}2")
    page.row_dimensions[1].height = 36
    top, bottom = _HEAD_ROWS
    nodes = [place for place, column in _PLACED if column.element.startswith("quarter")]
    for place, column in _PLACED:
        upper = TITLES[column.element] if place not in nodes else _NODES
        put(page, top, place, upper if place not in nodes[1:] else None, "head")
        put(page, bottom, place, TITLES[column.element] if place in nodes else None, "head")
        letter = get_column_letter(place)
        if place not in nodes:
            page.merge_cells(f"{letter}{top}:{letter}{bottom}")
        page.column_dimensions[letter].width = column.width
    page.merge_cells(start_row=top, end_row=top, start_column=nodes[0], end_column=nodes[-1])


def _body(page: Worksheet, rows: Sequence[Row]) -> None:
    for number, row in enumerate(rows, _FIRST_ROW):
        for place, column in _PLACED:
            content = number - _FIRST_ROW + 1 if column.element == "serial" else column.content(row)
            put(page, number, place, content, column.style)
        page.row_dimensions[number].height = _LINE * _lines(row)
    merged = [(place, column.content) for place, column in _PLACED if column.merged]
    for depth, (place, _) in enumerate(merged, 1):
        shared = [content for _, content in merged[:depth]]
        for first, last in _runs([tuple(of(row) for of in shared) for row in rows]):
            letter = get_column_letter(place)
            page.merge_cells(f"{letter}{first + _FIRST_ROW}:{letter}{last + _FIRST_ROW}")
    put(page, _FIRST_ROW + len(rows) + 1, 1, _NOTE, "Normal")


def _lines(row: Row) -> int:
    """Count the lines the fullest cell of a row needs: programs leave wrapped rows too low."""
    told = ((column.content(row), column.width) for _, column in _PLACED if not column.merged)
    return max((ceil(_width(text) / (width - 1)) for text, width in told if isinstance(text, str)))


def _width(text: str) -> int:
    """Count columns as printed: a Chinese character takes two."""
    return max(1, sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in text))


def _print_setup(page: Worksheet) -> None:
    top, bottom = _HEAD_ROWS
    page.freeze_panes = f"{get_column_letter(_FROZEN + 1)}{_FIRST_ROW}"
    page.print_title_rows = f"{top}:{bottom}"
    page.page_setup.paperSize = _A3
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_options.horizontalCentered = True
    page.page_margins.left = page.page_margins.right = 0.4
    # openpyxl makes both for every sheet; its stubs do not know.
    footer = page.oddFooter.center  # pyright: ignore[reportOptionalMemberAccess] - see above
    footer.text = "第 &P 页，共 &N 页"  # pyright: ignore[reportOptionalMemberAccess] - see above


def _runs(values: Sequence[object]) -> Iterator[tuple[int, int]]:
    for _, group in groupby(enumerate(values), key=lambda pair: pair[1]):
        places = [place for place, _ in group]
        if len(places) > 1:
            yield places[0], places[-1]
