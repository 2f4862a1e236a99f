"""What signing at a gate consists of (签批): modes, steps, and signatures by name; pure."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
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
GONE = (_S.REMOVED, _S.HANDED_OVER)
#: Votes that are still to be cast.
OPEN = (_S.WAITING, _S.ASKING)
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
        return self.asked_by is None and self.state not in GONE

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
