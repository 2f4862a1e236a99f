"""Opening the database: which server, in which role, with which migrations."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
import psycopg.types.json
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from kit.errors import Unavailable
from models.embedded import is_embedded

#: The role the product works in: it may not change or remove what the trail says.
APP_ROLE = "jixiao_app"

#: Marks a lent connection whose sight was limited to units.
LIMITED = "limited"

#: Marks a connection on which nothing is kept.
TRIAL = "jixiao_trial"

# Statements here are few and prepared; planning the door's each time would cost as much as doing
# it, and every table is reached by its keys, so the generic plan is the plan.
_OPTIONS = f"-c role={APP_ROLE} -c timezone=UTC -c plan_cache_mode=force_generic_plan -c jit=off"

psycopg.types.json.set_json_loads(orjson.loads)


@dataclass(frozen=True)
class Database:
    """A migrated database, open for work.

    Attributes:
        address: SQLAlchemy address, as the owner; the engine's may be another's.
        engine: connections in the product's role; every statement is a transaction of its own
            unless `transaction` says otherwise: the door writes with one statement.
    """

    address: str
    engine: Engine

    @contextmanager
    def connect(self) -> Generator[Connection]:
        """Lend a connection whose statements commit by themselves."""
        with self.engine.connect() as connection:
            try:
                yield connection
            finally:
                _see_all_again(connection)

    @contextmanager
    def transaction(self) -> Generator[Connection]:
        """Lend a connection for several statements that stand or fall together."""
        engine = self.engine.execution_options(isolation_level="READ COMMITTED")
        with engine.begin() as connection:
            yield connection
            _see_all_again(connection)

    @contextmanager
    def trial(self) -> Generator[Connection]:
        """Lend a connection on which everything is done, checked, and then undone."""
        engine = self.engine.execution_options(isolation_level="READ COMMITTED", **{TRIAL: True})
        with engine.connect() as connection:
            try:
                # As where every statement commits by itself: each is checked at its own end.
                connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
                yield connection
            finally:
                connection.rollback()
                connection.info.pop(LIMITED, None)  # the settings went with the transaction

    @contextmanager
    def snapshot(self) -> Generator[Connection]:
        """Lend a connection that reads the database as it stands at one instant."""
        engine = self.engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        with engine.begin() as connection:
            yield connection
            _see_all_again(connection)

    def refresh_statistics(self) -> None:
        """Tell the planner what the tables hold now; worth a tenth of a second after a bulk load.

        Autovacuum does the same about a minute later, which a fresh import cannot wait for.
        """
        engine = owner_engine(self.address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("ANALYZE"))
        engine.dispose()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def is_trial(connection: Connection) -> bool:
    """Tell whether all that is done on a connection will be undone."""
    return bool(connection.get_execution_options().get(TRIAL))


def _see_all_again(connection: Connection) -> None:
    # A connection goes back to the pool; whoever gets it next has a sight of their own.
    if connection.invalidated or not connection.info.pop(LIMITED, False):
        return
    try:
        connection.execute(_UNBOUND)
    except Exception:
        # The pool must never hand on a connection that sees less than its next user may.
        connection.invalidate()
        raise


_UNBOUND = text(
    "SELECT set_config('jixiao.sight', '', false), set_config('jixiao.person', '', false),"
    " set_config('jixiao.judge', '', false)"
)


def owner_engine(address: str, **options: Any) -> Engine:  # noqa: ANN401 - SQLAlchemy's own options
    """Connect as whoever owns the database, for migrations and backups."""
    return create_engine(_address(address), **options)


def open_database(address: str, pool_size: int = 20) -> Database:
    """Open a database that is already migrated.

    Raises:
        Unavailable: the server cannot be reached; the message names it, without its password.
    """
    engine = create_engine(
        _worker(address),
        isolation_level="AUTOCOMMIT",
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=False,
        hide_parameters=True,  # a fault that is logged tells the statement, not the secrets in it
        connect_args={"options": _OPTIONS, "connect_timeout": 10},
    )
    database = Database(address, engine)
    with reachable(address), database.connect() as connection:
        connection.execute(text("SELECT 1"))
    return database


@contextmanager
def reachable(address: str) -> Generator[None]:
    """Turn a failed connection into a refusal that says which server did not answer."""
    try:
        yield
    except OperationalError as error:
        shown = _address(address).render_as_string(hide_password=True)
        why = str(error.orig).strip().splitlines()[0]
        raise Unavailable(
            f"数据库连接不上：{shown}（{why}）。请检查地址、网络和口令，或确认数据库已启动。"
        ) from error


def _worker(address: str) -> Any:  # noqa: ANN401 - as below
    # Who comes as the owner and works in the role could become the owner again. An operator's own
    # server may not know the role as somebody who signs in.
    url = _address(address)
    return url.set(username=APP_ROLE) if is_embedded(address) else url


def _address(address: str) -> Any:  # noqa: ANN401 - sqlalchemy.URL, private in its stubs
    url = make_url(address)
    if url.drivername in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    return url
