"""PostgreSQL's own programs: psql, pg_dump, pg_restore, on whichever server is in use."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import make_url

from kit.errors import Unavailable
from models.embedded import bin_folder, is_embedded


def program(name: str, address: str) -> Path:
    """Find a program: the wheel's for the embedded server, else the installed client's first.

    A dump or script of a newer client may hold settings that an older server does not know.

    Raises:
        Unavailable: it is nowhere.
    """
    installed = None if is_embedded(address) else shutil.which(name)
    found = Path(installed) if installed else bin_folder() / name
    if not found.exists():
        raise Unavailable(f"没有找到程序 {name}，请安装 PostgreSQL 客户端。")
    return found


def environment(address: str) -> dict[str, str]:
    """Put an address into libpq's environment, so that no password shows in a process list."""
    url = make_url(address)
    host = url.query.get("host") or url.host or ""
    named = {
        "PGHOST": str(host),
        "PGPORT": str(url.port or ""),
        "PGUSER": url.username or "",
        "PGPASSWORD": str(url.password or ""),
        "PGDATABASE": url.database or "",
    }
    return {**os.environ, **{key: value for key, value in named.items() if value}}


def run(name: str, arguments: Sequence[str], address: str) -> None:
    """Run a program to its end.

    Raises:
        Unavailable: it failed; the message is its own.
    """
    argv = [str(program(name, address)), *arguments]
    done = subprocess.run(  # noqa: S603 - our own arguments, no shell
        argv, env=environment(address), capture_output=True, text=True, check=False
    )
    if done.returncode:
        why = done.stderr.strip().splitlines()
        raise Unavailable(f"{name} 失败：{why[-1] if why else done.returncode}")


def become(name: str, arguments: Sequence[str], address: str) -> int:
    """Run a program on this terminal (or standard input) and answer its exit status."""
    argv = [str(program(name, address)), *arguments]
    return subprocess.run(argv, env=environment(address), check=False).returncode  # noqa: S603 - as above
