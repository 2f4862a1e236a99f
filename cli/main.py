"""The command `jixiao`: what an operator types. Rooms are opened only when a command needs them."""

from pathlib import Path
from typing import Annotated

import typer

from cli.commands import calendar, clock, db, explain, inspection, person, plan, trail, year
from cli.commands.options import DEFAULT_PLAN, Data, Json, PlanName

Incomplete = Annotated[
    bool, typer.Option("--incomplete", help="数据目录缺少数据库所需的文件也启动")
]

app = typer.Typer(
    name="jixiao",
    help="绩效：区政府年度绩效管理。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(plan.app, name="plan")
app.add_typer(year.app, name="year")
app.add_typer(trail.app, name="trail")
app.add_typer(db.app, name="db")
app.add_typer(person.app, name="person")
app.add_typer(clock.app, name="clock")
app.add_typer(inspection.app, name="inspection")
app.add_typer(calendar.app, name="calendar")
app.add_typer(explain.app, name="explain")


@app.command()
def up(
    data: Data = None,
    host: Annotated[str | None, typer.Option(help="监听地址")] = None,
    port: Annotated[int | None, typer.Option(help="监听端口")] = None,
    prefect_port: Annotated[
        int | None, typer.Option("--prefect-port", help="Prefect 端口，0 为不启动")
    ] = None,
    incomplete: Incomplete = False,
) -> None:
    """在一台机器上运行全部：接口、页面、时钟、Prefect 及流程。"""
    from cli.serving import up as run

    run(data, host=host, port=port, prefect_port=prefect_port, incomplete=incomplete)


@app.command()
def serve(
    data: Data = None,
    host: Annotated[str | None, typer.Option(help="监听地址")] = None,
    port: Annotated[int | None, typer.Option(help="监听端口")] = None,
    incomplete: Incomplete = False,
) -> None:
    """只运行接口和页面（多机部署）。"""
    from cli.serving import serve as run

    run(data, host=host, port=port, incomplete=incomplete)


@app.command()
def scheduler(data: Data = None) -> None:
    """只运行时钟：到点提示、消息、流程请求（多机部署）。"""
    from cli.serving import scheduler as run

    run(data)


@app.command()
def flows(data: Data = None) -> None:
    """只运行流程执行器（多机部署）。"""
    from cli.serving import flows as run

    run(data)


@app.command("prefect")
def prefect_(
    data: Data = None,
    host: Annotated[str | None, typer.Option(help="监听地址")] = None,
    secret: Annotated[bool, typer.Option("--secret", help="只显示打开其页面须填写的口令")] = False,
) -> None:
    """只运行流程服务 Prefect（多机部署）。"""
    from cli.serving import prefect_secret, prefect_server

    if secret:
        prefect_secret(data)
    else:
        prefect_server(data, host=host)


@app.command()
def rehearse(  # noqa: PLR0913, PLR0917 - the options of a command
    plan: PlanName = DEFAULT_PLAN,
    seed: Annotated[int, typer.Option(help="同一种子，同一结果")] = 1,
    until: Annotated[str | None, typer.Option(help="演练到这一天为止，如 2017-10-20")] = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="留下演练结果的数据目录；不写则用后即弃")
    ] = None,
    units: Annotated[str | None, typer.Option(help="只演练这些单位，如 D01,D02,T01")] = None,
    prefect: Annotated[
        bool,
        typer.Option("--prefect", help="流程都经 Prefect 运行，记录留在数据目录（慢一两分钟）"),
    ] = False,
    as_json: Json = False,
) -> None:
    """用虚拟时间演练一个年度。"""
    from cli.rehearsing import rehearse as run

    run(plan, seed, until, data, units, prefect=prefect, as_json=as_json)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="区绩效办的指标表（.xlsx）")],
    plan: PlanName = DEFAULT_PLAN,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不导入")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """导入指标表；有一处问题就一行也不导入。"""
    from cli.tables import import_table

    import_table(file, plan, data, dry_run=dry_run, as_json=as_json)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="写到这个 .xlsx 文件；.json 文件则写全部计分事实")],
    year: Annotated[int | None, typer.Option(help="年度（默认最近的一年）")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """导出指标表（可再导入），或全年的计分事实（供独立复算）。"""
    from cli.tables import export_facts, export_table

    write = export_facts if file.suffix.lower() == ".json" else export_table
    write(file, year, data, as_json=as_json)


@app.command()
def evaluate(
    year: Annotated[int | None, typer.Option(help="年度（默认最近的一年）")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """体系运行评估：指标有无区分度、小考官、审核负荷、退回、期限。"""
    from cli.evaluating import evaluate_year

    evaluate_year(year, data, as_json=as_json)


def main() -> None:
    """Run the command line."""
    app()
