"""The one that is killed: does verbs, or sweeps, and tells each answer once it is given."""

import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta
from multiprocessing.connection import Connection

from sqlalchemy.exc import DBAPIError

from models.database import Database, open_database
from services import appeals, nodes, years
from services.acts import Act, Answer, Order
from services.sweep import sweep
from tests.builders import DISTRICT, YEAR, ids, noon


def write_and_report(database: Database, unit: str) -> Iterator[list[Answer]]:
    """Draft a unit's nodes five times each and report them, one after the other."""
    act = Act(district_id=DISTRICT, actor=f"{unit.lower()}-head", at=noon(2017, 9, 1))
    with database.connect() as connection:
        desk = years.desk_for(connection, act, YEAR)
        mine = ids(connection, "node", "unit_id = :unit AND state = 'pending'", unit=unit)
        for node, round_ in itertools.product(mine, range(6)):
            verb = nodes.report if round_ == 5 else nodes.draft
            said = {"progress": f"第{round_}稿", "zero_reason": "无"}
            yield [a for a in verb(desk, [Order(node, said)]) if isinstance(a, Answer)]


def close_by_hundreds(database: Database, unit: str) -> Iterator[list[Answer]]:
    """Close three hundred nodes at a time as missed, whosever they are."""
    del unit
    act = Act(district_id=DISTRICT, actor="office-clerk", at=noon(2017, 9, 1), reason="依文")
    with database.connect() as connection:
        desk = years.desk_for(connection, act, YEAR)
        while waiting := ids(connection, "node", "state = 'pending'")[:300]:
            answers = nodes.close_missed(desk, [Order(node) for node in waiting])
            yield [a for a in answers if isinstance(a, Answer)]


def sweep_daily(database: Database, unit: str) -> Iterator[list[Answer]]:
    """Sweep two months, day by day."""
    del unit
    for days in range(60):
        sweep(database, noon(2017, 9, 20) + timedelta(days=days), batch=50)
        yield []


def uphold_one_by_one(database: Database, unit: str) -> Iterator[list[Answer]]:
    """Uphold appeals, one after the other."""
    del unit
    act = Act(district_id=DISTRICT, actor="office-director", at=noon(2018, 2, 26), reason="属实")
    with database.connect() as connection:
        desk = years.desk_for(connection, act, YEAR)
        for appeal in ids(connection, "appeal", "state = 'accepted'"):
            answers = appeals.uphold(desk, [Order(appeal)])
            yield [a for a in answers if isinstance(a, Answer)]


Way = Callable[[Database, str], Iterator[list[Answer]]]


def work(way: Way, address: str, unit: str, told: Connection) -> None:
    """Work until there is nothing left, or until killed; each answer is told once it is given."""
    database = open_database(address, 2)
    told.send("ready")
    try:
        _work(way, database, unit, told)
    except DBAPIError:
        return  # the server was killed under it


def _work(way: Way, database: Database, unit: str, told: Connection) -> None:
    for answers in way(database, unit):
        told.send([answer.to_json() for answer in answers])
