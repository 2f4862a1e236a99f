"""The goal of the rehearsal that does not come from the table: its lead decomposes it."""

from cli.rehearsal.stage import Stage
from plans.schema import folded
from plans.settings_house import Goal
from plans.table.rows import Row
from plans.words import UnitKind


def chosen(stage: Stage) -> tuple[Goal, tuple[Row, ...]]:
    """Choose a goal that townships carry, and the townships' rows of the table that carry it.

    Whatever plan is played, some township carries key work.
    """
    carried = [(goal, rows) for goal in stage.plan.goals if (rows := _rows(stage, goal))]
    return stage.draws.one(carried, "decomposed")


def _rows(stage: Stage, goal: Goal) -> tuple[Row, ...]:
    title = folded(goal.title)
    return tuple(
        row
        for row in stage.table.indicators
        if folded(row.level3) == title
        and stage.plan.unit(row.unit).kind is UnitKind.TOWNSHIP
        and stage.plan.unit(row.unit).id != goal.lead
    )
