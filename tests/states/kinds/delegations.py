"""Acting for another and being away: what their questions object to, and what they let pass."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from states import absence, delegation
from states.absence import AbsenceFacts
from states.capacity import Capacity
from states.delegation import DelegationFacts
from states.lifecycle import Facts
from tests.states import facts as make
from tests.states.kinds.case import of

_C = Capacity
_LATER = make.TODAY + timedelta(days=30)


def _delegation(**changes: object) -> DelegationFacts:
    """A head who is away for a month lends what they hold."""
    fine: dict[str, Any] = {
        "principal": "someone",
        "deputy": "deputy",
        "capacity": _C.UNIT_HEAD,
        "dated": True,
        "today": make.TODAY,
        "from_day": make.TODAY,
        "until_day": _LATER,
    }
    return DelegationFacts(**{**make.ACT, **fine, **changes})


def _absence(**changes: object) -> AbsenceFacts:
    """Somebody tells that they will be away."""
    fine: dict[str, Any] = {
        "person": "someone",
        "from_day": make.TODAY,
        "until_day": _LATER,
        "today": make.TODAY,
    }
    return AbsenceFacts(**{**make.ACT, **fine, **changes})


_ANOTHERS = {"principal": "boss", "capacities": frozenset({_C.UNIT_CLERK})}
_HEADS = {"principal": "boss", "capacities": frozenset({_C.UNIT_HEAD})}
_ADMINS = {"principal": "boss", "capacities": frozenset({_C.ADMINISTRATOR})}
_DAYS = ((date(2017, 9, 20), date(2017, 9, 22)),)
_COLLEAGUES = {"person": "boss", "capacities": frozenset({_C.EXAMINER})}

# fmt: off
CASES = (
    *of(_delegation,
        (delegation.is_given_in_person, {"on_behalf_of": "boss"}, "delegation.chain", {}),
        (delegation.is_given_in_person, {"held": False, "lent": True}, "delegation.chain", {}),
        (delegation.is_theirs_to_give, _ANOTHERS, "delegation.not_yours", _HEADS),
        (delegation.is_theirs_to_give, {**_HEADS, "deputy": "someone"}, "delegation.not_yours",
            _ADMINS),
        (delegation.is_theirs_to_give, {**_ADMINS, "deputy": "someone"}, "delegation.not_yours",
            {"capacities": frozenset({_C.UNIT_CLERK})}),
        (delegation.may_be_delegated, {"capacity": _C.JUDGE}, "delegation.in_person",
            {"capacity": _C.EXAMINER}),
        (delegation.may_be_delegated, {"capacity": _C.INSPECTOR}, "delegation.in_person",
            {"capacity": _C.CONFERENCE_MEMBER}),
        (delegation.may_be_delegated, {"capacity": _C.ADMINISTRATOR}, "delegation.in_person",
            {"capacity": _C.OFFICE_DIRECTOR}),
        (delegation.principal_holds_it, {"held": False}, "delegation.not_held", {}),
        (delegation.is_another, {"deputy": "someone"}, "delegation.to_oneself", {}),
        (delegation.days_are_sound, {"until_day": None}, "delegation.no_end",
            {"until_day": None, "dated": False}),
        (delegation.days_are_sound, {"until_day": date(2017, 9, 14)}, "delegation.days",
            {"until_day": make.TODAY}),
        (delegation.days_are_sound, {"from_day": _LATER, "until_day": make.TODAY},
            "delegation.days", {"from_day": _LATER}),
        (delegation.deputy_is_there, {"enabled": False}, "delegation.disabled", {}),
        (delegation.deputy_is_there, {"away": _DAYS}, "delegation.deputy_away", {}),
        (delegation.may_stand_together, {"apart": "不能。"}, "delegation.apart", {}),
        (delegation.is_theirs_to_end, _ANOTHERS, "delegation.not_yours", _HEADS),
        (delegation.is_theirs_to_end, _ANOTHERS, "delegation.not_yours",
            {**_ANOTHERS, "deputy": "someone"}),
        (delegation.is_theirs_to_end, _ANOTHERS, "delegation.not_yours", _ADMINS),
    ),
    *of(_absence,
        (absence.is_theirs_to_tell, _COLLEAGUES, "absence.not_yours",
            {**_COLLEAGUES, "person": "someone"}),
        (absence.is_theirs_to_tell, _COLLEAGUES, "absence.not_yours",
            {"person": "boss", "capacities": frozenset({_C.UNIT_CLERK})}),
        (absence.is_theirs_to_tell, _COLLEAGUES, "absence.not_yours",
            {"person": "boss", "capacities": frozenset({_C.ADMINISTRATOR})}),
        (absence.days_are_in_order, {"until_day": date(2017, 9, 14)}, "absence.days",
            {"until_day": make.TODAY}),
        (absence.days_are_in_order, {"from_day": _LATER, "until_day": make.TODAY},
            "absence.days", {"from_day": _LATER}),
        (absence.is_not_recorded_yet, {"standing": _DAYS}, "absence.standing", {}),
    ),
)
# fmt: on

MAKE: Mapping[str, Callable[..., Facts]] = {"delegation": _delegation, "absence": _absence}
UNLESS: Mapping[tuple[str, str], Mapping[str, Any]] = {}
