"""How tests bring a year to where they need it, through the same services as everybody."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from kit.errors import Refused
from models.database import Database
from plans.loading import TABLE, folder, load, texts
from plans.schema import Plan
from services import (
    contingency_plans,
    enrolling,
    gates,
    goals,
    importing,
    indicators,
    passwords,
    years,
)
from services.acts import Act, Answers, Order, one, orders
from services.desk import Desk
from services.enrolling import FirstPassword
from services.house import House
from services.roster import roster

#: A contingency plan in which nothing is missing.
CONTINGENCY: dict[str, Any] = {
    "measures": [{"measure": "按月调度", "owner": "主管局长", "due_on": "2017-11-30"}],
    "nodes": [{"text": "完成主体工程", "due_on": "2017-09-30"}],
    "risks": [{"risk": "汛期停工", "response": "倒排工期", "owner": "工程科长"}],
}
DISTRICT = "fangshan"
YEAR = 2017
SHANGHAI = ZoneInfo("Asia/Shanghai")


def noon(year: int, month: int, day: int) -> datetime:
    """Noon of a day in Fangshan, UTC."""
    return datetime(year, month, day, 12, tzinfo=SHANGHAI).astimezone(UTC)


@lru_cache
def plan() -> Plan:
    return load("fangshan-2017")


def fill_template(database: Database, password: str) -> None:
    """Open the year, enrol the roster, draft the office's table."""
    rules = plan()
    act = Act(district_id=DISTRICT, actor="system:flow", at=noon(2017, 7, 3))
    with database.transaction() as connection:
        years.open_year(connection, act, texts("fangshan-2017"))
        desk = years.desk_for(connection, act.by("system:import"), YEAR)
        enrol_roster(desk, password)
        importing.take_over(desk, importing.read(Path(folder("fangshan-2017")) / TABLE, rules))
    with database.connect() as connection:
        settle_goals(connection, act)
    database.refresh_statistics()


def enrol_roster(desk: Desk, password: str) -> None:
    """Enrol everybody of the roster, with a password of their own choice as it were."""
    first = FirstPassword(passwords.hashed(password), must_change=False)
    done(enrolling.enrol(desk, roster(plan()), first, plan().phases[0].opens))


def settle_goals(connection: Connection, act: Act) -> None:
    """Every lead accepts its goals, and has a contingency plan for its city tasks approved."""

    def by(actor: str) -> Desk:
        return years.desk_for(connection, act.by(actor), YEAR)

    set_ = [(f"{YEAR}-{goal.id}", goal) for goal in plan().goals]
    done(goals.dispatch(by("office-clerk"), orders([goal_id for goal_id, _ in set_])))
    for goal_id, goal in set_:
        done(goals.accept(by(f"{goal.lead.lower()}-head"), [Order(goal_id)]))
        if goal.level in plan().contingency.required_for:
            contingency_plans.draft(by(f"{goal.lead.lower()}-clerk"), goal_id, CONTINGENCY)
            done(contingency_plans.approve(by("office-director"), [Order(f"{goal_id}-C")]))


def desk(house: House, connection: Connection, actor: str, **act: Any) -> Desk:
    """Seat somebody at a desk at the house's own time."""
    made = Act(district_id=DISTRICT, actor=actor, at=house.now(), **act)
    return years.desk_for(connection, made, YEAR)


def done(answers: Answers) -> Answers:
    """Insist that nothing was refused."""
    for answer in answers:
        if isinstance(answer, Refused):
            raise answer
    return answers


def ids(connection: Connection, kind: str, where: str = "true", **values: Any) -> list[str]:
    """Read ids of a kind, in order."""
    query = text(f"SELECT id FROM {kind} WHERE {where} ORDER BY id")
    return list(connection.execute(query, values).scalars())


def declare_all(house: House, units: Sequence[str] | None = None) -> None:
    """Every unit's head declares its table (all units unless named)."""
    with house.database.connect() as connection:
        for unit in units or [u.id for u in plan().assessed]:
            mine = ids(connection, "indicator", "unit_id = :unit", unit=unit)
            done(indicators.declare(desk(house, connection, f"{unit.lower()}-head"), orders(mine)))


def examiner_of(body: str) -> str:
    """Name somebody who examines for a body."""
    return "office-clerk-2" if body == plan().office.id else f"{body.lower()}-clerk"


def hear_examiners(house: House, state: str, *categories: str, **body: Any) -> None:
    """Every examiner agrees to what it examines in a state."""
    query = text(
        "SELECT assessor_id, array_agg(id ORDER BY id) AS ids FROM indicator"
        " WHERE state = :state AND category = ANY(:categories) GROUP BY 1 ORDER BY 1"
    )
    with house.database.connect() as connection:
        asked = {"state": state, "categories": list(categories)}
        for row in connection.execute(query, asked).all():
            at = desk(house, connection, examiner_of(row.assessor_id))
            done(indicators.opine(at, orders(row.ids, agree=True, **body)))


def review_all(house: House) -> None:
    """The examiners agree and the office passes the whole table."""
    hear_examiners(house, "declared", "key", "common")
    with house.database.connect() as connection:
        waiting = ids(connection, "indicator", "state = 'declared'")
        # Some targets stay behind last year's actual: the office says why it passes them.
        office = desk(house, connection, "office-clerk", reason="经核实予以通过。")
        done(indicators.review(office, orders(waiting)))


def approve_gate(house: House, key: str) -> str:
    """The office asks, and whoever's turn it is says yes, step after step."""
    with house.database.connect() as connection:
        gate = gates.request(desk(house, connection, "office-clerk"), key)
        endorse_all(house, connection, gate.id)
    return gate.id


def endorse_all(house: House, connection: Connection, gate_id: str) -> None:
    """Let whoever's turn it is say yes, one by one, until nobody is waited for."""
    query = text("SELECT waiting_for FROM gate WHERE id = :id")
    while waited := connection.execute(query, {"id": gate_id}).scalar_one():
        one(gates.endorse(desk(house, connection, waited[0]), [Order(gate_id)]))


def start_all(house: House) -> None:
    """The confirmed table takes effect and its nodes are scheduled."""
    with house.database.connect() as connection:
        waiting = ids(connection, "indicator", "state = 'reviewed'")
        done(indicators.start(desk(house, connection, "system:flow"), orders(waiting)))


def to_in_progress(house: House) -> None:
    """Bring the whole table to work: declared, reviewed, confirmed, started."""
    declare_all(house)
    review_all(house)
    approve_gate(house, "indicator_table_confirmed")
    start_all(house)
    house.database.refresh_statistics()
