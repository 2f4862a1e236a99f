"""`jixiao clock`: the clock of a rehearsed folder."""

from typing import Annotated

import typer

from cli.commands.options import Data, Json, words

app = words("演练目录的时钟")


@app.command("show")
def clock_show(data: Data = None, as_json: Json = False) -> None:
    """显示数据目录用的是哪个时钟、现在几时。"""
    from cli.clocks import show

    show(data, as_json=as_json)


@app.command("advance")
def clock_advance(
    by: Annotated[str, typer.Argument(help="拨快多少，如 7d、12h")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """拨快演练目录的时钟；真实目录拒绝。"""
    from cli.clocks import advance

    advance(by, data, as_json=as_json)
