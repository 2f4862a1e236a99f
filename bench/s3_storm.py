"""S3: a storm of deadlines, 5 000 due in the same second, among 60 thousand and 6 million pending.

A fire is the whole of it: lamp, trail record with its hash, message, the row that says it rang, the
clock moved on, through the door's statement. In storms of their own somebody reads over HTTP,
twenty times a second. The peers fire at the smaller size, and less (`bench.s3_peers`).
"""

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from functools import cache
from itertools import count, repeat
from multiprocessing import get_context
from time import perf_counter, sleep

import httpx
from sqlalchemy import text

from bench import s3_peers
from bench.growing import as_owner, multiply
from bench.serving import OURS, fresh_house, served, tokens_of
from bench.table import Line, Outcome, median_of
from kit.settling import settle
from models.database import Database, open_database
from services.house import House
from services.sweep import Swept, sweep
from tests.builders import DISTRICT, noon, to_in_progress

#: How much is pending beside the storm; JIXIAO_BENCH_PENDING makes it one size, and small.
_SIZES = tuple(int(n) for n in os.environ.get("JIXIAO_BENCH_PENDING", "60000,6000000").split(","))
_DUE = int(os.environ.get("JIXIAO_BENCH_DUE", "5000"))
_RUNS = 5
_EVERY = 0.05
#: Before anything else is due.
_FIRST = noon(2017, 9, 2)
_DAY = timedelta(days=1)


def _pend(house: House, districts: int, pending: int) -> int:
    """Let clocks of other districts run until `pending` do; how many districts there are."""
    with as_owner(house) as connection:
        ours = text(
            "SELECT count(*) FROM deadline WHERE next_at IS NOT NULL AND district_id = :district"
        )
        each = connection.execute(ours, {"district": DISTRICT}).scalar_one()
        wanted = -(-pending // each)
        multiply(connection, ("node", "deadline"), districts, wanted - 1, "next_at IS NOT NULL")
        return max(wanted, districts)


# Every node gets a clock, and as many as are wanted beyond that a second one besides.
_GATHER = text("""
INSERT INTO deadline (district_id, kind, subject_id, name, visit, version, calendar_version,
    extension, due_on, due_at, ladder, next_rung, next_at)
SELECT district_id, 'node', id, name, 0, :run, 'bench', 0, CAST(:at AS date), :at,
    jsonb_build_array(jsonb_build_object('rung', '0', 'at', CAST(:told AS text)),
        jsonb_build_object('rung', '+2wd', 'at', CAST(:later AS text))), 0, :at
FROM (SELECT n.district_id, n.id, c.name FROM node n
    CROSS JOIN (VALUES ('node_report'), ('node_report-again')) c(name)
    WHERE n.district_id = :district ORDER BY c.name, n.id LIMIT :due) x""")


def _gather(house: House, run: int, at: datetime, due: int) -> None:
    with as_owner(house) as connection:
        stop = "UPDATE deadline SET next_at = NULL WHERE district_id = :d AND next_at IS NOT NULL"
        connection.execute(text(stop), {"d": DISTRICT})
        asked = {"run": run, "at": at, "told": at.isoformat(), "district": DISTRICT, "due": due}
        later = (at + 365 * _DAY).isoformat()
        connection.execute(_GATHER, {**asked, "later": later})


@cache
def _schedulers(number: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(number, get_context("spawn"))


@cache
def _opened(address: str) -> Database:
    settle()
    return open_database(address)


def _sweep(address: str, at: datetime) -> Swept:
    return sweep(_opened(address), at)


def storm(house: House, run: int, due: int = _DUE, what: str = "", sweeps: int = 1) -> Line:
    """Let `due` clocks of a year at work ring in the same second; each run is a day of its own.

    Each sweep is a process, as each scheduler is.
    """
    at = _FIRST + run * _DAY
    _gather(house, run, at, due)
    began = perf_counter()
    asked = repeat(house.database.address, sweeps), repeat(at, sweeps)
    swept = [*_schedulers(sweeps).map(_sweep, *asked)]
    took = perf_counter() - began
    assert (sum(s.fired for s in swept), sum(s.broken for s in swept)) == (due, 0), swept
    each = took / due * 1000
    return Line(what, round(due / took, 1), round(each, 3), round(each, 3), "a fire of a storm")


class _Reader(threading.Thread):
    """Reads a page of nodes, twenty times a second, and notes how long it waited."""

    def __init__(self, address: str, token: str) -> None:
        super().__init__(daemon=True)
        self._http = httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=30)
        self._url = f"{address}/nodes?limit=50"
        self._done = threading.Event()
        self.took: list[float] = []

    def run(self) -> None:
        while not self._done.is_set():
            began = perf_counter()
            self._http.get(self._url).raise_for_status()
            self.took.append(perf_counter() - began)
            sleep(_EVERY)

    def p99_ms(self) -> float:
        self._done.set()
        self.join()
        ordered = sorted(self.took)
        return round(ordered[int(len(ordered) * 0.99)] * 1000, 1)


def _storms(house: House, day: Iterator[int], what: str, sweeps: int = 1) -> Line:
    storm(house, next(day), sweeps=sweeps)
    return median_of([storm(house, next(day), _DUE, what, sweeps) for _ in range(_RUNS)])


def run(sizes: Sequence[int] = _SIZES) -> Outcome:
    """Measure ours at each size, by itself and while somebody reads, and the peers at the first."""
    lines: list[Line] = []
    waits: dict[str, float] = {}
    day = count(2)
    with fresh_house() as house:
        to_in_progress(house)
        districts = 1
        token = tokens_of(house, ["leader"])["leader"]
        for size in sizes:
            districts = _pend(house, districts, size)
            lines.append(_storms(house, day, f"ours, {size:,} pending"))
            with served(OURS, house) as address:
                reader = _Reader(address, token)
                reader.start()
                _storms(house, day, "")
                waits[f"API p99 ms meanwhile, {size:,} pending (target < 100)"] = reader.p99_ms()
            if size == sizes[0]:
                both = _storms(house, day, f"ours, {size:,} pending, two sweeps at once", 2)
        with as_owner(house) as connection:
            server = connection.engine.url.set(database="postgres")
        peers = [
            peer(server.render_as_string(hide_password=False), _DUE, sizes[0])
            for peer in s3_peers.PEERS
        ]
    ratios = {
        f"ours, {how} / {peer.what} (target >= {least})": line.per_second / peer.per_second
        for peer, least in zip(peers, (10, 50), strict=True)
        for how, line in (("one sweep", lines[0]), ("two", both))
    }
    slower = lines[0].per_second / lines[-1].per_second
    ratios["a fire among the most pending takes so many times (target <= 1.3)"] = slower
    title = f"{_DUE:,} due in one second (median of {_RUNS} storms)"
    return Outcome(title, [*lines, both, *peers], ratios, waits)
