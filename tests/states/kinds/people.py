"""Accounts: what their questions object to, and what they let pass."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from kit.errors import Objection
from states import person
from states.capacity import Capacity
from states.lifecycle import Facts
from tests.states import facts as make
from tests.states.facts import AT, TODAY
from tests.states.kinds.case import of

_LATER = AT + timedelta(minutes=1)
_YESTERDAY = TODAY - timedelta(days=1)
_ADMINISTRATOR = frozenset({Capacity.ADMINISTRATOR})
_HEAD = frozenset({Capacity.UNIT_HEAD})

_CLOSED = Objection("channel.closed", "尚未开通。")

# fmt: off
CASES = (
    *of(make.person,
        (person.is_somebody_else, {"person_id": "someone"}, "four_eyes", {"person_id": "other"}),
        (person.capacity_is_new, {"standing": True}, "person.held_already", {}),
        (person.administration_stays_apart,
            {"gives": _HEAD, "held": _ADMINISTRATOR}, "person.separation",
            {"gives": _HEAD, "held": _HEAD}),
        (person.administration_stays_apart,
            {"gives": _ADMINISTRATOR, "held": _HEAD}, "person.separation",
            {"gives": _ADMINISTRATOR}),
        (person.administration_stays_apart,
            {"gives": _ADMINISTRATOR | _HEAD}, "person.separation", {"gives": _HEAD}),
        (person.begins_today_or_later,
            {"from_day": _YESTERDAY, "capacities": _ADMINISTRATOR}, "person.past",
            {"from_day": TODAY, "capacities": _ADMINISTRATOR}),
        (person.begins_today_or_later,
            {"from_day": _YESTERDAY, "capacities": _ADMINISTRATOR}, "person.past",
            {"from_day": _YESTERDAY, "capacities": frozenset({Capacity.SYSTEM})}),
        (person.capacity_is_held, {"ending": False}, "person.not_held", {}),
        (person.ends_yesterday_or_later,
            {"last_day": TODAY - timedelta(days=2)}, "person.past", {"last_day": _YESTERDAY}),
        (person.is_not_locked, {"locked_until": _LATER}, "person.locked", {"locked_until": AT}),
        (person.is_locked, {"locked_until": AT}, "person.not_locked", {"locked_until": _LATER}),
        (person.is_proven, {"proven": False}, "person.not_proven", {}),
        (person.code_fits, {"code_fits": False}, "person.wrong_code", {}),
        (person.no_authenticator_stands,
            {"totp": "confirmed"}, "person.totp_stands", {"totp": "set_up"}),
        (person.authenticator_is_set_up, {"totp": "confirmed"}, "person.no_totp",
            {"totp": "set_up"}),
        (person.authenticator_is_there, {"totp": ""}, "person.no_totp", {"totp": "confirmed"}),
        (person.token_is_there, {"tokens": 0}, "person.no_token", {}),
        (person.channel_may_be_reached, {"address": _CLOSED}, "channel.closed", {}),
        (person.channels_are_few, {"channels": 10}, "person.channels_most", {"channels": 9}),
        (person.channel_is_there, {"channel_found": False}, "person.no_channel", {}),
        (person.channel_code_fits, {"channel_code_fits": False}, "person.wrong_channel_code", {}),
        (person.failed_before, {"resendable": False}, "person.not_resendable", {}),
    ),
)
MAKE: Mapping[str, Callable[..., Facts]] = {"person": make.person}
UNLESS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("person", "unlock"): {"locked_until": _LATER},
}
# fmt: on
