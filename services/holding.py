"""The right to work at something: one process has it at a time, until it is done or dies."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, text

_TAKE = text("SELECT pg_try_advisory_lock(:lock, hashtext(:name))")
_GIVE = text("SELECT pg_advisory_unlock(:lock, hashtext(:name))")


@contextmanager
def held(connection: Connection, lock: int, *name: str) -> Generator[bool]:
    """Try to hold a right; the database takes it back from whoever dies.

    Args:
        connection: it goes with this connection.
        lock: which kind of right.
        name: of what it is held.
    """
    asked = {"lock": lock, "name": "/".join(name)}
    if not connection.execute(_TAKE, asked).scalar_one():
        yield False
        return
    try:
        yield True
    finally:
        _give_back(connection, asked)


def _give_back(connection: Connection, asked: Mapping[str, Any]) -> None:
    if connection.invalidated:
        return  # the right went with the connection
    try:
        connection.execute(_GIVE, asked)
    except Exception:
        connection.invalidate()
        raise
