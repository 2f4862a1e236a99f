"""A roster for a plan: the people a rehearsal, a demonstration or a test cannot do without."""

from collections.abc import Iterator

from plans.schema import Plan
from plans.settings_bodies import Unit
from services.enrolling import NewPerson
from services.person_facts import Held
from states.capacity import Capacity

_C = Capacity
#: Judge groups (方案 四（二）) whose members the district has anyhow.
_LEADERS, _HEADS = "leaders", "heads"
_HEADS_JUDGING, _OF_A_GROUP = 12, 3


def roster(plan: Plan) -> list[NewPerson]:
    """Name a clerk and a head for every unit, the office, the conference and the readers.

    Sign-in names tell who it is: d01-clerk, d01-head, office-clerk, office-director, member-1 …
    Judges: leader, leader-2, leader-3, the heads of a dozen units, and three for every other group
    of the plan, deputies-1 …
    Third-party inspectors: inspector-1, inspector-2.
    Who works in an assessing unit wears the examiner's hat there as well.
    """
    return [
        *(*_units(plan), *_office(plan), *_conference(plan)),
        *(*_readers(), *_inspectors(), *_judges(plan)),
    ]


def _units(plan: Plan) -> Iterator[NewPerson]:
    judging = _judging_units(plan)
    for unit in plan.assessed:
        yield _person(unit, "clerk", "经办人", Held(_C.UNIT_CLERK, unit.id))
        seat = (Held(_C.JUDGE, None, _HEADS),) if unit.id in judging else ()
        yield _person(unit, "head", "责任人", Held(_C.UNIT_HEAD, unit.id), *seat)


def _judging_units(plan: Plan) -> set[str]:
    """Choose the dozen units whose heads judge the others, from all over the roll."""
    if _HEADS not in {group.key for group in plan.judges.groups}:
        return set()
    units = [unit.id for unit in plan.assessed]
    return set(units[:: max(1, len(units) // _HEADS_JUDGING)][:_HEADS_JUDGING])


def _person(unit: Unit, word: str, title: str, *capacities: Held) -> NewPerson:
    held = (*capacities, Held(_C.EXAMINER, unit.id))
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
        ("supervisor", "监察审计", _C.SUPERVISOR),
        ("admin", "系统管理员", _C.ADMINISTRATOR),
    ):
        yield NewPerson(word, name, None, (Held(capacity),))


def _inspectors() -> Iterator[NewPerson]:
    for number in (1, 2):
        held = (Held(_C.INSPECTOR),)
        yield NewPerson(f"inspector-{number}", f"第三方核验员{number}", None, held)


def _judges(plan: Plan) -> Iterator[NewPerson]:
    groups = {group.key: group.label for group in plan.judges.groups}
    seat = (Held(_C.JUDGE, None, _LEADERS),) if _LEADERS in groups else ()
    for which in ("", *(f"-{number}" for number in range(2, _OF_A_GROUP + 1))):
        held = (Held(_C.DISTRICT_LEADER), *seat)
        yield NewPerson(f"leader{which}", f"区领导{which.removeprefix('-')}", None, held)
    for key in (key for key in groups if key not in (_LEADERS, _HEADS)):
        for number in range(1, _OF_A_GROUP + 1):
            held = (Held(_C.JUDGE, None, key),)
            yield NewPerson(f"{key}-{number}", f"{groups[key]}{number}", None, held)
