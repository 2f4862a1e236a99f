"""A small table as a file, and ways to change what is inside it."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

from tests.plans_table.tables import good_unit, saved, workbook

SMALL = saved(workbook(good_unit()))
SHEET = "xl/worksheets/sheet1.xml"


def with_parts(parts: Mapping[str, bytes | None]) -> bytes:
    """The small table with some parts changed, added or (None) taken out."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(SMALL)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for part, body in ({name: old.read(name) for name in old.namelist()} | parts).items():
            if body is not None:
                new.writestr(part, body)
    return out.getvalue()


def with_part(name: str, content: bytes | None) -> bytes:
    return with_parts({name: content})


def sheet_text() -> str:
    with zipfile.ZipFile(BytesIO(SMALL)) as old:
        return old.read(SHEET).decode()


def edited(find: str, put: str) -> bytes:
    text = sheet_text()
    assert find in text
    return text.replace(find, put, 1).encode()


def with_sheet(find: str, put: str) -> bytes:
    return with_part(SHEET, edited(find, put))


def with_shared(unit: str) -> bytes:
    """The small table whose first unit is a shared text; `unit` is the inside of its `si`."""
    strings = f"<sst><si><t>甲</t></si><si>{unit}</si></sst>".encode()
    here = edited('t="inlineStr"><is><t>区水务局</t></is>', 't="s"><v>1</v>')
    return with_parts({SHEET: here, "xl/sharedStrings.xml": strings})
