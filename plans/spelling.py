"""A plan as the indicator table's reader and lint need it: names, weights, days of nodes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plans.schema import Plan
from plans.settings_bodies import Weights
from plans.table.rows import Row
from plans.table.vocabulary import Kind, Names, Vocabulary
from plans.words import UnitKind
from scoring.methods import method_called
from states.category import Category


def vocabulary(plan: Plan) -> Vocabulary:
    """Give all that an indicator table of this plan's year is read against."""
    return Vocabulary(
        year=plan.year,
        units=Names({name: unit.name for unit in plan.assessed for name in unit.names}),
        kind_of={unit.name: unit.kind.zh for unit in plan.assessed},
        kinds={kind.zh: _kind(plan, kind) for kind in plan.unit_kinds},
        categories=Names({name: c.zh for c in Category for name in (c.value, c.zh)}),
        assessors=Names(dict.fromkeys(plan.office.names, plan.office.name)),
        methods=Names({name: method for method in plan.methods for name in _spellings(method)}),
    )


def _kind(plan: Plan, kind: UnitKind) -> Kind:
    few = plan.few_key_tasks
    ids = {unit.id for unit in plan.assessed if unit.kind is kind}
    splits = [split.weights for split in plan.unit_kinds[kind].splits]
    splits += [own.weights for own in few.units if own.unit in ids]
    shifts = (few.scarce.zh, few.taken_by.zh) if few.kind is kind else None
    return Kind(splits=tuple(map(_labelled, splits)), shifts=shifts)


def _labelled(weights: Weights) -> Mapping[str, Decimal]:
    return {category.zh: weight for category, weight in weights.items() if weight}


def _spellings(method: str) -> set[str]:
    known = method_called(method)
    return {method, known.name, known.code} if known else {method}


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row of the table with its nodes as days, fit for lint."""

    unit: str
    type: str
    weight: Decimal
    level3: str
    deadline: date
    method: str
    assessor: str
    nodes: tuple[date, ...]


def planned(plan: Plan, row: Row) -> PlannedRow:
    """Put the days of the plan's quarters in place of a row's quarters."""
    return PlannedRow(
        row.unit,
        row.type,
        row.weight,
        row.level3,
        row.deadline,
        row.method,
        row.assessor,
        tuple(plan.nodes.day(node.quarter, row.deadline) for node in row.nodes),
    )
