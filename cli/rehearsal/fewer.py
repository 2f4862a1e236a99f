"""A plan cut down to a few units, whole in itself: counts, goals, members and examiners fit."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, cast

from kit.errors import BadInput
from plans.schema import Plan, folded
from plans.table.rows import Row
from plans.words import UnitKind

_MAIN, _ROLL, _GOALS = "plan.toml", "units.toml", "goals.toml"
_BASELINES = "baselines.toml"


@dataclass(frozen=True, slots=True)
class Fewer:
    """The texts of a smaller plan, and the rows of the table that its units carry."""

    files: Mapping[str, str]
    rows: tuple[Row, ...]


def fewer(plan: Plan, files: Mapping[str, str], rows: Sequence[Row], names: Sequence[str]) -> Fewer:
    """Cut a plan down; what an absent examiner examined, the office examines.

    Args:
        plan: the whole plan.
        files: its texts.
        rows: its indicator table.
        names: ids or names of the units that stay; of each kind at least one.

    Raises:
        NotFound: a unit is not on the roll.
        BadInput: a kind of unit is missing.
    """
    chosen = {plan.unit(name).id for name in names} - {plan.office.id}
    units = [unit for unit in plan.units if unit.id in chosen]
    if {unit.kind for unit in units} != set(UnitKind) - {UnitKind.OFFICE}:
        raise BadInput("部分单位演练至少须有一个部门和一个乡镇（街道），如 --units D01,T01。")
    kept = tuple(_examined(plan, row, chosen) for row in rows if plan.unit(row.unit).id in chosen)
    read = {name: tomllib.loads(files[name], parse_float=Decimal) for name in files}
    _cut_roll(read, chosen, plan.office.id)
    _cut_rules(read[_MAIN], units, chosen)
    if _BASELINES in read:
        _cut_baselines(read[_BASELINES], chosen)
    _cut_goals(read[_GOALS], {folded(row.level3) for row in kept}, chosen, plan.office.id)
    return Fewer({name: _written(raw) for name, raw in read.items()}, kept)


def _examined(plan: Plan, row: Row, chosen: set[str]) -> Row:
    present = plan.unit(row.assessor).id in chosen
    return row if present else replace(row, assessor=plan.office.name)


def _cut_roll(read: Mapping[str, Any], chosen: set[str], office: str) -> None:
    roll = read[_ROLL]
    roll["units"] = [unit for unit in roll["units"] if unit["id"] in {*chosen, office}]


def _cut_rules(raw: dict[str, Any], units: Sequence[Any], chosen: set[str]) -> None:
    raw["title"] += "（部分单位演练）"
    for kind, rule in raw["unit_kinds"].items():
        mine = [unit for unit in units if unit.kind == kind]
        rule["count"] = len(mine)
        for sub in rule.get("subkinds", {}):
            rule["subkinds"][sub] = sum(unit.subkind == sub for unit in mine)
    for member in raw["conference"]["members"]:
        if member.get("unit") not in chosen:
            member.pop("unit", None)
    few = raw["few_key_tasks"]
    few["units"] = [own for own in few["units"] if own["unit"] in chosen]
    groups = {unit.ranking_group for unit in units}
    raw["ranking_groups"] = {k: v for k, v in raw["ranking_groups"].items() if k in groups}


def _cut_baselines(raw: dict[str, Any], chosen: set[str]) -> None:
    raw["results"] = {unit: row for unit, row in raw["results"].items() if unit in chosen}
    for name in ("actuals", "rectifications"):
        raw[name] = [row for row in raw.get(name, ()) if row["unit"] in chosen]


def _cut_goals(raw: dict[str, Any], carried: set[str], chosen: set[str], office: str) -> None:
    raw["goals"] = [
        {
            **goal,
            "lead": goal["lead"] if goal["lead"] in chosen else office,
            "contributors": [unit for unit in goal.get("contributors", ()) if unit in chosen],
        }
        for goal in raw["goals"]
        if folded(goal["title"]) in carried
    ]


def _written(raw: Mapping[str, Any]) -> str:
    return "".join(f"{json.dumps(key)} = {_value(value)}\n" for key, value in raw.items())


def _value(value: Any) -> str:  # noqa: ANN401 - TOML's own nesting
    if isinstance(value, dict):
        return _table(cast("dict[str, Any]", value))
    if isinstance(value, list):
        return f"[{', '.join(map(_value, cast('list[Any]', value)))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(value) if isinstance(value, str) else _bare(value)


def _table(value: Mapping[str, Any]) -> str:
    return f"{{ {', '.join(f'{_text(key)} = {_value(item)}' for key, item in value.items())} }}"


def _text(value: str) -> str:
    # A basic string of TOML reads what JSON writes.
    return json.dumps(value, ensure_ascii=False)


def _bare(value: object) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)
