"""The one that is killed: does verbs (or sweeps) in a loop and says after each what was answered.

Run as `python worker.py do|sweep|bulk ADDRESS FIRST_UNIT`; a line is printed only after the answer.
"""

import itertools
import sys
from collections.abc import Iterator
from datetime import timedelta

from models.database import Database, open_database
from services import indicators, nodes, years
from services.acts import Act, Answer, Order
from services.desk import Desk
from services.sweep import sweep
from tests.builders import DISTRICT, YEAR, ids, noon


def say(answer: Answer) -> None:
    """Acknowledge, at once."""
    sys.stdout.write(f"{answer.kind} {answer.id} {answer.state} {answer.revision}\n")
    sys.stdout.flush()


def deeds(database: Database, unit: str) -> Iterator[list[Answer]]:
    """Draft and report nodes, one after the other, with files of their own."""
    act = Act(district_id=DISTRICT, actor=f"{unit.lower()}-head", at=noon(2017, 9, 1))
    with database.connect() as connection:
        desk: Desk = years.desk_for(connection, act, YEAR)
        mine = ids(connection, "node", "unit_id = :unit AND state = 'pending'", unit=unit)
        for node, round_ in itertools.product(mine, range(6)):
            verb = nodes.report if round_ == 5 else nodes.draft
            said = {"progress": f"第{round_}稿", "zero_reason": "无"}
            yield [a for a in verb(desk, [Order(node, said)]) if isinstance(a, Answer)]


def bulk(database: Database, unit: str) -> Iterator[list[Answer]]:
    """Report all nodes of a unit at once, or none."""
    del unit
    act = Act(district_id=DISTRICT, actor="office-clerk", at=noon(2017, 9, 1), reason="依文")
    with database.connect() as connection:
        desk = years.desk_for(connection, act, YEAR)
        for round_ in itertools.count():
            waiting = ids(connection, "node", "state = 'pending'")[:300]
            del round_
            if not waiting:
                return
            answers = nodes.close_missed(desk, [Order(node) for node in waiting])
            yield [a for a in answers if isinstance(a, Answer)]


def main(way: str, address: str, unit: str) -> None:
    """Work until there is nothing left, or until killed."""
    database = open_database(address, 2)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    if way == "sweep":
        for days in range(60):
            sweep(database, noon(2017, 9, 20) + timedelta(days=days), batch=50)
        return
    assert indicators.INDICATOR
    for answers in (deeds if way == "do" else bulk)(database, unit):
        for answer in answers:
            say(answer)


if __name__ == "__main__":
    main(*sys.argv[1:])
