"""The application over the year: drafted, at work, or standing for tests that only look."""

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI

from api.app import create_app
from services.house import House
from tests.api.client import Client, seated
from tests.conftest import Server, _copy


@pytest.fixture(scope="session")
def built() -> Callable[[House], FastAPI]:
    """Build the application once: every test that writes puts its own house into it."""
    apps: list[FastAPI] = []

    def over(house: House) -> FastAPI:
        if not apps:
            apps.append(create_app(house))
        apps[0].state.house = house
        return apps[0]

    return over


@pytest.fixture
def drafting(built: Callable[[House], FastAPI], house: House) -> Iterator[Client]:
    """The opened year over HTTP, nobody signed in."""
    with seated(built(house), house) as client:
        yield client


@pytest.fixture
def working(built: Callable[[House], FastAPI], working_house: House) -> Iterator[Client]:
    """The year at work over HTTP, nobody signed in."""
    with seated(built(working_house), working_house) as client:
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
