"""Visits (核验实施): an inspection is assigned, sent out, recorded and read by another."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.acts import Answers, Order, needed
from services.desk import Desk
from services.door import Subject
from services.inspection_facts import INSPECTION, recorded
from services.intents import Effect, Message
from states.capacity import UNIT, Capacity
from states.inspection import InspectionFacts, InspectionTrigger
from states.inspection_round import Mode

_T = InspectionTrigger
_UNIT = tuple(sorted(UNIT))
_OFFICE = (Capacity.OFFICE_CLERK,)


def named(row: Mapping[Any, Any]) -> str:
    """Call an inspection by its indicator and id."""
    return f"“{row['level3']}”的察访核验（{row['id']}）"


def assign(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Assign inspections to a third-party inspector (指派); body `inspector_id`."""
    return desk.move(INSPECTION, _T.ASSIGN, orders, _assign)


def _assign(desk: Desk, subject: Subject, order: Order, facts: InspectionFacts) -> Effect:
    del desk, subject, facts
    inspector = str(needed(order.body, "inspector_id", "核验员"))
    return Effect(columns={"inspector_id": inspector}, data={"inspector_id": inspector})


def issue(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Send inspections out (下达); the unit is told, unless the visit is secret (暗访)."""
    return desk.move(INSPECTION, _T.ISSUE, orders, _issue)


def _issue(desk: Desk, subject: Subject, order: Order, facts: InspectionFacts) -> Effect:
    del desk, order, facts
    row = subject.row
    told = row["mode"] != Mode.SECRET
    said = f"{named(row)}将以{Mode(row['mode']).zh}方式进行，请备齐{row['node_id']}的材料。"
    # The unit hears of it only where the visit is no secret.
    messages = (Message("issued", _UNIT, said),) if told else ()
    return Effect(columns={"told": told}, data={"told": told}, messages=messages)


def record(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Record what was found (记录); body: place, visited_on, interviewee, finding, conclusion."""
    return desk.move(INSPECTION, _T.RECORD, orders, _record)


def _record(desk: Desk, subject: Subject, order: Order, facts: InspectionFacts) -> Effect:
    del facts
    found = recorded(subject.row, order.body)
    told = f"{named(subject.row)}已记录：{found['conclusion'].zh}，请复核。"
    return Effect(
        columns={**found, "recorded_by": desk.act.actor},
        data={name: str(value) for name, value in found.items()},
        messages=(Message("recorded", (*_OFFICE, Capacity.EXAMINER), told),),
    )


def return_(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Send a record back to be made anew, with a reason (退回重核)."""
    return desk.move(INSPECTION, _T.RETURN, orders, _return)


def _return(desk: Desk, subject: Subject, order: Order, facts: InspectionFacts) -> Effect:
    del desk, order, facts
    return Effect(columns={"returns": subject.row["returns"] + 1})


def review(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Pass a record that somebody else made (复核)."""
    return desk.move(INSPECTION, _T.REVIEW, orders, _review)


def _review(desk: Desk, subject: Subject, order: Order, facts: InspectionFacts) -> Effect:
    del subject, order, facts
    return Effect(columns={"reviewed_by": desk.act.actor})
