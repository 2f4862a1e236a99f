"""The secret ballot: with every table, system columns and trail in hand, no mark has a judge."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from kit.errors import Objected
from services import ballot_papers, ballot_urn, paper_ballots, results
from services.acts import Order
from services.house import House
from services.sealing import seal
from tests.services.hands import at, rows, why
from tests.services.judging import (
    GUESTS,
    cast,
    claim,
    enter,
    exact,
    lock,
    opened,
    publish,
    touch,
    vote,
)

UNITS = ("D01", "D02", "D03", "D04")
#: What is random in every ballot, and so tells nothing of what is in it.
RANDOM = {"digest", "sealed"}
#: Which transaction a row comes from; only what these numbers tell in their order is looked at.
NUMBERED = {"xmin!", "ctid!", "xact", "horizon", "cluster"}
Row = tuple[str, dict[str, Any]]


def everything(house: House) -> list[Row]:
    """Read all rows of all tables as whoever owns the server could, oldest transaction first."""
    tables = rows(house, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    found: list[Row] = []
    for table in (one["tablename"] for one in tables):
        query = f'SELECT xmin::text::bigint AS "xmin!", ctid::text AS "ctid!", * FROM "{table}"'
        found += [(table, one) for one in rows(house, f'{query} ORDER BY "xmin!", ctid')]
    return sorted(found, key=lambda row: row[1]["xmin!"])


def told(found: Sequence[Row]) -> list[tuple[str, dict[str, Any]]]:
    """Leave transaction numbers to their order, and of random columns only how long they are.

    A record's own number of its transaction must tell no more than the row's system column does.
    """
    assert all(str(one["xact"]) == str(one["xmin!"]) for table, one in found if table == "trail")
    return [
        (
            table,
            {
                name: len(value) if table == "ballot" and name in RANDOM else value
                for name, value in one.items()
                if name not in NUMBERED
            },
        )
        for table, one in found
    ]


def ballots_of(judges: Sequence[str], turn: int) -> Mapping[str, dict[str, Any]]:
    """Fill in a ballot for each judge of a group; another turn gives each somebody else's."""
    filled = [
        {unit: "unknown" if (n + u) % 5 == 4 else 60 + 7 * n + u for u, unit in enumerate(UNITS)}
        for n in range(len(judges))
    ]
    return {who: filled[(n + turn) % len(filled)] for n, who in enumerate(judges)}


def play(house: House, turn: int) -> tuple[str, list[str]]:
    """Let nine judges vote, one after the other, one of them twice; session and papers."""
    session = opened(house, *UNITS)
    papers: list[str] = []
    for judges in GUESTS.values():
        for who, marks in ballots_of(judges, turn).items():
            papers.append(claim(house, who, session).token)
            cast(house, papers[-1], marks)
    cast(house, papers[0], ballots_of(GUESTS["leaders"], turn)["leader"])
    return session, papers


def test_who_cast_which_ballot_changes_nothing_in_the_database(house: House, twin_house: House):
    for one in (house, twin_house):
        at(one, "office-clerk", results.lay_out)

    session, _ = play(house, turn=0)
    again, _ = play(twin_house, turn=1)
    for one in (house, twin_house):
        assert seal(one.database)
    assert told(everything(house)) == told(everything(twin_house))

    for one, which in ((house, session), (twin_house, again)):
        lock(one, which)
        publish(one, which)
        assert seal(one.database)
    assert told(everything(house)) == told(everything(twin_house))
    counted = [one for table, one in everything(house) if table == "mark"]
    assert len(counted) == len(UNITS) * 9


def test_what_a_judge_holds_is_nowhere_but_under_the_seal(house: House):
    session, papers = play(house, turn=0)
    read = [ballot_papers.read(token) for token in papers]

    held = {
        word
        for token, paper in zip(papers, read, strict=True)
        for word in (token, paper.nonce.hex(), paper.digest.hex())
    }
    found = [(t, name) for t, name, value in cells(house) if any(w in value for w in held)]
    assert set(found) == {("ballot", "digest")}

    lock(house, session)
    assert not [cell for cell in cells(house) if any(word in cell[2] for word in held)]


def cells(house: House) -> list[tuple[str, str, str]]:
    """Read every cell of the database as text, bytes in hexadecimal."""
    return [
        (table, name, bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value))
        for table, one in everything(house)
        for name, value in one.items()
    ]


