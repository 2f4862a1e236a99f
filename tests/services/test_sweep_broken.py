"""A broken subject never stops the sweep: it is set aside, told, and tried again."""

from collections.abc import Sequence

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services import gates
from services.house import House
from services.sweep import Swept, is_houses, sweep
from services.sweep_batch import retry_set_aside
from tests.builders import noon
from tests.services.hands import NEW_PLAN, as_owner, at, at_once, row, rows, value

#: Due on Saturday 30 September 2017, which was a working day.
NODE = "2017-D01-001-3"
DONE = {"progress": "完成", "zero_reason": "无"}
FIRES = (
    "SELECT rung, due_at, fired_at, number FROM deadline_fire WHERE subject_id = :id"
    " AND name = :name ORDER BY number"
)


def _only(house: House, *subjects: str) -> None:
    """Leave only these subjects' clocks running."""
    with as_owner(house) as connection:
        stop = "UPDATE deadline SET next_at = NULL WHERE NOT subject_id = ANY(:ids)"
        connection.execute(text(stop), {"ids": list(subjects)})


BREAKS: Sequence[tuple[str, str]] = (
    ("a rung that the plan does not know", """ladder = '[{"rung": "+9wd", "at": "2017-09-24"}]'"""),
    ("a clock that the plan does not know", "name = 'no_such_clock'"),
    ("a ladder without a rung", "ladder = '[]'"),
    ("a ladder that is none", """ladder = '{"rung": "0"}'"""),
    ("a rung without an instant", """ladder = '[{"rung": "0"}]'"""),
    ("an instant that is none", """ladder = '[{"rung": "0", "at": "soon"}]'"""),
)


def test_broken_clocks_are_set_aside_and_the_others_go_on(working_house: House):
    good = [f"2017-D{n:02}-001-3" for n in range(10, 13)]
    broken = [f"2017-D{n:02}-001-3" for n in range(1, 1 + len(BREAKS))]
    _only(working_house, *good, *broken)
    with as_owner(working_house) as connection:
        for node, (_, break_) in zip(broken, BREAKS, strict=True):
            connection.execute(
                text(f"UPDATE deadline SET {break_} WHERE subject_id = :id"), {"id": node}
            )
    assert sweep(working_house.database, noon(2017, 9, 25)) == Swept(len(good), len(broken))
    assert sweep(working_house.database, noon(2017, 9, 27)) == Swept(len(good), 0)
    aside = rows(
        working_house, "SELECT subject_id FROM deadline WHERE set_aside <> '' ORDER BY subject_id"
    )
    assert [found["subject_id"] for found in aside] == broken
    fired = rows(working_house, "SELECT DISTINCT subject_id FROM deadline_fire ORDER BY 1")
    assert [found["subject_id"] for found in fired] == good
    with working_house.database.connect() as connection:
        assert retry_set_aside(connection) == len(broken)
    assert sweep(working_house.database, noon(2017, 9, 27)) == Swept(0, len(broken))


def test_a_subject_that_the_database_refuses_is_set_aside_alone(working_house: House):
    good = [f"2017-D0{n}-001-3" for n in range(2, 9)]
    _only(working_house, NODE, *good)
    with as_owner(working_house) as connection:
        taken = (
            "INSERT INTO deadline_fire SELECT district_id, kind, subject_id, name, visit, version,"
            " '-5wd', next_at, next_at, 9 FROM deadline WHERE subject_id = :id"
        )
        connection.execute(text(taken), {"id": NODE})

    def one_sweep():
        return sweep(working_house.database, noon(2017, 9, 25), batch=3)

    found = at_once([one_sweep] * 3)
    assert all(isinstance(swept, Swept) for swept in found), found
    sweep(working_house.database, noon(2017, 9, 25))
    assert [
        aside["subject_id"]
        for aside in rows(working_house, "SELECT * FROM deadline WHERE set_aside IS NOT NULL")
    ] == [NODE]
    assert value(working_house, "SELECT count(*) FROM deadline_fire") == 1 + len(good)


def test_a_clock_whose_subject_is_gone_does_not_stop_other_kinds(working_house: House):
    _only(working_house, NODE)
    gate = at(working_house, "office-clerk", gates.request, "plan_amended", NEW_PLAN).id
    with as_owner(working_house) as connection:
        connection.execute(text("DELETE FROM node WHERE id = :id"), {"id": NODE})
    sweep(working_house.database, noon(2017, 12, 1))
    assert row(working_house, "gate", gate)["state"] == "lapsed"


def _fault(house: House, *statements: str, **values: str) -> DBAPIError:
    """Provoke a fault of the database."""
    try:
        with house.database.transaction() as connection:
            for statement in statements:
                connection.execute(text(statement), values)
    except DBAPIError as fault:
        return fault
    pytest.fail("nothing went wrong")


def test_a_fault_of_the_house_is_told_from_a_subjects(shared_working: House):
    houses = (
        ("SELECT pg_terminate_backend(pg_backend_pid())",),
        ("SET LOCAL statement_timeout = 1", "SELECT pg_sleep(1)"),
        ("SET TRANSACTION READ ONLY", "UPDATE node SET lamp = lamp"),
    )
    subjects = (
        "SELECT 1 / 0",
        "INSERT INTO deadline_fire (name) VALUES ('x')",
        "SELECT repeat('x', 2000000000)",
    )
    assert [is_houses(_fault(shared_working, *each)) for each in houses] == [True] * 3
    assert [is_houses(_fault(shared_working, each)) for each in subjects] == [False] * 3
    # What cannot even be written is no answer of the server's, and a subject's all the same.
    assert not is_houses(_fault(shared_working, "SELECT CAST(:word AS text)", word="a\x00b"))
