"""Tables of other offices: other headers, merges, blanks and mistakes than the two known ones."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook

from plans.table.reading import read_table
from plans.table.rows import QuarterNode, Table
from tests.plans_table.tables import good_unit, line, saved, told, vocabulary, workbook


def read(book: Workbook) -> Table:
    return read_table(saved(book), vocabulary())


def codes(lines: list[Mapping[str, object]]) -> list[tuple[str, str]]:
    return [(cell, code) for _, cell, code in told(read(workbook(lines)))]


def test_a_small_table_reads_in_full():
    row = read(workbook(good_unit())).indicators[0]

    assert row.weight == Decimal(75)
    assert row.deadline == date(2017, 11, 30)
    assert row.target.number == Decimal(25980)
    assert row.nodes == (QuarterNode(1, "完成25%"), QuarterNode(4, "完成100%"))
    assert row.cells["weight"] == "D3"


def test_blanks_below_a_unit_type_and_first_level_mean_the_same_again():
    lines = good_unit()
    for one in lines[1:]:
        del one["被考核单位"]
        one["一级指标"] = "同上"
    lines.insert(1, line(被考核单位=None, 指标类型=None, 一级指标=None, 权重=5, 三级指标="河道"))
    lines[0]["权重"] = 70
    lines[2]["一级指标"] = lines[3]["一级指标"] = "综合"

    assert codes(lines) == []


def test_a_new_type_does_not_inherit_the_first_level():
    lines = good_unit()
    lines[1]["一级指标"] = None

    assert codes(lines) == [("E4", "level1.missing")]


def test_one_weight_merged_over_several_indicators_is_a_problem():
    book = workbook(good_unit())
    book.worksheets[0].merge_cells("D4:D5")

    assert told(read(book)) == [("部门", "D4", "weight.merged")]


def test_a_unit_cell_that_swallows_the_next_unit_shows_in_the_sum():
    book = workbook([*good_unit(), *good_unit()])
    for row, name in enumerate(("甲", "乙", "丙"), 6):
        book.worksheets[0][f"G{row}"] = name
    book.worksheets[0].merge_cells("B3:B8")

    assert told(read(book)) == [("部门", "D3", "unit.weight_sum")]


def test_percent_cells_dates_and_numbers_are_read_as_they_are_shown():
    book = workbook(good_unit())
    page = book.worksheets[0]
    page["D3"].value, page["D3"].number_format = 0.75, "0%"
    page["H3"].value, page["H3"].number_format = 0.965, "0.0%"
    page["I3"].value, page["J3"].value = 7.7, datetime(2017, 9, 30, 8, 30)  # noqa: DTZ001 - a cell
    page["J4"].value, page["H4"].value = 43008, 12

    first, second, _ = read(book).indicators

    assert (first.weight, first.target.text, first.target.number) == (75, "96.5%", Decimal("96.5"))
    assert (first.challenge, first.deadline) == (Decimal("7.7"), date(2017, 9, 30))
    assert (second.deadline, second.target.text) == (date(2017, 9, 30), "12")


def test_a_workbook_that_counts_days_from_1904_gives_the_same_days():
    book = workbook(good_unit(完成时限=date(2017, 9, 30)))
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - the epoch of a file format
    book.worksheets[0]["J4"].value = 43008 - 1462

    assert {row.deadline for row in read(book).indicators[:2]} == {date(2017, 9, 30)}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"权重": None}, ("D3", "weight.missing")),
        ({"权重": "=1/0"}, ("D3", "weight.formula_error")),
        ({"权重": 33.333}, ("D3", "weight.too_fine")),
        ({"权重": 74}, ("D3", "unit.weight_sum")),
        ({"被考核单位": "#REF!"}, ("B3", "unit.formula_error")),
        ({"指标类型": "其他工作"}, ("C3", "type.unknown")),
        ({"一级指标": "\u3000"}, ("E3", "level1.missing")),
        ({"三级指标": None}, ("G3", "level3.missing")),
        ({"目标值": "#DIV/0!"}, ("H3", "target.formula_error")),
        ({"挑战值": "再接再厉"}, ("I3", "challenge.not_a_number")),
        ({"完成时限": 11.3}, ("J3", "deadline.unreadable")),
        ({"考核主体": "区水务局"}, ("L3", "assessor.own_unit")),
        ({"计分方式": None}, ("K3", "method.missing")),
        ({"二季度": "#N/A"}, ("O3", "quarter2.formula_error")),
        ({"三级指标": "服务 满意度"}, ("G4", "indicator.twice")),
    ],
)
def test_a_mistake_is_reported_once_at_its_cell(
    change: dict[str, object], problem: tuple[str, str]
):
    assert codes(good_unit(**change)) == [problem]


def test_a_wrong_split_of_a_right_sum_is_a_problem_of_the_categories():
    lines = good_unit()
    lines[0]["权重"], lines[2]["权重"] = 70, 15

    assert codes(lines) == [("D3", "unit.category_weights")]


def test_a_unit_without_key_work_has_ninety_and_ten():
    lines = good_unit()[1:]
    lines[0]["权重"] = 90

    assert codes(lines) == []


def test_an_unknown_unit_is_told_once_for_all_its_rows():
    lines = [{**one, "被考核单位": "区某某办"} for one in good_unit()]

    table = read(workbook([*lines, *good_unit()]))

    assert told(table) == [("部门", "B3", "unit.unknown")]
    assert table.problems[0].rows == {3, 4, 5}
    assert (table.rows, len(table.indicators)) == (6, 3)


def test_aliases_widths_and_remarks_lead_to_the_name_of_the_plan():
    lines = [{**one, "被考核单位": "区 发改委"} for one in good_unit()]
    lines[0] |= {
        "计分方式": "扣分法（迟到-0.1/人次）",
        "考核主体": "区环境保护局(对口市环保局)",
        "指标类型": "重点",
    }

    row = read(workbook(lines)).indicators[0]

    assert (row.unit, row.type) == ("区发展和改革委员会", "重点工作")
    assert (row.method, row.method_text) == ("扣分法", "扣分法（迟到-0.1/人次）")
    assert row.assessor == "区环境保护局"


def test_control_characters_and_line_breaks_leave_no_trace():
    lines = good_unit(三级指标="新水\n用水_x0007_总量\u200b", 备注="\u3000见　附件 ")

    row = read(workbook(lines)).indicators[0]

    assert (row.level3, row.remark) == ("新水用水总量", "见 附件")
