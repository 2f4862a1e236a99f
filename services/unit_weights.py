"""Weights after a change of bodies (机构变动): each body's tasks sum exactly to its totals."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from kit.errors import Objection
from plans.settings_bodies import Weights
from scoring.weights import HUNDRED, rescale
from services.bodies import Body
from services.desk import Desk
from services.units import splits
from states.category import Category

Row = Mapping[Any, Any]
#: A task that has its weight; one inserted that has not started has it still to come.
STARTED = ("in_progress", "verified")


def weights_after(
    desk: Desk,
    change: Row,
    after: Sequence[Body],
    mine: Sequence[Row],
    targets: Mapping[str, str],
) -> tuple[dict[str, Decimal], tuple[Objection, ...]]:
    """Bring the weights of every body's tasks to its totals, exactly; or say why they do not fit.

    Args:
        desk: at which it is worked out.
        change: the change of bodies.
        after: the bodies after it.
        mine: the tasks of all bodies that it befalls.
        targets: which body has which task afterwards.
    """
    set_ = splits(desk)
    own = {said["id"]: said.get("weights") for said in change["to_units"]}
    weights: dict[str, Decimal] = {row["id"]: row["weight"] for row in mine}
    problems: list[Objection] = []
    for body in after:
        held = _by_category(row for row in mine if targets[row["id"]] == body.id)
        if not held:
            continue
        given = own.get(body.id) or set_.get(body.id)
        totals = (
            {Category(key): Decimal(str(weight)) for key, weight in given.items()}
            if given
            else desk.rules.plan.weights(body, key_work=Category.KEY in held)
        )
        problems += _fit(body, held, totals)
        if not problems:
            for category, tasks in held.items():
                weights |= rescale(tasks, totals[category])
    return weights, tuple(problems)


def _by_category(rows: Iterable[Row]) -> dict[Category, dict[str, Decimal]]:
    held: defaultdict[Category, dict[str, Decimal]] = defaultdict(dict)
    for row in rows:
        if not row["inserted_by"] or row["state"] in STARTED:
            held[Category(row["category"])][row["id"]] = row["weight"]
    return dict(held)


def _fit(
    body: Body, held: Mapping[Category, Mapping[str, Decimal]], totals: Weights
) -> list[Objection]:
    whole = sum(totals.values(), Decimal(0))
    wanted = {category for category, total in totals.items() if total}
    differing = "、".join(c.zh for c in Category if c in wanted ^ held.keys())
    if whole == HUNDRED and not differing and all(any(tasks.values()) for tasks in held.values()):
        return []
    said = f"{body.name}的权重比例合计{whole}"
    said += f"，{differing}有权重而无指标，或有指标而无权重" if differing else ""
    remedy = "请在承接单位中写明各类权重（weights），或另行划转指标。"
    return [Objection("unit_change.weights", f"{said}。", remedy)]
