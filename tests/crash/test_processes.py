"""The product as processes: any of them killed, the database cut off, and everything resumes.

Several processes start in full, which takes a busy machine ten seconds and more.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from kit.clock import CLOCK_FILE, FolderClock
from services.house import House
from tests.builders import noon
from tests.conftest import Server
from tests.crash.killing import lost, twice
from tests.crash.processes import TICK, Process, company, fired, until, wait_for_fires
from tests.services.hands import value, verdict

#: All rungs that ring until then; most are the first two of every node of the third quarter.
DUE = (
    "SELECT count(*) FROM deadline d,"
    " jsonb_array_elements(d.ladder) WITH ORDINALITY AS r(rung, place)"
    " WHERE d.next_at IS NOT NULL AND r.place > d.next_rung"
    " AND CAST(r.rung ->> 'at' AS timestamptz) <= :by"
)


@pytest.fixture
def ticking_house(working_house: House) -> House:
    """The year at work, with a clock in its folder that every process sees."""
    clock = FolderClock.start(working_house.folder.path / CLOCK_FILE, noon(2017, 9, 20))
    return replace(working_house, clock=clock)


def _cut_off(server: Server, database: str) -> None:
    """Take the database away from everybody at work on it."""
    server.run(
        f"ALTER DATABASE {database} ALLOW_CONNECTIONS false",
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'",
    )


def _told_so(api: Process, database: str) -> None:
    """A stranger hears that the database is away, and nothing of where it is."""
    assert until(lambda: api.told().status_code == 503)
    said = api.told().text
    assert "数据库暂时连接不上" in said
    assert database not in said


def test_processes_are_killed_and_cut_off_in_a_storm_and_every_rung_rings_once(
    ticking_house: House, server: Server
):
    house, clock = ticking_house, ticking_house.clock
    assert isinstance(clock, FolderClock)
    database = value(house, "SELECT current_database()")
    by = noon(2017, 9, 28)
    wanted = value(house, DUE, by=by)
    with company(house, schedulers=2, servers=1) as (one, other, api):
        clock.advance(timedelta(days=8))
        assert until(lambda: fired(house) > 0)
        one.kill()
        _cut_off(server, database)
        _told_so(api, database)

        server.run(f"ALTER DATABASE {database} ALLOW_CONNECTIONS true")
        house.database.engine.dispose()
        pause = wait_for_fires(house, wanted)

        assert pause < 10 * TICK, pause  # one tick, and a machine that works for others besides
        assert until(api.ready)
        assert until(other.ready)
        assert (other.alive(), api.alive()) == (True, True)
        told = other.told("/metrics").text
        assert 'jixiao_deadline_fires_total{clock="node_report",kind="node"}' in told
        assert "jixiao_database_up 1.0" in told
    assert fired(house) == wanted
    assert (lost(house, by), twice(house)) == ([], [])
    assert verdict(house).first_bad is None
