"""How a gate's steps and signers change under way: sent back, added, handed over; pure."""

from dataclasses import replace

from states.signatures import Mode, Signer, SignerState, Step, Where, enough
from states.signing import Signing

_S = SignerState
#: The label of a step made for signers who were added by hand.
ADDED = "加签"


def carried_on(signing: Signing) -> Signing:
    """Open the next step, and the next, while the open one is done.

    After a return some steps are done at once: their signatures still stand.
    """
    while signing.is_done and not signing.is_last:
        signing = signing.moved_on()
    return signing


def returned(signing: Signing, *, keeps: bool) -> Signing:
    """Go back to the requester (退回提请人); whoever agreed signs anew unless it is kept."""
    signers = (
        signer if keeps and signer.state is _S.SIGNED else _fresh(signer)
        for signer in signing.signers
    )
    return replace(signing, signers=tuple(signers), at=1)


def back_at(signing: Signing, step: int) -> Signing:
    """Open a step again (驳回); whoever signed in it or after it signs anew."""
    signers = (_fresh(signer) if signer.step >= step else signer for signer in signing.signers)
    return carried_on(replace(signing, signers=tuple(signers), at=step))


def _fresh(signer: Signer) -> Signer:
    if signer.asked_by is not None and signer.state == _S.WAITING:
        return replace(signer, state=_S.REMOVED)
    if not signer.counts:
        return signer
    return replace(signer, state=_S.WAITING, signed_by=None, signed_at=None, reason="")


def with_added(signing: Signing, added: Signer, where: Where, beside: Signer | None) -> Signing:
    """Take in a signer by hand (加签): beside the others, or before or after one of them.

    Before or after somebody is a step of its own, but where a step is signed in order anyhow.

    Args:
        signing: as it stands.
        added: the new signature; its step and place are set here.
        where: see `Where`.
        beside: before or after whom; none stands for the open step as a whole.
    """
    step = beside.step if beside else signing.at
    if where is Where.BESIDE:
        last = max((s.place for s in signing.voters(step)), default=0)
        return _grown(signing, step).plus(replace(added, step=step, place=last + 1))
    if beside and signing.steps[step - 1].mode is Mode.IN_ORDER:
        place = beside.place + (where is Where.AFTER)
        return _shifted(signing, step, place).plus(replace(added, step=step, place=place))
    new = step + (where is Where.AFTER)
    return _parted(signing, new).plus(replace(added, step=new, place=1))


def _grown(signing: Signing, step: int) -> Signing:
    # A share of more people is more people; it never sinks again.
    rule = signing.steps[step - 1]
    needed = max(rule.needed, enough(rule.quorum, len(signing.voters(step)) + 1))
    steps = list(signing.steps)
    steps[step - 1] = replace(rule, needed=needed)
    return replace(signing, steps=tuple(steps))


def _shifted(signing: Signing, step: int, place: int) -> Signing:
    signers = (
        replace(s, place=s.place + 1) if s.step == step and s.place >= place else s
        for s in signing.signers
    )
    return replace(signing, signers=tuple(signers))


def _parted(signing: Signing, step: int) -> Signing:
    signers = (replace(s, step=s.step + 1) if s.step >= step else s for s in signing.signers)
    own = Step(label=ADDED, mode=Mode.ALL)
    steps = (*signing.steps[: step - 1], own, *signing.steps[step - 1 :])
    return replace(signing, signers=tuple(signers), steps=steps)


def handed_over(signing: Signing, given: Signer, taker: Signer) -> Signing:
    """Make somebody's signature another's (转办), in the same place."""
    ended = signing.changed(given.number, state=_S.HANDED_OVER)
    owner = given.on_behalf_of or given.person_id
    place = {"step": given.step, "place": given.place}
    taken = replace(taker, **place, on_behalf_of=owner, added_by=given.added_by)
    return _without_opinions(ended, given.number).plus(taken)


def asked(signing: Signing, asker: Signer, adviser: Signer) -> Signing:
    """Have another give an opinion before somebody signs (委派)."""
    waiting = signing.changed(asker.number, state=_S.ASKING)
    place = {"step": asker.step, "place": asker.place, "asked_by": asker.number}
    return waiting.plus(replace(adviser, **place))


def opined(signing: Signing, adviser: Signer, reason: str) -> Signing:
    """Give the opinion; the asker's turn comes back with the last one that is awaited."""
    done = signing.changed(adviser.number, state=_S.OPINED, reason=reason)
    left = (s for s in done.signers if s.asked_by == adviser.asked_by)
    if adviser.asked_by is None or any(s.state == _S.WAITING for s in left):
        return done
    return done.changed(adviser.asked_by, state=_S.WAITING)


def removed(signing: Signing, signer: Signer) -> Signing:
    """Take a signature out (减签); a step made for it alone is passed over."""
    left = signing.changed(signer.number, state=_S.REMOVED)
    return carried_on(_without_opinions(left, signer.number))


def recalled(signing: Signing, signer: Signer) -> Signing:
    """Take one's own signature, or one's question to another, back (撤回)."""
    fresh = _without_opinions(signing, signer.number)
    return replace(
        fresh,
        signers=tuple(_fresh(s) if s.number == signer.number else s for s in fresh.signers),
    )


def _without_opinions(signing: Signing, number: int) -> Signing:
    signers = (_fresh(s) if s.asked_by == number else s for s in signing.signers)
    return replace(signing, signers=tuple(signers))
