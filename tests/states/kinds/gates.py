"""Gates: what is objected to when people sign, go back, and change who signs."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from kit.errors import Objection
from states import gate_questions as ask
from states import gate_signer_questions as who
from states.capacity import OFFICE, Capacity
from states.gate_questions import Named
from states.lifecycle import Facts
from states.signatures import Mode, SignerState, Step
from states.signing import Signing
from tests.states import facts as make
from tests.states.facts import WAITING, signing
from tests.states.kinds.case import of

_S = SignerState
_WRONG = (Objection("x.wrong", "有误。"),)
_MEMBER = frozenset({Capacity.CONFERENCE_MEMBER})
_CLERK = frozenset({Capacity.OFFICE_CLERK})
_DONE = {"director": _S.SIGNED}


def _with(people: Mapping[str, SignerState], number: int = 0, **changes: Any) -> Signing:
    """The second of two steps, one of whose signatures differs."""
    found = signing(_DONE, people, at=2)
    return found.changed(number, **changes) if number else found


#: Signatures are numbered from the director's, 1; someone's is 2, a's 3.
_FRESH = _with(WAITING)
_UNABLE = _with(WAITING, 3, able=False, holds=False)
_SIGNED = _with({**WAITING, "someone": _S.SIGNED})
_ASKING = _with({**WAITING, "someone": _S.ASKING})
_ADVISER = replace(_FRESH.signers[1], number=9, person_id="adviser", asked_by=2)
_ASKED = replace(_ASKING, signers=(*_ASKING.signers, _ADVISER))
_ASKED_ME = _with({"a": _S.ASKING, "b": _S.WAITING, "c": _S.WAITING})
_MINE = replace(_FRESH.signers[1], number=9, person_id="someone", asked_by=2)
_MY_OPINION = replace(_ASKED_ME, signers=(*_ASKED_ME.signers, _MINE))
_IN_ORDER = signing(WAITING, mode=Mode.IN_ORDER)
_SECOND = signing({"a": _S.WAITING, "someone": _S.WAITING}, mode=Mode.IN_ORDER)
_GONE_ON = signing({"someone": _S.SIGNED, "a": _S.SIGNED, "b": _S.WAITING}, mode=Mode.IN_ORDER)
_STUCK = signing({"a": _S.SIGNED, "b": _S.WAITING, "c": _S.WAITING}).changed(2, able=False)
_BY_HAND = _with(WAITING, 3, added_by="someone")
_LAST_WAITING = signing({"a": _S.SIGNED, "b": _S.WAITING}, mode=Mode.ALL)
_AFTER_ALL = replace(
    signing({"a": _S.SIGNED}, {"b": _S.WAITING}, at=2),
    steps=(
        Step(label="审核", mode=Mode.ANY, capacity="office_director"),
        Step(label="加签", mode=Mode.ALL),
    ),
)
_BEFORE_ALL = replace(_AFTER_ALL, steps=tuple(reversed(_AFTER_ALL.steps)), at=1).changed(
    1, state=_S.WAITING
)
_NEWCOMER = Named(id="new", name="新任", grants=frozenset({("conference_member", None)}))
_HEAD = Named(id="head", grants=frozenset({("unit_head", "D01")}))
_STRANGER = Named(id="nobody")

# fmt: off
CASES = (
    *of(make.gate,
        (ask.is_ready, {"entry": _WRONG}, "x.wrong", {}),
        (ask.somebody_can_decide,
            {"signing": signing({"a": _S.WAITING, "b": _S.WAITING})}, "gate.nobody_can_decide",
            {"signing": signing({"a": _S.WAITING, "b": _S.WAITING, "c": _S.WAITING})}),
        (ask.somebody_can_decide, {"signing": _STUCK}, "gate.nobody_can_decide",
            {"signing": _STUCK.changed(1, able=False).changed(2, able=True)}),
        (ask.somebody_can_decide, {"signing": signing({}, mode=Mode.ALL)},
            "gate.nobody_can_decide", {"signing": signing({"a": _S.WAITING}, mode=Mode.ALL)}),
        (ask.decider_did_not_ask, {"requested_by": "someone"}, "four_eyes", {}),
        (ask.decider_did_not_ask, {"requested_by": "boss", "for_whom": "boss"}, "four_eyes",
            {"for_whom": "boss"}),
        (ask.is_a_signer, {"for_whom": "else"}, "gate.not_a_signer", {"for_whom": "a"}),
        (ask.is_a_signer, {"for_whom": "adviser", "signing": _ASKED}, "gate.not_a_signer",
            {"signing": _ASKED}),
        (ask.still_may_sign, {"signing": _UNABLE, "for_whom": "a"}, "gate.no_longer",
            {"signing": _UNABLE, "for_whom": "b"}),
        (ask.decides_once, {"signing": _SIGNED}, "gate.already_decided", {"for_whom": "a"}),
        (ask.decides_once, {"signing": _with({**WAITING, "a": _S.SIGNED}, 3, signed_by="someone")},
            "gate.already_decided", {"signing": _with({**WAITING, "a": _S.SIGNED})}),
        (ask.decides_once, {"signing": signing({"someone": _S.SIGNED}, WAITING, at=2)},
            "gate.already_decided",
            {"signing": signing({"someone": _S.SIGNED}, WAITING, at=2), "resigns": True}),
        (ask.is_their_turn, {"signing": _SECOND}, "gate.not_your_turn", {"signing": _IN_ORDER}),
        (ask.is_their_turn, {"signing": signing({"director": _S.WAITING}, WAITING)},
            "gate.not_your_turn", {"for_whom": "a"}),
        (ask.is_their_turn, {"signing": _ASKED}, "gate.asked_another", {}),
        (ask.quorum_says_yes, {}, "gate.no_quorum",
            {"signing": _with({"a": _S.SIGNED, "b": _S.SIGNED, "c": _S.SIGNED})}),
        (ask.quorum_says_yes, {"signing": signing({"director": _S.SIGNED}, WAITING)},
            "gate.no_quorum", {"signing": signing({"a": _S.SIGNED}, mode=Mode.ALL)}),
        (ask.yes_is_out_of_reach, {"signing": _with({**WAITING, "a": _S.OPPOSED})},
            "gate.still_open",
            {"signing": _with({**WAITING, "a": _S.OPPOSED, "b": _S.OPPOSED, "c": _S.OPPOSED})}),
        (ask.yes_is_out_of_reach, {"signing": _with({**WAITING, "a": _S.OPPOSED})},
            "gate.still_open",
            {"signing": signing({**WAITING, "a": _S.OPPOSED}, veto=True)}),
        (ask.goes_back_to_an_earlier_step, {"back_to": 2}, "gate.not_earlier", {"back_to": 1}),
        (ask.is_the_requester, {}, "gate.not_the_requester", {"requested_by": "someone"}),
        (ask.can_be_taken_back, {}, "gate.not_signed", {"signing": _SIGNED}),
        (ask.can_be_taken_back, {"signing": _GONE_ON}, "gate.moved_on", {"signing": _ASKED}),
        (ask.can_be_taken_back, {"signing": signing({"someone": _S.SIGNED}, {"a": _S.WAITING},
            at=2)}, "gate.moved_on",
            {"signing": signing({"someone": _S.SIGNED, "a": _S.WAITING}, mode=Mode.IN_ORDER)}),
        (who.has_a_say_in_the_signers, {"for_whom": "else", "capacities": _MEMBER},
            "gate.not_a_signer", {"for_whom": "else", "capacities": _CLERK}),
        (who.has_a_say_in_the_signers, {"for_whom": "else", "capacities": _MEMBER},
            "gate.not_a_signer", {"capacities": _MEMBER}),
        (who.signature_is_still_due, {"whose": "director"}, "gate.has_signed", {"whose": "a"}),
        (who.signature_is_still_due, {"whose": "else"}, "gate.not_a_signer", {}),
        (who.may_be_removed, {"whose": "a"}, "gate.still_signs",
            {"whose": "a", "signing": _BY_HAND}),
        (who.may_be_removed, {"whose": "a", "signing": _BY_HAND, "actor": "b",
            "capacities": _MEMBER}, "gate.still_signs",
            {"whose": "a", "signing": _BY_HAND, "capacities": _MEMBER}),
        (who.may_be_removed, {"whose": "a", "signing": _UNABLE, "capacities": _MEMBER},
            "gate.not_yours", {"whose": "a", "signing": _UNABLE, "capacities": OFFICE}),
        (who.enough_remain, {"whose": "b", "signing": _LAST_WAITING}, "gate.too_few",
            {"whose": "b", "signing": signing({"a": _S.WAITING, "b": _S.WAITING}, mode=Mode.ALL)}),
        (who.enough_remain, {"whose": "b", "signing": _with({"a": _S.WAITING, "b": _S.WAITING,
            "c": _S.WAITING})}, "gate.too_few", {"whose": "b"}),
        (who.enough_remain, {"whose": "d", "signing": _with({**WAITING, "a": _S.OPPOSED,
            "b": _S.OPPOSED})}, "gate.too_few",
            {"whose": "d", "signing": _with({**WAITING, "a": _S.OPPOSED})}),
        # A step made by hand is passed over when it is empty, unless it is the last.
        (who.enough_remain, {"whose": "b", "signing": _AFTER_ALL}, "gate.too_few",
            {"whose": "a", "signing": _BEFORE_ALL}),
        (who.may_be_handed_over, {"whose": "a"}, "gate.not_yours", {"whose": "someone"}),
        (who.may_be_handed_over, {"whose": "a", "signing": _UNABLE, "capacities": _MEMBER},
            "gate.not_yours", {"whose": "a", "signing": _UNABLE, "capacities": OFFICE}),
        (who.named_may_sign, {"named": replace(_NEWCOMER, id="office")}, "four_eyes",
            {"named": _NEWCOMER}),
        (who.named_may_sign, {"named": replace(_NEWCOMER, id="someone")}, "four_eyes",
            {"named": _NEWCOMER}),
        (who.named_may_sign, {"named": replace(_NEWCOMER, id="a")}, "gate.signs_already",
            {"named": _NEWCOMER}),
        (who.named_may_sign, {"named": replace(_NEWCOMER, id="adviser"), "signing": _ASKED},
            "gate.signs_already",
            {"named": replace(_NEWCOMER, id="adviser"),
             "signing": _ASKED.changed(9, state=_S.OPINED)}),
        (who.named_may_sign, {"named": _HEAD, "capacity": "conference_member"},
            "gate.not_eligible", {"named": _NEWCOMER, "capacity": "conference_member"}),
        (who.named_may_sign, {"named": _HEAD, "capacity": "unit_head", "unit_id": "D02"},
            "gate.not_eligible", {"named": _HEAD, "capacity": "unit_head", "unit_id": "D01"}),
        (who.named_may_sign, {"named": _STRANGER}, "gate.not_eligible", {"named": _HEAD}),
        (who.named_may_advise, {"named": replace(_HEAD, id="office")}, "four_eyes", {}),
        (who.named_may_advise, {"named": _STRANGER}, "gate.not_eligible", {"named": _HEAD}),
        (who.was_asked_for_an_opinion, {}, "gate.not_asked", {"signing": _MY_OPINION}),
        (who.was_asked_for_an_opinion, {"signing": _MY_OPINION.changed(9, state=_S.OPINED)},
            "gate.not_asked", {"signing": _MY_OPINION}),
        (who.nudges_not_too_often, {"nudge_from": make.AT + timedelta(hours=1)}, "gate.nudged",
            {"nudge_from": make.AT}),
        (who.readers_are_known, {"readers": (_HEAD, _STRANGER)}, "gate.unknown_reader",
            {"readers": (_HEAD,)}),
        (who.nobody_can_act, {}, "gate.can_act", {"signing": _STUCK}),
        (who.nobody_can_act, {"signing": _STUCK, "stalled": True}, "gate.can_act",
            {"signing": _STUCK}),
        (who.enough_can_act, {}, "gate.nobody_can_act", {"stalled": True}),
        (who.enough_can_act, {"stalled": True, "signing": _STUCK}, "gate.nobody_can_act",
            {"stalled": True}),
    ),
)
# fmt: on

MAKE: Mapping[str, Callable[..., Facts]] = {"gate": make.gate}
_REJECTED = _with({**WAITING, "a": _S.OPPOSED, "b": _S.OPPOSED, "c": _S.OPPOSED})
UNLESS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("gate", "approve"): {"signing": _with({"a": _S.SIGNED, "b": _S.SIGNED, "c": _S.SIGNED})},
    ("gate", "reject"): {"signing": _REJECTED},
    ("gate", "resubmit"): {"requested_by": "someone"},
    ("gate", "recall"): {"signing": _SIGNED},
    ("gate", "opine"): {"signing": _MY_OPINION},
    ("gate", "stall"): {"signing": _STUCK},
    ("gate", "resume"): {"stalled": True},
}
