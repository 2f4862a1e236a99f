"""Promises (承诺): each node is judged by the version of its indicator in force on its day."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.reading import many, some

Row = Mapping[Any, Any]
#: What an officer agreed about lateness, and a node takes along from its version.
_LATENESS = ("late_ratio", "late_days", "very_late_ratio")


def as_promised(row: Row, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Read a verified indicator as its nodes were promised.

    Nodes tell which version they go by and what it agreed about lateness. A value that a node
    reported is measured by the method and parameters of that node's version; what the scorer
    gives, by those in force.

    Args:
        row: as read (`versions`, `node_rows`).
        given: the inputs that the scorer gives.
    """
    versions = some(row["versions"])
    nodes = [_promised(node, row, versions) for node in many(row["node_rows"])]
    measured = None if (given or {}).get("actual") is not None else _measured_by(nodes)
    agreed = versions.get(str(measured), {})
    differs = any(agreed[name] != row[name] for name in agreed)
    own = {"version": measured, **agreed} if differs else {}
    return {**row, **own, "node_rows": nodes}


def _promised(node: Mapping[str, Any], row: Row, versions: Mapping[str, Any]) -> dict[str, Any]:
    version = node["version"]
    agreed = versions.get(str(version))
    if agreed is None or len(versions) == 1:
        return dict(node)
    then, now = agreed["parameters"], row["parameters"]
    differing = {
        name: then[name] for name in _LATENESS if then.get(name, now.get(name)) != now.get(name)
    }
    return {**node, "told": f"（按第{version}版）", "agreed": differing}


def _measured_by(nodes: Sequence[Mapping[str, Any]]) -> int | None:
    told = [node["version"] for node in nodes if some(node["report"]).get("value")]
    return told[-1] if told else None
