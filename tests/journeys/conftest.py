"""Years that were played once and are looked at by many tests."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date

import pytest

from cli.rehearsal.opening import Cast
from cli.rehearsal.play import play
from cli.rehearsal.summary import Rehearsal
from kit.clock import VirtualClock
from kit.settings import Settings
from models.database import open_database
from models.folder import DataFolder
from services.filing import FileStore
from services.house import House
from tests.builders import noon
from tests.conftest import Server

#: Some departments, two of them examiners, and a township.
FEW = Cast(("D01", "D05", "D29", "T01"))
PLAN = "fangshan-2017"
Stand = Callable[[], House]


@pytest.fixture(scope="session")
def stand(
    server: Server, empty_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stand]:
    """Make houses on empty databases, as many as are asked for."""
    with ExitStack() as stack:

        def make() -> House:
            return stack.enter_context(_house(server, empty_template, tmp_path_factory))

        yield make


@contextmanager
def _house(
    server: Server, empty_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    name = f"jx_play_{uuid.uuid4().hex[:12]}"
    server.copy(name, empty_template)
    folder = DataFolder(tmp_path_factory.mktemp("j"))
    folder.make()
    database = open_database(server.named(name))
    clock = VirtualClock(noon(2017, 7, 3))
    yield House(Settings(data_dir=folder.path), folder, database, clock, FileStore(folder.files))
    database.close()
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def whole_year(stand: Stand) -> tuple[House, Rehearsal]:
    """All 82 units, from July 2017 to June 2018."""
    house = stand()
    return house, play(house, PLAN, 7)


@pytest.fixture(scope="session")
def small_year(stand: Stand) -> tuple[House, Rehearsal]:
    """A few units, the same year."""
    house = stand()
    return house, play(house, PLAN, 7, cast=FEW)


@pytest.fixture
def until_three_weeks_end(stand: Stand) -> House:
    """A few units, up to the last day of the three weeks."""
    house = stand()
    play(house, PLAN, 7, date(2018, 4, 8), cast=FEW)
    return house
