"""A campaign of kills (战役): workers killed at random while they write, report and sweep."""

from dataclasses import dataclass
from itertools import count

from services.house import House
from services.sweep import sweep
from tests.builders import noon
from tests.crash import worker
from tests.crash.killing import Told, killed, lost, missing, settled, twice
from tests.services.hands import verdict

#: By then every rung of a report has rung that was going to.
LATE = noon(2017, 11, 18)
#: Of so many workers one sweeps, the others write and report, each for a unit of its own.
_SWEEPS = 3
UNITS = 59


@dataclass
class Tally:
    """What a campaign did, and what it lost."""

    kills: int = 0
    lost: int = 0
    twice: int = 0
    missing: int = 0

    def __str__(self) -> str:
        return (
            f"kills done {self.kills}, deadlines lost {self.lost}, fired twice {self.twice},"
            f" acknowledged transitions missing {self.missing}"
        )

    @property
    def clean(self) -> bool:
        """Whether nothing was lost and nothing happened twice."""
        return not (self.lost or self.twice or self.missing)


def campaign(house: House, kills: int, tally: Tally) -> Told:
    """Kill so many workers in a house, let the clock run out, and count; what was acknowledged."""
    acknowledged: Told = []
    units = count(1)
    for round_ in range(kills):
        if round_ % _SWEEPS == 0:
            acknowledged += killed(house, worker.sweep_daily, 0.4)
        else:
            unit = f"D{next(units) % UNITS + 1:02}"
            acknowledged += killed(house, worker.write_and_report, 0.25, unit)
        tally.kills += 1
    settled(house)
    reckon(house, acknowledged, tally)
    return acknowledged


def reckon(house: House, acknowledged: Told, tally: Tally) -> None:
    """Let everything ring that is due, and count what is not as it should be."""
    swept = sweep(house.database, LATE)
    assert swept.broken == 0
    tally.lost += len(lost(house, LATE))
    tally.twice += len(twice(house))
    tally.missing += len(missing(house, acknowledged))
    found = verdict(house)
    assert found.first_bad is None, found.first_bad
