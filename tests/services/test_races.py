"""Several hands at the same instant: exactly one moves, the others are told."""

from functools import partial

from sqlalchemy import text

from kit.errors import Conflict
from services import gates, indicators, nodes
from services.acts import Answer, Order
from services.house import House
from tests.builders import declare_all, review_all
from tests.services.hands import as_owner, ask, at, at_once, row, rows, value, verdict

GATE = "indicator_table_confirmed"


def test_two_hands_on_one_subject_two_hundred_times_and_exactly_one_wins_each(shared_house: House):
    mine = "2017-D01-001"
    for round_ in range(200):
        order = Order(mine, {"remark": str(round_)}, revision=round_)
        deed = partial(ask, shared_house, "d01-clerk", indicators.revise, order)
        (one,), (other,) = at_once([deed, deed])
        won = [answer for answer in (one, other) if isinstance(answer, Answer)]
        assert [answer.revision for answer in won] == [round_ + 1]
        lost = other if won[0] is one else one
        assert lost.code in ("conflict", "stale")
    numbers = rows(
        shared_house, "SELECT number FROM trail WHERE subject_id = :id ORDER BY 1", id=mine
    )
    assert [record["number"] for record in numbers] == list(range(201))


def test_many_hands_without_a_revision_lose_no_record(shared_house: House):
    mine = "2017-D02-001"

    def ten_times(clerk: str):
        orders = [Order(mine, {"remark": clerk})]
        return [ask(shared_house, clerk, indicators.revise, *orders)[0] for _ in range(10)]

    answers = [a for found in at_once([partial(ten_times, "d02-clerk")] * 4) for a in found]
    moved = [answer for answer in answers if isinstance(answer, Answer)]
    assert all(isinstance(answer, (Answer, Conflict)) for answer in answers)
    assert row(shared_house, "indicator", mine)["revision"] == len(moved)
    assert sorted(answer.revision for answer in moved) == list(range(1, len(moved) + 1))


def test_two_calls_for_the_same_thousand_share_them_without_an_overlap(house: House):
    everyone = [r["id"] for r in rows(house, "SELECT id FROM indicator ORDER BY id")]
    orders = [Order(i, {"document": "1号"}, reason="撤销") for i in everyone]
    forward = partial(ask, house, "office-clerk", indicators.cancel, *orders)
    backward = partial(ask, house, "office-director", indicators.cancel, *orders)
    found = at_once([forward, backward])
    moved = [{answer.id for answer in answers if isinstance(answer, Answer)} for answers in found]
    assert moved[0] | moved[1] == set(everyone)
    assert not moved[0] & moved[1]
    assert verdict(house).first_bad is None


def test_fifty_last_votes_at_the_same_instant_decide_once_each(house: House):
    declare_all(house)
    review_all(house)
    for round_ in range(1, 51):
        gate = at(house, "office-clerk", gates.request, GATE).id
        assert gate.endswith(f"-{round_}")
        for number in range(1, 5):
            ask(house, f"member-{number}", gates.endorse, Order(gate))
        last = [
            partial(ask, house, f"member-{number}", gates.endorse, Order(gate)) for number in (5, 6)
        ]
        answers = [answer for (answer,) in at_once(last)]
        assert sorted(isinstance(answer, Answer) for answer in answers) == [False, True]
        (late,) = [answer for answer in answers if not isinstance(answer, Answer)]
        assert late.code == "not_now"
        stands = row(house, "gate", gate)
        assert (stands["state"], stands["yes"], stands["revision"]) == ("approved", 5, 6)
        decided = value(house, "SELECT count(*) FROM decision WHERE gate_id = :id", id=gate)
        assert decided == 5
        _make_way(house, gate)


def _make_way(house: House, gate: str) -> None:
    # An approved gate stands for good; another round needs it out of the way.
    with as_owner(house) as connection:
        connection.execute(text("UPDATE gate SET state = 'withdrawn' WHERE id = :id"), {"id": gate})


def test_nine_votes_at_once_are_all_heard(house: House):
    declare_all(house)
    review_all(house)
    gate = at(house, "office-clerk", gates.request, GATE).id
    deeds = [
        partial(ask, house, f"member-{number}", gates.oppose, Order(gate, reason="不妥"))
        for number in range(1, 10)
    ]
    answers = [answer for (answer,) in at_once(deeds)]
    heard = [answer for answer in answers if isinstance(answer, Answer)]
    stands = row(house, "gate", gate)
    assert len(heard) == 5 == stands["no"]
    assert stands["state"] == "rejected"
    assert {answer.code for answer in answers if not isinstance(answer, Answer)} == {"not_now"}


def test_votes_on_several_gates_in_one_call_are_each_cast_once(shared_working: House):
    asked = [
        at(shared_working, "office-clerk", gates.request, "plan_amended", f"2017-{digit * 40}").id
        for digit in "ab"
    ]
    deeds = [
        partial(ask, shared_working, f"member-{n}", gates.endorse, *map(Order, asked))
        for n in range(1, 5)
    ]
    for answers in at_once(deeds):
        assert all(isinstance(answer, Answer) for answer in answers), answers
    assert [row(shared_working, "gate", gate)["yes"] for gate in asked] == [4, 4]


def test_a_report_and_a_missed_closing_at_once_end_in_one_of_them(shared_working: House):
    for number in range(1, 9):
        node = f"2017-D0{number}-001-3"
        body = {"progress": "完成", "zero_reason": "无"}
        clerk = partial(ask, shared_working, f"d0{number}-head", nodes.report, Order(node, body))
        office = partial(
            ask, shared_working, "office-clerk", nodes.close_missed, Order(node, reason="未报")
        )
        answers = [answer for (answer,) in at_once([clerk, office])]
        assert sorted(isinstance(answer, Answer) for answer in answers) == [False, True]
        assert row(shared_working, "node", node)["revision"] == 1
