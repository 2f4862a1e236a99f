"""Column kinds shared by all tables: words, moments, exact numbers."""

import re
from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, LargeBinary, Numeric, String, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.orm import declared_attr
from sqlalchemy.types import UserDefinedType
from sqlmodel import SQLModel

_INNER_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")

#: Names for constraints, so that migrations can drop them.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Record(SQLModel):
    """The base of all tables; a table is called like its class, in snake_case."""

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 # pyright: ignore[reportIncompatibleVariableOverride] - SQLModel types the declared attribute too narrowly
        """Name the table."""
        return _INNER_CAPITAL.sub("_", cls.__name__).lower()


class NaiveMoment(ValueError):  # noqa: N818 - a developer's slip
    """A timestamp without a zone was about to be stored."""


class UtcMoment(TypeDecorator[datetime]):
    """An aware instant, stored and read in UTC; naive ones are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse what has no zone."""
        del dialect
        if value is not None and value.tzinfo is None:
            raise NaiveMoment(value)
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Answer in UTC whatever the server's zone is."""
        del dialect
        return value.astimezone(UTC) if value is not None else None


class Transaction(UserDefinedType[str]):
    """A number of a transaction of the server; the database fills it in where it is left out."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Name the type in the server's words."""
        return "xid8"


#: So that a database that is looked at tells this type by its name.
ischema_names["xid8"] = Transaction  # pyright: ignore[reportArgumentType] - typed by what it holds


#: A short word from a closed list; the list stands in a CHECK beside it.
WORD = String(32)
#: A subject's readable id, such as 2017-D01-003-2.
SUBJECT_ID = String(64)
POINTS = Numeric(12, 6)
WEIGHT = Numeric(6, 2)
NUMBER = Numeric(20, 6)
JSON = JSONB(none_as_null=True)
DIGEST = LargeBinary(32)
COUNT = BigInteger
