"""Duty-report marks (述职成绩): a unit's result takes them when its session is published."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from kit.errors import Refused
from services.acts import Order
from services.ballot_papers import written
from services.desk import Desk
from services.door import Subject, judge
from services.intents import Effect, Planned
from services.result_facts import RESULT
from states.result import ResultFacts, ResultTrigger


def plan_duty_marks(
    desk: Desk, session_id: str, marks: Mapping[str, Mapping[str, Sequence[Decimal]]]
) -> tuple[Planned, ...]:
    """Judge and plan what the results of a session's units take, as their lifecycle demands.

    Args:
        desk: of whoever publishes.
        session_id: where the marks were counted.
        marks: valid marks by unit and judge group, without names.

    Raises:
        Refused: a result takes no marks now.
    """
    verb = desk.verb(RESULT, ResultTrigger.RECORD_DUTY, _record_duty)
    orders = [
        Order(f"{desk.year}-{unit}-S", {"session": session_id, "marks": _told(groups)})
        for unit, groups in marks.items()
    ]
    subjects = desk.look(RESULT, [order.id for order in orders])
    planned: list[Planned] = []
    for order in orders:
        judged = judge(desk.act, verb, order, subjects.get(order.id))
        if isinstance(judged, Refused):
            raise judged
        planned.append(judged)
    return tuple(planned)


def _told(groups: Mapping[str, Sequence[Decimal]]) -> dict[str, list[str]]:
    return {group: [written(mark) for mark in sorted(found)] for group, found in groups.items()}


def _record_duty(desk: Desk, subject: Subject, order: Order, facts: ResultFacts) -> Effect:
    del desk, subject, facts
    marks = order.body["marks"]
    return Effect(
        columns={"duty_marks": marks}, data={"session": order.body["session"], "marks": marks}
    )
