"""S10: a transition, a storm and the reads, against 10 000, 100 000 and a million indicators.

The other indicators are the same year in other districts, copied row by row in the database, with
their nodes, trails and running clocks. Per-operation time may grow by 1.3 from first to last.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from sqlalchemy import Connection, text

from bench.growing import as_owner, multiply
from bench.s1_door import house_at_work, report_all, returned_by_us
from bench.s3_storm import storm
from bench.table import Line, Outcome, median_of, timed
from services import browse, people
from services.house import House
from services.overview import overview
from services.pages import Page
from tests.builders import DISTRICT, YEAR, desk

_SIZES = (10_000, 100_000, 1_000_000)
_EACH = 200
#: What grows with the number of indicators.
_COPIED = ("unit", "assignment", "indicator", "node", "deadline", "trail")
#: How many deadlines a storm has, and how many storms there are at each size.
_DUE, _STORMS = 1000, 5


def _reads(house: House, connection: Connection) -> Iterator[tuple[str, Callable[[], object]]]:
    now = house.now()
    leader = people.person(connection, DISTRICT, "leader", now.date())
    head = people.person(connection, DISTRICT, "d05-head", now.date())
    rules = desk(house, connection, "leader").rules
    one = f"{YEAR}-D05-001"
    yield "overview", partial(overview, connection, DISTRICT, YEAR, now, rules)
    yield (
        "a list of indicators",
        partial(browse.listed, connection, leader, "indicator", {"year": YEAR}, Page("", 50)),
    )
    yield "a unit's nodes", partial(browse.listed, connection, head, "node", {}, Page("", 50))
    yield "one indicator", partial(browse.found, connection, leader, "indicator", one)
    yield (
        "its trail",
        partial(browse.trail_of, connection, leader, ("indicator", one), Page("-1", 50)),
    )


def _measured(
    house: House, connection: Connection, place: int, size: int, nodes: Sequence[str]
) -> Iterator[Line]:
    # What has just been laid out is read from disk once, and written in full once.
    warm, mine = nodes[: len(nodes) // 2], nodes[len(nodes) // 2 :]
    timed("", [returned_by_us(house, connection, n) for n in warm])
    yield timed(f"{size:,}: a transition", [returned_by_us(house, connection, n) for n in mine])
    days = range(2 + _STORMS * place, 2 + _STORMS * (place + 1))
    yield median_of([storm(house, day, _DUE, f"{size:,}: a deadline fired") for day in days])
    for what, read in _reads(house, connection):
        read()
        yield timed(f"{size:,}: {what}", [read] * _EACH)


def run(sizes: Sequence[int] = _SIZES) -> Outcome:
    """Measure at each size; minutes, and some ten gigabytes of disk for a million."""
    lines: list[list[Line]] = []
    with house_at_work() as house, house.database.connect() as connection:
        waiting = report_all(house)
        stored = connection.execute(text("SELECT count(*) FROM indicator")).scalar_one()
        districts = 1
        for place, size in enumerate(sizes):
            wanted = -(-size // stored)
            with as_owner(house) as owner:
                multiply(owner, _COPIED, districts + 1, wanted)
            districts = max(districts, wanted)
            mine = waiting[place * 2 * _EACH : (place + 1) * 2 * _EACH]
            assert len(mine) == 2 * _EACH
            lines.append(list(_measured(house, connection, place, size, mine)))
    growth = {
        f"{last.what.split(': ')[1]} grows by (target <= 1.3)": last.p50_ms / first.p50_ms
        for first, last in zip(lines[0], lines[-1], strict=True)
    }
    title = f"growth (median of {_EACH} each)"
    return Outcome(title, [line for size in lines for line in size], growth)
