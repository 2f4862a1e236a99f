"""Options that several commands share, and what they say in help."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None, typer.Option("--data", help="数据目录（默认取 JIXIAO_DATA_DIR，否则 data）")
]
Json = Annotated[bool, typer.Option("--json", help="标准输出只写一个 JSON 文档")]
PlanName = Annotated[str, typer.Option("--plan", help="方案目录的名称或路径")]
PlanFolder = Annotated[str, typer.Argument(help="方案目录的名称或路径")]
Reason = Annotated[str, typer.Option(help="理由")]
#: The first user's plan.
DEFAULT_PLAN = "fangshan-2017"


def words(help_: str) -> typer.Typer:
    """Make a group of commands."""
    return typer.Typer(help=help_, no_args_is_help=True)
