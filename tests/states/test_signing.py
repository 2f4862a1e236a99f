"""The arithmetic of signing: steps, quorums, and that no change of signers decides anything."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from states.circulating import back_at, carried_on, handed_over, removed, returned, with_added
from states.gate_signer_questions import enough_remain
from states.signatures import Mode, Signer, SignerState, Step, Where, enough
from states.signing import Signing
from tests.states import facts as make

_S = SignerState
MODES = st.sampled_from(Mode)
SHARES = st.integers(1, 9).flatmap(
    lambda whole: st.tuples(st.sampled_from(["", ">"]), st.integers(1, whole), st.just(whole))
)


@given(SHARES, st.integers(0, 60))
def test_a_share_of_people_is_the_least_number_that_reaches_it(
    share: tuple[str, int, int], people: int
):
    sign, part, whole = share
    needed = enough(f"{sign}{part}/{whole}", people)
    asked = Fraction(part, whole) * people

    assert needed > asked if sign else needed >= asked
    assert needed - 1 <= asked if sign else needed - 1 < asked


@pytest.mark.parametrize(
    ("quorum", "people", "needed"),
    [("5", 9, 5), ("2/3", 9, 6), ("2/3", 10, 7), (">1/2", 9, 5), (">1/2", 8, 5), ("1/2", 8, 4)],
)
def test_quorums_as_an_officer_counts_them(quorum: str, people: int, needed: int):
    assert enough(quorum, people) == needed


def _step(draw: st.DrawFn, people: int) -> Step:
    mode = draw(MODES)
    quorum = draw(st.sampled_from(["1", "2", "2/3", ">1/2"]))
    needed = min(max(enough(quorum, people), 1), people)
    return Step(label="x", mode=mode, quorum=quorum, needed=needed, capacity="conference_member")


@st.composite
def signings(draw: st.DrawFn) -> Signing:
    """Steps of up to five people; those before the open one done, it and those after undecided."""
    steps, signers, at = [], [], 1
    for number in range(1, draw(st.integers(1, 3)) + 1):
        people = draw(st.integers(1, 5))
        steps.append(_step(draw, people))
        for place in range(1, people + 1):
            who = len(signers) + 1
            state = draw(st.sampled_from([_S.WAITING, _S.WAITING, _S.SIGNED, _S.OPPOSED]))
            signers.append(Signer(number=who, step=number, place=place, person_id=f"p{who}",
                                  capacity="conference_member", state=state))  # fmt: skip
    at = draw(st.integers(1, len(steps)))
    found = Signing(steps=tuple(steps), signers=tuple(signers), at=at)
    for number in range(1, len(steps) + 1):
        there = found.standing_at(number)
        assume(there.is_done if number < at else not (there.is_done or there.is_lost))
    return replace(
        found,
        signers=tuple(replace(s, state=_S.WAITING) if s.step > at else s for s in found.signers),
    )


def _undecided(signing: Signing) -> bool:
    return not (signing.is_done or signing.is_lost)


_NEW = Signer(number=99, step=1, place=1, person_id="new", capacity="conference_member")


@given(signings(), st.sampled_from(Where), st.data())
def test_adding_a_signer_decides_nothing_and_asks_for_no_fewer(
    signing: Signing, where: Where, data: st.DataObject
):
    open_ = [s for s in signing.signers if s.step >= signing.at and s.state is _S.WAITING]
    beside = data.draw(st.sampled_from([None, *open_]))
    after = with_added(signing, _NEW, where, beside)

    assert _undecided(after)
    assert len(after.signers) == len(signing.signers) + 1
    votes = sum(after.needed_in(n) for n in range(1, len(after.steps) + 1))
    assert votes >= sum(signing.needed_in(n) for n in range(1, len(signing.steps) + 1))
    # Whoever has signed has still signed, in a step of the same people.
    was = {s.number: s.state for s in signing.signers}
    assert {s.number: s.state for s in after.signers if s.number != 99} == was


@given(signings(), st.data())
def test_removing_a_signer_decides_nothing_where_it_is_let(signing: Signing, data: st.DataObject):
    open_ = [s for s in signing.signers if s.step >= signing.at and s.state is _S.WAITING]
    assume(open_)
    gone = data.draw(st.sampled_from(open_))
    refused = enough_remain(make.gate(signing=signing, whose=gone.person_id))
    after = removed(signing, gone)

    if refused is None:
        assert after.at == signing.at
        assert _undecided(after)
        assert all(_undecided(after.standing_at(n)) for n in range(after.at, len(after.steps) + 1))
    elif gone.step == signing.at:
        there = after.standing_at(gone.step)
        assert there.is_done or there.is_lost


@given(signings(), st.sampled_from(Where))
def test_adding_and_removing_the_same_signer_changes_nothing_that_counts(
    signing: Signing, where: Where
):
    assume(signing.steps[signing.at - 1].mode is not Mode.QUORUM or where is not Where.BESIDE)
    added = with_added(signing, _NEW, where, None)
    new = next(s for s in added.signers if s.number == 99)
    facts = make.gate(signing=added, whose="new")
    if where is Where.BEFORE and carried_on(removed(added, new)).is_done:
        return
    if enough_remain(facts) is None:
        after = removed(added, new)
        assert [s.person_id for s in after.due] == [s.person_id for s in signing.due]
        assert (after.needed, after.yes, after.no) == (signing.needed, signing.yes, signing.no)


@given(signings(), st.data())
def test_a_signature_handed_over_counts_once_and_in_the_same_place(
    signing: Signing, data: st.DataObject
):
    open_ = [s for s in signing.signers if s.step >= signing.at and s.state is _S.WAITING]
    assume(open_)
    given_ = data.draw(st.sampled_from(open_))
    after = handed_over(signing, given_, _NEW)

    voters = [[s.place for s in one.voters(given_.step)] for one in (signing, after)]
    assert voters[0] == voters[1]
    assert _undecided(after)
    assert after.turn_of(given_.person_id) is None
    assert (after.turn_of("new") is None) is (signing.turn_of(given_.person_id) is None)
    assert next(s for s in after.signers if s.number == 99).on_behalf_of == given_.person_id


@given(signings())
def test_when_whoever_is_waited_for_agrees_it_is_approved_in_the_end(signing: Signing):
    signed = 0
    while not (signing.is_last and signing.is_done):
        (turn, *_) = signing.due
        signing = carried_on(signing.changed(turn.number, state=_S.SIGNED))
        signed += 1
        assert signed <= len(signing.signers)
    for number in range(1, len(signing.steps) + 1):
        assert signing.standing_at(number).is_done


@given(signings(), st.data())
def test_sent_back_nobody_has_signed_from_there_on(signing: Signing, data: st.DataObject):
    step = data.draw(st.integers(1, signing.at))
    after = back_at(signing, step)

    assert after.at == step
    assert not any(s.has_decided for s in after.signers if s.step >= step)
    assert [s for s in after.signers if s.step < step] == [
        s for s in signing.signers if s.step < step
    ]


@pytest.mark.parametrize("keeps", [True, False])
@given(signing=signings())
def test_returned_only_what_is_kept_still_stands(*, keeps: bool, signing: Signing):
    after = returned(signing, keeps=keeps)

    kept = {s.number for s in signing.signers if s.state is _S.SIGNED} if keeps else set[int]()
    assert after.at == 1
    assert {s.number for s in after.signers if s.has_decided} == kept
    assert not carried_on(after).standing_at(len(after.steps)).is_done
