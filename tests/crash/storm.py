"""A storm over processes (风暴): killed one after the other, the server restarted under them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text

from kit.clock import CLOCK_FILE, FolderClock
from services.house import House
from tests.builders import DISTRICT, noon
from tests.crash.killing import answering, lost, twice
from tests.crash.processes import TICK, company, fired, typed, until, wait_for_fires
from tests.crash.servers import Killable
from tests.services.hands import as_owner, verdict

_AT = noon(2017, 9, 21)
# Every node gets a clock of one rung, and as many as are wanted beyond that a second one besides.
_GATHER = text("""
INSERT INTO deadline (district_id, kind, subject_id, name, visit, version, calendar_version,
    extension, due_on, due_at, ladder, next_rung, next_at)
SELECT district_id, 'node', id, name, 0, 2, 'storm', 0, CAST(:at AS date), :at,
    jsonb_build_array(jsonb_build_object('rung', '0', 'at', CAST(:told AS text))), 0, :at
FROM (SELECT n.district_id, n.id, c.name FROM node n
    CROSS JOIN (VALUES ('node_report'), ('node_report-again')) c(name)
    WHERE n.district_id = :district ORDER BY c.name, n.id LIMIT :due) x""")


@dataclass(frozen=True)
class Passed:
    """How a storm went by."""

    fired: int
    lost: int
    twice: int
    pause: float

    def __str__(self) -> str:
        return (
            f"deadlines fired {self.fired}, lost {self.lost}, twice {self.twice},"
            f" longest pause {self.pause:.1f} s of a tick of {TICK:.0f} s"
        )


def gather(house: House, due: int) -> None:
    """Stop all clocks, and start `due` of them anew that ring in the same second."""
    with as_owner(house) as connection:
        connection.execute(text("UPDATE deadline SET next_at = NULL, stopped_at = next_at"))
        asked = {"at": _AT, "told": _AT.isoformat(), "district": DISTRICT, "due": due}
        connection.execute(_GATHER, asked)


@contextmanager
def _clocked(house: House) -> Iterator[tuple[House, FolderClock]]:
    with TemporaryDirectory(prefix="jx", ignore_cleanup_errors=True) as place:
        clock = FolderClock.start(Path(place, CLOCK_FILE), _AT - timedelta(hours=1))
        yield replace(house, folder=type(house.folder)(Path(place)), clock=clock), clock


def storm(house: House, server: Killable, due: int = 5000) -> Passed:
    """Let four sweepers and two API processes go through a storm, with all that can befall them."""
    gather(house, due)
    with _clocked(house) as (ticking, clock), company(ticking, 4, 2, typed) as processes:
        first, second, *_, api = processes
        clock.advance(timedelta(hours=2))
        began = time.monotonic()
        assert until(lambda: fired(house) > 0)
        first.kill()
        pause = wait_for_fires(house, due // 3)
        server.kill()
        time.sleep(TICK)
        server.start()
        answering(house)
        second.kill()
        pause = max(pause, wait_for_fires(house, due))
        assert until(api.ready)
        assert [process.alive() for process in processes[2:]] == [True] * 4
        print(f"  {due} in {time.monotonic() - began:.1f} s, two sweepers and the server killed")
    assert verdict(house).first_bad is None
    return Passed(fired(house), len(lost(house, _AT)), len(twice(house)), pause)
