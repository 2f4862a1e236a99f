"""Whether somebody carries a goal: covered with its first indicator, uncovered with its last."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import text

from kit.errors import BadInput
from services.acts import Answers, Order
from services.desk import Desk
from services.door import Subject
from services.goal_facts import GOAL
from services.intents import Effect, Message
from states.capacity import Capacity
from states.goal import GoalFacts, GoalState, GoalTrigger

_T = GoalTrigger
_OFFICE = (Capacity.OFFICE_CLERK,)

_KNOWN = text(
    "SELECT id, unit_id FROM goal WHERE district_id = :district AND year = :year"
    " AND id = ANY(:ids) AND state <> 'withdrawn'"
)


def leads(desk: Desk, goal_ids: Iterable[str | None]) -> Mapping[str, str]:
    """Name the lead of each goal that indicators are to carry.

    Raises:
        BadInput: there is no such goal, or it is withdrawn.
    """
    named = sorted({goal_id for goal_id in goal_ids if goal_id})
    found = leads_among(desk, named)
    for goal_id in named:
        insist_on(found, goal_id)
    return found


def leads_among(desk: Desk, goal_ids: Iterable[str]) -> Mapping[str, str]:
    """Name the lead of each of some goals that is there and not withdrawn."""
    asked = {"district": desk.act.district_id, "year": desk.year, "ids": sorted(set(goal_ids))}
    if not asked["ids"]:
        return {}
    return {row.id: row.unit_id for row in desk.connection.execute(_KNOWN, asked)}


def insist_on(known: Mapping[str, str], goal_id: str) -> None:
    """Insist that a goal is one that can be carried.

    Raises:
        BadInput: it is not among those known.
    """
    if goal_id not in known:
        raise BadInput(f"目标集中没有可以承接的“{goal_id}”。")


_OF = text(
    "SELECT DISTINCT goal_id FROM indicator WHERE district_id = :district AND id = ANY(:ids)"
    " AND goal_id IS NOT NULL ORDER BY 1"
)


def carried_by(desk: Desk, indicator_ids: Iterable[str]) -> list[str]:
    """Name the goals that some indicators carry, cancelled ones too."""
    asked = {"district": desk.act.district_id, "ids": list(indicator_ids)}
    return list(desk.connection.execute(_OF, asked).scalars()) if asked["ids"] else []


def settle(desk: Desk, goal_ids: Iterable[str]) -> Answers:
    """Cover what somebody carries and uncover what nobody does, by the system; idempotent."""
    named = sorted(set(goal_ids))
    if not named:
        return []
    found = desk.look(GOAL, named)
    carried = [i for i, goal in found.items() if _stands(goal, GoalState.ACCEPTED) and _held(goal)]
    loose = [i for i, goal in found.items() if _stands(goal, GoalState.COVERED) and not _held(goal)]
    system = desk.by("system:flow")
    return [
        *(cover(system, [Order(goal_id) for goal_id in carried]) if carried else ()),
        *(uncover(system, [Order(goal_id) for goal_id in loose]) if loose else ()),
    ]


def _stands(goal: Subject, state: GoalState) -> bool:
    return goal.row["state"] == state


def _held(goal: Subject) -> bool:
    return bool(goal.row["carriers"])


def cover(desk: Desk, orders: list[Order]) -> Answers:
    """Mark goals as carried (落实到指标), by the system."""
    return desk.move(GOAL, _T.COVER, orders, _cover)


def _cover(desk: Desk, subject: Subject, order: Order, facts: GoalFacts) -> Effect:
    del desk, subject, order
    return Effect(data={"carriers": facts.carriers})


def uncover(desk: Desk, orders: list[Order]) -> Answers:
    """Mark goals as carried by nobody any more (承接落空), by the system."""
    return desk.move(GOAL, _T.UNCOVER, orders, _uncover)


def _uncover(desk: Desk, subject: Subject, order: Order, facts: GoalFacts) -> Effect:
    del desk, order, facts
    row: Mapping[Any, Any] = subject.row
    told = f"目标“{row['title']}”（{row['id']}）已无指标承接，请重新分解。"
    return Effect(messages=(Message("uncovered", _OFFICE, told),))
