"""Worked examples (算例): how each method counts, and what an indicator would be worth if …."""

from typing import Any

from sqlalchemy import Connection

from kit.errors import BadInput
from scoring.methods import described, method_called, outlook
from services import browse
from services.people import SignedIn


def methods() -> list[dict[str, Any]]:
    """Tell of every scoring method its formula, what it asks for, and its worked example."""
    return described()


def worked_example(connection: Connection, person: SignedIn, indicator_id: str) -> dict[str, Any]:
    """Work an indicator's own method, parameters and weight through.

    Raises:
        NotFound: there is no such indicator, or it is out of sight.
        BadInput: it has no weight or no known method yet, or its parameters are wrong.
    """
    row = browse.found(connection, person, "indicator", indicator_id)
    method = method_called(row["method"] or "")
    if method is None or row["weight"] is None:
        raise BadInput("该指标尚未填写权重或计分方式，没有算例。")
    return {
        "indicator_id": indicator_id,
        **outlook(method.code, row["weight"], row["parameters"]),
    }
