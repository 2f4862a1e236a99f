"""What was changed after a decision waits for another one."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from kit.errors import BadInput, Objected
from services import gates, indicators, requests
from services.acts import Order, one, orders
from services.house import House
from states.request import RequestClass
from tests.builders import (
    approve_gate,
    declare_all,
    desk,
    done,
    hear_examiners,
    ids,
    review_all,
)

_HOUR = timedelta(hours=1)


def test_what_was_reviewed_after_the_gate_waits_for_another_round(house: House):
    declare_all(house)
    review_all(house)
    approve_gate(house, "indicator_table_confirmed")
    with house.database.connect() as connection:
        (again,) = ids(connection, "indicator", "id = '2017-D03-001'")
        office = desk(house, connection, "office-clerk", reason="目标偏低")
        one(indicators.return_(office, [Order(again)]))
        house.clock.advance(_HOUR)
        one(indicators.declare(desk(house, connection, "d03-head"), [Order(again)]))
    hear_examiners(house, "declared", "key", "common")
    with house.database.connect() as connection:
        house.clock.advance(_HOUR)
        one(indicators.review(desk(house, connection, "office-clerk"), [Order(again)]))

        answers = indicators.start(
            desk(house, connection, "system:flow"), orders([again, "2017-D03-002"])
        )
        second = gates.request(desk(house, connection, "office-clerk"), "indicator_table_confirmed")

    assert isinstance(answers[0], Objected)
    assert answers[0].objections[0].code == "gate.not_approved"
    assert second.id.endswith("-2")


def test_an_amendment_leaves_weights_and_dates_alone(working_house: House):
    with working_house.database.connect() as connection:
        head = desk(working_house, connection, "d02-head", reason="政策变化")
        body = {"changes": {"weight": "9", "deadline": "2017-12-01"}, "document": "京1号"}

        with pytest.raises(BadInput, match="deadline、weight"):
            requests.request(head, RequestClass.AMENDMENT, "2017-D02-001", body)


def test_nodes_leave_the_year_with_their_cancelled_indicator(working_house: House):
    with working_house.database.connect() as connection:
        office = desk(working_house, connection, "office-clerk", reason="上级取消")
        done(indicators.cancel(office, [Order("2017-D02-001", {"document": "京2号"})]))

        nodes = connection.execute(
            text("SELECT DISTINCT state FROM node WHERE indicator_id = '2017-D02-001'")
        ).scalars()
        pending = connection.execute(
            text(
                "SELECT count(*) FROM deadline WHERE subject_id LIKE '2017-D02-001-%'"
                " AND next_at IS NOT NULL"
            )
        ).scalar_one()
        weights = connection.execute(
            text(
                "SELECT sum(weight) FROM indicator WHERE unit_id = 'D02'"
                " AND category = 'key' AND state <> 'cancelled'"
            )
        ).scalar_one()

    assert list(nodes) == ["cancelled"]
    assert pending == 0
    assert weights == 75
