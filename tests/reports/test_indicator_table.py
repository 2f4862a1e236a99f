"""The indicator table as a workbook: printed like the office's, read again without a loss."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from plans.table.reading import read_table
from plans.table.rows import QuarterNode, Row
from plans.table.words import read_target
from reports.indicator_table import TitleFacts, write_table
from tests.plans_table.tables import CLEAN, good_unit, saved, vocabulary, workbook

FACTS = TitleFacts(district="房山区", year=2017, filled_by="区绩效办", filled_on=date(2017, 7, 25))
ROWS = read_table(saved(workbook(good_unit())), vocabulary()).indicators


def page(rows: tuple[Row, ...] = ROWS) -> Worksheet:
    return openpyxl.load_workbook(BytesIO(write_table(rows, FACTS))).worksheets[0]


def told(row: Row) -> Row:
    """A row without the place it was read at."""
    return replace(row, row=0, cells={})


def test_the_office_table_written_and_read_again_is_the_same():
    rows = read_table(CLEAN, vocabulary()).indicators

    again = read_table(write_table(rows, FACTS), vocabulary())

    assert again.problems == ()
    assert [told(row) for row in again.indicators] == [told(row) for row in rows]


#: Signs that mean something to Excel, to XML or to readers of tables, escapes among them.
pieces = st.sampled_from(
    ["=", "+", "-", "@", "'", '"', "<", "&", "_x0041_", "\u3000", "\t", "\n", "年"]
)
texts = st.lists(pieces | st.characters(exclude_categories=["Cs"]), max_size=12).map(
    lambda parts: "".join(parts) + "指标"
)


@settings(max_examples=50, deadline=None)
@given(
    texts,
    texts,
    texts,
    st.dates(date(2017, 1, 1), date(2017, 12, 31)),
    st.none() | st.integers(-999, 999).map(lambda tenths: Decimal(tenths) / 10),
    st.sets(st.integers(1, 4)),
)
def test_whatever_was_read_is_read_again(
    level3: str,
    target: str,
    remark: str,
    deadline: date,
    challenge: Decimal | None,
    quarters: set[int],
):
    changed = replace(
        ROWS[0],
        level3=level3,
        target=read_target(target),
        remark=remark,
        deadline=deadline,
        challenge=challenge,
        nodes=tuple(QuarterNode(quarter, target) for quarter in sorted(quarters)),
    )
    once = read_table(write_table((changed, *ROWS[1:]), FACTS), vocabulary())

    again = read_table(write_table(once.indicators, FACTS), vocabulary())

    assert len(once.indicators) == len(ROWS)
    assert (once.indicators[0].deadline, once.indicators[0].challenge) == (deadline, challenge)
    assert [told(row) for row in again.indicators] == [told(row) for row in once.indicators]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-3%", "@SUM(A1)", '=HYPERLINK("x")'])
def test_a_text_that_looks_like_a_formula_stays_a_text(text: str):
    cell = page((replace(ROWS[0], remark=text),))["S5"]

    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_the_page_is_an_a3_landscape_as_wide_as_the_table_with_its_header_repeated():
    sheet = page()

    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 8)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$3:$4"
    assert sheet.freeze_panes == "H5"


def test_what_rows_share_is_merged_within_what_they_share_before():
    merged = {str(area) for area in page().merged_cells.ranges}

    assert {"A1:S1", "A3:A4", "O3:R3", "B5:B7"} <= merged
    assert not any(area.startswith(("C5", "E5", "D5")) for area in merged)


def test_numbers_are_numbers_and_days_are_days():
    sheet = page((replace(ROWS[0], challenge=Decimal("7.7")),))

    assert (sheet["D5"].value, sheet["D5"].number_format) == (75, "0.00")
    assert (sheet["I5"].value, sheet["K5"].value.date()) == (7.7, date(2017, 11, 30))
    assert sheet["K5"].is_date


def test_the_title_says_whose_table_it_is():
    sheet = page()

    assert sheet["A1"].value == "房山区2017年度绩效考核指标表（部门）"
    assert sheet["A2"].value.startswith("填报单位：区绩效办")
    assert sheet["A2"].value.endswith("填报日期：2017年7月25日")


def test_an_empty_table_is_a_form_to_fill_in():
    assert page(())["B3"].value == "被考核单位"


def test_a_sheet_name_that_excel_forbids_is_shortened():
    sheet = page((replace(ROWS[0], sheet="部门/" + "长" * 40),))

    assert sheet.title == "部门" + "长" * 29
