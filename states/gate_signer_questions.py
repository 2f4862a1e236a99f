"""What is asked before the signers of a gate change, are reminded, or are missed (签署人)."""

from datetime import timedelta

from kit.errors import Objection
from states.capacity import OFFICE, Capacity
from states.circulating import removed
from states.gate_questions import GateFacts, Named
from states.signatures import SIGNING, SignerState, names

_F = GateFacts
_S = SignerState


def has_a_say_in_the_signers(facts: _F) -> Objection | None:
    """Object to signers being added by somebody who neither asked nor signs here."""
    if facts.capacities & OFFICE or any(s.counts for s in facts.signing.of(facts.for_whom)):
        return None
    told = names(facts.signing.voters(facts.signing.at))
    said = "只有本关口的签署人和绩效办可以加签。"
    return Objection("gate.not_a_signer", said, f"请{told or '绩效办'}加签。")


def signature_is_still_due(facts: _F) -> Objection | None:
    """Object when the signature is none, or given already."""
    if not facts.whose or facts.signing.undecided(facts.whose):
        return None
    if facts.signing.decided(facts.whose):
        said = "该签署人已经签署，不能减签或转办。"
        return Objection("gate.has_signed", said, "须重新签署的，请其本人“撤回签署”。")
    waiting = names(s for s in facts.signing.signers if s.counts and not s.has_decided)
    remedy = f"尚未签署的有：{waiting}。" if waiting else ""
    return Objection("gate.not_a_signer", "此人不在本关口待签署的人之列。", remedy)


def may_be_removed(facts: _F) -> Objection | None:
    """Object to taking out somebody whom the plan names and who can act."""
    signer = facts.signing.undecided(facts.whose)
    if signer is None or not signer.able:
        return _of_the_office(facts) if signer else None
    if signer.added_by and (signer.added_by == facts.actor or facts.capacities & OFFICE):
        return None
    return Objection(
        "gate.still_signs",
        "按方案应签署、且能够签署的人不能减签。",
        "只能减去加签的人，或已不能签署的人；本人可以“转办”。",
    )


def _of_the_office(facts: _F) -> Objection | None:
    if facts.capacities & OFFICE:
        return None
    said = "他人不能签署的，只能由绩效办减去或转办。"
    return Objection("gate.not_yours", said, "请告知绩效办。")


def enough_remain(facts: _F) -> Objection | None:
    """Object when a step would be left with too few, or would be decided by the removal."""
    signer = facts.signing.undecided(facts.whose)
    if signer is None:
        return None
    before = facts.signing.steps[signer.step - 1] if facts.signing.steps else None
    after = removed(facts.signing, signer)
    there = after.standing_at(signer.step)
    passed_over = before is not None and before.by_hand and not after.voters(signer.step)
    if not after.is_done and (passed_over or not (there.is_done or there.is_lost)):
        return None
    said = "减签后本环节剩下的签署人不足，或无人再签。"
    return Objection("gate.too_few", said, "请先“加签”，或将该签署“转办”给他人。")


def may_be_handed_over(facts: _F) -> Objection | None:
    """Object to giving away another's signature while that one can act."""
    signer = facts.signing.undecided(facts.whose)
    if signer is None or facts.whose in (facts.actor, facts.for_whom):
        return None
    if signer.able:
        said = f"只能转办本人的签署；{names([signer])}能够签署。"
        return Objection("gate.not_yours", said, f"请{names([signer])}本人“转办”。")
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
        return Objection("four_eyes", "不能是提请人或您本人。", "请另指定一人。")
    # Whoever has given an opinion may be asked again, and may sign.
    if any(s.counts or s.state is _S.WAITING for s in facts.signing.of(named.id)):
        said = f"{named.name or named.id}已是本关口的签署人，或正在提意见。"
        return Objection("gate.signs_already", said, "一人只签署一次，请另指定一人。")
    return None


def _holds_it(facts: _F, named: Named) -> Objection | None:
    if not facts.capacity:
        return _is_in_office(named)
    if named.holds(facts.capacity, facts.unit_id):
        return None
    place = f"（{facts.unit_id}）" if facts.unit_id else ""
    said = f"{named.name or named.id}不是{Capacity(facts.capacity).zh}{place}，不能在此签署。"
    return Objection("gate.not_eligible", said, "请指定有该身份的在用人员。")


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
    hours = -((facts.at - facts.nudge_from) // timedelta(hours=1))
    said = f"刚刚催办过{names(facts.signing.due)}。"
    return Objection("gate.nudged", said, f"请{hours}小时后再催办。")


def readers_are_known(facts: _F) -> Objection | None:
    """Object to copying to somebody who is not there."""
    unknown = [named.id for named in facts.readers if not named.grants]
    if not unknown:
        return None
    said = f"没有这样的在用人员：{'、'.join(unknown)}。"
    return Objection("gate.unknown_reader", said, "请核对登录名。")


def nobody_can_act(facts: _F) -> Objection | None:
    """Object to the alarm while enough can act, or when it was given."""
    if facts.signing.is_stuck and not facts.stalled:
        return None
    return Objection("gate.can_act", "本环节仍有人可以签署，或已标记。")


def enough_can_act(facts: _F) -> Objection | None:
    """Object to ending the alarm while too few can act, or when there is none."""
    if facts.stalled and not facts.signing.is_stuck:
        return None
    return Objection("gate.nobody_can_act", "本环节仍无足够的人可以签署，或没有标记。")
