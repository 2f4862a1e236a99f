"""What a scoring method is fed with: what the scorer gives, else what nodes and peers say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from kit.errors import Objection
from scoring.explain import Explained
from scoring.methods import input_problems, method_called, score
from scoring.methods.compared import growth_of
from scoring.methods.grammar import Direction
from scoring.methods.kinds import Unreadable
from scoring.methods.quantities import decimal_of
from services.reading import many
from states.indicator import IndicatorState
from states.node import NodeState

NodeRow = Mapping[str, Any]


def _last_value(nodes: Sequence[NodeRow]) -> dict[str, Any]:
    values = [n["report"]["value"] for n in nodes if n["report"] and n["report"].get("value")]
    return {"actual": values[-1]} if values else {}


def _milestones(nodes: Sequence[NodeRow]) -> dict[str, Any]:
    return {
        "milestones": [
            {
                "name": f"{n['due_on']} {n['text']}{n.get('told', '')}",
                "weight": 1,
                "done": n["state"] == NodeState.ACCEPTED,
                "days_late": n["late_days"] or 0,
                **n.get("agreed", {}),
            }
            for n in nodes
        ]
    }


def _all_done(nodes: Sequence[NodeRow]) -> dict[str, Any]:
    return {"done": bool(nodes) and all(n["state"] == NodeState.ACCEPTED for n in nodes)}


#: By input that a method asks for: how the nodes answer it.
_FROM_NODES: Mapping[str, Callable[[Sequence[NodeRow]], dict[str, Any]]] = {
    "actual": _last_value,
    "milestones": _milestones,
    "done": _all_done,
}


def _actuals(row: Mapping[Any, Any], own: Mapping[str, Any]) -> list[tuple[Decimal, Any]]:
    """Give the group's actual values, each with its last year's value; none before all are in.

    A peer that is still under way could yet be the best; one that never reported a number is not.
    """
    peers = many(row.get("peers"))
    if any(peer["state"] == IndicatorState.IN_PROGRESS for peer in peers):
        return []
    held = (own.get("actual"), row["parameters"].get("last_year"))
    given = [held, *((peer["actual"], peer["last_year"]) for peer in peers)]
    read = ((_measured(actual), last) for actual, last in given)
    return [(actual, last) for actual, last in read if actual is not None]


def _measured(value: object) -> Decimal | None:
    try:
        return decimal_of(value)
    except Unreadable:
        return None


def _best(row: Mapping[Any, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    actuals = [actual for actual, _ in _actuals(row, own)]
    choose = min if row["parameters"].get("direction") == Direction.LOWER else max
    return {"best": format(choose(actuals), "f")} if actuals else {}


def _group_mean(row: Mapping[Any, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    if not _measured(row["parameters"].get("group_share")):
        return {}
    growths = [growth_of(actual, _measured(last)) for actual, last in _actuals(row, own)]
    mean = sum(growths, Decimal(0)) / len(growths) if growths else None
    return {"group_mean": format(mean, "f")} if mean is not None else {}


#: By input that a method asks for: how the same indicator of the ranking group's units answers it.
_FROM_PEERS: Mapping[str, Callable[[Mapping[Any, Any], Mapping[str, Any]], dict[str, Any]]] = {
    "best": _best,
    "group_mean": _group_mean,
}


def inputs_for(row: Mapping[Any, Any], given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Put together the inputs of an indicator's method: what is given, else nodes, else peers."""
    method = method_called(row["method"])
    if method is None:
        return dict(given or {})
    derived: dict[str, Any] = {}
    for field in method.inputs:
        if field.name in _FROM_NODES:
            derived |= _FROM_NODES[field.name](row["node_rows"] or ())
    known = derived | dict(given or {})
    for field in method.inputs:
        if field.name in _FROM_PEERS and field.name not in known:
            known |= _FROM_PEERS[field.name](row, known)
    return known


#: The scorer's own word that a value is a flash value (快报数); no input of any method.
_FLASH = "provisional"
_FLASH_TOLD = {"数据性质": "快报数，待正式数据"}


def _of_method(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in inputs.items() if name != _FLASH}


def input_objections(row: Mapping[Any, Any], inputs: Mapping[str, Any]) -> tuple[Objection, ...]:
    """List what is missing or wrong in the inputs."""
    method = method_called(row["method"])
    if method is None:
        return (Objection("method.unknown", f"没有“{row['method']}”这种计分方式。"),)
    if inputs.get(_FLASH, False) not in (True, False):
        return (Objection("input.provisional", "“快报数”（provisional）只能填 true 或 false。"),)
    return input_problems(method.code, row["parameters"], _of_method(inputs))


def scored(row: Mapping[Any, Any], inputs: Mapping[str, Any]) -> tuple[str, str, Explained]:
    """Score an indicator: method code, method version, and the explanation tree.

    Raises:
        Objected: the datum is still to come.
        BadInput: inputs or parameters are wrong.
    """
    method = method_called(row["method"])
    if method is None:
        raise AssertionError("the lifecycle asked for inputs of a known method")
    if row["falsified"]:
        return method.code, str(method.version), _nothing(row)
    tree = score(
        method.code,
        row["weight"],
        row["parameters"],
        _of_method(inputs),
        label=row["level3"],
        evidence=tuple(row["evidence_hashes"] or ()),
    )
    if inputs.get(_FLASH):
        tree = replace(tree, values={**tree.values, **_FLASH_TOLD})
    return method.code, str(method.version), tree


def _nothing(row: Mapping[Any, Any]) -> Explained:
    """Score what was falsified, whatever its method."""
    return Explained(row["level3"], Decimal(0), "经察访核验认定弄虚作假，本项记零分。")


def number(text: str | None) -> Decimal | None:
    """Read an exact number out of a report's value; None when it is none."""
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
