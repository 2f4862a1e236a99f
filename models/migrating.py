"""Bringing a database up to date, and knowing whether it is."""

import warnings
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from kit.errors import Unavailable
from models.database import APP_ROLE, owner_engine, reachable
from models.embedded import is_embedded

_HOME = Path(__file__).parent / "migrations"
#: One migrator at a time on a server: two nodes may start together.
_LOCK = 7_018_001


def migrate(address: str) -> tuple[str | None, str]:
    """Apply all missing migrations; safe to call from several processes at once.

    Returns:
        The revision before (none on a new database) and after.

    Raises:
        Unavailable: the server cannot be reached, or its role may not create what is needed.
    """
    engine = owner_engine(address)
    with reachable(address), engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
        connection.commit()
        try:
            before = MigrationContext.configure(connection).get_current_revision()
            _upgrade(connection)
            if is_embedded(address):
                _let_in(connection)
        finally:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
            connection.commit()
    engine.dispose()
    return before, head()


def _upgrade(connection: Connection) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # Alembic's own
            command.upgrade(config(connection), "head")
        connection.commit()
    except ProgrammingError as error:
        why = str(error.orig).strip().splitlines()[0]
        raise Unavailable(f"数据库升级失败：{why}。所用账号须是库的所有者并能建立角色。") from error


def _let_in(connection: Connection) -> None:
    # Only whoever may reach the private socket gets as far as to be asked who they are.
    can = text("SELECT rolcanlogin FROM pg_roles WHERE rolname = :name")
    if not connection.execute(can, {"name": APP_ROLE}).scalar_one():
        connection.execute(text(f"ALTER ROLE {APP_ROLE} LOGIN"))
    connection.commit()


def config(connection: Connection) -> Config:
    """Tell Alembic where the history is and on which connection to work."""
    found = Config()
    found.set_main_option("script_location", str(_HOME))
    found.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    found.set_main_option("path_separator", "os")
    found.attributes["connection"] = connection
    return found


def head() -> str:
    """Name the newest revision."""
    options = Config()
    options.set_main_option("script_location", str(_HOME))
    options.set_main_option("path_separator", "os")
    return str(ScriptDirectory.from_config(options).get_current_head())
