"""A roster for a plan: the people a rehearsal, a demonstration or a test cannot do without."""

from collections.abc import Iterator

from plans.schema import Plan
from plans.settings_bodies import Unit
from services.people import Held, NewPerson
from states.capacity import Capacity

_C = Capacity


def roster(plan: Plan) -> list[NewPerson]:
    """Name a clerk and a head for every unit, the office, the conference and the readers.

    Sign-in names tell who it is: d01-clerk, d01-head, office-clerk, office-director, member-1 …
    Who works in an assessing unit wears the examiner's hat there as well.
    """
    return [*_units(plan), *_office(plan), *_conference(plan), *_readers()]


def _units(plan: Plan) -> Iterator[NewPerson]:
    for unit in plan.assessed:
        yield _person(unit, "clerk", "经办人", _C.UNIT_CLERK)
        yield _person(unit, "head", "责任人", _C.UNIT_HEAD)


def _person(unit: Unit, word: str, title: str, capacity: Capacity) -> NewPerson:
    held = (Held(capacity, unit.id), Held(_C.EXAMINER, unit.id))
    return NewPerson(f"{unit.id.lower()}-{word}", f"{unit.short_name}{title}", unit.id, held)


def _office(plan: Plan) -> Iterator[NewPerson]:
    examiner = Held(_C.EXAMINER, plan.office.id)
    for number, word in ((1, "office-clerk"), (2, "office-clerk-2")):
        held = (Held(_C.OFFICE_CLERK), examiner)
        yield NewPerson(word, f"绩效办经办{number}", None, held)
    held = (Held(_C.OFFICE_DIRECTOR), examiner)
    yield NewPerson("office-director", "绩效办主任", None, held)


def _conference(plan: Plan) -> Iterator[NewPerson]:
    for number, member in enumerate(plan.conference.members, start=1):
        held = (Held(_C.CONFERENCE_MEMBER),)
        yield NewPerson(f"member-{number}", f"联席会议成员（{member.name}）", None, held)


def _readers() -> Iterator[NewPerson]:
    for word, name, capacity in (
        ("leader", "区领导", _C.DISTRICT_LEADER),
        ("supervisor", "监察审计", _C.SUPERVISOR),
        ("admin", "系统管理员", _C.ADMINISTRATOR),
    ):
        yield NewPerson(word, name, None, (Held(capacity),))
