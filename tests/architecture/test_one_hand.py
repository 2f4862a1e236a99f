"""One hand moves a record, one clock is read, one service answers for each verb."""

import ast
import re

import pytest
from sqlmodel import SQLModel

from models import SUBJECTS
from states.catalogue import LIFECYCLES
from tests.architecture.house import calls, last_name, sources, texts

#: The door's own statement, and the migrations that make and change tables.
DOOR = "services/statement.py"
MIGRATIONS = "models/migrations/"
WALKER = "states/lifecycle.py"
CLOCK = "kit/clock.py"

TABLES = sorted(str(table.__tablename__) for table in SUBJECTS.values())
#: A statement that writes a subject's table, or a table that is named only when it runs.
WRITES = re.compile(
    r"\b(?:UPDATE|INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?|COPY)"
    rf'\s+(?:ONLY\s+)?(?:public\.)?"?(?:(?:{"|".join(TABLES)})\b|\{{\}})',
    re.IGNORECASE,
)
#: Builders of SQLAlchemy and hands of its session that would write a row.
BUILDERS = frozenset({"insert", "update", "delete", "add", "add_all", "merge", "bulk_save_objects"})
WALL = {
    "now": {"datetime", "Timestamp"},
    "utcnow": {"datetime"},
    "today": {"datetime", "date"},
    "fromtimestamp": {"datetime", "date"},
    "time": {"time"},
    "time_ns": {"time"},
    "localtime": {"time"},
    "gmtime": {"time"},
}
WALL_OF_SQL = re.compile(
    r"\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp)\(\)"
    r"|\b(?:current_(?:date|time|timestamp)|localtime(?:stamp)?)\b",
    re.IGNORECASE,
)


def where(found: dict[str, list[int]]) -> list[str]:
    return [f"{path}:{line}" for path, lines in found.items() for line in lines]


def stored_states(tree: ast.Module) -> list[int]:
    stores = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store | ast.Del)
        and node.attr == "state"
    ]
    sets = [
        call.lineno
        for call in calls(tree)
        if last_name(call.func) in ("setattr", "__setattr__")
        and any(isinstance(a, ast.Constant) and a.value == "state" for a in call.args)
    ]
    return stores + sets


def subjects_written(tree: ast.Module) -> list[int]:
    """Lines on which a subject's class is made, or handed to a builder of a write."""
    classes = {table.__name__ for table in SUBJECTS.values()}
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "models"
        for alias in node.names
        if alias.name in classes
    }
    return [
        call.lineno
        for call in calls(tree)
        if last_name(call.func) in imported
        or (last_name(call.func) in BUILDERS and {last_name(a) for a in call.args} & imported)
    ]


def test_only_the_walker_stores_a_state():
    writers = {path for path, tree in sources().items() if stored_states(tree)}

    assert writers == {WALKER}


def test_the_tables_of_the_subjects_are_known():
    assert set(SUBJECTS) == set(LIFECYCLES)
    assert set(TABLES) <= set(SQLModel.metadata.tables)


def test_only_the_door_writes_a_subject_in_sql():
    found = {
        path: [line for line, text in texts(tree) if WRITES.search(text)]
        for path, tree in sources().items()
        if path != DOOR and not path.startswith(MIGRATIONS)
    }

    assert where(found) == []


def test_only_the_door_writes_a_subject_through_its_class():
    found = {path: subjects_written(tree) for path, tree in sources().items()}

    assert where(found) == []


def test_the_search_for_statements_finds_the_doors():
    assert any(WRITES.search(text) for _, text in texts(sources()[DOOR]))


@pytest.mark.parametrize(
    ("statement", "writes"),
    [
        ("UPDATE indicator SET state = 'scored'", True),
        ("update\n  only node set revision = 1", True),
        ('INSERT INTO "request" (id) VALUES (1)', True),
        ("DELETE FROM public.phase", True),
        ("MERGE INTO gate g USING x", True),
        ("COPY result FROM STDIN", True),
        ("UPDATE {} SET x = 1", True),
        ("INSERT INTO indicator_version (id) VALUES (1)", False),
        ("INSERT INTO node_report (id) VALUES (1)", False),
        ("SELECT * FROM indicator FOR UPDATE", False),
        ("DO UPDATE SET name = excluded.name", False),
    ],
)
def test_a_statement_that_writes_a_subject_is_known_by_its_text(statement: str, *, writes: bool):
    assert bool(WRITES.search(statement)) is writes


def reads_the_wall(tree: ast.Module) -> list[int]:
    """Lines that ask Python for the time of the machine."""
    named = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and last_name(node.value) in WALL.get(node.attr, ())
    ]
    imported = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module == "time"
        and {alias.name for alias in node.names} & {"time", "time_ns", "localtime", "gmtime"}
    ]
    return named + imported


def test_only_the_clock_reads_the_wall():
    readers = {path for path, tree in sources().items() if reads_the_wall(tree)}

    assert readers == {CLOCK}


def test_no_statement_reads_the_clock_of_the_database():
    found = {
        path: [line for line, text in texts(tree) if WALL_OF_SQL.search(text)]
        for path, tree in sources().items()
    }

    assert where(found) == []


@pytest.mark.parametrize(
    "source",
    [
        "import datetime\ndatetime.datetime.now()",
        "from datetime import datetime\ndatetime.utcnow()",
        "from datetime import date\ndate.today()",
        "import time\ntime.time()",
        "from time import time\ntime()",
        "from datetime import datetime\nclock = datetime.now",
    ],
)
def test_a_look_at_the_wall_is_known(source: str):
    assert reads_the_wall(ast.parse(source)) != []


def test_every_verb_of_every_lifecycle_has_a_service_and_no_service_another():
    from services.verbs import VERBS  # noqa: PLC0415 - the guards above run without the services

    in_tables = {
        (kind, str(trigger))
        for kind, lifecycle in LIFECYCLES.items()
        for trigger in lifecycle.triggers
    }
    served = {(str(kind), str(trigger)) for kind, trigger in VERBS}

    assert served == in_tables
