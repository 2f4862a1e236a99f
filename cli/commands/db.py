"""`jixiao db`: the database migrated, backed up, restored."""

from pathlib import Path
from typing import Annotated

import typer

from cli.commands.options import Data, Json, words

app = words("数据库")


@app.command("migrate")
def db_migrate(data: Data = None, as_json: Json = False) -> None:
    """把数据库升级到本版本。"""
    from cli.databases import migrate

    migrate(data, as_json=as_json)


@app.command("backup")
def db_backup(
    file: Annotated[Path, typer.Argument(help="备份文件")], data: Data = None, as_json: Json = False
) -> None:
    """备份数据库和佐证材料到一个文件。"""
    from cli.databases import backup

    backup(file, data, as_json=as_json)


@app.command("restore")
def db_restore(
    file: Annotated[Path, typer.Argument(help="备份文件")], data: Data = None, as_json: Json = False
) -> None:
    """从备份恢复到一个空的数据目录。"""
    from cli.databases import restore

    restore(file, data, as_json=as_json)


@app.command("shell")
def db_shell(data: Data = None) -> None:
    """打开所用数据库的 psql（也可从标准输入读）。"""
    from cli.databases import shell

    shell(data)
