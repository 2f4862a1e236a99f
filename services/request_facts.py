"""How requests are read, and what their lifecycle's questions look at."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from plans.words import Level
from services.acts import Order
from services.clocks import running_of
from services.desk import Desk, Noun
from services.door import Subject
from services.indicator_facts import INDICATOR
from services.nodes import NODE
from services.others_turn import CAUSED
from services.reading import one_read, some
from services.rectification_plans import RECTIFICATION_PLAN
from services.rectification_requests import Moving, moving
from services.reweighting import TABLE, split_problems, stands
from states.capacity import Capacity
from states.category import Category
from states.request import RequestClass, RequestFacts

#: What each class of request is about.
ABOUT: Mapping[RequestClass, Noun] = {
    RequestClass.EXTENSION: NODE,
    RequestClass.RECTIFICATION_EXTENSION: RECTIFICATION_PLAN,
    RequestClass.AMENDMENT: INDICATOR,
    RequestClass.CORRECTION: INDICATOR,
}
KINDS: Mapping[RequestClass, str] = {
    **{asks: noun.kind for asks, noun in ABOUT.items()},
    RequestClass.REWEIGHTING: "unit",
}

_TABLE = TABLE.format(district="s.district_id", year="s.year", unit="s.unit_id")
_FACTS = f"""
    (SELECT to_jsonb(n) FROM node n WHERE s.about_kind = 'node'
        AND n.district_id = s.district_id AND n.id = s.about_id) AS node_row,
    (SELECT to_jsonb(r) FROM rectification_plan r WHERE s.about_kind = 'rectification_plan'
        AND r.district_id = s.district_id AND r.id = s.about_id) AS plan_row,
    (SELECT i.state FROM indicator i WHERE s.about_kind = 'indicator'
        AND i.district_id = s.district_id AND i.id = s.about_id) AS indicator_state,
    (SELECT i.category FROM indicator i WHERE i.district_id = s.district_id AND i.id =
        CASE s.about_kind WHEN 'indicator' THEN s.about_id ELSE
        (SELECT n.indicator_id FROM node n WHERE n.district_id = s.district_id
            AND n.id = s.about_id) END) AS category,
    (SELECT g.level FROM goal g JOIN indicator i ON i.district_id = g.district_id
        AND i.goal_id = g.id WHERE s.about_kind = 'indicator' AND g.state <> 'withdrawn'
        AND i.district_id = s.district_id AND i.id = s.about_id) AS goal_level,
    CASE WHEN s.about_kind = 'unit' THEN {_TABLE} END AS unit_table,
    {running_of("s.about_kind", "s.about_id")} AS running,
    {CAUSED} AS pauses,
"""


def request_facts(desk: Desk, subject: Subject, order: Order) -> RequestFacts:
    """Gather what the questions about a request look at."""
    row = subject.row
    asks = RequestClass(row["asks"])
    table = row.get("unit_table")
    due = _moving(desk, row)
    return RequestFacts(
        **desk.base(subject, order),
        asks=asks,
        today=desk.today,
        document=row["document"],
        subject=due.state or row.get("indicator_state") or stands(table or ()),
        due_at=due.due_at,
        asked_day=row["due_day"],
        due_day=due.due_on,
        last_day=desk.rules.plan.requests.amendment.closes,
        requested_by=row["requested_by"],
        open_request=bool(row.get("open_request")),
        approver=_approver(desk, asks, row.get("category"), row.get("goal_level")),
        effective_on=row["effective_on"] if "state" not in row else None,
        split=split_problems(desk.rules, row["unit_id"], row["changes"], table)
        if table is not None
        else (),
    )


def _approver(desk: Desk, asks: RequestClass, category: str | None, level: str | None) -> Capacity:
    rules = desk.rules.plan.requests
    if asks is RequestClass.REWEIGHTING:
        return desk.rules.plan.few_key_tasks.by
    rule = {RequestClass.EXTENSION: rules.extension, RequestClass.AMENDMENT: rules.amendment}
    if category is None or asks not in rule:
        return Capacity.OFFICE_DIRECTOR
    higher = rule[asks].city if level == Level.CITY.value else None
    return higher or rule[asks].by[Category(category)]


def _moving(desk: Desk, row: Mapping[Any, Any]) -> Moving:
    found = _planned(desk, row)
    running = some(row.get("running")).get(found.clock)
    if running is None:
        return found
    # What runs, or stands, is over when its clock says so.
    at = running["due_at"]
    return replace(found, due_at=datetime.fromisoformat(at) if at else None)


def _planned(desk: Desk, row: Mapping[Any, Any]) -> Moving:
    if row.get("plan_row"):
        return moving(desk, row["plan_row"], row["changes"])
    node: Mapping[str, Any] | None = row.get("node_row")
    if not node:
        return Moving()
    due = date.fromisoformat(str(node["due_on"]))
    at = None if node["taken_in"] else desk.rules.end(desk.rules.due("node_report", due))
    return Moving(node["state"], due, at, "node_report")


def clock_of(desk: Desk, row: Mapping[Any, Any]) -> str:
    """Name the clock that an extension would move; empty for a request that moves none."""
    return _planned(desk, row).clock


REQUEST = Noun("request", one_read("request", _FACTS), request_facts)
