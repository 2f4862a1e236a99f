"""S1: one durable transition through the door, beside the floor and the one-statement limit.

The transition is the return of a node's report: capacity, guards, compare-and-set, trail record
with hash, a deadline started, a message, the idempotency key, commit. The floor writes the same
rows with plain hand-written statements in one transaction; the limit is the door's own statement
with everything computed beforehand.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.types.json import Jsonb
from sqlalchemy import Connection

from bench.table import Line, Outcome, median_of, timed
from kit.clock import VirtualClock
from kit.settings import Settings
from models.database import open_database
from models.folder import DataFolder
from models.migrating import migrate
from services import door, nodes, statement, writing
from services.acts import Act, Order
from services.desk import Desk
from services.filing import FileStore
from services.house import House, address_of
from services.intents import Planned
from services.nodes import NODE
from services.reading import reader
from services.turns import with_clocks
from services.years import desk_for
from tests.builders import DISTRICT, YEAR, desk, done, fill_template, ids, noon, to_in_progress

_RUNS, _EACH = 5, 200


@contextmanager
def house_at_work() -> Iterator[House]:
    """A year at work in an embedded database of its own."""
    place = Path(tempfile.mkdtemp(prefix="jx"))
    folder = DataFolder(place)
    folder.make()
    settings = Settings(data_dir=place)
    address = address_of(settings, folder)
    migrate(address)
    database = open_database(address)
    fill_template(database, "bench-password-2017")
    clock = VirtualClock(noon(2017, 9, 1))
    house = House(settings, folder, database, clock, FileStore(folder.files))
    to_in_progress(house)
    try:
        yield house
    finally:
        database.close()
        shutil.rmtree(place, ignore_errors=True)


def report_all(house: House) -> list[str]:
    """Every node with its report handed in, so that it can be sent back."""
    with house.database.connect() as connection:
        waiting = ids(connection, "node", "state = 'pending'")
        for unit in sorted({node.split("-")[1] for node in waiting}):
            mine = [
                Order(node, {"zero_reason": "本期无数据"})
                for node in waiting
                if node.split("-")[1] == unit
            ]
            done(nodes.report(desk(house, connection, f"{unit.lower()}-head"), mine))
        return waiting


def returned_by_us(house: House, connection: Connection, node: str) -> Callable[[], object]:
    """Send one report back, through the door."""
    act = Act(
        district_id=DISTRICT,
        actor="office-clerk",
        at=house.now(),
        reason="材料不清",
        key=f"bench-{node}",
        request_id=node,
    )
    return lambda: done(nodes.return_(desk_for(connection, act, YEAR), [Order(node)]))


def _made(seat: Desk, connection: Connection, node: str) -> statement.Writing:
    """Everything the door would write for one return, computed beforehand."""
    verb = seat.verb(NODE, "return", nodes.plan_return)
    read = reader(connection, seat.act, NODE.read, seat.today)([node])
    planned = door.judge(seat.act, verb, Order(node), read.subjects[node])
    assert isinstance(planned, Planned)
    return writing.lay_out(seat.act, with_clocks(connection, seat.act, [planned]), bytes(32))


def _limit(house: House, connection: Connection, node: str) -> Callable[[], object]:
    seat = desk(
        house, connection, "office-clerk", reason="材料不清", key=f"l-{node}", request_id=node
    )
    made = _made(seat, connection, node)
    return lambda: statement.execute(connection, made)


_READ = "SELECT * FROM node WHERE district_id = %s AND id = %s"
_GRANTS = "SELECT capacity, unit_id FROM assignment WHERE district_id = %s AND person_id = %s"


def _floor(
    raw: psycopg.Connection, house: House, connection: Connection, node: str
) -> Callable[[], object]:
    seat = desk(
        house, connection, "office-clerk", reason="材料不清", key=f"f-{node}", request_id=node
    )
    made = _made(seat, connection, node)
    ((_, _, columns),) = made.groups
    (moved,) = next(iter(made.groups.values()))
    updates = ", ".join(f"{c} = %s" for c in columns)
    writes = [
        (
            f"UPDATE node SET {updates} WHERE district_id = %s AND id = %s AND revision = %s",
            [*(_bound(moved[c]) for c in columns), DISTRICT, node, moved["was_revision"]],
        ),
        *(
            _insert(table, row)
            for table, rows in {**made.tables, "idempotency_key": [made.kept]}.items()
            for row in rows
        ),
    ]

    def act() -> None:
        with raw.transaction(), raw.cursor() as cursor:
            cursor.execute(_READ, (DISTRICT, node))
            cursor.execute(_GRANTS, (DISTRICT, "office-clerk"))
            for sql, values in writes:
                cursor.execute(sql, values)

    return act


def _bound(value: object) -> object:
    return Jsonb(value) if isinstance(value, dict | list) else value


def _insert(table: str, row: dict[str, object] | None) -> tuple[str, list[object]]:
    assert row is not None
    columns = list(row)
    values = [_bound(value) for value in row.values()]
    marks = ", ".join("%s" for _ in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values


def run() -> Outcome:
    """Measure the three side by side, run by run, on fresh nodes each."""
    found: dict[str, list[Line]] = {"ours": [], "floor": [], "limit": []}
    with house_at_work() as house, house.database.connect() as connection:
        waiting = report_all(house)
        host = connection.engine.url.query["host"]
        raw = psycopg.connect(
            host=str(host), user="postgres", dbname=connection.engine.url.database, autocommit=True
        )
        take = _taker(waiting)
        for _ in range(_RUNS):
            found["floor"].append(
                timed(
                    "floor: plain statements", [_floor(raw, house, connection, n) for n in take()]
                )
            )
            found["limit"].append(
                timed("limit: the one statement", [_limit(house, connection, n) for n in take()])
            )
            found["ours"].append(
                timed(
                    "ours: through the door", [returned_by_us(house, connection, n) for n in take()]
                )
            )
        raw.close()
    ours, floor, limit = (median_of(found[name]) for name in ("ours", "floor", "limit"))
    ratios = {
        "ours / floor (target >= 1)": ours.per_second / floor.per_second,
        "ours / limit (target >= 0.70)": ours.per_second / limit.per_second,
    }
    title = f"one durable transition (median of {_RUNS} runs of {_EACH})"
    return Outcome(title, [ours, floor, limit], ratios)


def _taker(waiting: Sequence[str]) -> Callable[[], list[str]]:
    rest = iter(waiting)
    return lambda: [next(rest) for _ in range(_EACH)]
