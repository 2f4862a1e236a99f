"""Findings about what was carried over from the year before and is not decided on yet."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from plans.carried import CARRIED
from plans.finding import Finding
from plans.schema import Plan


def carried(plan: Plan) -> Iterator[Finding]:
    """Look at what a draft of a new year leaves to the office."""
    if not plan.document_number.strip():
        yield Finding(
            "red",
            "plan.no_document_number",
            "document_number",
            f"{plan.year}年度方案没有发文字号。",
            "方案印发后填写文号，并核对发文日期（issued_on）。",
        )
    yield from _candidates(plan)
    yield from _baselines(plan)
    for where in _marked("", plan.model_dump()):
        yield Finding(
            "yellow",
            "setting.carried",
            where,
            "数值沿用上年，尚未核定。",
            f"核定后删去 basis 中的“{CARRIED}”。",
        )


def _candidates(plan: Plan) -> Iterator[Finding]:
    for goal in plan.goals:
        if goal.candidate:
            yield Finding(
                "red",
                "goal.candidate",
                f"goals.{goal.id}",
                f"目标“{goal.title}”由上年转入，尚未确定是否列入{plan.year}年度。",
                "列入的，核对文号、目标值和时限后删去 candidate；不列入的，删去这一行。",
            )


def _baselines(plan: Plan) -> Iterator[Finding]:
    if plan.baselines is None:
        yield Finding(
            "yellow",
            "baselines.missing",
            "baselines.toml",
            "没有上一年度的结果，不能检查标杆超越，也不能与上一年度对比。",
            "请用 jixiao plan next 生成，或录入 baselines.toml。",
        )
        return
    if plan.baselines.year != plan.year - 1:
        yield Finding(
            "red",
            "baselines.wrong_year",
            "baselines.toml",
            f"上年数据是{plan.baselines.year}年的，应为{plan.year - 1}年。",
            "请换成上一年度的结果。",
        )
    known = {unit.id for unit in plan.units}
    named = {*plan.baselines.results, *(row.unit for row in plan.baselines.actuals)}
    for unit in sorted(named - known):
        yield Finding(
            "yellow",
            "baselines.unknown_unit",
            f"baselines.{unit}",
            f"上年数据中的单位“{unit}”不在本年名单中。",
            "机构已撤并的无须修改；否则请核对编号。",
        )


def _marked(path: str, value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        table = cast("Mapping[str, Any]", value)
        if CARRIED in str(table.get("basis", "")):
            yield path.removeprefix(".") or "plan"
        for name, inner in table.items():
            yield from _marked(f"{path}.{name}", inner)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(cast("Iterable[object]", value), start=1):
            yield from _marked(f"{path}[{number}]", inner)
