"""The sealer: every record gets one number, none is missed, whoever commits when."""

import time
from contextlib import contextmanager

from sqlalchemy import Connection, text

from services import indicators, sealing
from services.house import House
from tests.services.hands import as_owner, at_once, do, rows, set_down, value

CLERK = "d08-clerk"


class Lent:
    """A database that lends the one connection of a transaction under way."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def connect(self):
        yield self._connection


def revise(house: House, number: int = 1) -> None:
    do(house, CLERK, indicators.revise, f"2017-D08-00{number}", remark="补充")


def numbers(house: House) -> list[int]:
    return [row["number"] for row in rows(house, "SELECT number FROM event ORDER BY number")]


def insist_on_order(house: House) -> None:
    """Numbers are gapless from 1, one for each record, a subject's in the order of its trail."""
    total = value(house, "SELECT count(*) FROM trail")
    assert numbers(house) == list(range(1, total + 1))
    backwards = """SELECT count(*) FROM event a JOIN event b USING (district_id, kind, subject_id)
        WHERE a.subject_number < b.subject_number AND a.number > b.number"""
    assert value(house, backwards) == 0
    both = """SELECT count(*) FROM event e JOIN trail t ON t.district_id = e.district_id
        AND t.kind = e.kind AND t.subject_id = e.subject_id AND t.number = e.subject_number
        AND t.at = e.at"""
    assert value(house, both) == total


def test_every_record_gets_a_number_and_a_second_sealing_finds_nothing(house: House):
    total = value(house, "SELECT count(*) FROM trail")

    assert sealing.seal(house.database) == total
    assert sealing.seal(house.database) == 0
    insist_on_order(house)
    revise(house)
    assert sealing.seal(house.database) == 1
    with house.database.connect() as connection:
        assert sealing.latest(connection, "fangshan") == total + 1
        assert sealing.latest(connection, "elsewhere") == 0
    insist_on_order(house)


def test_numbers_follow_the_time_of_the_acts(house: House):
    sealing.seal(house.database)

    at = [row["at"] for row in rows(house, "SELECT at FROM event ORDER BY number")]
    assert at == sorted(at)


def test_small_batches_give_the_same_order(house: House):
    total = value(house, "SELECT count(*) FROM trail")

    assert sealing.seal(house.database, batch=500) == total
    insist_on_order(house)


def test_a_whole_batch_to_the_last_record_leaves_nothing_behind(house: House):
    total = value(house, "SELECT count(*) FROM trail")

    assert sealing.seal(house.database, batch=total) == total
    assert sealing.seal(house.database, batch=1) == 0
    revise(house)
    assert sealing.seal(house.database, batch=1) == 1


def test_several_that_seal_at_once_number_nothing_twice(house: House):
    total = value(house, "SELECT count(*) FROM trail")

    done = at_once([lambda: sealing.seal(house.database, batch=300)] * 4)
    done.append(sealing.seal(house.database))

    assert sum(done) == total
    insist_on_order(house)


def test_acts_and_sealers_at_once_lose_nothing(house: House):
    sealing.seal(house.database)

    deeds = [lambda n=n: revise(house, n) for n in range(1, 7)]
    found = at_once([*deeds, *[lambda: sealing.seal(house.database)] * 3])
    found.append(sealing.seal(house.database))

    assert not [one for one in found if isinstance(one, Exception)]
    insist_on_order(house)


def test_a_record_that_is_committed_late_is_not_missed(house: House):
    sealing.seal(house.database)
    late = {"id": "2017-W90", "url": "", "owner_id": CLERK, "start_after": 0, "salt": "0" * 32}
    row = {**late, "label": "", "kinds": [], "triggers": [], "restart": 0, "secret_revision": 0}
    with house.database.transaction() as connection:
        # Begun first, with a number of its own, and committed last.
        early = connection.execute(text("SELECT pg_current_xact_id()::text")).scalar_one()
        revise(house)
        assert sealing.seal(house.database) == 1
        revise(house, 2)
        assert sealing.seal(house.database) == 1
        held = House(house.settings, house.folder, Lent(connection), house.clock, house.store)
        set_down(held, "webhook", row, ("subscribe", "active"))
    assert value(house, "SELECT xact::text FROM trail WHERE subject_id = '2017-W90'") == early

    assert sealing.seal(house.database) == 1
    assert rows(house, "SELECT subject_id FROM event ORDER BY number DESC LIMIT 1") == [
        {"subject_id": "2017-W90"}
    ]
    insist_on_order(house)


def test_after_a_restore_on_another_server_all_is_numbered_on(house: House):
    sealing.seal(house.database)
    before = rows(house, "SELECT * FROM event ORDER BY number")
    with as_owner(house) as connection:
        # As the records of a server that had come much further, and of one before this column.
        connection.execute(text("UPDATE sealing SET cluster = 1, horizon = '9000000000'"))
        connection.execute(text("UPDATE trail SET xact = '8999999999' WHERE kind = 'indicator'"))
        connection.execute(text("UPDATE trail SET xact = NULL WHERE kind = 'node'"))
    revise(house)

    assert sealing.seal(house.database) == 1
    revise(house, 2)
    assert sealing.seal(house.database) == 1
    assert rows(house, "SELECT * FROM event ORDER BY number")[: len(before)] == before
    insist_on_order(house)


def test_a_rehearsed_years_records_are_numbered_in_seconds(house: House):
    with as_owner(house) as connection:
        connection.execute(_MANY)
    total = value(house, "SELECT count(*) FROM trail")
    assert total > 45_000

    began = time.perf_counter()
    assert sealing.seal(house.database) == total
    took = time.perf_counter() - began

    assert took < 60  # two or three on a quiet machine
    insist_on_order(house)


#: Records of the size of a rehearsal's, in one transaction.
_MANY = text(
    "INSERT INTO trail (district_id, kind, subject_id, number, at, trigger, source, target, actor,"
    " capacity, reason, data, request_id, prev, hash)"
    " SELECT t.district_id, t.kind, t.subject_id, t.number + g, t.at + g * interval '1 day',"
    " 'revise', t.target, t.target, t.actor, t.capacity, '', '{}', '', t.hash, t.hash"
    " FROM trail t CROSS JOIN generate_series(1, 40) g WHERE t.kind = 'indicator'"
)
