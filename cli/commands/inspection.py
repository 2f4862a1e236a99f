"""`jixiao inspection`: samples that anybody may draw again."""

from pathlib import Path
from typing import Annotated

import typer

from cli.commands.options import Data, Json, words

app = words("察访核验")


Round = Annotated[str, typer.Option("--round", help="轮次的序号或编号，如 1 或 2017-I1")]


@app.command("draw")
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


@app.command("population")
def inspection_population(
    file: Annotated[Path, typer.Argument(help="写到这个 JSON 文件，凭此可重新抽样")],
    round_: Round,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """写出一轮核验的种子和总体，供他人不用数据库重新抽样。"""
    from cli.inspecting import population

    population(round_, file, data, as_json=as_json)
