"""One clock is read: neither Python's nor the database's, but that of `kit.clock`."""

import ast
import re

import pytest

from tests.architecture.house import last_name, places, sources, texts

CLOCK = "kit/clock.py"
#: What reads the time of the machine, and on what.
WALL = {
    "now": {"datetime", "Timestamp"},
    "utcnow": {"datetime"},
    "today": {"datetime", "date"},
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

    assert places(found) == []


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
