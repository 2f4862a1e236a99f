"""Findings about points: what must sum to a hundred, grades in order, methods that can score."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from plans.finding import Finding
from plans.schema import Plan
from plans.settings_score import Method
from scoring.methods import METHODS, method_called, parameter_problems

_WHOLE = Decimal(100)


def worth(plan: Plan) -> Iterator[Finding]:
    """Look at weights, shares, grades and methods."""
    for code, where, label, parts in _sums(plan):
        total = sum(parts, Decimal(0))
        if total != _WHOLE:
            yield Finding(
                "red",
                code,
                where,
                f"{label}合计为{total}，应为100。",
                "请改正各项权重，使合计恰为100。",
            )
    yield from _grades(plan)
    for name, method in plan.methods.items():
        yield from _method(name, method)


def _sums(plan: Plan) -> Iterator[tuple[str, str, str, Iterable[Decimal]]]:
    for kind, rule in plan.unit_kinds.items():
        for split in rule.splits:
            where = f"unit_kinds.{kind}.splits.{split.case}"
            label = f"{kind.zh}（{split.case.zh}）的指标类型权重"
            yield "weights.categories", where, label, split.weights.values()
    for own in plan.few_key_tasks.units:
        where = f"few_key_tasks.units.{own.unit}"
        label = f"{plan.unit(own.unit).name}的指标类型权重"
        yield "weights.categories", where, label, own.weights.values()
    judges = (group.weight for group in plan.judges.groups)
    yield "weights.judges", "judges.groups", "述职考评评委组权重", judges
    shares = (plan.composition.daily_share, plan.composition.duty_share)
    yield "weights.shares", "composition", "日常考核与述职考评的比例", shares


def _grades(plan: Plan) -> Iterator[Finding]:
    for better, worse in pairwise(plan.grades.grades):
        if better.at_least <= worse.at_least:
            yield Finding(
                "red",
                "grade.order",
                f"grades.{better.key}",
                f"“{better.label}”的起点分{better.at_least}不高于“{worse.label}”的{worse.at_least}。",
                "请从高到低排列等次。",
            )


def _method(name: str, method: Method) -> Iterator[Finding]:
    known = method_called(name)
    if known is None:
        yield Finding(
            "red",
            "method.unknown",
            f"methods.{name}",
            f"没有“{name}”这种计分方式。",
            f"可用：{'、'.join(method.name for method in METHODS.values())}。",
        )
        return
    for level3 in ("", *method.indicators):
        for objection in parameter_problems(known.code, method.parameters_for(level3)):
            # What the indicator itself brings, its target above all, is not there yet.
            if objection.code != "parameter.missing" and not objection.overridable:
                where = f"methods.{name}" + (f".indicators.{level3}" if level3 else "")
                yield Finding(
                    "red", "method.parameters", where, objection.message, objection.remedy
                )
