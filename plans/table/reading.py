"""Reading the office's indicator table: rows that can be taken over, and problems with the rest."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from plans.table.checks import check_rows, check_sheets, check_units
from plans.table.drafts import Draft, drafts_of
from plans.table.elements import Entry, understand
from plans.table.package import refusal
from plans.table.rows import Problem, Row, Table
from plans.table.vocabulary import Vocabulary
from plans.table.workbook import read_workbook


def read_table(source: str | Path | bytes, vocabulary: Vocabulary) -> Table:
    """Read a workbook (a path or its bytes); a problem keeps its rows out, never the others.

    Raises:
        BadInput: the file as a whole cannot be read, or holds no indicator table.
    """
    workbook = read_workbook(source)
    order = {grid.name: place for place, grid in enumerate(workbook.sheets)}
    found = [item for grid in workbook.sheets for item in drafts_of(grid)]
    drafts = [item for item in found if isinstance(item, Draft)]
    problems = [item for item in found if isinstance(item, Problem)]
    if not found:
        raise refusal(
            "table.not_found",
            f"文件里没有指标表：{'、'.join(order) or '没有工作表'}都没有可识别的表头或数据行。",
            "请使用统一印发的表式，表头应有“被考核单位、权重、三级指标、目标值、完成时限”等列。",
        )
    entries: list[Entry] = []
    for draft in drafts:
        entry, doubts = understand(draft, vocabulary, workbook.epoch)
        entries.append(entry)
        problems += doubts
    problems += [
        *check_rows(entries),
        *check_units(entries, vocabulary),
        *check_sheets(entries),
    ]
    in_order = sorted(_told_once(problems), key=lambda one: (order[one.sheet], *_place(one)))
    return Table(len(drafts), _sound(entries, problems), tuple(in_order))


def _sound(entries: Iterable[Entry], problems: Iterable[Problem]) -> tuple[Row, ...]:
    kept_out = {(problem.sheet, row) for problem in problems for row in problem.rows}
    return tuple(
        entry.row
        for entry in entries
        if not entry.wrong and (entry.row.sheet, entry.row.row) not in kept_out
    )


def _told_once(problems: Iterable[Problem]) -> Iterable[Problem]:
    """Join what was said of several rows about one shared cell, or about one unknown unit."""
    told: dict[tuple[str, str, str], Problem] = {}
    for problem in problems:
        what = problem.unit if problem.code == "unit.unknown" else problem.cell
        same = told.get((problem.sheet, problem.code, what))
        told[problem.sheet, problem.code, what] = (
            replace(same, rows=same.rows | problem.rows) if same else problem
        )
    return told.values()


def _place(problem: Problem) -> tuple[int, int, str]:
    letters = problem.cell.rstrip("0123456789")
    return int(problem.cell[len(letters) :]), len(letters), letters
