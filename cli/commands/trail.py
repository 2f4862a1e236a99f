"""`jixiao trail`: the trail verified and exported."""

from pathlib import Path
from typing import Annotated

import typer

from cli.commands.options import Data, Json, words

app = words("留痕")


@app.command("verify")
def trail_verify(data: Data = None, as_json: Json = False) -> None:
    """逐条核对留痕；有一条不符即指出，退出码为 1。"""
    from cli.trails import verify

    verify(data, as_json=as_json)


@app.command("export")
def trail_export(
    file: Annotated[Path, typer.Argument(help="写到这个文件，每行一条 JSON")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """导出全部留痕记录。"""
    from cli.trails import export_all

    export_all(file, data, as_json=as_json)
