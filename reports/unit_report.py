"""The unit report (分报告): how the score came about, the result, and the problems found."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from scoring.explain import shown

#: At most so many findings are carried into a rectification plan; the report lists them all.
_MOST = 8


def facts_of_unit_report(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Freeze what a unit report tells (方案 六（二）：得分说明、考评结果、存在问题).

    Args:
        row: the published result with `unit_name`, `late_nodes` and `indicators`.
    """
    return {
        "unit": row["unit_name"],
        "result": {
            name: str(shown(row[name])) for name in ("daily", "duty", "adjustments", "total")
        }
        | {"grade": row["grade"], "rank": row["rank"], "group_rank": row["group_rank"]},
        "explanation": row["explanation"],
        "findings": list(_findings(row["late_nodes"], row["indicators"])),
    }


def _findings(
    late: Sequence[Mapping[str, Any]], indicators: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    for row in indicators:
        weight, points = Decimal(row["weight"]), Decimal(row["points"])
        if points < weight * Decimal("0.9"):
            yield f"“{row['level3']}”得{shown(points)}分（满分{weight}），未达到目标。"
    for node in late:
        said = "未填报" if node["state"] == "missed" else f"迟报{node['late_days']}个工作日"
        yield f"“{node['level3']}”{node['due_on']}节点{said}。"


def findings_to_rectify(facts: Mapping[str, Any]) -> list[str]:
    """Take the findings that the unit answers in its rectification plan, the heaviest first."""
    found: list[str] = facts["findings"]
    return found[:_MOST] or ["对照年度考评结果，查找工作中的薄弱环节。"]


def text_of_unit_report(title: str, facts: Mapping[str, Any]) -> str:
    """Write a unit report as plain text, under the headings of the seed."""
    result = facts["result"]
    problems = facts["findings"] or ["未发现突出问题。"]
    lines = [
        title,
        "",
        "一、得分说明",
        (
            f"日常指标考核{result['daily']}分，年终述职考评{result['duty']}分，"
            f"加扣分{result['adjustments']}分。"
        ),
        "二、考评结果",
        (
            f"总分{result['total']}分，等次{result['grade']}，全区第{result['rank']}名，"
            f"本组第{result['group_rank']}名。"
        ),
        "三、存在问题",
        *(f"{place}. {problem}" for place, problem in enumerate(problems, start=1)),
    ]
    return "\n".join(lines)
