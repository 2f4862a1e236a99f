"""How tests bring bodies from one shape into another: proposed, approved, swept on their day."""

from datetime import date, datetime
from typing import Any

from services import unit_changes
from services.house import House
from services.sweep import Swept, sweep
from tests.builders import SHANGHAI
from tests.services.hands import at, do

ORDER = "房编发2017年7号"


def proposed(house: House, **body: Any) -> str:
    """The office proposes a change of bodies."""
    asked = {"document": ORDER, "effective_on": date(2017, 11, 1), **body}
    return at(house, "office-clerk", unit_changes.propose, asked, reason="机构改革").id


def approved(house: House, **body: Any) -> str:
    """The director approves it."""
    change = proposed(house, **body)
    do(house, "office-director", unit_changes.approve, change)
    return change


def dawn(day: date) -> datetime:
    """A minute past midnight of a day."""
    return datetime(day.year, day.month, day.day, 0, 1, tzinfo=SHANGHAI)


def swept(house: House, day: date) -> Swept:
    """The clock of the law strikes midnight."""
    house.clock.move_to(max(dawn(day), house.now()))
    return sweep(house.database, house.now())


def effected(house: House, **body: Any) -> str:
    """The system carries it out on its day."""
    change = approved(house, **body)
    done = swept(house, body.get("effective_on", date(2017, 11, 1)))
    assert done.broken == 0
    return change
