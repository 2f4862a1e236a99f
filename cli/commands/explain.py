"""`jixiao explain`: where a result of the house comes from."""

from typing import Annotated

import typer

from cli.commands.options import Data, Json, words

app = words("说明由来")


@app.command("deadline")
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
