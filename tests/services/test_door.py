"""The door: a row, a hat, every objection; then everything in one transaction or nothing."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from kit.errors import Conflict, NotFound, NotNow, NotPermitted, Objected, Refused, Stale
from services import indicators, nodes
from services.acts import Act, Answer, Order, one
from services.house import House
from services.intents import Effect, Message
from services.nodes import NODE
from services.trail import NOTHING
from states.capacity import Capacity
from tests.builders import DISTRICT, desk, noon
from tests.services.hands import ask, do, row, rows, value, why


def test_no_row_no_hat_and_out_of_sight_are_three_different_refusals(shared_house: House):
    with pytest.raises(NotNow) as no_row:
        do(shared_house, "office-clerk", indicators.review, "2017-D01-001")
    with pytest.raises(NotPermitted) as no_hat:
        do(shared_house, "d01-clerk", indicators.declare, "2017-D01-001")
    assert why(no_row.value) >= {"indicator.not_now"}
    assert why(no_hat.value) >= {"capacity_required"}
    for stranger in ("t20-head", "nobody-at-all"):
        with pytest.raises(NotFound):
            do(shared_house, stranger, indicators.declare, "2017-D01-001")
    with pytest.raises(NotFound):
        do(shared_house, "d01-head", indicators.declare, "2017-D01-999")


def test_every_objection_is_told_not_only_the_first(shared_house: House):
    mine = value(
        shared_house,
        "SELECT min(id) FROM indicator WHERE category = 'key' AND unit_id = 'D02'",
    )
    do(shared_house, "d02-clerk", indicators.revise, mine, last_year=10_000_000, target_number=1)
    do(shared_house, "d02-head", indicators.declare, mine)
    with pytest.raises(Objected) as silent:
        do(shared_house, "office-clerk", indicators.review, mine)
    assert why(silent.value) >= {"examiner.silent", "target.not_above_last_year"}


def test_a_birth_is_event_zero_and_names_nothing_before_it(shared_house: House):
    (first,) = rows(
        shared_house, "SELECT * FROM trail WHERE subject_id = '2017-D03-001' AND number = 0"
    )
    born = row(shared_house, "indicator", "2017-D03-001")
    assert (first["source"], first["target"], first["trigger"]) == (None, "draft", "draft")
    assert bytes(first["prev"]) == NOTHING
    assert bytes(first["hash"]) == bytes(born["head"])


def test_a_move_writes_state_trail_clocks_messages_and_key_together(working_house: House):
    node = "2017-D01-003-3"
    do(working_house, "d01-clerk", nodes.draft, node, progress="完成", zero_reason="无")
    asked = Order(node, {}, reason="签字")
    one(ask(working_house, "d01-head", nodes.report, asked, key="k1", request_id="r1"))
    now = row(working_house, "node", node)
    last = rows(
        working_house, "SELECT * FROM trail WHERE subject_id = :id ORDER BY number", id=node
    )
    clocks = rows(working_house, "SELECT * FROM deadline WHERE subject_id = :id", id=node)
    told = rows(
        working_house, "SELECT * FROM outbox WHERE subject_id = :id AND topic = 'reported'", id=node
    )
    kept = rows(working_house, "SELECT * FROM idempotency_key")
    assert [record["number"] for record in last] == [0, 1, 2]
    assert (now["state"], now["revision"]) == ("reported", 2)
    assert bytes(now["head"]) == bytes(last[-1]["hash"])
    assert (last[-1]["reason"], last[-1]["request_id"]) == ("签字", "r1")
    assert (last[-1]["capacity"], last[-1]["on_behalf_of"]) == ("unit_head", None)
    mine = [c for c in clocks if c["name"] == "node_report"]
    assert mine
    assert all(c["next_at"] is None and c["stopped_at"] for c in mine)
    # From now on it is the examiner's turn.
    assert [c["name"] for c in clocks if c["next_at"]] == ["examiner_turn-accept"]
    assert [(t["number"], t["capacities"]) for t in told] == [(2, ["examiner"])]
    assert [(k["actor"], k["key"]) for k in kept] == [("d01-head", "k1")]


def _left(house: House, node: str):
    counts = rows(
        house,
        "SELECT (SELECT count(*) FROM trail) AS trail, (SELECT count(*) FROM outbox) AS outbox,"
        " (SELECT count(*) FROM deadline) AS deadlines, (SELECT count(*) FROM evidence) AS files,"
        " (SELECT count(*) FROM idempotency_key) AS keys",
    )
    return row(house, "node", node), counts


EVIL = {
    "role": "evidence", "name": "x", "size": 1, "media_type": "application/pdf",
    "uploaded_by": "d01-head", "uploaded_at": "2017-09-01T00:00:00Z",
}  # fmt: skip
SPOILT = {
    "the same file twice": Effect(
        rows=(("evidence", {**EVIL, "sha256": "0"}), ("evidence", {**EVIL, "sha256": "0"}))
    ),
    "a role that no CHECK knows": Effect(
        rows=(("evidence", {**EVIL, "sha256": "0", "role": "x"}),)
    ),
    "a lamp that no CHECK knows": Effect(columns={"lamp": "purple"}),
    "the same message twice": Effect(
        messages=(Message("t", (Capacity.EXAMINER,), "a"), Message("t", (Capacity.EXAMINER,), "b"))
    ),
}


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT)
def test_nothing_at_all_is_written_when_one_part_fails(shared_working: House, spoilt: Effect):
    node = "2017-D05-001-3"
    before = _left(shared_working, node)
    with shared_working.database.connect() as connection:
        seat = desk(shared_working, connection, "d05-clerk", key="spoilt")
        with pytest.raises(IntegrityError):
            seat.move(NODE, "draft", [Order(node, {"progress": "x"})], lambda *_: spoilt)
    assert _left(shared_working, node) == before


def test_what_was_seen_long_ago_is_stale(shared_house: House):
    mine = "2017-D06-001"
    do(shared_house, "d06-clerk", indicators.revise, mine, remark="甲")
    old, new = (Order(mine, {"remark": "乙"}, revision=seen) for seen in (0, 1))
    (stale,) = ask(shared_house, "d06-clerk", indicators.revise, old)
    (fresh,) = ask(shared_house, "d06-clerk", indicators.revise, new)
    assert isinstance(stale, Stale)
    assert isinstance(fresh, Answer)
    assert fresh.revision == 2


def test_what_already_stands_is_not_born_again(shared_house: House):
    born = row(shared_house, "indicator", "2017-D07-001")
    fields = {k: born[k] for k in born if k not in ("state", "revision", "head", "moved_at")}
    with shared_house.database.connect() as connection:
        seat = desk(shared_house, connection, "system:import")
        (answer,) = indicators.draft(seat, [{**fields, "remark": "second"}])
    assert isinstance(answer, Conflict)
    assert row(shared_house, "indicator", "2017-D07-001") == born


def test_an_actor_without_a_name_wears_no_hat(shared_house: House):
    act = Act(district_id=DISTRICT, actor="", at=noon(2017, 9, 1))
    with shared_house.database.connect() as connection:
        seat = replace(desk(shared_house, connection, "d01-head"), act=act)
        (answer,) = indicators.declare(seat, [Order("2017-D01-001")])
    assert isinstance(answer, Refused)
    assert answer.code == "not_found"
