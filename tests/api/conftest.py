"""The application over the year: drafted, at work, or standing for tests that only look."""

from collections.abc import Iterator

import pytest

from api.app import create_app
from services.house import House
from tests.api.client import Client, seated
from tests.conftest import Server, _copy


@pytest.fixture
def drafting(house: House) -> Iterator[Client]:
    """The opened year over HTTP, nobody signed in."""
    with seated(create_app(house), house) as client:
        yield client


@pytest.fixture
def working(working_house: House) -> Iterator[Client]:
    """The year at work over HTTP, nobody signed in."""
    with seated(create_app(working_house), working_house) as client:
        yield client


@pytest.fixture(scope="session")
def standing(
    server: Server, working_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Client]:
    """The year at work, one for the whole session: nothing that others look at is changed in it."""
    copies = _copy(server, working_template, tmp_path_factory.mktemp("a"))
    house = next(copies)
    with seated(create_app(house), house) as client:
        yield client
    next(copies, None)
