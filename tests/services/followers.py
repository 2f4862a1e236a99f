"""One subject of a kind that follows its body, in a state of one's choice."""

from collections.abc import Callable, Mapping
from typing import Any

from services.house import House
from tests.builders import YEAR
from tests.services.hands import row, rows, set_down, value

_GOAL = {
    "level": "district", "document": "区政府工作报告", "level1": "城市管理", "level2": "环境",
    "title": "口袋公园", "by": "2017-12-31", "contributors": [],
}  # fmt: skip


def goal(house: House, unit: str, state: str, number: int, **more: Any) -> str:
    """A goal that a unit leads."""
    planned = {"id": f"{YEAR}-G9{number:02d}", "unit_id": unit, **_GOAL, **more}
    return _lay(house, "goal", planned, ("collect", state))


def _plan(house: House, unit: str, state: str, number: int) -> str:
    about = goal(house, unit, "accepted", number)
    columns = {"goal_id": about, "measures": [], "nodes": [], "risks": [], "returns": 0}
    named = {"id": f"{about}-C", "unit_id": unit, "drafted_by": "x"}
    return _lay(house, "contingency_plan", {**named, **columns}, ("draft", state))


def _feedback(house: House, unit: str, state: str, number: int) -> str:
    about = goal(house, unit, "accepted", number)
    said = {"document": "京绩1号", "text": "进度滞后", "answer": "", "late": False, "returns": 0}
    days = {"received_on": "2017-10-20", "due_on": "2017-11-03", "number": 1}
    named = {"id": f"{about}-F1", "unit_id": unit, "goal_id": about}
    return _lay(house, "feedback", {**named, **said, **days}, ("receive", state))


def _node(house: House, unit: str) -> dict[str, Any]:
    query = "SELECT min(id) FROM node WHERE unit_id = :u AND due_on > '2017-11-01'"
    return row(house, "node", value(house, query, u=unit))


def _request(house: House, unit: str, state: str, number: int) -> str:
    node = _node(house, unit)
    columns = {
        "id": f"{node['id']}-Q{number}", "unit_id": unit, "assessor_id": node["assessor_id"],
        "asks": "extension", "about_kind": "node", "about_id": node["id"], "reason": "停工",
        "reason_class": "other", "document": "", "requested_by": f"{unit.lower()}-head",
    }  # fmt: skip
    return _lay(house, "request", columns, ("request", state))


def _suspension(house: House, unit: str, state: str, number: int) -> str:
    node = _node(house, unit)
    columns = {
        "id": f"{node['id']}-Z{number}", "unit_id": unit, "assessor_id": node["assessor_id"],
        "about_kind": "node", "about_id": node["id"], "deadline": "node_report",
        "start_on": node["due_on"], "first_on": "2017-10-20", "ground": "force_majeure",
    }  # fmt: skip
    return _lay(house, "suspension", columns, ("begin", state))


def _inspection(house: House, unit: str, state: str, number: int) -> str:
    node, round_ = _node(house, unit), f"{YEAR}-I9{number}"
    hosted = {
        "id": round_, "number": 90 + number, "occasion": "random", "mode": "secret",
        "draws_on": "2017-10-01", "seed": "1", "minimum": 1,
    }  # fmt: skip
    _lay(house, "inspection_round", hosted,
             ("plan", "drawn"))  # fmt: skip
    columns = {
        "id": f"{round_}-001", "unit_id": unit, "assessor_id": node["assessor_id"], "number": 1,
        "round_id": round_, "mode": "secret", "told": number % 2 == 0, "node_id": node["id"],
        "indicator_id": node["indicator_id"], "level3": "x", "target": "x", "text": "x",
    }  # fmt: skip
    return _lay(house, "inspection", columns, ("draw", state))


def _rules(house: House, unit: str, state: str, number: int) -> str:
    columns = {
        "id": f"{YEAR}-K-{unit}-{number}", "unit_id": "D00", "assessor_id": unit,
        "number": number, "title": "细则", "text": "一、", "units": [unit, "D12"],
        "drafted_by": "x", "returns": 0,
    }  # fmt: skip
    columns["unit_id"] = value(house, "SELECT min(id) FROM unit WHERE NOT assessed")
    return _lay(house, "detailed_rules", columns, ("draft", state))


def _document(house: House, unit: str, state: str, number: int) -> str:
    columns = {
        "id": f"{YEAR}-{unit}-B{number}", "unit_id": unit, "document_class": "unit_report",
        "title": "分报告", "document_number": "1", "facts": {"findings": []},
    }  # fmt: skip
    return _lay(house, "document", columns, ("draft", state))


def _rectification(house: House, unit: str, state: str, number: int) -> str:
    paper = _document(house, unit, "received", number)
    columns = {
        "id": f"{YEAR}-{unit}-R{number}", "unit_id": unit, "document_id": paper, "items": [],
        "issued_on": "2017-10-01", "late": False, "returns": 0,
    }  # fmt: skip
    return _lay(house, "rectification_plan", columns, ("issue", state))


def _appeal(house: House, unit: str, state: str, number: int) -> str:
    columns = {
        "id": f"{YEAR}-{unit}-P{number}", "unit_id": unit, "result_id": f"{YEAR}-{unit}-S",
        "about_kind": "total", "about_id": f"{YEAR}-{unit}-S", "grounds": "有误",
        "filed_by": f"{unit.lower()}-head", "last_day": "2017-11-30",
    }  # fmt: skip
    return _lay(house, "appeal", columns, ("file", state))


def _supervised(house: House, unit: str, number: int) -> dict[str, Any]:
    node = _node(house, unit)["id"]
    return {"unit_id": unit, "about_kind": "node", "about_id": node, "matter": f"迟报{number}"}


def _notice(house: House, unit: str, state: str, number: int) -> str:
    columns = _supervised(house, unit, number)
    columns |= {"id": f"{columns['about_id']}-M{number}", "issued_on": "2017-10-20"}
    return _lay(house, "supervision_notice", columns, ("issue", state))


def _talk(house: House, unit: str, state: str, number: int) -> str:
    columns = _supervised(house, unit, number)
    return _lay(
        house, "talk", {**columns, "id": f"{columns['about_id']}-T{number}"}, ("propose", state)
    )


def _lay(house: House, kind: str, columns: Mapping[str, Any], step: tuple[str, str]) -> str:
    return set_down(house, kind, {**_blank(house, kind), **columns}, step)


def _blank(house: House, kind: str) -> dict[str, Any]:
    """Fill in what a kind insists on and the test does not care about: empty words, no, none."""
    query = (
        "SELECT column_name AS name, data_type AS type FROM information_schema.columns"
        " WHERE table_name = :k AND is_nullable = 'NO' AND NOT column_name = ANY(:laid)"
    )
    blank = {"text": "", "character varying": "", "integer": 0, "boolean": False, "jsonb": []}
    laid = ["district_id", "state", "revision", "head", "lamp", "year"]
    found = rows(house, query, k=kind, laid=laid)
    return {one["name"]: blank[one["type"]] for one in found if one["type"] in blank}


LAID: Mapping[str, Callable[[House, str, str, int], str]] = {
    "goal": goal,
    "contingency_plan": _plan,
    "feedback": _feedback,
    "request": _request,
    "suspension": _suspension,
    "inspection": _inspection,
    "detailed_rules": _rules,
    "rectification_plan": _rectification,
    "document": _document,
    "appeal": _appeal,
    "supervision_notice": _notice,
    "talk": _talk,
}
