"""`db migrate`, `db backup`, `db restore`, `db shell`."""

import shutil
import tarfile
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import IO, cast

import typer
from sqlalchemy import text

from cli.opening import settings_for
from cli.output import refusals, show
from kit.errors import BadInput
from models import tools
from models.database import APP_ROLE, owner_engine
from models.folder import DataFolder
from models.migrating import migrate as apply_migrations
from services.backups import ABOUT, DUMP, back_up
from services.house import address_of


def _place(data: Path | None) -> tuple[DataFolder, str]:
    found = settings_for(data)
    folder = DataFolder(found.data_dir)
    folder.make()
    return folder, address_of(found, folder)


def migrate(data: Path | None, *, as_json: bool) -> None:
    """Bring the database up to this version."""
    with refusals(as_json=as_json):
        _, address = _place(data)
        before, after = apply_migrations(address)
    said = (
        f"已是最新版本（{after}）。"
        if before == after
        else f"已由{before or '空库'}升级到{after}。"
    )
    show({"before": before, "after": after}, as_json=as_json, lines=lambda: [said])


def backup(file: Path, data: Path | None, *, as_json: bool) -> None:
    """Write database, evidence and clock into one file; safe while the product is serving."""
    with refusals(as_json=as_json):
        folder, address = _place(data)
        size = back_up(folder, address, file)
    document = {"file": str(file), "bytes": size}
    show(document, as_json=as_json, lines=lambda: [f"已备份到{file}（{size // 1024} KB）。"])


def restore(file: Path, data: Path | None, *, as_json: bool) -> None:
    """Lay a backup out in an empty data folder (or an empty external database)."""
    with (
        refusals(as_json=as_json),
        tempfile.TemporaryDirectory() as scratch,
        _open(file) as archive,
    ):
        members = _ours(archive)
        folder, address = _place(data)
        _insist_on_empty(address)
        for member in members:
            if member.name != ABOUT:
                _take_out(archive, member, Path(scratch) if member.name == DUMP else folder.path)
        dump = str(Path(scratch) / DUMP)
        arguments = ["--no-owner", "--exit-on-error", f"--dbname={_name(address)}", dump]
        tools.run("pg_restore", arguments, address)
        apply_migrations(address)
    said = f"已恢复到{folder.path}。请运行 jixiao trail verify 核对。"
    show({"data": str(folder.path)}, as_json=as_json, lines=lambda: [said])


def _open(file: Path) -> tarfile.TarFile:
    try:
        archive = tarfile.open(file)  # noqa: SIM115 - closed by restore
        archive.getmember(DUMP)
    except (OSError, tarfile.TarError, KeyError) as error:
        raise BadInput(f"{file}不是本系统的备份文件，或已损坏。") from error
    return archive


def _ours(archive: tarfile.TarFile) -> Sequence[tarfile.TarInfo]:
    """Name the files of a backup; whoever prepared it may not write anywhere else."""
    members = [member for member in archive.getmembers() if not member.isdir()]
    for member in members:
        way = PurePosixPath(member.name)
        if not member.isfile() or way.is_absolute() or ".." in way.parts:
            raise BadInput(f"备份中的“{member.name}”不是本系统写入的，未恢复任何内容。")
    return members


# The standard library's own filters are not in every Python 3.11.
def _take_out(archive: tarfile.TarFile, member: tarfile.TarInfo, place: Path) -> None:
    target = place / member.name
    content = cast("IO[bytes]", archive.extractfile(member))  # only a folder has none
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.touch(mode=0o600)
    with content, target.open("wb") as kept:
        shutil.copyfileobj(content, kept)


def _name(address: str) -> str:
    return tools.environment(address)["PGDATABASE"]


def _insist_on_empty(address: str) -> None:
    engine = owner_engine(address, isolation_level="AUTOCOMMIT")
    with ExitStack() as left, engine.connect() as connection:
        left.callback(engine.dispose)
        found = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        if connection.execute(text(found)).scalar_one():
            raise BadInput("目标数据库不是空的，未恢复。请用 --data 指定一个新目录。")
        known = text("SELECT 1 FROM pg_roles WHERE rolname = :name")
        if not connection.execute(known, {"name": APP_ROLE}).scalar_one_or_none():
            connection.execute(text(f"CREATE ROLE {APP_ROLE} NOLOGIN"))
        member = text("SELECT pg_has_role(current_user, :name, 'MEMBER')")
        if not connection.execute(member, {"name": APP_ROLE}).scalar_one():
            connection.execute(text(f"GRANT {APP_ROLE} TO current_user"))


def shell(data: Path | None) -> None:
    """Open psql as the database's owner; reads standard input when it is no terminal."""
    with refusals(as_json=False):
        _, address = _place(data)
        status = tools.become("psql", ["-v", "ON_ERROR_STOP=1"], address)
    raise typer.Exit(status)
