"""The trail: whatever was tampered with is found, and the first bad record is named."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from services import indicators, trail
from services.house import House
from services.roster import roster
from services.trail import seal
from tests.builders import DISTRICT, desk, plan
from tests.services.hands import as_owner, do, rows, verdict

MINE = "2017-D01-001"
#: A false value for each column of a record.
FALSE = {
    "district_id": "'other'",
    "kind": "'node'",
    "subject_id": "'2017-D01-0010'",
    "number": "77",
    "at": "at + interval '1 microsecond'",
    "trigger": "'declare'",
    "source": "'returned'",
    "target": "'declared'",
    "actor": "'d01-head'",
    "capacity": "'unit_head'",
    "on_behalf_of": "'leader'",
    "reason": "reason || ' '",
    "data": """data || '{"more": 1}'""",
    "request_id": "'r'",
    "prev": "set_byte(prev, 0, get_byte(prev, 0) # 1)",
    "hash": "set_byte(hash, 31, get_byte(hash, 31) # 1)",
}


@pytest.fixture(scope="module")
def lived(shared_house: House) -> House:
    """A house where one indicator has a trail of six records."""
    for round_ in range(5):
        do(shared_house, "d01-clerk", indicators.revise, MINE, remark=f"改{round_}", reason="改")
    return shared_house


def _tampered(house: House, *statements: str) -> dict | None:
    """Tamper as the owner, look, and undo it."""
    with as_owner(house) as connection:
        for statement in statements:
            connection.execute(text(statement), {"mine": MINE})
        found = trail.verify(connection).first_bad
        connection.rollback()
    return found


def test_an_honest_trail_holds(lived: House):
    found = verdict(lived)
    assert found.first_bad is None
    assert found.to_json()["ok"] is True
    goals, city = 18, 8
    # Each goal was dispatched, accepted and covered; each city task's plan was approved.
    assert found.records == found.subjects + 5 + 3 * goals + city
    people = len(roster(plan()))
    assert found.subjects == 1237 + 6 + 1 + goals + city + people


@pytest.mark.parametrize(("column", "false"), FALSE.items(), ids=FALSE)
def test_a_changed_column_is_found(lived: House, column: str, false: str):
    found = _tampered(
        lived, f"UPDATE trail SET {column} = {false} WHERE subject_id = :mine AND number = 3"
    )
    moved = {"district_id": "content", "kind": "content", "subject_id": "content", "number": 4}
    assert found is not None
    if column not in moved:
        assert (found["subject_id"], found["number"]) == (MINE, 3)
    elif column == "number":
        assert (found["subject_id"], found["number"]) == (MINE, 4)
    else:
        assert found["code"] in ("missing", "chain", "state", "content")


@pytest.mark.parametrize(
    ("gone", "named", "code"),
    [("0", 1, "missing"), ("2", 3, "missing"), ("5", 5, "head"), ("0, 1, 2, 3, 4, 5", 5, "head")],
    ids=["first", "middle", "last", "all"],
)
def test_a_deleted_record_is_found(lived: House, gone: str, named: int, code: str):
    found = _tampered(lived, f"DELETE FROM trail WHERE subject_id = :mine AND number IN ({gone})")
    assert found is not None
    assert (found["subject_id"], found["number"], found["code"]) == (MINE, named, code)


def test_two_swapped_records_are_found(lived: House):
    swap = "UPDATE trail SET number = {} WHERE subject_id = :mine AND number = {}"
    found = _tampered(lived, swap.format(99, 2), swap.format(2, 3), swap.format(3, 99))
    assert found is not None
    assert (found["subject_id"], found["number"]) == (MINE, 2)


def _rehashed(connection: Connection, first: int) -> None:
    query = text("SELECT * FROM trail WHERE subject_id = :id AND number >= :n ORDER BY number")
    before = None
    for found in connection.execute(query, {"id": MINE, "n": first}).mappings().all():
        record = {**found, "prev": before or found["prev"], "reason": "伪造"}
        before = seal(record)
        connection.execute(
            text(
                "UPDATE trail SET reason = '伪造', prev = :prev, hash = :hash"
                " WHERE subject_id = :id AND number = :number"
            ),
            {**record, "hash": before, "id": MINE},
        )


@pytest.mark.parametrize("first", [0, 2, 5])
def test_a_suffix_hashed_anew_is_found_at_its_head(lived: House, first: int):
    with as_owner(lived) as connection:
        _rehashed(connection, first)
        found = trail.verify(connection).first_bad
        connection.rollback()
    assert found is not None
    assert (found["subject_id"], found["number"], found["code"]) == (MINE, 5, "head")


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE indicator SET state = 'scored' WHERE id = :mine",
        "UPDATE indicator SET revision = 4 WHERE id = :mine",
        "UPDATE indicator SET head = decode(repeat('00', 32), 'hex') WHERE id = :mine",
    ],
)
def test_a_subject_that_says_otherwise_than_its_last_record_is_found(lived: House, tamper: str):
    found = _tampered(lived, tamper)
    assert found is not None
    assert (found["kind"], found["subject_id"], found["code"]) == ("indicator", MINE, "head")


def test_a_subject_removed_from_under_its_trail_is_found(lived: House):
    found = _tampered(lived, "DELETE FROM indicator WHERE id = :mine")
    assert found is not None
    assert (found["subject_id"], found["code"]) == (MINE, "orphan")


@pytest.mark.parametrize("kind", ["indicator", "conspiracy"])
def test_an_invented_subject_with_a_perfect_chain_is_found(lived: House, kind: str):
    (record,) = rows(lived, "SELECT * FROM trail WHERE subject_id = :id AND number = 0", id=MINE)
    invented = {**record, "kind": kind, "subject_id": "2017-D01-900"}
    with as_owner(lived) as connection:
        connection.execute(
            text(
                "INSERT INTO trail SELECT (jsonb_populate_record(t, jsonb_build_object('kind',"
                " CAST(:kind AS text), 'subject_id', '2017-D01-900', 'hash', CAST(:hash AS text))))"
                ".* FROM trail t WHERE subject_id = :mine AND number = 0"
            ),
            {"kind": kind, "hash": "\\x" + seal(invented).hex(), "mine": MINE},
        )
        found = trail.verify(connection).first_bad
        connection.rollback()
    assert found is not None
    assert (found["kind"], found["subject_id"]) == (kind, "2017-D01-900")


def test_the_first_of_several_bad_records_is_named(lived: House):
    bad = "UPDATE trail SET actor = 'x' WHERE subject_id IN ('2017-D02-001', :mine) AND number = 0"
    found = _tampered(lived, bad)
    assert found is not None
    assert (found["subject_id"], found["number"]) == (MINE, 0)


def _played(house: House, later: timedelta, request_id: str) -> str:
    act = {"request_id": request_id, "reason": "改"}
    with house.database.connect() as connection:
        at = desk(house, connection, "d02-clerk", **act)
        act_later = at.act.__class__(
            district_id=DISTRICT, actor="d02-clerk", at=house.now() + later, **act
        )
        seat = at.__class__(connection, act_later, at.rules)
        indicators.revise(seat, [indicators.Order("2017-D02-001", {"remark": "同样"})])
    with house.database.snapshot() as connection:
        return trail.digest(connection)


def test_the_digest_is_equal_for_equal_deeds_whenever_they_were_done(
    house: House, twin_house: House
):
    first = _played(house, timedelta(0), "r1")
    assert _played(twin_house, timedelta(hours=5), "r2") == first
    do(twin_house, "d03-clerk", indicators.revise, "2017-D03-001", remark="另一件")
    with twin_house.database.snapshot() as connection:
        assert trail.digest(connection) != first
