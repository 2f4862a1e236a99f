"""SIGKILL while appeals are upheld: what is upheld is opened, and nothing else is."""

import pytest

from services import appealing, appeals
from services.acts import Order
from services.house import House
from tests.builders import done, noon
from tests.crash import worker
from tests.crash.killing import killed, missing, settled
from tests.services.hands import ask, at, rows, value
from tests.services.year_results import lay_year, publish

UNITS = tuple(f"D{number:02d}" for number in range(1, 25))


@pytest.fixture
def appealed(working_house: House) -> House:
    """Twenty-four units appeal about an indicator each; all are accepted."""
    house = working_house
    house.clock.move_to(noon(2018, 2, 23))
    lay_year(house, {unit: str(60 + place) for place, unit in enumerate(UNITS)})
    publish(house, *UNITS)
    filed = [
        at(
            house,
            f"{unit.lower()}-head",
            appealing.file,
            unit,
            {"about_kind": "indicator", "about_id": f"2017-{unit}-001"},
            reason="少计",
        ).id
        for unit in UNITS
    ]
    done(ask(house, "office-clerk", appeals.accept, *(Order(appeal) for appeal in filed)))
    return house


def test_an_upheld_appeal_is_never_without_what_it_opens(appealed: House):
    acknowledged = []
    for _ in range(8):
        acknowledged += killed(appealed, worker.uphold_one_by_one, 0.15)
        settled(appealed)
    assert not missing(appealed, acknowledged)
    opened = "SELECT about_id FROM appeal WHERE state = 'upheld' ORDER BY 1"
    reopened = "SELECT subject_id AS about_id FROM trail WHERE trigger = 'reopen' ORDER BY 1"
    assert rows(appealed, opened) == rows(appealed, reopened)
    assert value(appealed, "SELECT count(*) FROM appeal WHERE state = 'upheld'") >= len(
        acknowledged
    )
    running = (
        "SELECT count(*) FROM deadline d JOIN appeal a ON a.id = d.subject_id"
        " WHERE a.state = 'upheld' AND d.stopped_at IS NULL"
    )
    assert value(appealed, running) == 0
