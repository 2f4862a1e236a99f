"""The unit report (分报告): how the score came about, the result, and the problems found."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from reports.comparison import sentence
from reports.paper import Heading, Part, Text, blocks_of, listed
from scoring.explain import shown

#: At most so many findings are carried into a rectification plan; the report lists them all.
_MOST = 8


def facts_of_unit_report(
    row: Mapping[Any, Any], comparison: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Freeze what a unit report tells (方案 六（二）：得分说明、考评结果、存在问题).

    Args:
        row: the published result with `unit_name`, `late_nodes` and `indicators`.
        comparison: with the years before (`reports.comparison.compared`).
    """
    return {
        "unit": row["unit_name"],
        "result": {
            name: str(shown(row[name])) for name in ("daily", "duty", "adjustments", "total")
        }
        | {"grade": row["grade"], "rank": row["rank"], "group_rank": row["group_rank"]}
        | {"grade_reason": row["grade_reason"], "flash_values": row["flash_values"]},
        "explanation": row["explanation"],
        "comparison": dict(comparison or {}),
        "findings": list(findings(row["late_nodes"], row["indicators"])),
    }


def findings(
    late: Sequence[Mapping[str, Any]], indicators: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    """Name a unit's problems: what scored under nine tenths, what was late or never reported."""
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


def parts_of_unit_report(facts: Mapping[str, Any], blocks: Mapping[str, str]) -> Iterator[Part]:
    """Set a unit report, under the headings of the seed."""
    result = facts["result"]
    yield Heading("得分说明")
    yield Text(
        f"日常指标考核{result['daily']}分，年终述职考评{result['duty']}分，"
        f"加扣分{result['adjustments']}分。"
    )
    if result.get("flash_values"):
        yield Text(f"其中{result['flash_values']}项指标按快报数计分。")
    yield Heading("考评结果")
    yield Text(
        f"总分{result['total']}分，等次{result['grade']}，全区第{result['rank']}名，"
        f"本组第{result['group_rank']}名。"
    )
    if facts.get("comparison"):
        yield Text(f"与上一年度对比：{sentence(facts['comparison'])}")
    yield Heading("存在问题")
    yield from listed(facts["findings"], "1. 未发现突出问题。")
    yield from blocks_of(blocks, "remark")
