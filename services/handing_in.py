"""Handing in at the year's end (年终报送): by a day of the plan, returned or not, late or not."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import text

from services.acts import Answers
from services.desk import Desk, Effecter, Noun
from services.door import Subject
from services.intents import Effect, Message
from services.rules import Rules
from services.units import assessed
from states.capacity import Capacity
from states.lamp import Lamp

_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)
_OFFICE = (Capacity.OFFICE_CLERK,)


def due_on(rules: Rules, kind: str) -> date:
    """Tell by which day of the plan a kind is to be handed in."""
    dates = rules.plan.year_end
    by_kind = {"self_evaluation": dates.self_evaluation_due, "duty_report": dates.duty_report_due}
    return rules.due(kind, by_kind[kind])


def lay_out(desk: Desk, noun: Noun, letter: str, more: Mapping[str, Mapping[str, Any]]) -> Answers:
    """Give birth to a draft for every assessed unit that has none; its clock starts.

    Args:
        desk: the office's, or the system's.
        noun: what is to be handed in.
        letter: with which the ids end.
        more: further columns, by unit.
    """
    asked = {"district": desk.act.district_id, "year": desk.year}
    query = f"SELECT unit_id FROM {noun.kind} WHERE district_id = :district AND year = :year"
    have = set(desk.connection.execute(text(query), asked).scalars())
    due = due_on(desk.rules, noun.kind)
    rows = [
        {
            "id": f"{desk.year}-{unit.id}-{letter}",
            "unit_id": unit.id,
            "text": "",
            "due_on": due,
            "returns": 0,
            **more[unit.id],
        }
        for unit in assessed(desk)
        if unit.id not in have
    ]
    return desk.bear(noun, "draft", rows, _laid_out(noun.kind)) if rows else []


def _laid_out(kind: str) -> Effecter:
    def effect(desk: Desk, subject: Subject, order: object, facts: object) -> Effect:
        del order, facts
        due = subject.row["due_on"]
        label = desk.rules.plan.deadlines[kind].label
        return Effect(
            data={"due_on": str(due)},
            starts=(desk.rules.start(kind, due, desk.act.at),),
            messages=(Message("drafted", _UNIT, f"请于{due}24时前完成{label}。"),),
        )

    return effect


def submitted(desk: Desk, kind: str, subject: Subject) -> Effect:
    """Derive what handing in does: the clock stops; late is who was late the first time."""
    row = subject.row
    over = desk.today > row["due_on"] and not row["stands"]
    late = row["late"] if row["late"] is not None else over
    said = desk.rules.plan.deadlines[kind].label + ("（逾期）" if late else "")
    return Effect(
        columns={
            "submitted_by": desk.act.actor,
            "submitted_on": desk.today,
            "late": late,
            "lamp": Lamp.GREEN.value,
        },
        data={"late": late, "due_on": str(row["due_on"])},
        stops=("*",),
        messages=(Message("submitted", _OFFICE, f"{row['id']}已报送{said}。"),),
    )


def returned(desk: Desk, kind: str, subject: Subject, reason: str) -> Effect:
    """Derive what sending back does: the due day stands and its clock runs again."""
    row = subject.row
    label = desk.rules.plan.deadlines[kind].label
    told = f"{label}被退回：{reason}；原时限{row['due_on']}不变。"
    return Effect(
        columns={"returns": row["returns"] + 1},
        starts=(desk.rules.start(kind, row["due_on"], desk.act.at),),
        messages=(Message("returned", _UNIT, told),),
    )
