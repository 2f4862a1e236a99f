"""The peers of S3, each as its documentation says: APScheduler's job store, and procrastinate.

What they fire is the least that counts: a lamp, a row of a trail and a row of an outbox, in one
transaction of plain statements. Nothing is hashed, chained, checked or counted once only.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from time import perf_counter, sleep
from typing import Any

import procrastinate
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Connection, Engine, create_engine, make_url, text

from bench.table import Line

#: Long past, so that it is due; and so far ahead that it will not be.
_DUE = datetime(2017, 9, 25, tzinfo=UTC)
_LATER = timedelta(days=36_500)
_TABLES = """
CREATE TABLE lamp (id int PRIMARY KEY, lamp text NOT NULL);
CREATE TABLE said (id int, number int, at timestamptz, actor text, data jsonb,
    PRIMARY KEY (id, number));
CREATE TABLE told (id int, number int, at timestamptz, text text, delivered_at timestamptz,
    PRIMARY KEY (id, number));
INSERT INTO lamp SELECT g, 'green' FROM generate_series(1, :due) g
"""
_FIRE = (
    text("UPDATE lamp SET lamp = 'red' WHERE id = :id"),
    text("INSERT INTO said VALUES (:id, 1, now(), 'system:deadline', CAST(:data AS jsonb))"),
    text("INSERT INTO told VALUES (:id, 1, now(), '节点到期未报。', NULL)"),
)


@cache
def _engine(address: str) -> Engine:
    return create_engine(address, pool_size=10)


def fire(address: str, number: int) -> None:
    """Do what a rung does, at the least: lamp, trail, outbox."""
    with _engine(address).begin() as connection:
        for statement in _FIRE:
            connection.execute(statement, {"id": number, "data": '{"rung": "0", "lamp": "red"}'})


def _fresh(server: str, name: str, due: int) -> str:
    url = make_url(server)
    with create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    address = url.set(database=name).render_as_string(hide_password=False)
    with _engine(address).begin() as connection:
        for statement in _TABLES.split(";"):
            connection.execute(text(statement), {"due": due} if ":due" in statement else {})
    return address


def _fired(connection: Connection) -> int:
    return connection.execute(text("SELECT count(*) FROM told")).scalar_one()


def _line(what: str, due: int, seconds: float, note: str) -> Line:
    each = seconds / due * 1000
    return Line(what, round(due / seconds, 1), round(each, 3), round(each, 3), note)


def apscheduler(server: str, due: int, pending: int) -> Line:
    """Fire `due` date jobs kept in an SQLAlchemyJobStore among so many others."""
    address = _fresh(server, "s3_apscheduler", due)
    store = SQLAlchemyJobStore(engine=_engine(address))
    scheduler: Any = BackgroundScheduler(jobstores={"default": store}, timezone=UTC)
    scheduler.start(paused=True)
    add: Callable[..., Any] = scheduler.add_job
    for number in range(1, due + 1):
        add(fire, "date", (address, number), run_date=_DUE, misfire_grace_time=None)
    fill = text(
        "INSERT INTO apscheduler_jobs SELECT 'p' || g, :at + g, job_state FROM generate_series(1,"
        " :pending) g, (SELECT job_state FROM apscheduler_jobs LIMIT 1) j"
    )
    with _engine(address).begin() as connection:
        connection.execute(fill, {"at": (_DUE + _LATER).timestamp(), "pending": pending})
    _analyze(address)
    began = perf_counter()
    scheduler.resume()
    with _engine(address).connect() as connection:
        while _fired(connection) < due:
            connection.rollback()
            sleep(0.02)
    took = perf_counter() - began
    scheduler.shutdown()
    return _line("APScheduler, SQLAlchemyJobStore", due, took, "ten threads")


def procrastinate_(server: str, due: int, pending: int) -> Line:
    """Fire `due` deferred jobs with a worker of ten at once, among so many others."""
    address = _fresh(server, "s3_procrastinate", due)
    url = make_url(address)
    conninfo = {"host": str(url.query["host"]), "user": url.username, "dbname": url.database}
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(kwargs=conninfo))
    task = app.task(name="fire")(fire)
    with app.open():
        app.schema_manager.apply_schema()
        jobs = [{"address": address, "number": number} for number in range(1, due + 1)]
        task.configure(schedule_at=_DUE).batch_defer(*jobs)
    fill = text(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, scheduled_at)"
        " SELECT 'default', :task, '{}', 'todo', CAST(:at AS timestamptz)"
        " FROM generate_series(1, :pending)"
    )
    with _engine(address).begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        asked = {"task": task.name, "at": _DUE + _LATER, "pending": pending}
        connection.execute(fill, asked)
    _analyze(address)
    began = perf_counter()
    app.run_worker(wait=False, concurrency=10)
    took = perf_counter() - began
    with _engine(address).connect() as connection:
        assert _fired(connection) == due
    return _line("procrastinate", due, took, "a worker, ten at once")


def _analyze(address: str) -> None:
    with create_engine(address, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))


PEERS: Sequence[Callable[[str, int, int], Line]] = (apscheduler, procrastinate_)
