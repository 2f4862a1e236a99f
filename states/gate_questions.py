"""What is asked before anything is done at a gate (关口): whose turn, whose signature, who else."""

from dataclasses import dataclass, field
from datetime import datetime

from kit.errors import Objection
from states.capacity import Capacity
from states.lifecycle import Facts
from states.signatures import SIGNING, Mode, Signer, SignerState, names
from states.signing import Signing

#: Capacities as they are shown, the lowest first.
_RANKED = [capacity.value for capacity in Capacity]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody whom an act names.

    Attributes:
        grants: capacities held today with the unit; empty for somebody disabled or unknown.
    """

    id: str
    name: str = ""
    grants: frozenset[tuple[str, str | None]] = frozenset()

    def holds(self, capacity: str, unit_id: str | None) -> bool:
        """Whether they hold a capacity, in a unit where it is one of a unit."""
        return any(c == capacity and unit_id in (None, u) for c, u in self.grants)

    def signs_as(self, capacity: str, unit_id: str | None) -> tuple[str, str | None]:
        """Say in which capacity (and unit) they sign: the one that is needed, or their first."""
        if capacity:
            return capacity, unit_id
        able = sorted((c, u or "") for c, u in self.grants if c in SIGNING)
        first = min(able, key=lambda grant: _RANKED.index(grant[0]), default=("", ""))
        return first[0], first[1] or None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFacts(Facts):
    """What the questions about a gate look at.

    Attributes:
        requested_by: who asked for the decision.
        signing: steps and signatures; with this act, where one follows from it.
        for_whom: whose signature the actor gives: their own, or the one they stand in for.
        whose: of whose signature an act disposes; empty for none.
        named: whom an act names; none while nobody is.
        capacity: what the one named must hold; empty for any that may sign.
        unit_id: and in which unit.
        readers: to whom it shall be copied.
        back_to: the step to go back to; 0 for the requester.
        resigns: the plan lets one person sign in several steps.
        nudge_from: the first instant at which it may be nudged again.
        stalled: it has been told that nobody can act.
        entry: objections against asking for the decision at all.
    """

    requested_by: str = ""
    signing: Signing = field(default_factory=Signing)
    for_whom: str = ""
    whose: str = ""
    named: Named | None = None
    capacity: str = ""
    unit_id: str | None = None
    readers: tuple[Named, ...] = ()
    back_to: int = 0
    resigns: bool = False
    nudge_from: datetime | None = None
    stalled: bool = False
    entry: tuple[Objection, ...] = ()


_F = GateFacts
_S = SignerState


def is_ready(facts: _F) -> Objection | None:
    """Object to the first thing that must be done before the conference is asked."""
    return facts.entry[0] if facts.entry else None


def somebody_can_decide(facts: _F) -> Objection | None:
    """Object when a step has fewer people than must sign (本环节无人可签)."""
    signing = facts.signing
    for number, step in enumerate(signing.steps, start=1):
        able = sum(signer.able or signer.has_decided for signer in signing.voters(number))
        if able < signing.needed_in(number):
            return Objection(
                "gate.nobody_can_decide",
                f"“{step.label}”须{signing.needed_in(number)}人同意，而能够签署的只有{able}人。",
                f"请先为{capacity_label(step.capacity)}指定人员（提请人不计）。",
            )
    return None


def capacity_label(word: str) -> str:
    """Name a capacity as an officer reads it; without one, by the step."""
    return Capacity(word).zh if word else "该环节"


def decider_did_not_ask(facts: _F) -> Objection | None:
    """Object when the one who asked decides (四眼原则)."""
    if facts.requested_by != facts.for_whom and not facts.did(facts.requested_by):
        return None
    waiting = names(facts.signing.due)
    remedy = f"请由其他签署人审议：{waiting}。" if waiting else ""
    return Objection("four_eyes", "提请人不能审议自己提请的事项。", remedy)


def is_a_signer(facts: _F) -> Objection | None:
    """Object to somebody who is none of the signers."""
    if any(signer.counts for signer in facts.signing.of(facts.for_whom)):
        return None
    told = names(facts.signing.voters(facts.signing.at))
    return Objection(
        "gate.not_a_signer",
        "您不在本关口的签署人之列。",
        f"“{facts.signing.step.label}”的签署人：{told}。",
    )


def still_may_sign(facts: _F) -> Objection | None:
    """Object when a signer lost the capacity in which they were to sign."""
    mine = facts.signing.undecided(facts.for_whom)
    if mine is None or mine.holds:
        return None
    said = f"您已不再是{capacity_label(mine.capacity)}，不能再签署。"
    return Objection("gate.no_longer", said, "请绩效办将该签署“转办”给现任人员。")


def decides_once(facts: _F) -> Objection | None:
    """Object to a second vote of one person, be it in another's place."""
    signing = facts.signing
    cast = {*signing.decided(facts.for_whom), *signing.decided(facts.actor)}
    mine = signing.turn_of(facts.for_whom)
    if facts.resigns and mine is not None:
        cast = {signer for signer in cast if signer.step == mine.step}
    if not cast:
        return None
    remedy = "须改变意见的，请先“撤回签署”再签署。"
    return Objection("gate.already_decided", "您已经签署过，一人只签署一次。", remedy)


