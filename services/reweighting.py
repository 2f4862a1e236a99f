"""Other weights for a unit (权重比例调整): asked for or proposed, granted, carried out."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import text

from kit.errors import BadInput, NotFound, Objection
from plans.settings_bodies import Weights
from plans.words import Case
from scoring.weights import HUNDRED, redistribute, rescale
from services.desk import Desk
from services.indicator_facts import INDICATOR
from services.intents import Planned
from services.rules import Rules
from services.splits import split_of, weights_in_force
from services.versions import reweighed
from states.capacity import Capacity
from states.category import Category

#: What of a unit's table the questions look at, `q` naming the unit.
TABLE = """(SELECT coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'category', i.category,
        'state', i.state, 'inserted', i.inserted_by <> '') ORDER BY i.id), '[]') FROM indicator i
    WHERE i.district_id = {district} AND i.year = {year} AND i.unit_id = {unit}
      AND i.state <> 'cancelled')"""
Table = Sequence[Mapping[str, Any]]
#: Whose weight another split changes.
STARTED = ("in_progress", "verified")

_ABOUT = text(
    "SELECT u.id AS unit_id, NULL AS assessor_id, NULL AS node_row, NULL AS indicator_state,"
    f" {TABLE.format(district='u.district_id', year=':year', unit='u.id')} AS unit_table,"
    " (SELECT count(*) FROM request q WHERE q.district_id = u.district_id"
    "  AND q.about_id = :about) AS asked,"
    " EXISTS (SELECT FROM request q WHERE q.district_id = u.district_id AND q.about_id = :about"
    "  AND q.state = 'requested') AS open_request"
    " FROM unit u WHERE u.district_id = :district AND u.id = :unit"
)


def about_unit(desk: Desk, about_id: str) -> Mapping[Any, Any]:
    """Read what a request about a unit's weights starts from; its id is `<year>-<unit>`.

    Raises:
        NotFound: there is no such unit.
    """
    asked = {
        "district": desk.act.district_id,
        "year": desk.year,
        "about": about_id,
        "unit": about_id.partition("-")[2],
    }
    found = desk.connection.execute(_ABOUT, asked).mappings().one_or_none()
    if found is None:
        raise NotFound
    return found


def split_asked(weights: Mapping[str, Any]) -> dict[str, str]:
    """Read the split that is asked for, by category, as the database keeps it.

    Raises:
        BadInput: a category is unknown, or a weight is no number.
    """
    known = {category.value: category for category in Category}
    strange = [str(key) for key in weights if str(key) not in known]
    if strange:
        raise BadInput(f"没有“{'、'.join(strange)}”这类指标；可用：{'、'.join(known)}。")
    try:
        return {str(key): format(Decimal(str(value)), "f") for key, value in weights.items()}
    except InvalidOperation as error:
        raise BadInput("权重比例应为数字，如 75、15、10。") from error


def stands(table: Table) -> str:
    """Tell whether a unit's weights may still change: `standing`, or `scored`."""
    over = any(row["state"] == "scored" for row in table)
    return "scored" if over else "standing"


def split_problems(
    rules: Rules, unit_id: str, split: Mapping[str, str], table: Table
) -> tuple[Objection, ...]:
    """List what is wrong with a split, given the unit's table."""
    weights = {Category(key): Decimal(weight) for key, weight in split.items()}
    kind = rules.body(unit_id).kind
    allowed = set(rules.plan.unit_kinds[kind].splits[0].weights)
    whole = sum(weights.values(), Decimal(0))
    found: list[Objection] = []
    if strange := [category.zh for category in weights if category not in allowed]:
        found.append(Objection("split.category", f"{kind.zh}没有{'、'.join(strange)}指标。"))
    if whole != HUNDRED or any(w < 0 or w != round(w, 2) for w in weights.values()):
        said = f"各类权重合计为{whole}，应为100，且每类不小于0、不超过两位小数。"
        found.append(Objection("split.sum", said, "请改正各类权重。"))
    return (*found, *_unfilled(weights, table))


def _unfilled(weights: Weights, table: Table) -> tuple[Objection, ...]:
    # Before the table is confirmed units still declare towards the new totals.
    if not any(row["state"] in STARTED for row in table):
        return ()
    carried = {Category(row["category"]) for row in table if _carries(row)}
    empty = [c.zh for c, weight in weights.items() if weight and c not in carried]
    left = [c.zh for c in Category if c in carried and not weights.get(c)]
    found: list[Objection] = []
    if empty:
        said = f"{'、'.join(empty)}没有指标可以承接权重。"
        found.append(Objection("split.empty", said, "请设为0，或先增加该类任务。"))
    if left:
        said = f"{'、'.join(left)}还有指标，权重不能为0。"
        found.append(Objection("split.carried", said, "请先取消该类指标，或给出权重。"))
    return tuple(found)


def _carries(row: Mapping[str, Any]) -> bool:
    waits = row["inserted"] and row["state"] == "reviewed"
    return waits or row["state"] in STARTED


def _counts(row: Mapping[str, Any]) -> bool:
    promised = row["state"] in ("declared", "reviewed") and not row["inserted"]
    return promised or row["state"] in STARTED


def new_weights(
    desk: Desk, row: Mapping[Any, Any], table: Table, worn: Capacity
) -> tuple[Planned, ...]:
    """Plan the new weights of a unit's tasks in a started table: exact in every category."""
    begun = any(entry["state"] in STARTED for entry in table)
    mine = [entry["id"] for entry in table if begun and _counts(entry)]
    rows = [subject.row for subject in desk.look(INDICATOR, mine).values()]
    weights: dict[str, Decimal] = {}
    for category, total in row["changes"].items():
        held = {r["id"]: r["weight"] for r in rows if r["category"] == category}
        weights |= rescale(held, Decimal(total)) if held else {}
    why = f"权重比例调整（{row['id']}），同类指标按比例重排。"
    return reweighed(desk, rows, weights, worn, why)


_LEFT = text(
    f"SELECT {split_of('u.id', 'u.district_id', ':year')} AS split,"
    f" {TABLE.format(district='u.district_id', year=':year', unit='u.id')} AS unit_table"
    " FROM unit u WHERE u.district_id = :district AND u.id = :unit"
)


def split_left(desk: Desk, unit_id: str) -> dict[str, str]:
    """Work out the split for a unit that is left without a task in some category (方案 三（三）1).

    Without key work the plan's own case, 90 / 10; else what is left over is shared out among the
    other categories in proportion.
    """
    asked = {"district": desk.act.district_id, "year": desk.year, "unit": unit_id}
    found = desk.connection.execute(_LEFT, asked).one()
    carried = {Category(row["category"]) for row in found.unit_table if _carries(row)}
    rules = desk.rules
    body = rules.body(unit_id)
    cases = {split.case: split.weights for split in rules.plan.unit_kinds[body.kind].splits}
    bare = cases.get(Case.WITHOUT_KEY)
    if bare is not None and {c for c, weight in bare.items() if weight} == carried:
        return {category.value: format(weight, "f") for category, weight in bare.items()}
    now = weights_in_force(rules, unit_id, found.split, key_work=True)
    held = {category.value: weight for category, weight in now.items()}
    gone = {category.value for category in now if category not in carried}
    shares = redistribute(held, gone)
    return {name: format(shares.get(name, Decimal(0)), "f") for name in held}
