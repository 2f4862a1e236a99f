"""How tests ask for a gate with steps of their own, and how they look at its signatures."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

from sqlalchemy import text

from plans.settings_gates import Gate
from services import gates
from services.acts import Answer, Answers, Order, one
from services.desk import Desk
from services.house import House
from services.messages import deliver
from tests.builders import DISTRICT, YEAR, desk, noon
from tests.services.hands import as_owner, rows

KEY = "plan_amended"
_TEXTS = count(1)
#: A step of the director alone, of two officers of the office, of the conference.
DIRECTOR = {"label": "主任审核", "by": "office_director", "mode": "any"}
CLERKS = {"label": "经办会签", "by": "office_clerk", "mode": "all"}
CONFERENCE = {"label": "联席会议审定", "by": "conference_member", "mode": "quorum", "quorum": 5}
LEADER = {"label": "区领导签发", "by": "district_leader", "mode": "any"}
IN_ORDER = {"label": "顺签", "by": "conference_member", "mode": "in_order"}
ALL = {"label": "会签", "by": "conference_member", "mode": "all"}


def rule(*steps: dict[str, Any], **gate: Any) -> Gate:
    """A gate of the plan with these steps."""
    fixed = {"basis": "设置", "label": "方案修改", "phase": "process_management"}
    return Gate.model_validate({**fixed, "deadline": "gate_decision", "steps": steps, **gate})


def ruled(at: Desk, gate: Gate) -> Desk:
    """The same desk under a plan that has the gate."""
    plan = at.rules.plan.model_copy(update={"gates": {**at.rules.plan.gates, KEY: gate}})
    return replace(at, rules=replace(at.rules, plan=plan))


def asked(house: House, *steps: dict[str, Any], actor: str = "office-clerk") -> str:
    """Ask for a gate with these steps; its id."""
    with house.database.connect() as connection:
        about = f"{YEAR}-{next(_TEXTS):040x}"
        at = ruled(desk(house, connection, actor), rule(*steps))
        return gates.request(at, KEY, about).id


def act(
    house: House, actor: str, verb: Callable[..., Answers], gate_id: str, **body: Any
) -> Answer:
    """Let somebody do a verb; `for_whom` in another's place, `under` another rule."""
    reason, whom, under = (body.pop(name, None) for name in ("reason", "for_whom", "under"))
    with house.database.connect() as connection:
        at = desk(house, connection, actor, on_behalf_of=whom)
        order = Order(gate_id, body, reason=reason or "")
        return one(verb(ruled(at, under) if under else at, [order]))


def stands(house: House, gate_id: str) -> dict[str, Any]:
    """Read a gate's row."""
    return rows(house, "SELECT * FROM gate WHERE id = :id", id=gate_id)[0]


def grant(house: House, person: str, capacity: str, unit: str | None = None) -> None:
    """Let somebody hold a capacity from the first day on."""
    hat = text(
        "INSERT INTO assignment (id, district_id, person_id, capacity, unit_id, from_day)"
        " VALUES (:id, :district, :person, :capacity, :unit, date '2017-07-03')"
    )
    values = {"district": DISTRICT, "person": person, "capacity": capacity, "unit": unit}
    with as_owner(house) as connection:
        connection.execute(hat, {"id": f"{person}-{capacity}"[:32], **values})


def waiting(house: House, gate_id: str) -> list[str]:
    """Who is waited for."""
    return stands(house, gate_id)["waiting_for"]


def signatures(house: House, gate_id: str, *columns: str) -> list[tuple[Any, ...]]:
    """Read a gate's signatures in order: these columns of each."""
    found = rows(
        house,
        "SELECT * FROM signer WHERE gate_id = :id ORDER BY step, place, number",
        id=gate_id,
    )
    return [tuple(signer[column] for column in columns) for signer in found]


def last(house: House, gate_id: str) -> dict[str, Any]:
    """Read a gate's last trail record."""
    return rows(
        house,
        "SELECT * FROM trail WHERE kind = 'gate' AND subject_id = :id ORDER BY number DESC LIMIT 1",
        id=gate_id,
    )[0]


def letters(house: House, gate_id: str, topic: str) -> dict[str, str]:
    """Deliver what waits, and read who was told of a topic: the last text, by reader."""
    with house.database.connect() as connection:
        while deliver(connection, noon(2018, 6, 1), house.now().date()):
            pass
    found = rows(
        house,
        "SELECT person_id, text FROM inbox WHERE subject_id = :id AND topic = :topic"
        " ORDER BY number",
        id=gate_id,
        topic=topic,
    )
    return {letter["person_id"]: letter["text"] for letter in found}