def is_their_turn(facts: _F) -> Objection | None:
    """Object to whoever is not to sign now, with the names of those waited for."""
    signing = facts.signing
    mine = signing.undecided(facts.for_whom)
    if mine is None or signing.turn_of(facts.for_whom):
        return None
    if mine.state == _S.ASKING:
        asked = [s for s in signing.signers if s.asked_by == mine.number]
        waiting = names(s for s in asked if s.state == _S.WAITING)
        said = f"您已委派他人先提意见，正等待{waiting}。"
        return Objection("gate.asked_another", said, "不再等待的，请先“撤回签署”。")
    waiting = names(signing.due)
    said = f"还没有轮到您：现由“{signing.step.label}”签署，正等待{waiting}。"
    return Objection("gate.not_your_turn", said, "须催办的，由提请人“催办”。")


def quorum_says_yes(facts: _F) -> Objection | None:
    """Object until enough said yes in the last step."""
    signing = facts.signing
    if signing.is_last and signing.is_done:
        return None
    said = f"“{signing.step.label}”须{signing.needed}人同意，现有{signing.yes}人。"
    return Objection("gate.no_quorum", said)


def yes_is_out_of_reach(facts: _F) -> Objection | None:
    """Object while enough could still say yes."""
    if facts.signing.is_lost:
        return None
    return Objection("gate.still_open", "仍可能达到须同意的人数。")


def goes_back_to_an_earlier_step(facts: _F) -> Objection | None:
    """Object to going back to where it stands, or further on."""
    if facts.back_to < facts.signing.at:
        return None
    earlier = [
        f"{number} {step.label}"
        for number, step in enumerate(facts.signing.steps[: facts.signing.at - 1], start=1)
    ]
    return Objection(
        "gate.not_earlier",
        f"第{facts.back_to}个环节不在本环节之前，不能驳回。",
        f"可以驳回到：{'、'.join(['0 提请人', *earlier])}。",
    )


def is_the_requester(facts: _F) -> Objection | None:
    """Object when another than who asked asks again."""
    if facts.actor == facts.requested_by:
        return None
    said = "退回的事项由原提请人重新提请。"
    return Objection("gate.not_the_requester", said, "原提请人不在的，请“撤回”后另行提请。")


def can_be_taken_back(facts: _F) -> Objection | None:
    """Object to taking back what was not signed, or what others have gone on from."""
    signing = facts.signing
    cast = [s for s in signing.of(facts.for_whom) if s.counts and s.state != _S.WAITING]
    if not cast:
        return Objection("gate.not_signed", "您没有签署，无可撤回。")
    last = max(cast, key=lambda s: s.step)
    if last.step == signing.at and not _followed(signing, last):
        return None
    said = "后面的环节或签署人已在办理，签署不能撤回。"
    remedy = f"请{names(signing.due) or '后面的签署人'}“驳回”到本环节。"
    return Objection("gate.moved_on", said, remedy)


def _followed(signing: Signing, signer: Signer) -> bool:
    later = (s for s in signing.voters(signer.step) if s.place > signer.place)
    return signing.step.mode is Mode.IN_ORDER and any(s.state != _S.WAITING for s in later)
