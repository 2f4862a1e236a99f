"""Absences (离岗): recorded by whoever is away or their unit, ended when they are back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import text

from services.acts import Answer, Answers, Order, needed, one
from services.desk import Desk, Noun
from services.door import Subject
from services.intents import Effect
from services.persons_named import day_of, named_person, next_id
from services.reading import one_read
from states.absence import AbsenceFacts, AbsenceTrigger

_T = AbsenceTrigger


def absence_facts(desk: Desk, subject: Subject, order: Order) -> AbsenceFacts:
    """Gather what the questions about an absence look at."""
    row = subject.row
    return AbsenceFacts(
        **desk.base(subject, order),
        person=row["person_id"],
        from_day=row["from_day"],
        until_day=row["until_day"],
        today=desk.today,
        standing=row.get("standing", ()),
    )


#: Whoever belongs to no unit is away without the district being told.
ABSENCE = Noun("absence", one_read("absence", "s.unit_id IS NULL AS withheld,"), absence_facts)

_STANDING = text(
    "SELECT from_day, until_day"
    " FROM jixiao_days_away(:district, :person, CAST(:first AS date), CAST(:last AS date))"
)


def away(desk: Desk, who: str, first: date, last: date | None) -> tuple[tuple[date, date], ...]:
    """List when somebody is away within days, each time from and until."""
    asked = {"district": desk.act.district_id, "person": who, "first": first, "last": last}
    found = desk.connection.execute(_STANDING, asked)
    return tuple((row.from_day, row.until_day) for row in found)


def declare(desk: Desk, body: Mapping[str, Any]) -> Answer:
    """Record that somebody is away (登记离岗).

    Args:
        desk: of the person, their unit or the administrator, with a written reason.
        body: `person_id`, `from_day`, `until_day` (the last day away).

    Raises:
        BadInput: something is missing or cannot be read.
        NotFound: nobody has this sign-in name.
        Refused: with the objections.
    """
    person_id = str(needed(body, "person_id", "离岗人员"))
    person = named_person(desk, person_id)
    first, last = (
        needed({name: day_of(body, name)}, name, label)
        for name, label in (("from_day", "起始日期"), ("until_day", "截止日期"))
    )
    row = {
        "id": next_id(desk, "absence", person.unit_id, "N"),
        "unit_id": person.unit_id,
        "person_id": person_id,
        "from_day": first,
        "until_day": last,
        "reason": desk.act.reason,
        "standing": away(desk, person_id, first, last),
    }
    return one(desk.bear(ABSENCE, _T.DECLARE, [row], _declare, dict(body)))


def _declare(desk: Desk, subject: Subject, order: Order, facts: AbsenceFacts) -> Effect:
    del desk, subject, order
    days = {"from_day": str(facts.from_day), "until_day": str(facts.until_day)}
    return Effect(data={"person": facts.person, **days})


def end(desk: Desk, orders: list[Order]) -> Answers:
    """End absences: they are back, from this moment on (销假)."""
    return desk.move(ABSENCE, _T.END, orders)
