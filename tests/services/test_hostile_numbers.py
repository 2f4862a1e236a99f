"""Numbers that mean harm: what one officer reports must not stop what others reckon."""

import pytest
from sqlalchemy import text

from services import city_tasks, evidence, nodes
from services.acts import Order
from services.house import House
from tests.builders import plan
from tests.services.hands import PDF, as_owner, at, do, row, value

CITY = "2017-G01"
_CARRIER = (
    "SELECT n.id FROM node n JOIN indicator i ON i.id = n.indicator_id WHERE i.goal_id = :goal"
    " AND n.state = 'pending' ORDER BY n.number DESC, n.id LIMIT 1"
)
#: The plan's table tells no year before; one that was run does.
_KNOWN = text("UPDATE indicator SET last_year = 10, target_number = 12 WHERE id = :id")


def accepted(house: House, said: str) -> None:
    node = value(house, _CARRIER, goal=CITY)
    with as_owner(house) as connection:
        connection.execute(_KNOWN, {"id": node.rpartition("-")[0]})
    found = row(house, "node", node)
    unit, assessor = found["unit_id"].lower(), found["assessor_id"].lower()
    stored = house.store.put([PDF, node.encode()], plan().evidence, "佐证.pdf")
    do(house, f"{unit}-clerk", nodes.draft, node, progress="完成", value=said)
    at(house, f"{unit}-clerk", evidence.attach, "node", Order(node), stored, "佐证.pdf")
    do(house, f"{unit}-head", nodes.report, node)
    do(house, f"{assessor}-clerk", nodes.accept, node)


def year_on_year(house: House) -> dict:
    told = at(house, "office-clerk", city_tasks.analysis)["year_on_year"]
    return next(one for one in told if one["goal_id"] == CITY)


@pytest.mark.parametrize(
    "said", ["1e999999999", "1E+99999", "-1e999999999", "1e-999999999", "sNaN"]
)
def test_a_number_beyond_any_measurement_is_a_word_to_whoever_adds(working_house: House, said: str):
    accepted(working_house, said)

    told = year_on_year(working_house)

    assert told["reached"] is None
    assert len(str(told)) < 2000


def test_a_number_counts(working_house: House):
    accepted(working_house, "12.50")

    assert year_on_year(working_house)["reached"] == "12.5"
