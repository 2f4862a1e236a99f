"""How far a unit gets with an indicator, in the terms of its scoring method."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from cli.rehearsal.draws import Draws
from scoring.methods import method_called

Row = Mapping[Any, Any]
Parameters = Mapping[str, Any]
_CENT = Decimal("0.01")


def _code(row: Row) -> str:
    method = method_called(row["method"])
    return "" if method is None else method.code


def outcome(draws: Draws, row: Row) -> Decimal:
    """Draw how much of an indicator is achieved at the year's end; 1 is the target."""
    spirit = draws.ratio(890, 1045, "spirit", row["unit_id"])
    return spirit * draws.ratio(880, 1090, "outcome", row["id"])


def _target(parameters: Parameters) -> Decimal:
    return Decimal(str(parameters["target"]))


def _like(value: Decimal, pattern: Decimal) -> Decimal:
    # Villages and households are whole: as many places as the target has.
    exponent = pattern.as_tuple().exponent
    places = exponent if isinstance(exponent, int) else 0
    return value.quantize(Decimal(1).scaleb(min(places, 0)))


def _completion(parameters: Parameters, ratio: Decimal) -> Decimal:
    target = _target(parameters)
    return _like(target * ratio, target)


def _inverse(parameters: Parameters, ratio: Decimal) -> Decimal:
    target = _target(parameters)
    return _like(target / ratio, target)


def _linear(parameters: Parameters, ratio: Decimal) -> Decimal:
    zero, full = Decimal(str(parameters["zero_at"])), Decimal(str(parameters["full_at"]))
    return (zero + (full - zero) * ratio).quantize(_CENT)


def _bands(parameters: Parameters, ratio: Decimal) -> Decimal:
    edges = [Decimal(str(b["from"])) for b in parameters["bands"] if b.get("from") is not None]
    return (max(edges) * (ratio + Decimal("0.05"))).quantize(_CENT)


def _growth(parameters: Parameters, ratio: Decimal) -> Decimal:
    return (_target(parameters) * ratio).quantize(_CENT)


#: By method: the value measured at the year's end.
_MEASURED: Mapping[str, Callable[[Parameters, Decimal], Decimal]] = {
    "completion": _completion,
    "inverse": _inverse,
    "linear": _linear,
    "bands": _bands,
    "growth": _growth,
    "target_challenge": _growth,
}
#: Methods whose value adds up over the year.
_ADDS_UP = ("completion", "inverse")


def reported(draws: Draws, row: Row, number: int, count: int) -> str | None:
    """Give the value reported at a node; None where the method measures none."""
    measure = _MEASURED.get(_code(row))
    if measure is None:
        return None
    value = measure(row["parameters"], outcome(draws, row))
    if _code(row) in _ADDS_UP:
        value = _like(value * number / count, value)
    return format(value, "f")


def _rating(draws: Draws, row: Row) -> dict[str, Any]:
    grade = draws.one(("优",) * 12 + ("良",) * 6 + ("中",) * 2, "rating", row["id"])
    return {"rating": grade, "reason": "专家组现场评审并查阅档案后评定。"}


def _rank(draws: Draws, row: Row) -> dict[str, Any]:
    target = int(Decimal(str(row["parameters"].get("target", 1))))
    behind = draws.one((0,) * 7 + (1, 1, 2), "rank", row["id"])
    return {"rank": target + behind if behind else draws.of("ranks", row["id"]).randint(1, target)}


def _deduction(draws: Draws, row: Row) -> dict[str, Any]:
    events = row["parameters"]["unit_points"]
    found = {event: draws.one((0,) * 15 + (1, 1, 1, 2), row["id"], event) for event in events}
    return {"counts": found}


#: By method: what only the one who scores can tell.
_JUDGED: Mapping[str, Callable[[Draws, Row], dict[str, Any]]] = {
    "rating": _rating,
    "rank": _rank,
    "deduction": _deduction,
}


def inputs(draws: Draws, row: Row) -> dict[str, Any]:
    """Give what the scorer adds to what the nodes say.

    Args:
        draws: the play's.
        row: an indicator with `reported`: whether its last node told the year's value.
    """
    code = _code(row)
    if code in _JUDGED:
        return _JUDGED[code](draws, row)
    if code in _MEASURED and not row["reported"]:
        reached = outcome(draws, row) * Decimal("0.8")  # what the inspection found, unreported
        return {"actual": format(_MEASURED[code](row["parameters"], reached), "f")}
    return {}
