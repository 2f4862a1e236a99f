"""What a change of bodies does to indicators (机构变动): who takes them over, at what weight."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from kit.errors import Objection
from services import unit_shapes
from services.bodies import Body
from services.desk import Desk
from services.indicator_facts import INDICATOR
from services.unit_weights import STARTED, weights_after
from states.unit_change import ChangeClass

Row = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of one indicator.

    Attributes:
        row: as read.
        unit: who answers for it from now on.
        number: its place in that unit's table.
    """

    row: Row
    unit: str
    assessor: str | None
    weight: Decimal
    number: int

    @property
    def goes(self) -> bool:
        """Whether another body takes it over."""
        return self.unit != self.row["unit_id"]

    @property
    def columns(self) -> dict[str, Any]:
        """The columns that change."""
        new = {"unit_id": self.unit, "assessor_id": self.assessor, "weight": self.weight}
        found = {name: value for name, value in new.items() if value != self.row[name]}
        if self.goes:
            found |= {"number": self.number, "former_unit_id": self.row["unit_id"]}
        return found


@dataclass(frozen=True, slots=True)
class Layout:
    """What a change does, or why it cannot.

    Attributes:
        after: the bodies after it.
        closed: bodies that end.
        moves: the indicators of the bodies it befalls, and those that a closed one examines.
        handed: those that count as a part of the year for whoever has them now.
        goals: who leads a goal from now on, of those whose lead it befalls.
    """

    problems: tuple[Objection, ...]
    after: tuple[Body, ...] = ()
    closed: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    handed: tuple[Move, ...] = ()
    goals: Mapping[str, str] = field(default_factory=dict[str, str])


_TASKS = text(
    "SELECT id FROM indicator WHERE district_id = :district AND year = :year"
    " AND state <> 'cancelled' AND (unit_id = ANY(:units) OR (assessor_id = ANY(:closed)"
    "  OR goal_id = ANY(:given)) AND state <> 'scored') ORDER BY id"
)
_GOALS = text(
    "SELECT id, unit_id FROM goal WHERE district_id = :district AND year = :year"
    " AND state <> 'withdrawn' AND unit_id = ANY(:sources) ORDER BY id"
)
_NUMBERS = text(
    "SELECT unit_id, max(number) FROM indicator WHERE district_id = :district AND year = :year"
    " AND unit_id = ANY(:units) GROUP BY unit_id"
)


def layout(desk: Desk, change: Row) -> Layout:
    """Work out what a change of bodies does as things stand; writes nothing."""
    found = unit_shapes.problems(desk.rules, change)
    if found:
        return Layout(found)
    after, closed = unit_shapes.after(desk.rules, change), unit_shapes.closed(change)
    if change["change_class"] == ChangeClass.RENAME:
        return Layout((), after)
    units = sorted({*change["from_units"], *(body.id for body in after)})
    asked = {
        "district": desk.act.district_id,
        "year": desk.year,
        "units": units,
        "closed": list(closed),
        "sources": change["from_units"],
        "given": list(change["allocation"]),
    }
    leads: dict[str, str] = {row.id: row.unit_id for row in desk.connection.execute(_GOALS, asked)}
    ids = list(desk.connection.execute(_TASKS, asked).scalars())
    looked = desk.look(INDICATOR, ids)
    rows = [looked[task].row for task in ids]
    mine = [row for row in rows if row["unit_id"] in units]
    targets = {row["id"]: _target(change, row) for row in mine}
    weights, problems = weights_after(desk, change, after, mine, targets)
    problems = (*_tasks_problems(change, mine, targets, leads), *problems)
    if problems:
        return Layout(problems)
    numbers: dict[str, int] = {row[0]: row[1] for row in desk.connection.execute(_NUMBERS, asked)}
    moves = [_move(desk, change, row, (targets, weights, numbers)) for row in rows]
    handed = tuple(m for m in moves if m.row["state"] in STARTED and m.row["id"] in targets)
    goals = {goal: _lead(change, goal, lead) for goal, lead in leads.items()}
    return Layout((), after, closed, tuple(m for m in moves if m.columns), handed, goals)


def _target(change: Row, row: Row) -> str:
    """Say who takes an indicator over; empty when a split leaves it to nobody."""
    if row["unit_id"] not in change["from_units"]:
        return row["unit_id"]
    if change["change_class"] == ChangeClass.MERGE:
        return change["to_units"][0]["id"]
    stays = row["unit_id"] if row["unit_id"] not in unit_shapes.closed(change) else ""
    return change["allocation"].get(row["id"], stays)


def _lead(change: Row, goal: str, lead: str) -> str:
    heir = change["to_units"][0]["id"] if lead in unit_shapes.closed(change) else lead
    return change["allocation"].get(goal, heir)


def _tasks_problems(
    change: Row, mine: Sequence[Row], targets: Mapping[str, str], goals: Iterable[str]
) -> tuple[Objection, ...]:
    source = {row["id"] for row in mine if row["unit_id"] in change["from_units"]}
    found: list[Objection] = []
    if any(row["state"] == "scored" for row in mine):
        found.append(Objection("unit_change.scored", "所涉单位已有评分的指标，不能再变动。"))
    if strange := sorted(set(change["allocation"]) - source - set(goals)):
        said = f"划转的指标、目标不是原单位现有的：{'、'.join(strange)}。"
        found.append(Objection("unit_change.allocation", said))
    if loose := sorted(task for task, unit in targets.items() if not unit):
        said = f"还有{len(loose)}项指标没有承接单位：{'、'.join(loose[:5])}。"
        found.append(Objection("unit_change.allocation", said, "请逐项写明由谁承接。"))
    return tuple(found)


Plan = tuple[Mapping[str, str], Mapping[str, Decimal], dict[str, int]]


def _move(desk: Desk, change: Row, row: Row, plan: Plan) -> Move:
    targets, weights, numbers = plan
    unit = targets.get(row["id"], row["unit_id"])
    number = row["number"]
    if unit != row["unit_id"]:
        numbers[unit] = number = numbers.get(unit, 0) + 1
    weight = weights.get(row["id"], row["weight"])
    assessor = examiner_after(desk, change, unit, row["assessor_id"], row["goal_id"])
    return Move(row, unit, assessor, weight, number)


def examiner_after(
    desk: Desk, change: Row, unit: str, assessor: str | None, goal: str | None = None
) -> str | None:
    """Say who examines from now on: a closed body's heir, or who was given the goal to lead.

    Nobody examines itself, then the office does (考核主体不能是被考核单位自己。)
    """
    heir = change["to_units"][0]["id"]
    now = heir if assessor in unit_shapes.closed(change) else assessor
    if goal in change["allocation"] and assessor in change["from_units"]:
        now = change["allocation"][goal]
    return desk.rules.plan.office.id if now == unit else now
