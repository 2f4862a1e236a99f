"""`jixiao year`: years opened, shown, amended."""

from typing import Annotated

import typer

from cli.commands.options import DEFAULT_PLAN, Data, Json, PlanFolder, words

app = words("考评年度")


@app.command("open")
def year_open(
    plan: PlanFolder = DEFAULT_PLAN,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """固定方案，开启年度。"""
    from cli.planning import open_year

    open_year(plan, data, as_json=as_json)


@app.command("show")
def year_show(
    year: Annotated[int | None, typer.Option(help="年度（默认最近的一年）")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """显示年度固定的方案和状态表，以及与程序是否一致。"""
    from cli.years import show

    show(year, data, as_json=as_json)


@app.command("amend")
def year_amend(
    plan: Annotated[str, typer.Argument(help="新方案目录的名称或路径")],
    reason: Annotated[str, typer.Option(help="修改的理由")],
    by: Annotated[str, typer.Option(help="办理人的登录名")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """修改实施中年度的方案；须先经“方案修改”关口。"""
    from cli.years import amend

    amend(plan, reason, by, data, as_json=as_json)


@app.command("adopt")
def year_adopt(
    reason: Annotated[str, typer.Option(help="采用的理由")],
    by: Annotated[str, typer.Option(help="办理人的登录名")],
    year: Annotated[int | None, typer.Option(help="年度（默认最近的一年）")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """采用程序现有的状态表；采用之前该年度不能办理任何事项。"""
    from cli.years import adopt

    adopt(reason, by, year, data, as_json=as_json)
