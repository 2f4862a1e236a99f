"""The rooms: one list, a floor for each, names that nobody else takes."""

from importlib.metadata import packages_distributions
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

import pytest

from tests.architecture.house import BESIDE, PROJECT, ROOMS, ROOT, VERSIONS, name

TOOLS = PROJECT["tool"]


def test_the_rooms_are_the_packages_at_the_root():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert packages - BESIDE == set(ROOMS)


def test_every_room_has_a_floor():
    floors = next(c for c in TOOLS["importlinter"]["contracts"] if c["id"] == "floors")
    listed = list(chain.from_iterable(floor.split(" | ") for floor in floors["layers"]))

    assert sorted(listed) == sorted(ROOMS)


@pytest.mark.parametrize(
    "listed",
    [
        TOOLS["importlinter"]["root_packages"],
        TOOLS["pyright"]["include"],
        TOOLS["coverage"]["run"]["source"],
    ],
    ids=["import-linter", "pyright", "coverage"],
)
def test_no_tool_overlooks_a_room(listed: list[str]):
    assert sorted(listed) == sorted(ROOMS)


def test_the_list_of_first_parties_has_the_rooms_and_what_stands_beside():
    assert set(TOOLS["deptry"]["known_first_party"]) == {*ROOMS, *BESIDE}


@pytest.mark.parametrize("room", [*ROOMS, *sorted(BESIDE - {"bench"})])
def test_a_room_is_ours_and_nobody_elses(room: str):
    spec = find_spec(room)

    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).parent == ROOT / room
    assert set(packages_distributions().get(room, ())) <= {PROJECT["project"]["name"]}


def test_no_module_is_called_like_a_room():
    inside = [path for room in ROOMS for path in (ROOT / room).rglob("*")]

    taken = [
        name(path)
        for path in inside
        if path.stem in ROOMS and (path.suffix == ".py" or any(path.glob("*.py")))
    ]
    assert taken == []


def test_every_folder_of_python_is_a_package():
    modules = [path for top in (*ROOMS, *BESIDE) for path in (ROOT / top).rglob("*.py")]

    bare = {name(path.parent) for path in modules if not (path.parent / "__init__.py").is_file()}
    assert bare <= {VERSIONS}


def test_the_root_is_no_package():
    assert not (ROOT / "__init__.py").exists()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_a_caption(room: str):
    first = (ROOT / room / "__init__.py").read_text("utf-8").splitlines()[0]

    assert first.startswith('"""')
    assert first.endswith('."""')
