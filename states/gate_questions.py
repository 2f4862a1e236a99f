"""What is asked before anything is done at a gate (关口): whose turn, whose signature, who else."""

from dataclasses import dataclass, field
from datetime import datetime

from kit.errors import Objection
from states.capacity import OFFICE, Capacity
from states.lifecycle import Facts
from states.signing import SIGNING, Mode, Signer, SignerState, Signing, names


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
                f"请先为{_capacity(step.capacity)}指定人员（提请人不计）。",
            )
    return None


def _capacity(word: str) -> str:
    return Capacity(word).zh if word else "该环节"


def decider_did_not_ask(facts: _F) -> Objection | None:
    """Object when the one who asked decides (四眼原则)."""
    if facts.requested_by != facts.for_whom and not facts.did(facts.requested_by):
        return None
    return Objection("four_eyes", "提请人不能审议自己提请的事项。")


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
    said = f"您已不再是{_capacity(mine.capacity)}，不能再签署。"
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
    return Objection("gate.already_decided", "您已经签署过，一人只签署一次。")


def is_their_turn(facts: _F) -> Objection | None:
    """Object, with the names of those waited for, to whoever is not to sign now."""
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
    return Objection("gate.moved_on", "后面的环节或签署人已在办理，签署不能撤回。")


def _followed(signing: Signing, signer: Signer) -> bool:
    later = (s for s in signing.voters(signer.step) if s.place > signer.place)
    return signing.step.mode is Mode.IN_ORDER and any(s.state != _S.WAITING for s in later)


def has_a_say_in_the_signers(facts: _F) -> Objection | None:
    """Object to signers being added by somebody who neither asked nor signs here."""
    if facts.capacities & OFFICE or any(s.counts for s in facts.signing.of(facts.for_whom)):
        return None
    return Objection("gate.not_a_signer", "只有本关口的签署人和绩效办可以加签。")


def signature_is_still_due(facts: _F) -> Objection | None:
    """Object when the signature is none, or given already."""
    if not facts.whose or facts.signing.undecided(facts.whose):
        return None
    if facts.signing.decided(facts.whose):
        return Objection("gate.has_signed", "该签署人已经签署，不能减签或转办。")
    return Objection("gate.not_a_signer", "此人不在本关口待签署的人之列。")


def may_be_removed(facts: _F) -> Objection | None:
    """Object to taking out somebody whom the plan names and who can act."""
    signer = facts.signing.undecided(facts.whose)
    if signer is None or not signer.able:
        return _of_the_office(facts) if signer else None
    by_hand = signer.added_by != facts.requested_by or signer.on_behalf_of is not None
    if by_hand and (signer.added_by == facts.actor or facts.capacities & OFFICE):
        return None
    return Objection(
        "gate.still_signs",
        "按方案应签署、且能够签署的人不能减签。",
        "只能减去加签的人，或已不能签署的人；本人可以“转办”。",
    )


def _of_the_office(facts: _F) -> Objection | None:
    if facts.capacities & OFFICE:
        return None
    return Objection("gate.not_yours", "他人的签署只能由绩效办减去或转办。")


def enough_remain(facts: _F) -> Objection | None:
    """Object when a step would be left with too few, or would be decided by the removal."""
    signer = facts.signing.undecided(facts.whose)
    if signer is None:
        return None
    signing = facts.signing.changed(signer.number, state=_S.REMOVED.value)
    left = signing.voters(signer.step)
    waiting = any(s.state in (_S.WAITING, _S.ASKING) for s in left)
    if waiting and len(left) >= signing.needed_in(signer.step):
        return None
    said = "减签后本环节剩下的签署人不足，或无人再签。"
    return Objection("gate.too_few", said, "请先“加签”，或将该签署“转办”给他人。")


def may_be_handed_over(facts: _F) -> Objection | None:
    """Object to giving away another's signature while that one can act."""
    signer = facts.signing.undecided(facts.whose)
    if signer is None or facts.whose in (facts.actor, facts.for_whom):
        return None
    if signer.able:
        said = "只能转办本人的签署；他人能够签署的，由其本人转办。"
        return Objection("gate.not_yours", said)
    return _of_the_office(facts)


def named_may_sign(facts: _F) -> Objection | None:
    """Object when the one named may not sign here: no such capacity, the requester, twice."""
    if facts.named is None:
        return None
    return _about_named(facts, facts.named) or _holds_it(facts, facts.named)


def named_may_advise(facts: _F) -> Objection | None:
    """Object when the one named cannot give an opinion first."""
    if facts.named is None:
        return None
    return _about_named(facts, facts.named) or _is_in_office(facts.named)


def _about_named(facts: _F, named: Named) -> Objection | None:
    if named.id in (facts.requested_by, facts.actor):
        return Objection("four_eyes", "不能是提请人或您本人。")
    if facts.signing.of(named.id):
        return Objection("gate.signs_already", f"{named.name or named.id}已是本关口的签署人。")
    return None


def _holds_it(facts: _F, named: Named) -> Objection | None:
    if not facts.capacity:
        return _is_in_office(named)
    if named.holds(facts.capacity, facts.unit_id):
        return None
    place = f"（{facts.unit_id}）" if facts.unit_id else ""
    said = f"{named.name or named.id}不是{Capacity(facts.capacity).zh}{place}，不能在此签署。"
    return Objection("gate.not_eligible", said)


def _is_in_office(named: Named) -> Objection | None:
    if any(capacity in SIGNING for capacity, _ in named.grants):
        return None
    able = "、".join(c.zh for c in Capacity if c in SIGNING)
    said = f"{named.name or named.id}没有可以签署的身份，或已停用。"
    return Objection("gate.not_eligible", said, f"可以签署的身份：{able}。")


def was_asked_for_an_opinion(facts: _F) -> Objection | None:
    """Object to an opinion that nobody asked for."""
    asked = (s for s in facts.signing.of(facts.for_whom) if s.asked_by is not None)
    if any(s.state == _S.WAITING for s in asked):
        return None
    return Objection("gate.not_asked", "没有人委派您先提意见。")


def nudges_not_too_often(facts: _F) -> Objection | None:
    """Object to another reminder too soon after the last."""
    if facts.nudge_from is None or facts.at >= facts.nudge_from:
        return None
    return Objection("gate.nudged", "刚刚催办过，请稍后再催。")


def readers_are_known(facts: _F) -> Objection | None:
    """Object to copying to somebody who is not there."""
    unknown = [named.id for named in facts.readers if not named.grants]
    if not unknown:
        return None
    return Objection("gate.unknown_reader", f"没有这样的在用人员：{'、'.join(unknown)}。")


def nobody_can_act(facts: _F) -> Objection | None:
    """Object to the alarm while enough can act, or when it was given."""
    if facts.signing.is_stuck and not facts.stalled:
        return None
    return Objection("gate.can_act", "本环节仍有人可以签署，或已标记。")
