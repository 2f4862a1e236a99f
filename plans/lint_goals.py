"""Findings about the goal set: sources, and whether a lead is asked to work with itself."""

from collections.abc import Iterator

from plans.finding import Finding
from plans.schema import Plan
from plans.words import Level


def goals(plan: Plan) -> Iterator[Finding]:
    """Look at every goal of goals.toml; that its units are on the roll is asked on reading."""
    for goal in plan.goals:
        if not goal.document_number.strip():
            # The city's packages and feedback go by the number of the document.
            yield Finding(
                "red" if goal.level is Level.CITY else "yellow",
                "goal.no_document",
                f"goals.{goal.id}",
                f"目标“{goal.title}”的来源文件“{goal.document}”没有文号。",
                "请在 goals.toml 中补上 document_number。",
            )
        if goal.lead in goal.contributors:
            yield Finding(
                "yellow",
                "goal.helps_itself",
                f"goals.{goal.id}",
                f"目标“{goal.title}”的牵头单位又列为配合单位。",
                "请从 contributors 中删去牵头单位。",
            )
