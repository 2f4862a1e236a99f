"""Where signing at a gate stands (签批): whose turn it is, and when a step is done; pure."""

from dataclasses import dataclass, replace
from typing import Any

from states.capacity import Capacity
from states.signatures import GONE, OPEN, Mode, Signer, SignerState, Step

_S = SignerState
_NO_STEP = Step(label="", mode=Mode.QUORUM, capacity=Capacity.CONFERENCE_MEMBER.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """A gate's steps and signatures.

    Attributes:
        at: number of the open step, from 1.
    """

    steps: tuple[Step, ...] = ()
    signers: tuple[Signer, ...] = ()
    at: int = 1

    @property
    def step(self) -> Step:
        """The open step; an empty one where none was ever pinned."""
        return self.steps[self.at - 1] if self.steps else _NO_STEP

    def standing_at(self, step: int) -> "Signing":
        """Look at another step as if it were the open one."""
        return replace(self, at=step)

    def voters(self, step: int) -> tuple[Signer, ...]:
        """List the signatures that count in a step, in order."""
        found = (s for s in self.signers if s.step == step and s.counts)
        return tuple(sorted(found, key=lambda s: (s.place, s.number)))

    def needed_in(self, step: int) -> int:
        """Count the signatures a step takes."""
        rule = self.steps[step - 1] if self.steps else _NO_STEP
        if rule.mode in (Mode.ALL, Mode.IN_ORDER):
            # A step made by hand whose signers were all taken out again asks for nobody.
            return max(len(self.voters(step)), 0 if rule.by_hand else 1)
        return 1 if rule.mode is Mode.ANY else rule.needed

    def count(self, state: SignerState) -> int:
        """Count the open step's signatures in a state."""
        return sum(signer.state == state for signer in self.voters(self.at))

    @property
    def needed(self) -> int:
        """How many must say yes in the open step."""
        return self.needed_in(self.at)

    @property
    def yes(self) -> int:
        """How many said yes in the open step."""
        return self.count(_S.SIGNED)

    @property
    def no(self) -> int:
        """How many said no in the open step."""
        return self.count(_S.OPPOSED)

    @property
    def is_done(self) -> bool:
        """Whether the open step has the signatures it takes."""
        return self.yes >= self.needed

    @property
    def is_lost(self) -> bool:
        """Whether the open step cannot have them any more."""
        vetoed = self.step.veto and self.no > 0
        return vetoed or len(self.voters(self.at)) - self.no < self.needed

    @property
    def is_last(self) -> bool:
        """Whether no step follows the open one."""
        return self.at == len(self.steps)

    @property
    def due(self) -> tuple[Signer, ...]:
        """Who must act now: those whose turn it is, and those asked for an opinion."""
        voters = self.voters(self.at)
        if self.step.mode is Mode.IN_ORDER:
            voters = tuple(s for s in voters if s.state in OPEN)[:1]
        asked = (s for s in self.signers if s.step == self.at and s.asked_by is not None)
        return tuple(s for s in (*voters, *asked) if s.state == _S.WAITING)

    @property
    def unable(self) -> tuple[Signer, ...]:
        """Those of the open step who ought to sign and cannot act any more."""
        return tuple(s for s in self.voters(self.at) if s.state in OPEN and not s.able)

    @property
    def is_stuck(self) -> bool:
        """Whether the open step has too few left who can act (无人可签)."""
        can = sum(s.state in OPEN and s.able for s in self.voters(self.at))
        return self.yes + can < self.needed

    def of(self, person_id: str) -> tuple[Signer, ...]:
        """List a person's signatures that count, and the opinions they were asked for."""
        return tuple(s for s in self.signers if s.person_id == person_id and s.state not in GONE)

    def turn_of(self, person_id: str) -> Signer | None:
        """Find the vote that a person may cast now."""
        mine = (s for s in self.due if s.person_id == person_id and s.counts)
        return next(mine, None)

    def undecided(self, person_id: str) -> Signer | None:
        """Find a person's vote that is still to be cast, in the open step or a later one."""
        mine = (s for s in self.of(person_id) if s.counts and s.state in OPEN)
        return min(mine, key=lambda s: s.step, default=None)

    def decided(self, person_id: str) -> tuple[Signer, ...]:
        """List the votes that a person has cast, for themselves or for another."""
        return tuple(
            s
            for s in self.signers
            if s.counts and s.has_decided and person_id in (s.person_id, s.signed_by)
        )

    @property
    def next_number(self) -> int:
        """The number that the next signature gets."""
        return max((s.number for s in self.signers), default=0) + 1

    def changed(self, number: int, **changes: Any) -> "Signing":  # noqa: ANN401 - a signer's own
        """Change one signature."""
        signers = (replace(s, **changes) if s.number == number else s for s in self.signers)
        return replace(self, signers=tuple(signers))

    def plus(self, signer: Signer) -> "Signing":
        """Take in one signature more."""
        return replace(self, signers=(*self.signers, signer))

    def moved_on(self) -> "Signing":
        """Open the next step."""
        return replace(self, at=self.at + 1)
