"""What a change of bodies may look like (机构变动): its bodies, its allocation, its weights."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from kit.errors import BadInput, Objection
from plans.schema import folded
from plans.words import UnitKind
from services.bodies import Body
from services.rules import Rules
from states.unit_change import ChangeClass

#: What may be said of a body as it is after the change.
_SAID = ("id", "name", "short_name", "ranking_group", "weights")


def read_bodies(said: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Read the bodies after a change as the database keeps them.

    Raises:
        BadInput: one has no id, or something is said that nobody reads.
    """
    found: list[dict[str, Any]] = []
    for body in said:
        strange = sorted(set(body) - set(_SAID))
        if strange or not body.get("id"):
            raise BadInput(f"承接单位须有编号（id），可写：{'、'.join(_SAID)}。")
        told = {name: body[name] for name in _SAID if body.get(name) is not None}
        if "weights" in told:
            weights: Mapping[str, Any] = told["weights"]
            told["weights"] = {k: format(Decimal(str(v)), "f") for k, v in weights.items()}
        found.append(told)
    return found


def after(rules: Rules, change: Mapping[Any, Any]) -> tuple[Body, ...]:
    """Tell the bodies as they are after a change; new ones take after the first they come from."""
    first = rules.body(change["from_units"][0])
    known = {body.id: body for body in rules.bodies}
    return tuple(_after(known.get(said["id"]), said, first, change) for said in change["to_units"])


def _after(
    body: Body | None, said: Mapping[str, Any], first: Body, change: Mapping[Any, Any]
) -> Body:
    old = body or first
    name = said.get("name") or (body.name if body else "")
    return Body(
        said["id"],
        name,
        said.get("short_name") or (body.short_name if body and not said.get("name") else name),
        old.kind,
        said.get("ranking_group") or old.ranking_group,
        assessed=True,
        from_day=body.from_day if body else change["effective_on"],
    )


def closed(change: Mapping[Any, Any]) -> tuple[str, ...]:
    """Name the bodies that a change ends."""
    stay = {said["id"] for said in change["to_units"]}
    return tuple(unit for unit in change["from_units"] if unit not in stay)


def problems(rules: Rules, change: Mapping[Any, Any]) -> tuple[Objection, ...]:
    """List what is wrong with the bodies of a change."""
    return tuple(
        Objection(f"unit_change.{code}", said)
        for code, said in (*_from(rules, change), *_shape(change), *_to(rules, change))
    )


def _from(rules: Rules, change: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    standing = {b.id: b for b in _standing(rules, change["effective_on"])}
    for unit in change["from_units"]:
        if unit not in standing:
            yield "from", f"“{unit}”不是{change['effective_on']}存续的被考核单位。"


def _standing(rules: Rules, day: date) -> tuple[Body, ...]:
    return tuple(b for b in rules.bodies if b.assessed and b.stands(day))


def _shape(change: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    source, target = change["from_units"], [said["id"] for said in change["to_units"]]
    others = [unit for unit in target if unit not in source]
    fits = {
        ChangeClass.RENAME: target == source and len(target) == 1,
        ChangeClass.MERGE: len(target) == 1 and len({*source, *target}) > 1,
        ChangeClass.SPLIT: len(source) == 1 and bool(others),
    }
    asks = ChangeClass(change["change_class"])
    if not fits[asks] or len(set(target)) != len(target) or len(set(source)) != len(source):
        yield "shape", f"“{asks.zh}”的原单位和承接单位不相符。"
    if change["allocation"] and asks is not ChangeClass.SPLIT:
        yield "allocation", "只有分设（职能划转）才逐项划转指标。"
    if strangers := sorted(set(change["allocation"].values()) - set(target)):
        yield "allocation", f"指标不能划给承接单位以外的“{'、'.join(strangers)}”。"
    if asks is ChangeClass.RENAME and not all(said.get("name") for said in change["to_units"]):
        yield "name", "更名须写明新名称。"


def _to(rules: Rules, change: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    known = {body.id: body for body in rules.bodies}
    gone = set(closed(change))
    named = {folded(b.name): b.id for b in _standing(rules, change["effective_on"])}
    kinds = {known[unit].kind for unit in change["from_units"] if unit in known}
    for said in change["to_units"]:
        unit, name = said["id"], said.get("name", "")
        body = known.get(unit)
        if body is None and not name:
            yield "name", f"新单位“{unit}”须写明名称。"
        if body is not None and not (body.assessed and body.stands(change["effective_on"])):
            yield "to", f"“{unit}”已经撤并，或者不是被考核单位。"
        if name and named.get(folded(name), unit) not in {unit, *gone}:
            yield "name", f"已有单位名为“{name}”。"
        kinds |= {body.kind} if body else set[UnitKind]()
    if len(kinds) > 1:
        yield "kind", "部门和乡镇（街道）的指标体系不同，不能合并或相互划转。"
