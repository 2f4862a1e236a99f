"""What an indicator must hold before it is declared: its ten elements, parameters and nodes."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast

from kit.errors import BadInput, Objection
from scoring.methods import method_called, parameter_problems
from scoring.weights import weight_problems
from services.rules import Rules
from services.splits import weights_in_force
from states.category import Category

#: The elements of the seed (方案 三（一）), as columns and as officers call them.
ELEMENTS = (
    ("weight", "权重"),
    ("level1", "一级指标"),
    ("level2", "二级指标"),
    ("level3", "三级指标"),
    ("target", "目标值"),
    ("deadline", "完成时限"),
    ("method", "计分方式"),
    ("assessor_id", "考核主体"),
    ("basis", "设置依据"),
)
#: What belongs to the frozen content of a version.
CONTENT = (
    "goal_id",
    "category",
    "weight",
    "level1",
    "level2",
    "level3",
    "target",
    "target_number",
    "challenge",
    "last_year",
    "deadline",
    "method",
    "parameters",
    "assessor_id",
    "basis",
    "nodes",
    "remark",
)

#: What an amendment may change once the year is under way: what is promised and how it counts.
#: Weights hang together in a unit, and dates are its nodes' own.
AMENDABLE = frozenset(
    {
        "level1",
        "level2",
        "level3",
        "target",
        "target_number",
        "challenge",
        "last_year",
        "method",
        "parameters",
        "basis",
        "remark",
    }
)


def content_problems(rules: Rules, row: Mapping[Any, Any]) -> tuple[Objection, ...]:
    """List everything that keeps an indicator from being declared."""
    return (
        *_missing(row),
        *_assessor(row),
        *_deadline(rules, row),
        *_nodes(rules, row),
        *_method(row),
    )


def _missing(row: Mapping[Any, Any]) -> Iterator[Objection]:
    for column, label in ELEMENTS:
        if row[column] is None or str(row[column]).strip() == "":
            yield Objection(f"{column}.missing", f"缺少“{label}”。", f"请填写“{label}”。")
    if row["weight"] is not None and row["weight"] <= 0:
        yield Objection("weight.not_positive", "权重应大于0。", "请填写大于0的权重。")


def _assessor(row: Mapping[Any, Any]) -> Iterator[Objection]:
    if row["assessor_id"] and row["assessor_id"] == row["unit_id"]:
        yield Objection(
            "assessor.self", "考核主体不能是被考核单位自己。", "请改为其他部门或区绩效办。"
        )


def _deadline(rules: Rules, row: Mapping[Any, Any]) -> Iterator[Objection]:
    deadline = row["deadline"]
    if deadline and deadline.year != rules.plan.year:
        yield Objection(
            "deadline.outside_year",
            f"完成时限{deadline}不在{rules.plan.year}年内。",
            "请填写本年度内的日期。",
        )


def _nodes(rules: Rules, row: Mapping[Any, Any]) -> Iterator[Objection]:
    if not row["nodes"]:
        yield Objection("nodes.missing", "没有工作节点。", "请至少填写一个节点。")
        return
    for place, node in enumerate(row["nodes"], start=1):
        due = date.fromisoformat(node["due_on"])
        last = row["deadline"] or date(rules.plan.year, 12, 31)
        if due.year != rules.plan.year or due > last:
            yield Objection(
                "nodes.outside",
                f"第{place}个节点（{due}）不在年度内或晚于完成时限。",
                "请修改节点日期。",
            )


def _method(row: Mapping[Any, Any]) -> tuple[Objection, ...]:
    if not row["method"]:
        return ()
    method = method_called(row["method"])
    if method is None:
        return (
            Objection(
                "method.unknown", f"没有“{row['method']}”这种计分方式。", "请选用方案所列的方式。"
            ),
        )
    return parameter_problems(method.code, row["parameters"])


def check_assessor(rules: Rules, columns: Mapping[str, Any]) -> None:
    """Let only units of the roll be named as assessor.

    Raises:
        BadInput: it is none.
    """
    named = columns.get("assessor_id")
    if named and named not in {body.id for body in rules.bodies if body.until_day is None}:
        raise BadInput(f"单位名单中没有考核主体“{named}”。")


def unit_weight_problems(
    rules: Rules, unit_id: str, weights: Mapping[str, str], split: Mapping[str, Any] | None = None
) -> tuple[Objection, ...]:
    """Check a unit's weights by category against its totals.

    Args:
        rules: those in force.
        unit_id: whose.
        weights: category -> sum as text.
        split: the totals that were set for this unit, if any (`units.split_of`).
    """
    totals = weights_in_force(rules, unit_id, split, key_work=Category.KEY in weights)
    return weight_problems(
        {Category(key).zh: (Decimal(value),) for key, value in weights.items()},
        {category.zh: total for category, total in totals.items() if total},
    )


def default_parameters(rules: Rules, row: Mapping[str, Any]) -> dict[str, object]:
    """Put together the plan's parameters for an indicator's method; empty for an unknown one."""
    method = rules.plan.methods.get(row["method"])
    if method is None:
        return {}
    found = method.parameters_for(row["level3"], row["target_number"], row["challenge"])
    return {name: _plain(value) for name, value in found.items()}


def _plain(value: Any) -> Any:  # noqa: ANN401 - TOML's own nesting
    # The database keeps exact numbers as text: jsonb and floats do not mix.
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        held = cast("Mapping[str, Any]", value)
        return {key: _plain(item) for key, item in held.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in cast("list[Any]", value)]
    return value
