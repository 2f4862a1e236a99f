"""The two tables of the office: one in order, one with fourteen planted errors."""

from collections import Counter

from plans.table.reading import read_table
from plans.table.vocabulary import Kind
from tests.plans_table.tables import CLEAN, DEPARTMENT, DIRTY, expected, points, told, vocabulary


def test_the_clean_table_gives_exactly_its_indicators_and_no_problem():
    table = read_table(CLEAN, vocabulary())

    assert table.to_json() == {"accepted": 1237, **expected(CLEAN)}


def test_a_table_may_come_as_bytes_or_by_its_name():
    from_bytes = read_table(CLEAN.read_bytes(), vocabulary())

    assert from_bytes == read_table(str(CLEAN), vocabulary())


def test_the_dirty_table_shows_its_planted_problems_at_their_cells_and_no_other():
    table = read_table(DIRTY, vocabulary())

    planted = {(problem["sheet"], problem["cell"]) for problem in expected(DIRTY)["problems"]}
    assert {(sheet, cell) for sheet, cell, _ in told(table)} == planted
    assert len(table.problems) == len(planted)
    assert table.rows == expected(DIRTY)["rows"]


def test_every_problem_has_the_code_of_its_kind():
    codes = {
        "unit's weights do not sum to 100": "unit.weight_sum",
        "weight is not a number": "weight.not_a_number",
        "weight is not positive": "weight.not_positive",
        "deadline missing": "deadline.missing",
        "deadline outside the year": "deadline.outside_year",
        "no such day": "deadline.no_such_day",
        "unknown scoring method": "method.unknown",
        "a unit assesses itself": "assessor.own_unit",
        "unknown assessor": "assessor.unknown",
        "target missing": "target.missing",
        "formula error in target": "target.formula_error",
        "basis missing": "basis.missing",
        "indicator twice in one unit": "indicator.twice",
        "unknown unit": "unit.unknown",
    }
    planted = expected(DIRTY)["problems"]

    problems = told(read_table(DIRTY, vocabulary()))

    assert set(problems) == {(p["sheet"], p["cell"], codes[p["kind"]]) for p in planted}


def test_every_problem_names_a_remedy_in_chinese_and_its_unit():
    for problem in read_table(DIRTY, vocabulary()).problems:
        assert problem.message.endswith("。")
        assert problem.remedy.startswith("请")
        assert problem.unit


def test_a_problem_keeps_out_its_rows_and_no_others():
    table = read_table(DIRTY, vocabulary())

    kept_out = {(problem.sheet, row) for problem in table.problems for row in problem.rows}
    accepted = {(row.sheet, row.row) for row in table.indicators}
    assert not kept_out & accepted
    assert len(kept_out) + len(accepted) == table.rows


def test_problems_come_in_the_order_an_officer_reads_them():
    cells = [(p.sheet, min(p.rows)) for p in read_table(DIRTY, vocabulary()).problems]

    by_sheet = Counter(sheet for sheet, _ in cells)
    assert [sheet for sheet, _ in cells] == list(by_sheet.elements())
    assert list(by_sheet) == ["部门", "乡镇（街道）"]


def test_a_department_with_few_key_tasks_may_have_points_moved_to_its_own_function():
    assert DEPARTMENT.allows(points(重点工作=60, 重点职能工作=30, 共性工作=10))
    assert not DEPARTMENT.allows(points(重点工作=85, 重点职能工作=5, 共性工作=10))
    assert not DEPARTMENT.allows(points(重点工作=60, 重点职能工作=20, 共性工作=20))
    assert not Kind(splits=DEPARTMENT.splits).allows(
        points(重点工作=60, 重点职能工作=30, 共性工作=10)
    )
