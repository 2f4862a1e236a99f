"""A storm over processes (风暴): killed one after the other, the server restarted under them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
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
_WAVE = timedelta(hours=1)
WAVES = 5
# Every node gets a clock of one rung, and as many as are wanted beyond that a second one besides.
_GATHER = text("""
INSERT INTO deadline (district_id, kind, subject_id, name, visit, version, calendar_version,
    extension, due_on, due_at, ladder, next_rung, next_at)
SELECT district_id, 'node', id, name, 0, 2, 'storm', 0, CAST(at AS date), at,
    jsonb_build_array(jsonb_build_object('rung', '0', 'at', at)), 0, at
FROM (SELECT n.district_id, n.id, c.name, CAST(:at AS timestamptz) + interval '1 hour'
        * (row_number() OVER (ORDER BY c.name, n.id) % CAST(:waves AS int)) AS at
    FROM node n CROSS JOIN (VALUES ('node_report'), ('node_report-again')) c(name)
    WHERE n.district_id = :district ORDER BY c.name, n.id LIMIT :due) x""")


@dataclass(frozen=True)
class Passed:
    """How a storm went by.

    Attributes:
        pause: seconds in which nothing rang, at most, after a process was killed.
        restart: the same while the server was killed, lay still for a tick and came back.
    """

    fired: int
    lost: int
    twice: int
    pause: float
    restart: float

    def __str__(self) -> str:
        return (
            f"deadlines fired {self.fired}, lost {self.lost}, twice {self.twice},"
            f" longest pause {self.pause:.1f} s after a kill, {self.restart:.1f} s after a restart"
            f" of the server, of a tick of {TICK:.0f} s"
        )


def gather(house: House, due: int) -> None:
    """Stop all clocks, and start `due` anew that ring in waves, each of them in one second."""
    with as_owner(house) as connection:
        connection.execute(text("UPDATE deadline SET next_at = NULL, stopped_at = due_at"))
        asked = {"at": _AT, "waves": WAVES, "district": DISTRICT, "due": due}
        connection.execute(_GATHER, asked)


@contextmanager
def _clocked(house: House) -> Iterator[tuple[House, FolderClock]]:
    with TemporaryDirectory(prefix="jx", ignore_cleanup_errors=True) as place:
        clock = FolderClock.start(Path(place, CLOCK_FILE), _AT - _WAVE / 2)
        yield replace(house, folder=type(house.folder)(Path(place)), clock=clock), clock


def _restart(house: House, server: Killable) -> None:
    server.kill()
    time.sleep(TICK)
    server.start()
    answering(house)


def storm(house: House, server: Killable, due: int = 5000) -> Passed:
    """Let four sweepers and two API processes go through a storm, with all that can befall them."""
    gather(house, due)
    pauses: dict[str, float] = {"kill": 0.0, "restart": 0.0}
    with _clocked(house) as (ticking, clock), company(ticking, 4, 2, typed) as processes:
        first, second, third, _, one_api, api = processes
        befalls: tuple[tuple[str, Callable[[], None]], ...] = (
            ("kill", first.kill),
            ("restart", partial(_restart, house, server)),
            ("kill", second.kill),
            ("kill", one_api.kill),
            ("kill", third.kill),
        )
        for wave, (what, befall) in enumerate(befalls, 1):
            begun = time.monotonic()
            clock.advance(_WAVE)
            befall()
            pause = wait_for_fires(house, due * wave // WAVES, begun)
            pauses[what] = max(pauses[what], pause)
        assert until(api.ready, 600)
        assert [process.alive() for process in processes] == [False] * 3 + [True, False, True]
    assert verdict(house).first_bad is None
    by = _AT + WAVES * _WAVE
    counts = fired(house), len(lost(house, by)), len(twice(house))
    return Passed(*counts, pauses["kill"], pauses["restart"])
