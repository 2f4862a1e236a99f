"""One subject of every kind for a unit, and some for a stranger."""

from sqlalchemy import Connection, text

from kit.errors import Refused
from services import adjustments, results
from services.acts import Act, one
from services.desk import Desk
from services.documents import DOCUMENT
from services.house import House
from services.rectification_plans import RECTIFICATION_PLAN
from services.requests import RequestClass, request
from services.years import desk_for
from tests.builders import DISTRICT, YEAR, approve_gate, done, plan

UNIT, STRANGER = "D08", "T03"
FACTS = {
    "unit": "房山区财政局",
    "result": dict.fromkeys(
        ("daily", "duty", "adjustments", "total", "grade", "rank", "group_rank"), "90.00"
    ),
    "explanation": None,
    "findings": ["某节点迟报。"],
}


def furnish(house: House) -> dict[str, str]:
    """Make one of every kind for `UNIT` and for `STRANGER`; answer the unit's, by kind."""
    with house.database.connect() as connection:
        done(results.lay_out(at(house, connection, "system:flow")))
        made = [_of_unit(house, connection, unit) for unit in (UNIT, STRANGER)]
    approve_gate_or_pass(house)
    return {
        **made[0],
        "year": str(YEAR),
        "phase": f"{YEAR}-preparation",
        "gate": f"{YEAR}-indicator_table_confirmed-1",
    }


def approve_gate_or_pass(house: House) -> None:
    """The table's gate stands already in a year at work."""
    try:
        approve_gate(house, "indicator_table_confirmed")
    except Refused:
        return


def at(house: House, connection: Connection, actor: str, reason: str = "") -> Desk:
    act = Act(district_id=DISTRICT, actor=actor, at=house.now(), reason=reason)
    return desk_for(connection, act, YEAR)


def _of_unit(house: House, connection: Connection, unit: str) -> dict[str, str]:
    head = at(house, connection, f"{unit.lower()}-head", "汛期")
    flow = at(house, connection, "system:flow")
    node = connection.execute(
        text("SELECT id FROM node WHERE unit_id = :unit AND NOT taken_in ORDER BY id LIMIT 1"),
        {"unit": unit},
    ).scalar_one()
    due = {"due_day": plan().phases[-1].closes.replace(year=2017, month=12, day=25)}
    event = next(e for item in plan().adjustments.items for e in item.events).key
    office = at(house, connection, "office-clerk")
    paper = {
        "id": f"{YEAR}-{unit}-B",
        "unit_id": unit,
        "document_class": "unit_report",
        "title": "分报告",
        "document_number": "1",
        "facts": FACTS,
    }
    answer = {
        "id": f"{YEAR}-{unit}-R",
        "unit_id": unit,
        "document_id": paper["id"],
        "items": [{"number": 1, "finding": "某节点迟报。"}],
        "issued_on": flow.today,
        "late": False,
        "returns": 0,
    }
    return {
        "request": request(head, RequestClass.EXTENSION, node, due).id,
        "adjustment": adjustments.propose(office, unit, {"event": event, "about": "通报"}).id,
        "document": one(flow.bear(DOCUMENT, "draft", [paper])).id,
        "rectification_plan": one(flow.bear(RECTIFICATION_PLAN, "issue", [answer])).id,
        "result": f"{YEAR}-{unit}-S",
        "node": node,
        "indicator": node.rpartition("-")[0],
    }
