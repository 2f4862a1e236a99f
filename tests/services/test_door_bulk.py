"""The door is set-based: an answer for each in order; companions stand or fall together."""

from typing import Any

import pytest

from kit.errors import Conflict, NotFound
from services import indicators, nodes, requests
from services.acts import Answer, Order
from services.desk import Desk
from services.door import Subject, move
from services.house import House
from services.indicators import INDICATOR
from services.reading import reader
from states.request import RequestClass
from tests.builders import desk, done, ids
from tests.services.hands import ask, do, row, value, why


def test_one_subject_asked_for_twice_in_one_call_moves_once(shared_house: House):
    twice = ask(
        shared_house, "d08-clerk", indicators.revise,
        Order("2017-D08-001", {"remark": "甲"}), Order("2017-D08-001", {"remark": "乙"}),
    )  # fmt: skip
    assert isinstance(twice[0], Answer)
    assert isinstance(twice[1], Conflict)
    assert row(shared_house, "indicator", "2017-D08-001")["remark"] == "甲"


def test_the_whole_table_moves_at_once_with_an_answer_for_each_in_order(house: House):
    with house.database.connect() as connection:
        everyone = ids(connection, "indicator")
        seat = desk(house, connection, "office-clerk")
        asked = [
            Order(i, {"document": "京政办发1号"} if place % 7 else {}, reason="撤销")
            for place, i in enumerate([*everyone, "2017-D01-999"])
        ]
        answers = seat.move(INDICATOR, "cancel", asked)
    assert len(answers) == len(asked) == 1238
    assert isinstance(answers[-1], NotFound)
    for place, (order, answer) in enumerate(zip(asked[:-1], answers, strict=False)):
        if place % 7:
            assert (answer.id, answer.state, answer.revision) == (order.id, "cancelled", 1)
        else:
            assert why(answer) >= {"document.missing"}
    assert value(house, "SELECT count(*) FROM indicator WHERE state = 'cancelled'") == sum(
        bool(place % 7) for place in range(1237)
    )
    assert value(house, "SELECT count(*) FROM trail WHERE trigger = 'cancel'") == sum(
        isinstance(answer, Answer) for answer in answers
    )


def test_companions_fall_together_when_the_node_moves_in_between(shared_working: House):
    node = "2017-D09-001-4"
    body = {"due_day": "2018-01-20"}
    with shared_working.database.connect() as connection:
        head = desk(shared_working, connection, "d09-head", reason="等待批复")
        asked = requests.request(head, RequestClass.EXTENSION, node, body)
        seat = desk(shared_working, connection, "office-director")
        read = reader(connection, seat.act, requests.REQUEST.read, seat.today)

        def grant_slowly(at: Desk, subject: Subject, order: Order, facts: Any):
            effect = requests._grant(at, subject, order, facts)
            do(shared_working, "d09-clerk", nodes.draft, node, progress="先动一步")
            return effect

        verb = seat.verb(requests.REQUEST, "grant", grant_slowly)
        with pytest.raises(Conflict):
            move(connection, seat.act, verb, [Order(asked.id)], read)
        assert row(shared_working, "request", asked.id)["state"] == "requested"
        assert row(shared_working, "node", node)["due_on"].year == 2017
        done(requests.grant(seat, [Order(asked.id)]))
    assert row(shared_working, "request", asked.id)["state"] == "granted"
    assert str(row(shared_working, "node", node)["due_on"]) == "2018-01-20"
