"""One hand moves a record: the walker its state, the door its row."""

import ast
import re

import pytest
from sqlmodel import SQLModel

from models import SUBJECTS
from states.catalogue import LIFECYCLES
from tests.architecture.house import calls, last_name, places, sources, texts

#: The door's own statement, and the migrations that make and change tables.
DOOR = "services/statement.py"
MIGRATIONS = "models/migrations/"
WALKER = "states/lifecycle.py"

TABLES = sorted(str(table.__tablename__) for table in SUBJECTS.values())
#: A statement that writes a subject's table, or a table that is named only when it runs.
WRITES = re.compile(
    r"\b(?:UPDATE|INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?|COPY)"
    rf'\s+(?:ONLY\s+)?(?:public\.)?"?(?:(?:{"|".join(TABLES)})\b|\{{\}})',
    re.IGNORECASE,
)
#: Builders of SQLAlchemy and hands of its session that would write a row.
BUILDERS = frozenset({"insert", "update", "delete", "add", "add_all", "merge", "bulk_save_objects"})


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

    assert places(found) == []


def test_only_the_door_writes_a_subject_through_its_class():
    found = {path: subjects_written(tree) for path, tree in sources().items()}

    assert places(found) == []


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
