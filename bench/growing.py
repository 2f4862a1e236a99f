"""A house that holds more: its year's rows again in other districts, far from being due."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from models.columns import Transaction
from models.database import owner_engine
from services.house import House
from tests.builders import DISTRICT

_AT_ONCE = 50
#: What is not as in our own district: clocks that run are due long after all that is measured.
_OTHERWISE = {"district_id": "'d' || g", "next_at": "next_at + interval '50 years'"}


@contextmanager
def as_owner(house: House) -> Generator[Connection]:
    """Connect as whoever owns the house's server, who may fill tables past their keys."""
    address = house.database.engine.url.render_as_string(hide_password=False)
    engine = owner_engine(address.replace("jixiao_app@", "postgres@"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def multiply(
    connection: Connection, tables: Sequence[str], first: int, last: int, which: str = "true"
) -> None:
    """Copy our district's rows into districts number `first` to `last`.

    Args:
        connection: of the owner.
        tables: in this order.
        first: number of the first other district.
        last: number of the last one.
        which: of a deadline, which are copied.
    """
    connection.execute(text("SET session_replication_role = replica"))
    for start in range(first, last + 1, _AT_ONCE):
        for table in tables:
            _copy(connection, table, (start, min(start + _AT_ONCE - 1, last)), which)
    connection.execute(text("VACUUM ANALYZE"))
    # Gigabytes are still to be written out; that is not what is measured.
    connection.execute(text("CHECKPOINT"))


def _copy(connection: Connection, table: str, to: tuple[int, int], which: str) -> None:
    columns = SQLModel.metadata.tables[table].columns
    names = [c.name for c in columns if not isinstance(c.type, Transaction)]
    shown = [_OTHERWISE.get(name, name) for name in names]
    copied = text(
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(shown)} FROM {table},"
        " generate_series(CAST(:first AS int), CAST(:last AS int)) g WHERE district_id = :district"
        + (f" AND {which}" if table == "deadline" else "")
    )
    connection.execute(copied, {"first": to[0], "last": to[1], "district": DISTRICT})
