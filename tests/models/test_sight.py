"""The second line behind every query: a bound session sees its units and what they examine."""

import pytest
from sqlalchemy import Connection, text

from services import adjustments, rectification_plans, requests, results
from services.house import House
from services.people import limit_sight
from services.sweep import Swept, sweep
from states.request import RequestClass
from tests.builders import noon
from tests.services.hands import at, issued_report

KINDS = ("indicator", "node", "request", "adjustment", "result", "document", "rectification_plan")


@pytest.fixture(scope="module")
def peopled(shared_working: House) -> House:
    """A house where D01 and D02 have a subject of every kind."""
    house = shared_working
    for unit in ("D01", "D02"):
        late = {"event": "node_late_short", "about": f"2017-{unit}-001-3"}
        at(house, "office-clerk", adjustments.propose, unit, late)
        issued_report(house, unit, "甲")
        at(
            house, f"{unit.lower()}-head", requests.request, RequestClass.EXTENSION,
            f"2017-{unit}-001-4", {"due_day": "2018-02-01"}, reason="待批",
        )  # fmt: skip
    at(house, "office-clerk", rectification_plans.issue)
    at(house, "office-clerk", results.lay_out)
    return house


def _seen(connection: Connection, kind: str) -> list[tuple[str, str | None]]:
    found = connection.execute(text(f"SELECT unit_id, assessor_id FROM {kind}"))
    return [(row.unit_id, row.assessor_id) for row in found]


@pytest.mark.parametrize("kind", KINDS)
def test_a_unit_sees_its_own_and_what_it_examines_and_all_of_that(peopled: House, kind: str):
    with peopled.database.connect() as connection:
        everything = _seen(connection, kind)
        limit_sight(connection, ("D01",))
        seen = _seen(connection, kind)
        limit_sight(connection, ())
        nothing = _seen(connection, kind)
        limit_sight(connection, None)
        assert _seen(connection, kind) == everything
    assert sorted(seen, key=str) == sorted((pair for pair in everything if "D01" in pair), key=str)
    assert ("D01", None) in seen or any(unit == "D01" for unit, _ in seen)
    assert len(seen) < len(everything)
    assert nothing == []


def test_a_bound_session_cannot_touch_another_unit(peopled: House):
    with peopled.database.connect() as connection:
        limit_sight(connection, ("D01",))
        touched = connection.execute(text("UPDATE result SET rank = 1 WHERE unit_id = 'D02'"))
        assert touched.rowcount == 0


@pytest.mark.parametrize("name", ["D0", "D01,", "D0_", "%", "D01' OR '1'='1", ",", "*,D02"])
def test_no_trick_in_the_name_of_a_unit_widens_the_sight(peopled: House, name: str):
    with peopled.database.connect() as connection:
        limit_sight(connection, (name,))
        seen = _seen(connection, "result")
    assert {unit for unit, _ in seen} <= {part for part in name.split(",") if part}


def test_the_next_one_on_the_same_connection_has_a_sight_of_their_own(peopled: House):
    database = peopled.database
    with database.connect() as connection:
        everything = _seen(connection, "indicator")
        limit_sight(connection, ("D01",))
    for _ in range(3):
        with database.connect() as connection:
            assert len(_seen(connection, "indicator")) == len(everything)
    with database.transaction() as connection:
        limit_sight(connection, ())
    with database.snapshot() as connection:
        assert len(_seen(connection, "indicator")) == len(everything)
        limit_sight(connection, ())
    with database.transaction() as connection:
        assert len(_seen(connection, "indicator")) == len(everything)


class Lost(Exception):  # noqa: N818 - any fault
    """Something goes wrong."""


def _lose(connection: Connection) -> None:
    limit_sight(connection, ())
    raise Lost


@pytest.mark.parametrize("way", ["connect", "transaction", "snapshot"])
def test_a_fault_while_bound_leaves_no_bounds_behind(peopled: House, way: str):
    with pytest.raises(Lost), getattr(peopled.database, way)() as connection:
        _lose(connection)
    for _ in range(3):
        with peopled.database.connect() as connection:
            assert _seen(connection, "result")


def test_the_sweep_sees_everything_whoever_had_the_connection_before(working_house: House):
    with working_house.database.connect() as connection:
        limit_sight(connection, ())
    assert sweep(working_house.database, noon(2017, 9, 25)) != Swept(0, 0)
