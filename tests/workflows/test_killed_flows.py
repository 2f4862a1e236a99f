"""A flow's process killed in the middle and run again does nothing twice and leaves nothing out."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import psutil
import pytest
from sqlalchemy import Connection, text

from kit.clock import FolderClock
from models.database import open_database, owner_engine
from services.asks import Ask
from services.house import House
from tests.builders import DISTRICT, YEAR, approve_gate, declare_all, review_all
from tests.conftest import Server
from tests.workflows.conftest import Prefect, run_of, until
from workflows import asking, steps

#: Half a minute or a minute on a quiet machine: a dozen processes start, and each imports Prefect.
pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]
_ASK = Ask("platform-readiness-killed", "platform-readiness", DISTRICT, YEAR)
_KEY = 4_711


@dataclass(frozen=True)
class Held:
    """A table of which one kind of change waits until the test lets it go."""

    connection: Connection

    def waits(self) -> bool:
        return bool(self._ask("SELECT count(*)"))

    def break_off(self) -> None:
        """Undo what waits, as when the machine dies with the process."""
        self._ask("SELECT pg_terminate_backend(pid)")

    def _ask(self, what: str) -> object:
        waiting = " FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = :key"
        return self.connection.execute(text(what + waiting), {"key": _KEY}).scalar()


@contextmanager
def holding(house: House, table: str, event: str) -> Iterator[Held]:
    engine = owner_engine(house.database.address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in (
            f"SELECT pg_advisory_lock({_KEY})",
            (
                "CREATE OR REPLACE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$ BEGIN PERFORM pg_advisory_xact_lock({_KEY}); RETURN NULL; END $$"
            ),
            f"CREATE TRIGGER hold BEFORE {event} ON {table} EXECUTE FUNCTION hold()",
        ):
            connection.exec_driver_sql(statement)
        yield Held(connection)
        connection.exec_driver_sql(f"SELECT pg_advisory_unlock({_KEY})")
        connection.exec_driver_sql(f"DROP TRIGGER hold ON {table}")
    engine.dispose()


#: Where the process is killed: before the first step did anything; amid a step, whose statement
#: is carried out although nobody hears of it; between the two halves of what a step does; between
#: two steps, when the phase is open, its work done, and nothing left but to close it.
_KILLS = (
    ("phase", "UPDATE", True),
    ("indicator", "UPDATE", False),
    ("node", "INSERT", True),
    ("phase", "UPDATE", True),
)


def test_a_flow_killed_four_times_ends_as_if_nothing_had_happened(
    house: House, server: Server, prefect_server: Prefect
):
    _confirmed(house)
    with _copy(house, server) as undisturbed:
        steps.run_steps(undisturbed, DISTRICT, YEAR, _ASK.flow)
        steps.run_steps(undisturbed, DISTRICT, YEAR, "process-management")
        expected = _story(undisturbed)
    FolderClock.start(house.folder.path / "clock.json", house.now())

    with prefect_server.runner(house) as runner:
        until(lambda: asking.ask([_ASK], prefect_server.link) or runner.poll() is not None)
        for table, event, lost in _KILLS:
            _kill_in(house, runner, prefect_server, table, event, lost=lost)
            assert asking.ask([_ASK], prefect_server.link) == [_ASK]
        until(lambda: run_of(_ASK, prefect_server.link) == "COMPLETED")
    steps.run_steps(house, DISTRICT, YEAR, "process-management")

    assert _story(house) == expected


def _kill_in(
    house: House,
    runner: subprocess.Popen[bytes],
    prefect: Prefect,
    table: str,
    event: str,
    *,
    lost: bool,
) -> None:
    with holding(house, table, event) as held:
        until(held.waits)
        for process in psutil.Process(runner.pid).children(recursive=True):
            process.kill()
        if lost:
            held.break_off()
        until(lambda: run_of(_ASK, prefect.link) == "CRASHED")


def _confirmed(house: House) -> None:
    """The conference has confirmed the table: its indicators may be started."""
    for flow in ("preparation", "indicator-setting"):
        steps.run_steps(house, DISTRICT, YEAR, flow)
    declare_all(house)
    review_all(house)
    approve_gate(house, "indicator_table_confirmed")
    steps.run_steps(house, DISTRICT, YEAR, "indicator-setting")


@contextmanager
def _copy(house: House, server: Server) -> Iterator[House]:
    house.database.close()  # nobody may be in a database that is copied
    name = f"{house.database.engine.url.database}_copy"
    server.copy(name, str(house.database.engine.url.database))
    database = open_database(server.named(name))
    try:
        yield replace(house, database=database)
    finally:
        database.close()
        server.run(f"DROP DATABASE {name} WITH (FORCE)")


_RECORDS = (
    (
        "SELECT kind, subject_id, number, trigger, source, target, actor, capacity, reason, data"
        " FROM trail ORDER BY kind, subject_id, number"
    ),
    (
        "SELECT kind, subject_id, name, due_on, next_at, stopped_at IS NULL FROM deadline"
        " ORDER BY kind, subject_id, name"
    ),
    (
        "SELECT kind, subject_id, number, topic, readers FROM outbox"
        " ORDER BY kind, subject_id, number, topic, readers"
    ),
)


def _story(house: House) -> list[list[tuple[object, ...]]]:
    with house.database.connect() as connection:
        return [[tuple(row) for row in connection.execute(text(records))] for records in _RECORDS]
