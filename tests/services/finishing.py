"""How tests bring indicators to the end of their year: reported, accepted, verified, scored."""

from collections.abc import Callable, Mapping
from typing import Any

from scoring.methods import method_called
from services import indicators, nodes
from services.acts import Order, orders
from services.house import House
from tests.builders import done, examiner_of
from tests.services.hands import ask, rows

DONE = {"progress": "完成", "zero_reason": "无材料可附"}


def _best_band(parameters: dict[str, Any]) -> dict[str, Any]:
    best = max(parameters["bands"], key=lambda band: float(band["points_ratio"]))
    return {"actual": str(best.get("from", 0))}


def _target(parameters: dict[str, Any]) -> dict[str, Any]:
    return {"actual": str(parameters["target"])}


_FULL: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "linear": lambda parameters: {"actual": str(parameters["full_at"])},
    "target_challenge": lambda parameters: {"actual": str(parameters["challenge"])},
    "bands": _best_band,
    "completion": _target,
    "growth": _target,
    "inverse": _target,
    "rank": lambda _: {"rank": 1},
    "rating": lambda _: {"rating": "优", "reason": "评审"},
    "deduction": lambda _: {"counts": {}},
    "milestones": lambda _: {},
}


def full_inputs(parameters: dict[str, Any], method: str) -> dict[str, Any]:
    """What earns the whole weight under a method."""
    found = method_called(method)
    assert found
    return _FULL[found.code](parameters)


def report_all(house: House, unit: str) -> None:
    """A unit's head signs all its nodes; the office accepts them."""
    mine = [n["id"] for n in rows(house, "SELECT id FROM node WHERE unit_id = :u", u=unit)]
    head = f"{unit.lower()}-head"
    done(ask(house, head, nodes.report, *(Order(node, DONE) for node in mine)))
    done(ask(house, "office-clerk", nodes.accept, *orders(mine)))


def _of(house: House, unit: str) -> list[dict[str, Any]]:
    standing = "unit_id = :u AND state <> 'cancelled'"
    return rows(house, f"SELECT * FROM indicator WHERE {standing} ORDER BY id", u=unit)


def hear(house: House, unit: str, *, inputs: bool = False) -> None:
    """The examiners of a unit's key work agree, with what the scoring needs if asked for."""
    for row in _of(house, unit):
        if row["category"] == "key":
            given = full_inputs(row["parameters"], row["method"]) if inputs else {}
            asked = Order(row["id"], {"agree": True, "inputs": given})
            done(ask(house, examiner_of(row["assessor_id"]), indicators.opine, asked))


def verify_all(house: House, unit: str) -> None:
    """Everything of a unit is verified, each by the right hand."""
    report_all(house, unit)
    hear(house, unit)
    for row in _of(house, unit):
        hand = examiner_of(row["assessor_id"]) if row["category"] == "common" else "office-clerk"
        done(ask(house, hand, indicators.verify, Order(row["id"])))


def score_all(house: House, unit: str) -> None:
    """Everything of a unit is scored in full."""
    verify_all(house, unit)
    hear(house, unit, inputs=True)
    for row in _of(house, unit):
        hand = examiner_of(row["assessor_id"]) if row["category"] == "common" else "office-clerk"
        given = full_inputs(row["parameters"], row["method"])
        done(ask(house, hand, indicators.score, Order(row["id"], {"inputs": given})))
