"""The two tables of the office, the words they use, and small tables to spoil."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl

from plans.table.rows import Table
from plans.table.vocabulary import Kind, Names, Vocabulary

DATA = Path(__file__).parent / "data"
CLEAN = DATA / "indicator-table.xlsx"
DIRTY = DATA / "indicator-table-dirty.xlsx"

#: To full-width characters, as Chinese input methods write digits and signs.
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}

HEAD = [
    *(
        "序号",
        "被考核单位",
        "指标类型",
        "权重",
        "一级指标",
        "二级指标",
        "三级指标",
        "目标值",
        "挑战值",
    ),
    *(
        "完成时限",
        "计分方式",
        "考核主体",
        "设置依据",
        "一季度",
        "二季度",
        "三季度",
        "四季度",
        "备注",
    ),
]


def expected(path: Path) -> dict:
    return json.loads(path.with_suffix(".json").read_text("utf-8"))


def points(**of: int) -> dict[str, Decimal]:
    return {name: Decimal(value) for name, value in of.items()}


DEPARTMENT = Kind(
    splits=(
        points(重点工作=75, 重点职能工作=15, 共性工作=10),
        points(重点职能工作=90, 共性工作=10),
    ),
    shifts=("重点工作", "重点职能工作"),
)
TOWNSHIP = Kind(splits=(points(重点工作=80, 差异性工作=10, 共性工作=10),))


def same(names: Sequence[str], **aliases: str) -> Names:
    return Names({**{name: name for name in names}, **aliases})


@cache
def vocabulary() -> Vocabulary:
    rows = expected(CLEAN)["indicators"]
    kind_of = {row["unit"]: row["sheet"] for row in rows}
    return Vocabulary(
        year=2017,
        units=same([*kind_of], 区发改委="区发展和改革委员会"),
        kind_of=kind_of,
        kinds={"部门": DEPARTMENT, "乡镇（街道）": TOWNSHIP},
        categories=same([*{row["type"] for row in rows}], 重点="重点工作"),
        assessors=same(["区绩效办"]),
        methods=same([*{row["method"] for row in rows}]),
    )


def line(**changes: object) -> dict[str, object]:
    """One good line of a unit whose only indicator weighs 75, as title -> value."""
    return {
        "序号": 1,
        "被考核单位": "区水务局",
        "指标类型": "重点工作",
        "权重": 75,
        "一级指标": "水环境",
        "二级指标": "用水管理",
        "三级指标": "新水用水总量",
        "目标值": "≤25980万立方米",
        "完成时限": "11月底前",
        "计分方式": "反向完成率法",
        "考核主体": "区绩效办",
        "设置依据": "市政府绩效任务",
        "一季度": "完成25%",
        "四季度": "完成100%",
        **changes,
    }


def good_unit(**changes: object) -> list[dict[str, object]]:
    return [
        line(**changes),
        line(指标类型="重点职能工作", 权重=15, 三级指标="服务满意度"),
        line(指标类型="共性工作", 权重=10, 三级指标="参会纪律"),
    ]


def workbook(
    lines: Sequence[Mapping[str, object]], head: Sequence[str] = HEAD, sheet: str = "部门"
) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = sheet
    page.append(["区指标表"])
    page.append(list(head))
    for one in lines:
        page.append([one.get(title) for title in head])
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def told(table: Table) -> list[tuple[str, str, str]]:
    return [(problem.sheet, problem.cell, problem.code) for problem in table.problems]
