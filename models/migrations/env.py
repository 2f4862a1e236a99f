"""How Alembic runs here: on a connection handed over by `models.migrating`."""

from alembic import context
from sqlmodel import SQLModel

from models import SUBJECTS

assert SUBJECTS, "the tables are declared by importing the room"  # noqa: S101 - says why it is imported

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transaction_per_migration=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
