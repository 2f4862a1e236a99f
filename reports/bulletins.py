"""Bulletins (通报): how the nodes of a month were reported, and what inspections found."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reports.paper import Grid, Heading, Part, Text, blocks_of, listed

#: What the office may rewrite before the bulletin is approved.
REQUIREMENTS = (
    "请有关单位对照通报事项查明原因，尽快补报，并于五个工作日内落实整改。\n"
    "各单位主要负责人要加强调度，确保后续节点按期完成；小考官要及时核验，严把数据质量。"
)
_LAMPS = (("green", "绿"), ("yellow", "黄"), ("red", "红"), ("double_red", "双红"))
_COUNTS = ("due", "done", "late", "open", *(lamp for lamp, _ in _LAMPS))
_STATES = {"missed": "逾期未报", "pending": "到期未报", "returned": "退回未补正"}


def facts_of_bulletin(
    month: str, units: Sequence[Mapping[str, Any]], problems: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Freeze what a monthly bulletin tells (方案 五（四）一是：绩效过程管理通报).

    Args:
        month: 2017-09.
        units: in the official order `unit`, and counts of the month's nodes: `due`, `done`,
            `late`, `open`, and by lamp.
        problems: nodes of the month that are late or open: `unit`, `level3`, `due_on`, `state`,
            `late_days`.
    """
    counted = [{"unit": row["unit"], **{name: row[name] for name in _COUNTS}} for row in units]
    return {
        "month": month,
        "units": counted,
        "totals": {name: sum(row[name] for row in counted) for name in _COUNTS},
        "problems": [_problem(row) for row in problems],
    }


def _problem(row: Mapping[str, Any]) -> str:
    late = f"迟报{row['late_days']}个工作日" if row["late_days"] else ""
    said = _STATES.get(row["state"]) or late
    return f"{row['unit']}：“{row['level3']}”{row['due_on']}节点{said}。"


def parts_of_bulletin(facts: Mapping[str, Any], blocks: Mapping[str, str]) -> Iterator[Part]:
    """Set a monthly bulletin: completion, table by unit, problems named, requirements."""
    totals = facts["totals"]
    yield Heading("总体完成情况")
    yield Text(
        f"{facts['month']}月应填报节点{totals['due']}个，已完成{totals['done']}个"
        f"（{_rate(totals)}），迟报{totals['late']}个，未办结{totals['open']}个；"
        f"亮灯：{'、'.join(f'{zh}灯{totals[lamp]}个' for lamp, zh in _LAMPS)}。"
    )
    yield from blocks_of(blocks, "overview")
    yield Heading("各单位完成情况")
    yield Grid(
        ("单位", "应报", "完成", "完成率", "迟报", "未办结", *(zh for _, zh in _LAMPS)),
        tuple(_line(row) for row in facts["units"]),
    )
    yield Heading("存在问题")
    yield from listed(facts["problems"], "本月未发现逾期、未报节点。")
    yield Heading("工作要求")
    yield from blocks_of(blocks, "requirements")


def _rate(row: Mapping[str, Any]) -> str:
    # Whole tenths of a percent, cut off: nobody is told more than was done.
    tenths = row["done"] * 1000 // row["due"] if row["due"] else 1000
    return f"{tenths // 10}.{tenths % 10}%"


def _line(row: Mapping[str, Any]) -> tuple[str, ...]:
    counts = (str(row["due"]), str(row["done"]), _rate(row), str(row["late"]), str(row["open"]))
    return (row["unit"], *counts, *(str(row[lamp]) for lamp, _ in _LAMPS))


def facts_of_inspection_bulletin(
    round_: str, inspections: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Freeze what an inspection bulletin tells (察访核验情况通报, 方案 五（四）二是).

    Args:
        round_: label of the round.
        inspections: closed ones: `unit`, `subject`, `outcome` (what was determined), `finding`.
    """
    outcomes = sorted({str(row["outcome"]) for row in inspections})
    return {
        "round": round_,
        "inspections": [dict(row) for row in inspections],
        "outcomes": {o: sum(str(row["outcome"]) == o for row in inspections) for o in outcomes},
    }


def parts_of_inspection_bulletin(
    facts: Mapping[str, Any], blocks: Mapping[str, str]
) -> Iterator[Part]:
    """Set an inspection bulletin: what was inspected, what was found, requirements."""
    rows = facts["inspections"]
    units = len({row["unit"] for row in rows})
    counted = "，".join(f"{outcome}{count}项" for outcome, count in facts["outcomes"].items())
    yield Heading("察访核验基本情况")
    yield Text(f"{facts['round']}共核验{units}个单位{len(rows)}项，{counted or '无认定事项'}。")
    yield from blocks_of(blocks, "overview")
    yield Heading("核验认定情况")
    yield Grid(
        ("单位", "核验事项", "认定"),
        tuple((row["unit"], row["subject"], str(row["outcome"])) for row in rows),
    )
    yield Heading("发现的主要问题")
    found = [f"{row['unit']}：{row['subject']}，{row['finding']}" for row in rows if row["finding"]]
    yield from listed(found, "未发现问题。")
    yield Heading("工作要求")
    yield from blocks_of(blocks, "requirements")
