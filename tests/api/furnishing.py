"""One subject of every kind for a unit, and some for a stranger."""

from sqlalchemy import Connection, text

from kit.errors import Refused
from services import (
    absences,
    adjustments,
    alarms,
    ballot_sessions,
    contingency_plans,
    delegations,
    detailed_rules,
    duty_reports,
    feedbacks,
    goals,
    inspections,
    results,
    self_evaluations,
    subscribing,
    supervision_notices,
    talks,
)
from services.acts import Act, Order, one, orders
from services.appeals import APPEAL
from services.desk import Desk
from services.documents import DOCUMENT
from services.house import House
from services.rectification_plans import RECTIFICATION_PLAN
from services.requests import RequestClass, request
from services.subscribing import Terms
from services.webhook_targets import Allowed
from services.years import desk_for
from tests.builders import CONTINGENCY, DISTRICT, YEAR, approve_gate, done, plan
from tests.services.inspecting import accept_first, drawn

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
        flow = at(house, connection, "system:flow")
        for laid_out in (results, self_evaluations, duty_reports):
            done(laid_out.lay_out(flow))
        office = at(house, connection, "office-clerk")
        session = ballot_sessions.prepare(office, "部门专场", "on_site", [UNIT]).id
        made = [_of_unit(house, connection, unit) for unit in (UNIT, STRANGER)]
        webhooks = [_webhook(house, connection, unit) for unit in (UNIT, STRANGER)]
    approve_gate_or_pass(house)
    return {
        **made[0],
        "webhook": webhooks[0],
        "inspection": _inspected(house),
        "self_evaluation": f"{YEAR}-{UNIT}-E",
        "duty_report": f"{YEAR}-{UNIT}-D",
        "ballot_session": session,
        "year": str(YEAR),
        "phase": f"{YEAR}-preparation",
        "gate": f"{YEAR}-indicator_table_confirmed-1",
    }


def _webhook(house: House, connection: Connection, unit: str) -> str:
    allowed = Allowed(frozenset({"oa.example"}), (), frozenset({443}), http=False)
    terms = Terms(allowed, 1, house.secrets)
    head = at(house, connection, f"{unit.lower()}-head")
    asked = {"url": "https://oa.example/events", "unit_id": unit}
    return subscribing.subscribe(head, terms, asked).answer.id


def _inspected(house: House) -> str:
    """Both units are inspected, and know of it; the unit's inspection."""
    accept_first(house, UNIT, STRANGER)
    sample = drawn(house)
    with house.database.connect() as connection:
        office = at(house, connection, "office-clerk")
        done(inspections.issue(office, orders([one["id"] for one in sample])))
    return next(one["id"] for one in sample if one["unit_id"] == UNIT)


def approve_gate_or_pass(house: House) -> None:
    """The table's gate stands already in a year at work."""
    try:
        approve_gate(house, "indicator_table_confirmed")
    except Refused:
        return


def at(house: House, connection: Connection, actor: str, reason: str = "") -> Desk:
    act = Act(district_id=DISTRICT, actor=actor, at=house.now(), reason=reason)
    return desk_for(connection, act, YEAR)


def _of_lead(house: House, connection: Connection, unit: str) -> dict[str, str]:
    office = at(house, connection, "office-clerk")
    head = at(house, connection, f"{unit.lower()}-head")
    source = {
        "level": "city", "document": "市政府绩效任务", "level1": "城市管理", "level2": "环境",
        "title": f"{unit}的任务", "by": plan().nodes.quarters[-1].date,
    }  # fmt: skip
    goal = goals.collect(office, unit, source).id
    done(goals.dispatch(office, [Order(goal)]))
    done(goals.accept(head, [Order(goal)]))
    heard = {"document": "1号", "text": "进度偏慢"}
    return {
        "goal": goal,
        "contingency_plan": contingency_plans.draft(head, goal, CONTINGENCY).id,
        "feedback": feedbacks.receive(office, goal, heard).id,
    }


def _convened(house: House, connection: Connection, node: str) -> str:
    body = {"matter": "迟报"}
    talk = talks.propose(at(house, connection, "office-clerk"), "node", node, body).id
    day = {"talk_on": house.now().date(), "place": "会议室", "led_by": "副区长"}
    done(talks.convene(at(house, connection, "office-director"), [Order(talk, day)]))
    return talk


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
        **dict.fromkeys(("returns", "extension", "extensions", "reopenings"), 0),
    }
    rules = {"title": "考核细则", "text": "要点"}
    appeal = {
        "id": f"{YEAR}-{unit}-P1",
        "unit_id": unit,
        **dict.fromkeys(("result_id", "about_id"), f"{YEAR}-{unit}-S"),
        **dict.fromkeys(("result_state", "item_state"), "published"),
        **dict.fromkeys(("decision", "document", "remedy"), ""),
        "about_kind": "total",
        "grounds": "汛期",
        "filed_by": head.act.actor,
        "last_day": head.today,
    }
    vacancy = {"id": f"{YEAR}-X-{unit}-unit_head", "unit_id": unit, "wanted": ["unit_head"]}
    vacancy |= {"waiting": 1, "kinds": ["node"]}
    away = {"person_id": head.act.actor, "from_day": head.today, "until_day": head.today}
    clerk = f"{unit.lower()}-clerk"
    lent = {"deputy_id": clerk, "capacity": "unit_head", "held_in": unit}
    lent |= {"delegation_class": "deputy"}
    return {
        **_of_lead(house, connection, unit),
        "absence": absences.declare(head, away).id,
        "delegation": delegations.grant(head, lent).id,
        "request": request(head, RequestClass.EXTENSION, node, due).id,
        "supervision_notice": supervision_notices.issue(
            office, "node", node, {"matter": "迟报"}
        ).id,
        "talk": _convened(house, connection, node),
        "alarm": one(alarms.raise_(flow, [vacancy])).id,
        "adjustment": adjustments.propose(office, unit, {"event": event, "about": "通报"}).id,
        "suspension": f"{node}-Z1",  # stands by itself while the request is open
        "appeal": one(head.bear(APPEAL, "file", [appeal])).id,
        "document": one(flow.bear(DOCUMENT, "draft", [paper])).id,
        "detailed_rules": detailed_rules.draft(head, unit, rules).id,
        "rectification_plan": one(flow.bear(RECTIFICATION_PLAN, "issue", [answer])).id,
        "result": f"{YEAR}-{unit}-S",
        "node": node,
        "indicator": node.rpartition("-")[0],
    }