def test_no_table_has_judges_and_ballots_or_marks_side_by_side(house: House):
    session, _ = play(house, turn=0)
    judges = {who for group in GUESTS.values() for who in group}

    named = {
        table
        for table, one in everything(house)
        if judges & {str(value) for value in one.values()}
        and one.get("ballot_session_id", one.get("subject_id")) == session
    }
    ballot = next(one for table, one in everything(house) if table == "ballot")

    assert named == {"voter", "trail"}
    assert set(ballot) - {"xmin!", "ctid!"} == {
        "district_id", "ballot_session_id", "digest", "judge_group", "sealed",
    }  # fmt: skip
    casts = [
        one for table, one in everything(house) if table == "trail" and one["trigger"] == "cast"
    ]
    assert {one["actor"] for one in casts} == {"system:ballot"}
    assert {tuple(one["data"]) for one in casts} == {("group", "returned")}
    assert {one["request_id"] for one in casts} == {""}


def test_one_who_follows_the_clock_from_paper_to_ballot_finds_no_mark(house: House):
    session, _ = play(house, turn=0)
    lock(house, session)

    marks = [one for table, one in everything(house) if table == "mark"]
    stored = [(m["unit_id"], m["judge_group"], m["place"]) for m in marks]
    # All in one transaction and in an order that the marks alone decide: no row tells a ballot.
    assert len({m["xmin!"] for m in marks}) == 1
    assert stored == sorted(stored)
    by_group: dict[tuple[str, str], list[Any]] = {}
    for m in marks:
        by_group.setdefault((m["unit_id"], m["judge_group"]), []).append(m["mark"])
    for found in by_group.values():
        known = [mark for mark in found if mark is not None]
        assert found == sorted(known) + [None] * (len(found) - len(known))
    assert not [table for table, _ in everything(house) if table == "ballot"]


def test_sealed_ballots_differ_in_nothing_but_chance(house: House):
    session = opened(house, "D01", "D02", "D03", "D07")
    for who, mark in (("leader", 0), ("leader-2", 99.5), ("leader-3", "unknown"), ("d01-head", 7)):
        paper = claim(house, who, session)
        cast(house, paper.token, dict.fromkeys(paper.units, mark))
    first = {bytes(b["sealed"]) for b in rows(house, "SELECT sealed FROM ballot")}
    cast(house, paper.token, dict.fromkeys(paper.units, 7))
    second = {bytes(b["sealed"]) for b in rows(house, "SELECT sealed FROM ballot")}

    assert len({len(sealed) for sealed in first | second}) == 1
    assert len(first - second) == 1  # the same marks again are sealed anew
    sealed = b"".join(first)
    assert not any(word in sealed for word in (b"99.5", b"D01", b"leader"))


def test_a_kept_answer_does_not_give_a_paper_ballot_away(house: House):
    session = opened(house, "D01")
    body = {"group": "heads", "marks": exact({"D01": 80})}
    for key in ("paper-1", "paper-2"):
        at(house, "office-clerk", paper_ballots.enter_paper, house.keys, Order(session, body),
           key=key)  # fmt: skip

    kept = rows(house, "SELECT fingerprint, answer FROM idempotency_key ORDER BY key")
    other = opened(house, "D02")
    at(house, "office-clerk", paper_ballots.enter_paper, house.keys,
       Order(other, {"group": "heads", "marks": exact({"D02": 80})}), key="paper-3")  # fmt: skip

    guesses = {hashlib.sha256(str(guess).encode()).digest() for guess in range(101)}
    assert not {bytes(one["fingerprint"]) for one in kept} & guesses
    assert "80" not in str(kept[0]["answer"])


@pytest.mark.parametrize(
    ("voters", "units"),
    [
        (("leader",), ("D01",)),
        # Of two heads one may not judge D01: what it got from heads is the other's.
        (("d01-head", "d07-head"), ("D01", "D02")),
    ],
)
def test_a_mark_that_would_be_known_to_be_somebodys_is_not_counted_unawares(
    house: House, voters: tuple[str, ...], units: tuple[str, ...]
):
    session = opened(house, *units)
    for who in ("deputies-1", "deputies-2", *voters):
        vote(house, who, session, 80)

    with pytest.raises(Objected) as alone:
        touch(house, "office-clerk", ballot_urn.lock, session, "")

    assert "ballot_session.alone" in why(alone.value)
    assert rows(house, "SELECT 1 FROM mark") == []
    touch(house, "office-clerk", ballot_urn.lock, session, "其他评委请假，无法再投")


def test_what_came_on_paper_is_nobodys_and_two_of_a_group_hide_each_other(house: House):
    session = opened(house, "D02", "D03")
    enter(house, session, "cppcc_members", {"D02": 80, "D03": 90})
    for who in ("leader", "leader-2", "d01-head", "d07-head"):
        vote(house, who, session, 80)

    assert touch(house, "office-clerk", ballot_urn.lock, session, "").state == "locked"
