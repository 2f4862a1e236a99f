"""The command `jixiao`: what an operator types. Rooms are opened only when a command needs them."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None, typer.Option("--data", help="数据目录（默认取 JIXIAO_DATA_DIR，否则 data）")
]
Json = Annotated[bool, typer.Option("--json", help="标准输出只写一个 JSON 文档")]
PlanName = Annotated[str, typer.Option("--plan", help="方案目录的名称或路径")]
Incomplete = Annotated[
    bool, typer.Option("--incomplete", help="数据目录缺少数据库所需的文件也启动")
]
DEFAULT_PLAN = "fangshan-2017"

app = typer.Typer(
    name="jixiao",
    help="绩效：区政府年度绩效管理。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
plan_app = typer.Typer(help="年度方案", no_args_is_help=True)
year_app = typer.Typer(help="考评年度", no_args_is_help=True)
trail_app = typer.Typer(help="留痕", no_args_is_help=True)
db_app = typer.Typer(help="数据库", no_args_is_help=True)
person_app = typer.Typer(help="用户", no_args_is_help=True)
clock_app = typer.Typer(help="演练目录的时钟", no_args_is_help=True)
inspection_app = typer.Typer(help="察访核验", no_args_is_help=True)
calendar_app = typer.Typer(help="工作日历", no_args_is_help=True)
explain_app = typer.Typer(help="说明由来", no_args_is_help=True)
app.add_typer(plan_app, name="plan")
app.add_typer(year_app, name="year")
app.add_typer(trail_app, name="trail")
app.add_typer(db_app, name="db")
app.add_typer(person_app, name="person")
app.add_typer(clock_app, name="clock")
app.add_typer(inspection_app, name="inspection")
app.add_typer(calendar_app, name="calendar")
app.add_typer(explain_app, name="explain")


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


@plan_app.command("lint")
def plan_lint(
    plan: Annotated[str, typer.Argument(help="方案目录的名称或路径")] = DEFAULT_PLAN,
    as_json: Json = False,
) -> None:
    """检查方案：开启年度前会出什么问题。"""
    from cli.planning import lint

    lint(plan, as_json=as_json)


@plan_app.command("show")
def plan_show(
    plan: Annotated[str, typer.Argument(help="方案目录的名称或路径")] = DEFAULT_PLAN,
    as_json: Json = False,
) -> None:
    """显示方案的要点和摘要值。"""
    from cli.planning import show

    show(plan, as_json=as_json)


@plan_app.command("methods")
def plan_methods(as_json: Json = False) -> None:
    """列出计分方式：公式、参数、数据和算例。"""
    from cli.planning import methods

    methods(as_json=as_json)


@plan_app.command("next")
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


@year_app.command("open")
def year_open(
    plan: Annotated[str, typer.Argument(help="方案目录的名称或路径")] = DEFAULT_PLAN,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """固定方案，开启年度。"""
    from cli.planning import open_year

    open_year(plan, data, as_json=as_json)


@year_app.command("show")
def year_show(
    year: Annotated[int | None, typer.Option(help="年度（默认最近的一年）")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """显示年度固定的方案和状态表，以及与程序是否一致。"""
    from cli.years import show

    show(year, data, as_json=as_json)


@year_app.command("amend")
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


@year_app.command("adopt")
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


@trail_app.command("verify")
def trail_verify(data: Data = None, as_json: Json = False) -> None:
    """逐条核对留痕；有一条不符即指出，退出码为 1。"""
    from cli.trails import verify

    verify(data, as_json=as_json)


@trail_app.command("export")
def trail_export(
    file: Annotated[Path, typer.Argument(help="写到这个文件，每行一条 JSON")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """导出全部留痕记录。"""
    from cli.trails import export_all

    export_all(file, data, as_json=as_json)


@db_app.command("migrate")
def db_migrate(data: Data = None, as_json: Json = False) -> None:
    """把数据库升级到本版本。"""
    from cli.databases import migrate

    migrate(data, as_json=as_json)


@db_app.command("backup")
def db_backup(
    file: Annotated[Path, typer.Argument(help="备份文件")], data: Data = None, as_json: Json = False
) -> None:
    """备份数据库和佐证材料到一个文件。"""
    from cli.databases import backup

    backup(file, data, as_json=as_json)


@db_app.command("restore")
def db_restore(
    file: Annotated[Path, typer.Argument(help="备份文件")], data: Data = None, as_json: Json = False
) -> None:
    """从备份恢复到一个空的数据目录。"""
    from cli.databases import restore

    restore(file, data, as_json=as_json)


@db_app.command("shell")
def db_shell(data: Data = None) -> None:
    """打开所用数据库的 psql（也可从标准输入读）。"""
    from cli.databases import shell

    shell(data)


Person = Annotated[str, typer.Argument(help="登录名")]
CapacityName = Annotated[str, typer.Argument(help="身份，如 unit_head")]
InUnit = Annotated[str | None, typer.Option("--unit", help="在哪个单位")]
Reason = Annotated[str, typer.Option(help="理由")]
_DAY = ["%Y-%m-%d"]


@person_app.command("admin")
def person_admin(
    person: Annotated[str, typer.Argument(help="登录名")] = "admin",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """开立首名系统管理员，显示一次性口令。"""
    from cli.people import admin

    admin(person, data, as_json=as_json)


@person_app.command("list")
def person_list(
    unit: Annotated[str | None, typer.Option(help="只列这个单位的")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """列出用户及其身份。"""
    from cli.people_listed import show

    show(unit, data, as_json=as_json)


@person_app.command("add")
def person_add(
    person: Person,
    name: Annotated[str, typer.Argument(help="姓名")],
    unit: Annotated[str | None, typer.Option(help="所在单位编号，如 D01")] = None,
    one_time: Annotated[bool, typer.Option("--one-time", help="由系统生成一次性口令")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """增加用户；口令从标准输入读，或当面输入，首次登录须修改。"""
    from cli.people import add

    add(person, name, unit, data, one_time=one_time, as_json=as_json)


@person_app.command("capacity")
def person_capacity(  # noqa: PLR0913, PLR0917 - the options of a command
    person: Person,
    capacity: CapacityName,
    unit: InUnit = None,
    group: Annotated[str | None, typer.Option(help="评委所在的评委组，如 deputies")] = None,
    from_day: Annotated[
        datetime | None, typer.Option("--from", formats=_DAY, help="自哪日起，默认今日")
    ] = None,
    until_day: Annotated[
        datetime | None, typer.Option("--until", formats=_DAY, help="至哪日止，默认不限")
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """给用户一个身份，自今日或所写之日起。"""
    from cli.people import give_capacity

    give_capacity(person, (capacity, unit, group), (from_day, until_day), data, as_json=as_json)


@person_app.command("end")
def person_end(
    person: Person,
    capacity: CapacityName,
    unit: InUnit = None,
    last_day: Annotated[
        datetime | None, typer.Option("--on", formats=_DAY, help="末日，默认今日")
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """终止用户的一个身份。"""
    from cli.people import end_capacity

    end_capacity(person, (capacity, unit), last_day, data, as_json=as_json)


@person_app.command("password")
def person_password(person: Person, data: Data = None, as_json: Json = False) -> None:
    """重置用户的口令，显示一次性口令，收回其全部令牌。"""
    from cli.people import password

    password(person, data, as_json=as_json)


@person_app.command("token")
def person_token(
    person: Person,
    label: Annotated[str, typer.Option(help="用途")] = "命令行签发",
    scope: Annotated[
        list[str] | None, typer.Option(help="权限范围 read、act、admin，可多次；不写为全部")
    ] = None,
    days: Annotated[int | None, typer.Option(help="有效天数")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """给用户签发一个访问令牌，只显示这一次。"""
    from cli.people import token

    token(person, (label, scope or (), days), data, as_json=as_json)


def _plainly(word: str, help_: str) -> None:
    @person_app.command(word, help=help_)
    def plainly(
        person: Person, reason: Reason = "", data: Data = None, as_json: Json = False
    ) -> None:
        from cli.people import plain

        plain(word, person, reason, data, as_json=as_json)


_plainly("disable", "停用用户，收回其全部令牌；须写明理由。")
_plainly("enable", "恢复使用已停用的用户。")
_plainly("unlock", "解除用户的登录锁定。")
_plainly("revoke", "收回用户的全部令牌。")
_plainly("remove-totp", "取消用户的动态口令（设备遗失时）。")


@clock_app.command("show")
def clock_show(data: Data = None, as_json: Json = False) -> None:
    """显示数据目录用的是哪个时钟、现在几时。"""
    from cli.clocks import show

    show(data, as_json=as_json)


@clock_app.command("advance")
def clock_advance(
    by: Annotated[str, typer.Argument(help="拨快多少，如 7d、12h")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """拨快演练目录的时钟；真实目录拒绝。"""
    from cli.clocks import advance

    advance(by, data, as_json=as_json)


Round = Annotated[str, typer.Option("--round", help="轮次的序号或编号，如 1 或 2017-I1")]


@inspection_app.command("draw")
def inspection_draw(
    round_: Round,
    verify: Annotated[
        bool, typer.Option("--verify", help="重新抽样，与实际核验的事项比对")
    ] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """显示一轮核验的种子、分层和样本；--verify 不符时退出码为 1。"""
    from cli.inspecting import draw

    draw(round_, data, verify=verify, as_json=as_json)


@inspection_app.command("population")
def inspection_population(
    file: Annotated[Path, typer.Argument(help="写到这个 JSON 文件，凭此可重新抽样")],
    round_: Round,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """写出一轮核验的种子和总体，供他人不用数据库重新抽样。"""
    from cli.inspecting import population

    population(round_, file, data, as_json=as_json)


NoticeFile = Annotated[Path, typer.Argument(help="通知录成的文件（.toml 或 .csv）")]
VersionName = Annotated[str | None, typer.Option("--version", help="版本号；文件中已写的可不写")]
DocumentNumber = Annotated[str | None, typer.Option("--document", help="通知的文号")]
NoticeTitle = Annotated[str | None, typer.Option("--basis", help="通知的名称")]
By = Annotated[str, typer.Option(help="办理人的登录名")]


def _beside(version: str | None, document: str | None, basis: str | None) -> dict[str, str]:
    return {"version": version or "", "document": document or "", "basis": basis or ""}


@calendar_app.command("show")
def calendar_show(
    version: Annotated[str | None, typer.Argument(help="版本号；不写则列出各版本")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """列出工作日历的各个版本，或显示其中一版。"""
    from cli.calendars import show

    show(version, data, as_json=as_json)


@calendar_app.command("lint")
def calendar_lint(
    file: NoticeFile,
    version: VersionName = None,
    document: DocumentNumber = None,
    basis: NoticeTitle = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="与这个数据目录在用的日历比对")
    ] = None,
    as_json: Json = False,
) -> None:
    """录入之前检查放假安排：有错误时退出码为 1。"""
    from cli.calendars import lint

    lint(file, _beside(version, document, basis), data, as_json=as_json)


@calendar_app.command("load")
def calendar_load(  # noqa: PLR0913, PLR0917 - the options of a command
    file: NoticeFile,
    by: By,
    version: VersionName = None,
    document: DocumentNumber = None,
    basis: NoticeTitle = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """录入一版工作日历；录入后并不启用。"""
    from cli.calendars import load

    load(file, _beside(version, document, basis), by, data, as_json=as_json)


@calendar_app.command("recompute")
def calendar_recompute(
    reason: Reason,
    by: By,
    version: Annotated[str | None, typer.Argument(help="版本号；不写则按在用的版本重算")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """启用一版工作日历，重算全部正在计时的期限；不得由录入人启用。"""
    from cli.calendars import recompute

    recompute(version, reason, by, data, as_json=as_json)


@explain_app.command("deadline")
def explain_deadline(
    kind: Annotated[str, typer.Argument(help="事项类别，如 node、rectification_plan")],
    subject: Annotated[str, typer.Argument(help="事项编号，如 2017-D01-001-3")],
    lang: Annotated[str, typer.Option(help="zh 或 en")] = "zh",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """说明一项期限是怎样算出来的：起算、中止、延期、日历、历次重算。"""
    from cli.explaining import deadline, language

    deadline(kind, subject, language(lang), data, as_json=as_json)


def main() -> None:
    """Run the command line."""
    app()
