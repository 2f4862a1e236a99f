"""Cells of a workbook: what is written stays text, whatever it looks like."""

import re
from datetime import date
from decimal import Decimal

from openpyxl.worksheet.worksheet import Worksheet

Content = str | int | Decimal | date | None

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: What Excel would take for an escaped character, were its first mark not escaped itself.
_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
#: A text that begins so would be calculated when it is typed over or saved as CSV.
_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def put(page: Worksheet, row: int, column: int, content: Content, style: str) -> None:
    """Write one cell; a text that begins like a formula is quoted, and never calculated."""
    if isinstance(content, str):
        # An empty text would be a filled cell to whoever counts them.
        content = _AN_ESCAPE.sub("_x005F_", _NOT_IN_XML.sub("", content)) or None
    cell = page.cell(row, column, content)
    cell.style = style
    if isinstance(content, str) and content.startswith(_LIKE_A_FORMULA):
        cell.data_type = "s"
        cell.quotePrefix = True
