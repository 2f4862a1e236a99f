"""A real PostgreSQL for every test: the embedded one, or any server by JIXIAO_TEST_DATABASE_URL.

One template database a session holds an opened year with its people; each test that writes gets
a copy of it (`house`), which takes a tenth of a second.
"""

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url, text

from kit.clock import VirtualClock
from kit.settings import Settings
from kit.settling import settle
from models.database import open_database, owner_engine
from models.embedded import remove_embedded, start_embedded
from models.folder import DataFolder
from models.migrating import migrate
from services.filing import FileStore
from services.house import House
from tests.builders import fill_template, noon, to_in_progress

# Seconds tell how busy the machine is, not whether what was drawn is right.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

#: argon2 is slow on purpose; the password of everybody in the template is hashed once a session.
PASSWORD = "perf-office-2017"


#: Bytes that a server of tests may need, with its logs.
_ENOUGH = 4 * 2**30
#: Files that take longest come first, so that no core waits for another in the end.
_LONG = ("journeys", "workflows", "cli", "crash")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """Keep the tests of one file on one core (`--dist loadgroup`), where its fixtures are."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            # A year that was rehearsed in full is read by all journeys.
            played = "journeys" in item.path.parts
            group = "journeys" if played else item.nodeid.partition("::")[0]
            item.add_marker(pytest.mark.xdist_group(group))
    yield
    rooms = {room: place for place, room in enumerate(_LONG)}
    items.sort(key=lambda item: rooms.get(item.path.parent.name, len(rooms)))


def pytest_collection_finish() -> None:
    """Thousands of tests wait to the end: the collector need not look at them again each time."""
    settle()


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server on which tests make and drop databases."""

    address: str
    #: How a database is copied; PostgreSQL chooses where nothing is said.
    strategy: str = field(default="", kw_only=True)

    def named(self, database: str) -> str:
        return make_url(self.address).set(database=database).render_as_string(hide_password=False)

    def copy(self, database: str, template: str) -> None:
        """Make a database like another, in which nobody may be."""
        self.run(f"CREATE DATABASE {database} TEMPLATE {template}{self.strategy}")

    def run(self, *statements: str) -> None:
        engine = owner_engine(self.address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    external = os.environ.get("JIXIAO_TEST_DATABASE_URL", "")
    if external:
        yield Server(external)
        return
    folder = DataFolder(_in_memory() or tmp_path_factory.mktemp("s"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel's own
        embedded = Server(start_embedded(folder), strategy=" STRATEGY file_copy")
    # What tests write may be lost with the machine; tests/crash starts a durable server of its own.
    embedded.run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    yield embedded
    remove_embedded(folder)
    shutil.rmtree(folder.path)


def _in_memory() -> Path | None:
    """A place that no disk slows down: two thousand databases are copied and dropped."""
    memory = Path("/dev/shm")  # noqa: S108 - of a name that nobody can guess
    if not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < _ENOUGH:
        return None
    return Path(tempfile.mkdtemp(prefix="jx", dir=memory))


@pytest.fixture(scope="session")
def empty_template(server: Server) -> Iterator[str]:
    """A migrated database without a row."""
    name = f"jx_empty_{uuid.uuid4().hex[:8]}"
    server.run(f"CREATE DATABASE {name}")
    migrate(server.named(name))
    yield name
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def template(server: Server, empty_template: str) -> Iterator[str]:
    """A database with the 2017 year open, its people, and the whole table as drafts."""
    name = f"jx_year_{uuid.uuid4().hex[:8]}"
    server.copy(name, empty_template)
    database = open_database(server.named(name))
    fill_template(database, PASSWORD)
    database.close()
    yield name
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def working_template(
    server: Server, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The year as of 1 September: the table confirmed, every indicator in progress."""
    name = f"jx_work_{uuid.uuid4().hex[:8]}"
    server.copy(name, template)
    folder = tmp_path_factory.mktemp("w")
    house = _house(server, name, folder)
    to_in_progress(house)
    house.database.close()
    yield name
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


def _house(server: Server, database: str, folder: Path) -> House:
    data = DataFolder(folder)
    data.make()
    opened = open_database(server.named(database), pool_size=20)
    clock = VirtualClock(noon(2017, 9, 1))
    return House(Settings(data_dir=folder), data, opened, clock, FileStore(data.files))


def _copy(server: Server, template: str, folder: Path) -> Iterator[House]:
    name = f"jx_test_{uuid.uuid4().hex[:12]}"
    server.copy(name, template)
    house = _house(server, name, folder)
    try:
        yield house
    finally:
        house.database.close()
        server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def house(server: Server, template: str, tmp_path: Path) -> Iterator[House]:
    """The opened year: 82 units, people, 1 237 drafted indicators; its clock is 2017-09-01 noon."""
    yield from _copy(server, template, tmp_path)


@pytest.fixture
def working_house(server: Server, working_template: str, tmp_path: Path) -> Iterator[House]:
    """The year at work: 1 237 indicators in progress, 4 788 nodes with their clocks running."""
    yield from _copy(server, working_template, tmp_path)


@pytest.fixture
def empty_house(server: Server, empty_template: str, tmp_path: Path) -> Iterator[House]:
    """A migrated database without a row."""
    yield from _copy(server, empty_template, tmp_path)
