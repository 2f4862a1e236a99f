"""Findings about the indicator table: assessors, goals, weights, methods, days, loads."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from kit.errors import NotFound
from plans.finding import Finding, TableRow
from plans.lint_time import rest_day
from plans.schema import Plan, folded
from plans.settings_bodies import Unit
from states.capacity import Capacity
from states.category import Category

_BY_LABEL: Mapping[str, Category] = {
    name: category for category in Category for name in (category.value, category.zh)
}


def rows_of(plan: Plan, rows: Sequence[TableRow]) -> Iterator[Finding]:
    """Look at every indicator of the table."""
    for row in rows:
        yield from _assessor(plan, row)
        if row.method not in plan.methods:
            yield _red(
                "method.unknown",
                row,
                f"方案没有“{row.method}”这种计分方式。",
                f"可用：{'、'.join(plan.methods)}；或在 plan.toml 的 methods 中补上。",
            )
    yield from _weights(plan, rows)
    yield from _goals(plan, rows)
    yield from _loads(plan, rows)
    yield from _days(plan, rows)


def _red(code: str, row: TableRow, message: str, remedy: str) -> Finding:
    return Finding("red", code, f"{row.unit}：{row.level3}", message, remedy)


def _known(plan: Plan, name: str) -> Unit | None:
    try:
        return plan.unit(name)
    except NotFound:
        return None


def _assessor(plan: Plan, row: TableRow) -> Iterator[Finding]:
    assessor = _known(plan, row.assessor) if row.assessor else None
    if assessor is None:
        told = f"考核主体“{row.assessor}”不在单位名单中。" if row.assessor else "没有考核主体。"
        yield _red("indicator.no_assessor", row, told, "请写单位名单中的小考官或区绩效办。")
    elif assessor == _known(plan, row.unit):
        yield _red(
            "indicator.assesses_itself",
            row,
            f"{assessor.name}考核自己的指标。",
            f"请改由{plan.office.name}考核。",
        )


def _weights(plan: Plan, rows: Sequence[TableRow]) -> Iterator[Finding]:
    sums: dict[str, dict[Category, Decimal]] = defaultdict(dict)
    for row in rows:
        unit, category = _known(plan, row.unit), _BY_LABEL.get(row.type)
        if unit and category:
            sums[unit.id][category] = sums[unit.id].get(category, Decimal(0)) + row.weight
    for unit in plan.assessed:
        found = sums.get(unit.id, {})
        wanted = plan.weights(unit, key_work=bool(found.get(Category.KEY)))
        for category in Category:
            is_, due = found.get(category, Decimal(0)), wanted.get(category, Decimal(0))
            if is_ != due:
                yield Finding(
                    "red",
                    "weights.unit",
                    f"{unit.name}：{category.zh}",
                    f"{unit.name}{category.zh}指标权重合计为{is_}，应为{due}。",
                    "请调整该单位这一类指标的权重。",
                )


def _goals(plan: Plan, rows: Sequence[TableRow]) -> Iterator[Finding]:
    carried = {folded(row.level3) for row in rows}
    for goal in plan.goals:
        if folded(goal.title) not in carried:
            yield Finding(
                "red",
                "goal.uncarried",
                f"goals.{goal.id}",
                f"目标“{goal.title}”没有单位承接。",
                "请把它分解到至少一个单位的指标，或从目标集中删去。",
            )


def _loads(plan: Plan, rows: Sequence[TableRow]) -> Iterator[Finding]:
    limits, office = plan.workload.indicators, plan.office.name
    assessors = [unit for row in rows if (unit := _known(plan, row.assessor))]
    examined = Counter(unit.name for unit in assessors if unit != plan.office)
    loads = [(name, Capacity.EXAMINER, load) for name, load in examined.items()]
    # The office reviews every indicator, whoever assesses it.
    loads.append((office, Capacity.OFFICE_CLERK, len(rows)))
    for name, capacity, load in loads:
        limit = limits.get(capacity, load)
        if load > limit:
            yield Finding(
                "yellow",
                "workload.over",
                f"workload.{capacity}：{name}",
                f"{name}须审核{load}项指标，超过上限{limit}项。",
                "请增加人手、分批审核，或把部分指标交由其他小考官。",
            )


def _days(plan: Plan, rows: Sequence[TableRow]) -> Iterator[Finding]:
    calendar, rolls = plan.calendar(), plan.deadlines["node_report"].rolls
    days = Counter(day for row in rows for day in {row.deadline, *row.nodes})
    for day, count in sorted(days.items()):
        what = f"{count}项指标的时限或节点"
        yield from rest_day(calendar, day, f"指标表：{day}", what, rolls=rolls)
