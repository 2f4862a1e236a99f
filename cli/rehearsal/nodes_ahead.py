"""When each node will be reported: the year's habits and mishaps, drawn when the table starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cli.rehearsal.stage import Stage

#: Before the due day a unit reports on one of so many working days.
_EARLY = 4
#: In a thousand nodes, by how a unit keeps its dates: late by 1-3 days, by 4-16 days, never.
_HABITS = {"punctual": (4, 0, 0), "usual": (30, 12, 5), "slack": (110, 45, 16)}
#: In how many of a thousand units each habit is found.
_PUNCTUAL, _SLACK = 350, 120


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension that a unit will ask for.

    Attributes:
        until: the day it asks for.
    """

    node: str
    unit: str
    category: str
    until: date
    granted: bool


def look_ahead(stage: Stage, first: date, last: date) -> None:
    """Arrange the reports of all nodes between two days; what would come later never comes."""
    found = stage.rows(
        "SELECT n.id, n.unit_id, n.due_on, n.taken_in, i.category FROM node n"
        " JOIN indicator i ON i.district_id = n.district_id AND i.id = n.indicator_id"
        " WHERE n.district_id = :district AND n.year = :year ORDER BY n.id"
    )
    asking = {extension.node: extension for extension in _extensions(stage, found)}
    for row in found:
        day = _day(stage, row, asking.get(row["id"]), first)
        if day is not None and day <= last:
            stage.arrange("report", day, row["id"])


def _extensions(stage: Stage, found: Any) -> list[Extension]:  # noqa: ANN401 - rows
    ahead = [row for row in found if not row["taken_in"]]
    chosen = stage.draws.some(ahead, max(2, len(ahead) // 160), "extensions")
    made: list[Extension] = []
    for place, row in enumerate(chosen):
        due = stage.rules.due("node_report", row["due_on"])
        until = stage.working_day(due, stage.draws.of("extends", row["id"]).randint(3, 8))
        # Two in three are granted.
        made.append(Extension(row["id"], row["unit_id"], row["category"], until, place % 3 != 1))
        asked = stage.working_day(due, -stage.draws.of("asks", row["id"]).randint(2, 4))
        stage.arrange("ask", asked, made[-1])
        stage.arrange("decide", stage.working_day(asked, 1), made[-1])
    return made


def _day(
    stage: Stage, row: Mapping[Any, Any], extension: Extension | None, first: date
) -> date | None:
    if row["taken_in"]:
        return stage.working_day(first, stage.draws.place(7, "taken in", row["unit_id"]))
    if extension is not None:
        return extension.until if extension.granted else stage.working_day(extension.until, -1)
    due = stage.rules.due("node_report", row["due_on"])
    late = _late(stage, row)
    if late is None:
        return None
    if late:
        return stage.working_day(due, late)
    # A unit has its usual day before each date; one node in thirty comes on another.
    other = row["id"] if stage.draws.happens(33, "apart", row["id"]) else ""
    return stage.working_day(due, -stage.draws.place(_EARLY, "before", row["unit_id"], due, other))


def _late(stage: Stage, row: Mapping[Any, Any]) -> int | None:
    """Draw how many working days late a node is reported; None for never."""
    short, long, never = _HABITS[_habit(stage, row["unit_id"])]
    drawn = stage.draws.of("late", row["id"])
    lot = drawn.randrange(1000)
    if lot < never:
        return None
    if lot < never + long:
        return drawn.randint(4, 16)
    return drawn.randint(1, 3) if lot < never + long + short else 0


def _habit(stage: Stage, unit_id: str) -> str:
    lot = stage.draws.place(1000, "habit", unit_id)
    if lot < _PUNCTUAL:
        return "punctual"
    return "slack" if lot >= 1000 - _SLACK else "usual"
