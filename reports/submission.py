"""A city task's submission (市级任务报送表) as a workbook: the task, then its carriers' reports."""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, NamedStyle
from openpyxl.utils import get_column_letter

from reports.cells import Content, put

_LAMPS = {"green": "绿", "yellow": "黄", "red": "红", "double_red": "双红"}
_STATES = {
    "pending": "未填报",
    "reported": "待核验",
    "returned": "退回补正",
    "accepted": "已通过",
    "missed": "未报",
}
_TASK = (
    ("id", "编号"),
    ("title", "任务"),
    ("lead", "牵头单位"),
    ("document", "来源文件"),
    ("document_number", "文号"),
    ("target", "目标值"),
    ("challenge", "挑战值"),
    ("by", "完成时限"),
)
#: Heading and width of each column.
_COLUMNS = (
    ("承担单位", 18),
    ("指标编号", 16),
    ("目标值", 16),
    ("节点", 24),
    ("节点时限", 12),
    ("状态", 10),
    ("亮灯", 6),
    ("完成值", 12),
    ("进展情况", 40),
    ("存在问题", 30),
    ("佐证材料", 40),
)


def write_submission(told: Mapping[str, Any]) -> bytes:
    """Write a submission as `services.city_tasks.submission` tells it."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "报送表"
    wrapped = Alignment(vertical="top", wrap_text=True)
    book.add_named_style(NamedStyle("told", number_format="@", alignment=wrapped))
    book.add_named_style(NamedStyle("name", font=Font(bold=True), alignment=wrapped))
    for row, (style, cells) in enumerate(_lines(told), start=1):
        for column, content in enumerate(cells, start=1):
            put(page, row, column, content, style)
    for column, (_, width) in enumerate(_COLUMNS, start=1):
        page.column_dimensions[get_column_letter(column)].width = width
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _lines(told: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[Content]]]:
    for name, label in _TASK:
        yield "told", (label, told["task"][name])
    yield "told", ("报送截至", told["until"])
    yield "told", ("亮灯", _LAMPS[told["lamp"]])
    yield "told", ("摘要（SHA-256）", told["digest"])
    yield "name", [heading for heading, _ in _COLUMNS]
    for carrier in told["carriers"]:
        for node in carrier["nodes"]:
            yield "told", _line(carrier, node)


def _line(carrier: Mapping[str, Any], node: Mapping[str, Any]) -> Sequence[Content]:
    files = "\n".join(f"{file['name']}（{file['sha256']}）" for file in node["evidence"])
    return (
        carrier["unit"],
        carrier["id"],
        carrier["target"],
        node["text"],
        node["due_on"],
        _STATES[node["state"]],
        _LAMPS[node["lamp"]],
        node["value"],
        node["progress"],
        node["problems"],
        files,
    )
