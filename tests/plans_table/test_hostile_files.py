"""Files that are no tables, broken, huge or malicious: refused with a remedy, never a traceback."""

import pytest
from openpyxl import Workbook

from kit.errors import BadInput
from plans.table import package, sheet
from plans.table.reading import read_table
from plans.table.rows import Table
from tests.plans_table.spoiling import SHEET, SMALL, with_part, with_sheet
from tests.plans_table.tables import CLEAN, good_unit, saved, vocabulary, workbook


def refused(data: bytes | str) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read_table(data, vocabulary())
    return caught.value


def code(data: bytes | str) -> str:
    objection = refused(data).objections[0]
    assert objection.message.endswith("。")
    assert objection.remedy.startswith("请")
    return objection.code


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "file.empty"),
        ("没有这个文件.xlsx", "file.unreadable"),
        ("序号,单位,权重\n1,区水务局,5\n".encode("gb18030"), "file.not_a_workbook"),
        (b"<html><table></table></html>", "file.not_a_workbook"),
        (b"\xff\xd8\xff\xe0 a picture", "file.not_a_workbook"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 512, "file.old_format"),
        (
            bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"),
            "file.protected",
        ),
        (SMALL[: len(SMALL) // 2], "file.damaged"),
        (SMALL[:-30], "file.damaged"),
        (b"PK\x03\x04 and nothing more", "file.damaged"),
        (with_part("xl/workbook.xml", None), "file.not_a_workbook"),
        (with_part("xl/workbook.bin", b""), "file.old_format"),
        (with_part("xl/workbook.xml", b"<workbook"), "file.damaged"),
        (with_part(SHEET, None), "file.damaged"),
        (with_part(SHEET, b"\0\1\2"), "file.damaged"),
        (with_sheet("<sheetData>", '<sheetData><row r="0"><c r="A0"/></row>'), "file.damaged"),
        (with_sheet("<v>1</v>", "<v>1e999</v>"), "file.damaged"),
        (with_sheet("<v>1</v>", "<v>one</v>"), "file.damaged"),
        (with_sheet('t="inlineStr"><is><t>区水务局</t></is>', 't="s"><v>9999</v>'), "file.damaged"),
        (saved(Workbook()), "table.not_found"),
    ],
)
def test_what_is_no_readable_table_is_refused_with_its_reason(data: bytes | str, reason: str):
    assert code(data) == reason


def test_a_table_of_nothing_but_its_header_is_refused():
    assert code(saved(workbook([]))) == "table.not_found"


def test_a_file_larger_than_any_table_is_not_opened(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(package, "MAX_FILE_BYTES", 1000)

    assert code(SMALL) == "file.too_large"
    assert code(str(CLEAN)) == "file.too_large"


def test_a_zip_bomb_is_refused_by_its_directory_alone():
    assert code(with_part("xl/media/image.png", b"\0" * 20_000_000)) == "file.bomb"


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(package, "MAX_UNPACKED_BYTES", 10_000)

    assert code(SMALL) == "file.bomb"


def test_a_zip_whose_parts_have_a_password_is_called_protected():
    data = bytearray(SMALL)
    data[data.index(b"PK\x01\x02") + 8] |= 1

    assert code(bytes(data)) == "file.protected"


def test_entities_cannot_be_declared():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'

    assert code(with_part(SHEET, bomb)) == "file.damaged"


def test_more_rows_than_any_table_has_are_refused_by_the_name_of_their_sheet(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(sheet, "MAX_ROWS", 4)

    refusal = refused(SMALL)

    assert refusal.objections[0].code == "sheet.too_large"
    assert "“部门”" in refusal.message


def test_more_columns_than_any_table_has_are_refused():
    book = workbook(good_unit())
    book.worksheets[0].cell(3, 101).value = "x"

    assert code(saved(book)) == "sheet.too_large"


def test_merges_may_span_the_whole_sheet_but_not_overlap_without_end():
    whole = with_sheet("</sheetData>", '</sheetData><mergeCell ref="A1:XFD1048576"/>')
    many = with_sheet("</sheetData>", "</sheetData>" + '<mergeCell ref="A2:R1048576"/>' * 99)

    assert isinstance(read_table(whole, vocabulary()), Table)
    assert code(many) == "file.damaged"
