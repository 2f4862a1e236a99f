"""Tables laid out otherwise: headers, order of columns, merges, blanks, several sheets."""

from openpyxl import Workbook

from plans.table.reading import read_table
from plans.table.rows import Table
from tests.plans_table.tables import HEAD, good_unit, saved, told, vocabulary, workbook


def read(book: Workbook) -> Table:
    return read_table(saved(book), vocabulary())


def test_columns_are_found_by_their_words_in_any_order_and_among_strangers():
    titles = {
        "三级指标": "指标名称",
        "完成时限": "完成时间",
        "权重": "权 重\n（分）",
        "考核主体": "小考官",
    }
    head = ["电话", *reversed(HEAD), "联系人"]
    book = workbook(good_unit(电话="123", 联系人="某人"), head)
    for cell in book.worksheets[0][2]:
        cell.value = titles.get(cell.value, cell.value)

    table = read(book)

    assert (len(table.indicators), table.problems) == (3, ())


def test_the_header_may_stand_lower_and_in_two_rows():
    book = workbook(good_unit())
    page = book.worksheets[0]
    page.insert_rows(1, 3)
    page.insert_rows(6)
    for column, title in zip("NOPQ", HEAD[13:17], strict=True):
        page[f"{column}6"], page[f"{column}5"] = title, None
    page["N5"] = "工 作 节 点"

    table = read(book)

    assert (len(table.indicators), table.problems) == (3, ())
    assert [node.quarter for node in table.indicators[0].nodes] == [1, 4]


def test_a_header_pasted_again_between_the_rows_is_no_indicator():
    book = workbook(good_unit())
    page = book.worksheets[0]
    page.append(HEAD)
    for one in good_unit(被考核单位="区财政局"):
        page.append([{**one, "被考核单位": "区财政局"}.get(title) for title in HEAD])

    table = read(book)

    assert (table.rows, table.problems) == (6, ())


def test_blank_and_numbered_rows_sums_and_notes_are_no_indicators():
    book = workbook(good_unit())
    page = book.worksheets[0]
    page.append([])
    page.append([4, "区水务局", "重点工作"])
    page.append([None, "合计", None, 100])
    page.append(["注：权重合计应为100。", None, None, 100])

    table = read(book)

    assert (table.rows, table.problems) == (3, ())


def test_a_row_of_stray_words_is_one_problem_and_a_mere_remark_none():
    book = workbook(good_unit())
    book.worksheets[0]["M7"] = "以上为初稿"
    book.worksheets[0]["R8"] = "已核"

    table = read(book)

    assert told(table) == [("部门", "M7", "row.not_an_indicator")]
    assert table.rows == 4


def test_merged_cells_hold_for_all_their_rows():
    book = workbook([{**one, "序号": None} for one in good_unit()])
    page = book.worksheets[0]
    page.merge_cells("B3:B5")
    page.merge_cells("E3:E5")
    page.merge_cells("N3:Q3")

    table = read(book)

    assert [row.unit for row in table.indicators] == ["区水务局"] * 3
    assert [node.text for node in table.indicators[0].nodes] == ["完成25%"] * 4


def test_hidden_rows_and_columns_count():
    book = workbook(good_unit())
    page = book.worksheets[0]
    page.row_dimensions[4].hidden = True
    page.column_dimensions["D"].hidden = True

    assert len(read(book).indicators) == 3


def test_a_missing_column_is_told_once_and_lets_no_row_in():
    head = [title for title in HEAD if title != "设置依据"]

    table = read(workbook(good_unit(), head))

    assert told(table) == [("部门", "A2", "sheet.missing_column")]
    assert (table.rows, table.indicators) == (3, ())


def test_a_full_sheet_without_its_header_is_not_passed_over():
    book = workbook(good_unit())
    copy = book.copy_worksheet(book.worksheets[0])
    copy.title = "乡镇"
    copy.delete_rows(2)

    assert told(read(book)) == [("乡镇", "A1", "sheet.no_header")]


def test_sheets_of_other_kinds_are_left_alone():
    book = workbook(good_unit())
    book.create_sheet("填表说明").append(["一、本表由区绩效办统一印发。"])
    book.create_sheet("汇总").append(["单位", "权重"])
    book.create_chartsheet("图")

    assert read(book).problems == ()


def test_a_sheet_copied_whole_is_one_problem():
    book = workbook(good_unit())
    book.copy_worksheet(book.worksheets[0]).title = "部门 (2)"

    table = read(book)

    assert told(table) == [("部门 (2)", "B3", "sheet.repeats_units")]
    assert len(table.indicators) == 3
