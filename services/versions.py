"""Versions (版本): an indicator's content, frozen when it is declared, amended or reweighed."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import orjson

from services.acts import Act
from services.desk import Desk
from services.indicator_content import CONTENT
from services.intents import Effect, Message, Planned
from services.trail import stamp
from states.capacity import Capacity
from states.indicator import IndicatorState, IndicatorTrigger

_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)
#: What has started: the day counts from which another weight is in force.
_STARTED = (IndicatorState.IN_PROGRESS, IndicatorState.VERIFIED)


def freeze(
    act: Act,
    row: Mapping[Any, Any],
    columns: Mapping[str, Any],
    told: tuple[Message, ...] = (),
    in_force_on: date | None = None,
) -> Effect:
    """Derive what freezing a new version changes.

    Args:
        act: whose.
        row: the indicator as read.
        columns: what changes with it.
        told: messages.
        in_force_on: the day from which it counts; none for what was promised first.
    """
    version = row["version"] + 1
    content = {name: columns.get(name, row[name]) for name in CONTENT}
    digest = hashlib.sha256(
        orjson.dumps(content, default=str, option=orjson.OPT_SORT_KEYS)
    ).digest()
    frozen = {
        "indicator_id": row["id"],
        "version": version,
        "content": content,
        "digest": digest,
        "frozen_at": stamp(act.at),
        "in_force_on": in_force_on,
    }
    since = {"in_force_on": str(in_force_on)} if in_force_on else {}
    return Effect(
        columns={**columns, "version": version},
        data={"version": version, "digest": digest.hex(), **since},
        messages=told,
        rows=(("indicator_version", frozen),),
    )


def reweighed(
    desk: Desk,
    rows: Iterable[Mapping[Any, Any]],
    weights: Mapping[str, Decimal],
    worn: Capacity,
    reason: str,
) -> tuple[Planned, ...]:
    """Plan new weights for indicators not scored yet, each with a version and a record of its own.

    What keeps its weight stays untouched. The weights of a category hang together, so this is
    judged as a whole by the act it follows from; they count from the day of the act, so what fell
    due before goes by what was promised then.

    Args:
        desk: whose.
        rows: indicators as read.
        weights: by id; exact.
        worn: the capacity in which the act is done.
        reason: why.
    """
    return tuple(
        Planned(
            kind="indicator",
            row=row,
            steps=((str(IndicatorTrigger.REWEIGH), row["state"]),),
            actor=desk.act.actor,
            capacity=worn,
            reason=reason,
            effect=_weighed(desk, row, weights[row["id"]], reason),
        )
        for row in rows
        if weights[row["id"]] != row["weight"]
    )


def _weighed(desk: Desk, row: Mapping[Any, Any], weight: Decimal, reason: str) -> Effect:
    told = f"{row['level3']}（{row['id']}）权重由{row['weight']}调整为{weight}：{reason}"
    message = Message("reweighed", _UNIT, told)
    since = desk.today if row["state"] in _STARTED else None
    frozen = freeze(desk.act, row, {"weight": weight}, (message,), since)
    data = {**frozen.data, "weight": str(weight), "was": str(row["weight"])}
    return replace(frozen, data=data)


def from_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """Read an indicator that came as JSON (`indicator_facts.SIBLINGS`) as the columns keep it."""
    return {**row, "weight": Decimal(row["weight"]), "head": bytes.fromhex(row["head"])}
