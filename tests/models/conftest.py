"""Houses that a whole module shares: its tests touch different subjects."""

from collections.abc import Iterator

import pytest

from services.house import House
from tests.conftest import Server, _copy


@pytest.fixture(scope="module")
def shared_house(
    server: Server, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The opened year, once a module."""
    yield from _copy(server, template, tmp_path_factory.mktemp("shared"))


@pytest.fixture(scope="module")
def shared_working(
    server: Server, working_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The year at work, once a module."""
    yield from _copy(server, working_template, tmp_path_factory.mktemp("working"))


@pytest.fixture
def twin_house(
    server: Server, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The opened year once more, beside `house`."""
    yield from _copy(server, template, tmp_path_factory.mktemp("twin"))
