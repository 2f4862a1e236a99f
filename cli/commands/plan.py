"""`jixiao plan`: what is to be asked of a plan before a year is opened with it."""

from pathlib import Path
from typing import Annotated

import typer

from cli.commands.options import DEFAULT_PLAN, Json, PlanFolder, words

app = words("年度方案")


@app.command("lint")
def plan_lint(
    plan: PlanFolder = DEFAULT_PLAN,
    as_json: Json = False,
) -> None:
    """检查方案：开启年度前会出什么问题。"""
    from cli.planning import lint

    lint(plan, as_json=as_json)


@app.command("show")
def plan_show(
    plan: PlanFolder = DEFAULT_PLAN,
    as_json: Json = False,
) -> None:
    """显示方案的要点和摘要值。"""
    from cli.planning import show

    show(plan, as_json=as_json)


@app.command("methods")
def plan_methods(as_json: Json = False) -> None:
    """列出计分方式：公式、参数、数据和算例。"""
    from cli.planning import methods

    methods(as_json=as_json)


@app.command("next")
def plan_next(
    from_: Annotated[str, typer.Option("--from", help="上年度方案目录的名称或路径")] = DEFAULT_PLAN,
    data: Annotated[
        Path | None, typer.Option("--data", help="上年度的数据目录：连同成绩、实际值和整改一并转入")
    ] = None,
    to: Annotated[Path | None, typer.Option("--to", help="写到这个新目录")] = None,
    as_json: Json = False,
) -> None:
    """由上年度生成下年度方案草稿；未定事项见 plan lint。"""
    from cli.next_year import next_plan

    next_plan(from_, data, to, as_json=as_json)
