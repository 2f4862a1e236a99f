"""Which column holds what: found by the words of the header rows, wherever they stand."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from plans.table.cells import Cell
from plans.table.words import clean

# fmt: off
#: Element -> the words an office heads its column with, the plainest first.
LABELS: Mapping[str, tuple[str, ...]] = {
    element: tuple(words.split()) for element, words in {
        "serial":    "序号 编号 序",
        "unit":      "被考核单位 被考评单位 被考核部门 考核对象 责任单位 承担单位 单位名称 单位",
        "type":      "指标类型 指标类别 工作类型 工作类别 类型 类别",
        "weight":    "权重 指标权重 权重分值 权重值 权重分 分值",
        "level1":    "一级指标 一级指标名称 1级指标 一级",
        "level2":    "二级指标 二级指标名称 2级指标 二级",
        "level3":    "三级指标 三级指标名称 3级指标 三级 指标名称 具体指标 考核指标 指标",
        "target":    "目标值 年度目标值 年度目标 考核目标 工作目标 目标任务 目标",
        "challenge": "挑战值 挑战目标值 挑战目标",
        "last_year": "上年实际 上年实际值 上年完成值 去年实际 上年基数",
        "deadline":  "完成时限 完成时间 完成期限 时间要求 截止时间 时限",
        "method":    "计分方式 计分方法 计分办法 评分方式 评分方法 评分办法",
        "assessor":  "考核主体 考评主体 考核单位 考评单位 考核部门 小考官",
        "basis":     "设置依据 设定依据 指标依据 指标来源 任务来源 依据 来源",
        "remark":    "备注 说明",
    }.items()
}
#: Element -> its name to officers.
TITLES: Mapping[str, str] = {
    **{element: labels[0] for element, labels in LABELS.items()},
    "quarter1": "一季度", "quarter2": "二季度", "quarter3": "三季度", "quarter4": "四季度",
}
# fmt: on

#: The elements that the seed asks of every indicator (方案 三（一）).
REQUIRED = (
    "unit",
    "type",
    "weight",
    "level1",
    "level2",
    "level3",
    "target",
    "deadline",
    "method",
    "assessor",
    "basis",
)
QUARTERS = ("quarter1", "quarter2", "quarter3", "quarter4")

#: Fewer labels side by side may be a sentence or a summary, not the head of an indicator table.
_ENOUGH = 5
#: A header's second row stands right below its first, or below one blank row.
_BAND = 2
#: No label is longer; the texts of a table mostly are.
_LONGEST = 20
_RANKS = {
    label: (rank, element)
    for element, labels in LABELS.items()
    for rank, label in enumerate(labels)
}
_QUARTER = re.compile("第?([一二三四1-4])季度?[末底]?(?:节点|目标|进度|计划|任务)*")
_QUARTER_NUMBER = {sign: number for number, sign in enumerate("一二三四", 1)}
_NOT_LETTERS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|[\s*:、.·/—-]")


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of the elements, and the row their labels end in."""

    row: int
    columns: Mapping[str, int]

    @property
    def missing(self) -> tuple[str, ...]:
        """The required elements that have no column."""
        return tuple(element for element in REQUIRED if element not in self.columns)


def header_after(row: int, cells: Mapping[int, Cell], above: Header | None) -> Header | None:
    """Give the header that holds from this row on if the row is (part of) one, else None.

    A row of enough labels begins a header, also in the middle of a sheet where a page was pasted;
    a row of labels alone (季度 below 工作节点) adds to the one above and outdoes its group titles.
    """
    found = _elements(cells)
    if len(found) >= _ENOUGH:
        return Header(row, found)
    if above is None or row > above.row + _BAND or not found:
        return None
    if not all(_element_of(cell) for cell in cells.values() if cell.own):
        return None
    taken = set(found.values())
    kept = {name: column for name, column in above.columns.items() if column not in taken}
    return Header(row, {**kept, **found})


def _elements(cells: Mapping[int, Cell]) -> dict[str, int]:
    ranked = sorted(
        (*known, column) for column, cell in cells.items() if (known := _element_of(cell))
    )
    columns: dict[str, int] = {}
    for _, element, column in ranked:
        columns.setdefault(element, column)
    return columns


def _element_of(cell: Cell) -> tuple[int, str] | None:
    value = cell.value
    return _labelled(value) if isinstance(value, str) and len(value) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _labelled(text: str) -> tuple[int, str] | None:
    label = _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", clean(text))).lower()
    if found := _QUARTER.fullmatch(label):
        number = _QUARTER_NUMBER.get(found[1]) or int(found[1])
        return 0, f"quarter{number}"
    return _RANKS.get(label)
