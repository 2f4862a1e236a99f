"""`jixiao calendar`: versions of the working calendar."""

from pathlib import Path
from typing import Annotated

import typer

from cli.commands.options import Data, Json, Reason, words

app = words("工作日历")


NoticeFile = Annotated[Path, typer.Argument(help="通知录成的文件（.toml 或 .csv）")]
VersionName = Annotated[str | None, typer.Option("--version", help="版本号；文件中已写的可不写")]
DocumentNumber = Annotated[str | None, typer.Option("--document", help="通知的文号")]
NoticeTitle = Annotated[str | None, typer.Option("--basis", help="通知的名称")]
By = Annotated[str, typer.Option(help="办理人的登录名")]


def _beside(version: str | None, document: str | None, basis: str | None) -> dict[str, str]:
    return {"version": version or "", "document": document or "", "basis": basis or ""}


@app.command("show")
def calendar_show(
    version: Annotated[str | None, typer.Argument(help="版本号；不写则列出各版本")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """列出工作日历的各个版本，或显示其中一版。"""
    from cli.calendars import show

    show(version, data, as_json=as_json)


@app.command("lint")
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


@app.command("load")
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


@app.command("recompute")
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
