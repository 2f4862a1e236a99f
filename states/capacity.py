"""Capacities (身份): the hats an officer wears towards one record."""

from collections.abc import Iterable
from dataclasses import dataclass

from states.words import Word


class Capacity(Word):
    """In which capacity somebody acts; resolved for the record at hand."""

    UNIT_CLERK = "unit_clerk", "单位经办人"
    UNIT_HEAD = "unit_head", "单位责任人"
    EXAMINER = "examiner", "小考官"
    OFFICE_CLERK = "office_clerk", "绩效办经办", "performance-office clerk"
    OFFICE_DIRECTOR = "office_director", "绩效办主任", "performance-office director"
    CONFERENCE_MEMBER = "conference_member", "联席会议成员", "joint-conference member"
    DISTRICT_LEADER = "district_leader", "区领导"
    JUDGE = "judge", "评委"
    INSPECTOR = "inspector", "第三方核验员", "third-party inspector"
    SUPERVISOR = "supervisor", "监察审计", "supervision and audit reader"
    ADMINISTRATOR = "administrator", "系统管理员"
    SELF = "self", "本人", "the person whose account it is"
    SYSTEM = "system", "系统"


_C = Capacity

#: What a person can be given; the others come with the account and with the house.
HELD = tuple(capacity for capacity in Capacity if capacity not in (_C.SELF, _C.SYSTEM))
#: Who works for the performance office (绩效办).
OFFICE = frozenset({_C.OFFICE_CLERK, _C.OFFICE_DIRECTOR})
#: Who answers for a unit.
UNIT = frozenset({_C.UNIT_CLERK, _C.UNIT_HEAD})
#: Capacities that a person holds in a unit and that reach only as far as that unit does.
BOUND_TO_UNIT = UNIT | {_C.EXAMINER}
#: Capacities that open no unit's records by themselves.
NARROW = BOUND_TO_UNIT | {_C.INSPECTOR, _C.JUDGE}


@dataclass(frozen=True, slots=True)
class Grant:
    """An assignment in force: a capacity and the unit it is held in (none for the district)."""

    capacity: Capacity
    unit_id: str | None = None


def capacities_towards(
    grants: Iterable[Grant],
    unit_id: str | None,
    assessor_id: str | None,
    *,
    assigned: bool = False,
    own: bool = False,
) -> frozenset[Capacity]:
    """Resolve the hats somebody wears towards a record of `unit_id` assessed by `assessor_id`.

    An examiner wears no examiner's hat towards its own unit (设计 小考官 must not score itself); a
    third-party inspector wears its hat only towards what is assigned to it; a judge's reaches no
    unit's records, only the district's sessions. Towards what is about oneself (`own`) every hat
    is worn.
    """
    return frozenset(
        g.capacity
        for g in grants
        if own
        or (assigned if g.capacity is Capacity.INSPECTOR else _reaches(g, unit_id, assessor_id))
    )


def _reaches(grant: Grant, unit_id: str | None, assessor_id: str | None) -> bool:
    if grant.capacity in UNIT:
        return grant.unit_id is not None and grant.unit_id == unit_id
    if grant.capacity is Capacity.EXAMINER:
        return grant.unit_id is not None and grant.unit_id == assessor_id != unit_id
    if grant.capacity is Capacity.JUDGE:
        return unit_id is None
    return True


def kept_apart(lent: frozenset[Capacity], own: frozenset[Capacity]) -> frozenset[Capacity]:
    """Leave out of lent hats towards a record what does not go with one's own there.

    Whoever is examined does not examine, be it for another; whoever examines does not answer.
    """
    if own & UNIT:
        lent -= {Capacity.EXAMINER}
    return lent - UNIT if Capacity.EXAMINER in own else lent
