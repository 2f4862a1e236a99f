"""Signing at a gate (签批): steps in order, signers pinned by name, when a step is done; pure."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from states.capacity import Capacity
from states.words import Word

#: Who may be named as a signer of a step at all.
SIGNING = frozenset(
    {
        Capacity.UNIT_HEAD,
        Capacity.EXAMINER,
        Capacity.OFFICE_CLERK,
        Capacity.OFFICE_DIRECTOR,
        Capacity.CONFERENCE_MEMBER,
        Capacity.DISTRICT_LEADER,
    }
)


class Mode(Word):
    """How many of a step's signers must agree, and in which order."""

    ALL = "all", "会签", "all must sign"
    ANY = "any", "或签", "any one signs"
    IN_ORDER = "in_order", "顺签", "all sign in order"
    QUORUM = "quorum", "达到法定人数", "a quorum signs"


class Where(Word):
    """Where an added signer signs (加签)."""

    BEFORE = "before", "前加签", "before the one who adds"
    AFTER = "after", "后加签", "after the one who adds"
    BESIDE = "beside", "并加签", "beside the others of the step"


class SignerState(Word):
    """Where one signature stands."""

    WAITING = "waiting", "待签署"
    ASKING = "asking", "已委派他人先提意见", "has asked for an opinion"
    SIGNED = "signed", "已同意"
    OPPOSED = "opposed", "不同意"
    OPINED = "opined", "已提意见", "has given an opinion"
    REMOVED = "removed", "已减签"
    HANDED_OVER = "handed_over", "已转办"


_S = SignerState
#: Signatures that count no more.
_GONE = (_S.REMOVED, _S.HANDED_OVER)
_OPEN = (_S.WAITING, _S.ASKING)
_DECIDED = (_S.SIGNED, _S.OPPOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step (审批环节) as pinned at the request.

    Attributes:
        quorum: of the mode `quorum`: a number, or a share such as `2/3` or `>1/2`.
        needed: the same as a number of people; it never sinks.
        veto: one who opposes is enough to reject (一票否决).
        capacity: who signs; empty where only the people added by hand do.
        unit_id: in which unit they hold it; none for the district.
    """

    label: str
    mode: Mode
    quorum: str = "1"
    needed: int = 1
    veto: bool = False
    capacity: str = ""
    unit_id: str | None = None

    @property
    def by_hand(self) -> bool:
        """Whether the plan does not know it: made for signers who were added (加签)."""
        return not self.capacity


_NONE = Step(label="", mode=Mode.QUORUM, capacity=Capacity.CONFERENCE_MEMBER.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """One signature that is due, given or gone.

    Attributes:
        number: its own within the gate, from 1.
        place: its order within the step.
        on_behalf_of: whose signature it was before it was handed over.
        signed_by: who gave it: the signer, or a deputy.
        added_by: who put the signer here by hand; empty for those whom the plan names.
        asked_by: number of the signer who wants this opinion first; such a one does not vote.
        signed_at: aware UTC, ISO 8601.
        holds: whether the person holds the capacity today; as read.
        able: whether they can act today, by themselves or a deputy; as read.
    """

    number: int
    step: int
    place: int
    person_id: str
    capacity: str
    unit_id: str | None = None
    state: SignerState = _S.WAITING
    on_behalf_of: str | None = None
    signed_by: str | None = None
    added_by: str = ""
    asked_by: int | None = None
    reason: str = ""
    signed_at: str | None = None
    name: str = ""
    holds: bool = True
    able: bool = True

    @property
    def counts(self) -> bool:
        """Whether it is a vote that still counts."""
        return self.asked_by is None and self.state not in _GONE

    @property
    def has_decided(self) -> bool:
        """Whether the vote is cast."""
        return self.state in _DECIDED


#: What is read with a signature and stands in no column.
READ_ONLY = ("name", "holds", "able")


def columns_of(signer: Signer) -> dict[str, Any]:
    """Give a signature's columns."""
    return {name: value for name, value in asdict(signer).items() if name not in READ_ONLY}


def enough(quorum: str, people: int) -> int:
    """Count how many of so many people a quorum is: `5`, `2/3` (at least), `>1/2` (more than)."""
    if "/" not in quorum:
        return int(quorum)
    part, _, whole = quorum.removeprefix(">").partition("/")
    if quorum.startswith(">"):
        return people * int(part) // int(whole) + 1
    return -(-people * int(part) // int(whole))


def names(signers: Iterable[Signer]) -> str:
    """Name signers as an officer reads them, each once."""
    return "、".join(dict.fromkeys(s.name or s.person_id for s in signers))


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
        return self.steps[self.at - 1] if self.steps else _NONE

    def standing_at(self, step: int) -> "Signing":
        """Look at another step as if it were the open one."""
        return replace(self, at=step)

    def voters(self, step: int) -> tuple[Signer, ...]:
        """List the signatures that count in a step, in order."""
        found = (s for s in self.signers if s.step == step and s.counts)
        return tuple(sorted(found, key=lambda s: (s.place, s.number)))

    def needed_in(self, step: int) -> int:
        """Count the signatures a step takes."""
        rule = self.steps[step - 1] if self.steps else _NONE
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
            voters = tuple(s for s in voters if s.state in _OPEN)[:1]
        asked = (s for s in self.signers if s.step == self.at and s.asked_by is not None)
        return tuple(s for s in (*voters, *asked) if s.state == _S.WAITING)

    @property
    def unable(self) -> tuple[Signer, ...]:
        """Those of the open step who ought to sign and cannot act any more."""
        return tuple(s for s in self.voters(self.at) if s.state in _OPEN and not s.able)

    @property
    def is_stuck(self) -> bool:
        """Whether the open step has too few left who can act (无人可签)."""
        can = sum(s.state in _OPEN and s.able for s in self.voters(self.at))
        return self.yes + can < self.needed

    def of(self, person_id: str) -> tuple[Signer, ...]:
        """List a person's signatures that count, and the opinions they were asked for."""
        return tuple(s for s in self.signers if s.person_id == person_id and s.state not in _GONE)

    def turn_of(self, person_id: str) -> Signer | None:
        """Find the vote that a person may cast now."""
        mine = (s for s in self.due if s.person_id == person_id and s.counts)
        return next(mine, None)

    def undecided(self, person_id: str) -> Signer | None:
        """Find a person's vote that is still to be cast, in the open step or a later one."""
        mine = (s for s in self.of(person_id) if s.counts and s.state in _OPEN)
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
