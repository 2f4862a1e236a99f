"""The house in running order: folder, database, clock and file store, opened together."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, text

from kit.clock import Clock
from kit.settings import Settings
from models.database import Database, open_database, owner_engine, reachable
from models.embedded import DATABASE, start_embedded
from models.folder import DataFolder
from models.migrating import migrate
from services.ballot_keys import KeyBox, TrialBox
from services.channel_safe import ChannelSafe
from services.filing import FileStore, TrialStore
from services.key_files import KeyFile
from services.webhook_secrets import SecretBox

_CREATING = 7_018_002


@dataclass(frozen=True)
class House:
    """What every process of the product works with.

    Attributes:
        trial: what is done here is undone in the end (试办).
    """

    settings: Settings
    folder: DataFolder
    database: Database
    clock: Clock
    store: FileStore
    trial: bool = False

    @property
    def keys(self) -> KeyBox:
        """The keys of the ballot sessions that are open."""
        return (TrialBox if self.trial else KeyBox)(self.folder.ballots)

    @property
    def secrets(self) -> SecretBox:
        """The secrets of the subscriptions."""
        return SecretBox(KeyFile(self.folder.webhooks))

    @property
    def identity_keys(self) -> KeyFile:
        """The key from which the secrets of authenticators are made."""
        return KeyFile(self.folder.identity)

    @property
    def channel_safe(self) -> ChannelSafe:
        """Where the addresses of people's channels lie."""
        return ChannelSafe(KeyFile(self.folder.channels))

    def on_trial(self) -> "House":
        """The same house, in which everything is done and nothing is kept."""
        return replace(self, trial=True, store=TrialStore(self.folder.files))

    @contextmanager
    def connect(self) -> Generator[Connection]:
        """Lend a connection for one request: its statements commit, or all are undone."""
        lent = self.database.trial() if self.trial else self.database.connect()
        with lent as connection:
            yield connection

    def now(self) -> datetime:
        """The house's own time, aware UTC."""
        return self.clock.now()


def address_of(settings: Settings, folder: DataFolder) -> str:
    """Name the database: the one that is set, or the embedded one of the folder, started.

    Raises:
        Unavailable: the embedded server does not start.
    """
    if settings.database_url:
        return settings.database_url
    server = start_embedded(folder)
    engine = owner_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            # Several processes may start together; the lock goes with the connection.
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _CREATING})
            known = text("SELECT 1 FROM pg_database WHERE datname = :name")
            if not connection.execute(known, {"name": DATABASE}).scalar_one_or_none():
                connection.execute(text(f'CREATE DATABASE "{DATABASE}"'))
    finally:
        engine.dispose()
    return server.replace("/postgres?", f"/{DATABASE}?")


@contextmanager
def open_house(settings: Settings, data_dir: Path | None = None) -> Generator[House]:
    """Open folder and database, migrated; close them in the end.

    Raises:
        Unavailable: the database cannot be reached, or the embedded one does not start.
    """
    folder = DataFolder(data_dir or settings.data_dir)
    folder.make()
    address = address_of(settings, folder)
    with reachable(address):
        migrate(address)
    database = open_database(address, settings.pool_size)
    try:
        with database.connect() as connection:
            KeyBox(folder.ballots).tidy(connection)
        yield House(settings, folder, database, folder.clock(), FileStore(folder.files))
    finally:
        database.close()
