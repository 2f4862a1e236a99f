"""What a scoring method is fed with: what the scorer gives, else what the nodes say."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from kit.errors import Objection
from scoring.explain import Explained
from scoring.methods import input_problems, method_called, score
from states.node import NodeState

NodeRow = Mapping[str, Any]


def _last_value(nodes: Sequence[NodeRow]) -> dict[str, Any]:
    values = [n["report"]["value"] for n in nodes if n["report"] and n["report"].get("value")]
    return {"actual": values[-1]} if values else {}


def _milestones(nodes: Sequence[NodeRow]) -> dict[str, Any]:
    return {
        "milestones": [
            {
                "name": f"{n['due_on']} {n['text']}",
                "weight": 1,
                "done": n["state"] == NodeState.ACCEPTED,
                "days_late": n["late_days"] or 0,
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


def inputs_for(row: Mapping[Any, Any], given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Put together the inputs of an indicator's method; what is given goes before the nodes."""
    method = method_called(row["method"])
    if method is None:
        return dict(given or {})
    derived: dict[str, Any] = {}
    for field in method.inputs:
        if field.name in _FROM_NODES:
            derived |= _FROM_NODES[field.name](row["node_rows"] or ())
    return derived | dict(given or {})


def input_objections(row: Mapping[Any, Any], inputs: Mapping[str, Any]) -> tuple[Objection, ...]:
    """List what is missing or wrong in the inputs."""
    method = method_called(row["method"])
    if method is None:
        return (Objection("method.unknown", f"没有“{row['method']}”这种计分方式。"),)
    return input_problems(method.code, row["parameters"], inputs)


def scored(row: Mapping[Any, Any], inputs: Mapping[str, Any]) -> tuple[str, str, Explained]:
    """Score an indicator: method code, method version, and the explanation tree.

    Raises:
        Objected: the datum is still to come.
        BadInput: inputs or parameters are wrong.
    """
    method = method_called(row["method"])
    if method is None:
        raise AssertionError("the lifecycle asked for inputs of a known method")
    tree = score(
        method.code,
        row["weight"],
        row["parameters"],
        inputs,
        label=row["level3"],
        evidence=tuple(row["evidence_hashes"] or ()),
    )
    return method.code, str(method.version), tree


def number(text: str | None) -> Decimal | None:
    """Read an exact number out of a report's value; None when it is none."""
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
