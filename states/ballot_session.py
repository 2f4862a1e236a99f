"""The life of a ballot session (述职测评): an urn that is opened, locked, counted and published."""

from dataclasses import dataclass

from kit.errors import Objection
from states.capacity import OFFICE, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.words import Word


class BallotSessionState(Word):
    """Where a ballot session stands."""

    PREPARED = "prepared", "已筹备"
    OPEN = "open", "投票中"
    LOCKED = "locked", "已封票"
    PUBLISHED = "published", "已公布"
    VOID = "void", "已作废"


class BallotSessionTrigger(Word):
    """What may be done with a ballot session."""

    PREPARE = "prepare", "筹备"
    OPEN = "open", "开始投票"
    CLAIM = "claim", "领票"
    CAST = "cast", "投票"
    ENTER_PAPER = "enter_paper", "录入纸质票"
    LOCK = "lock", "封票"
    PUBLISH = "publish", "公布"
    VOID = "void", "作废"


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotSessionFacts(Facts):
    """What the questions about a ballot session look at.

    Attributes:
        taken: ids of units that another session judges or has judged.
        without_report: ids of units whose duty report is not handed in.
        group: label of the judge group the actor sits in; empty for none of the session's.
        claimed: the actor has fetched a paper.
        returned: ballots in the urn that are valid.
        alone: labels of judge groups of which a single ballot would tell its judge's mark.
        locked_by: who locked it.
        without_trial: ids of units whose result is not laid out, or no longer a trial.
    """

    taken: tuple[str, ...] = ()
    without_report: tuple[str, ...] = ()
    group: str = ""
    claimed: bool = False
    returned: int = 0
    alone: tuple[str, ...] = ()
    locked_by: str = ""
    without_trial: tuple[str, ...] = ()


_F = BallotSessionFacts


def units_are_free(facts: _F) -> Objection | None:
    """Object when a unit is judged in another session: it is judged once."""
    if not facts.taken:
        return None
    named = "、".join(facts.taken[:5])
    return Objection("ballot_session.taken", f"{named}已列入另一场测评。", "请作废那一场或去掉。")


def reports_are_in(facts: _F) -> Objection | None:
    """Object while a unit's duty report is missing, unless a reason is written."""
    if not facts.without_report or facts.reason.strip():
        return None
    return Objection(
        "ballot_session.no_report",
        f"{len(facts.without_report)}个单位没有报送述职报告：{'、'.join(facts.without_report[:5])}。",
        "请催报；如仍要开始，请写明理由。",
        overridable=True,
    )


def sits_in_a_group(facts: _F) -> Objection | None:
    """Object to a judge who sits in none of the session's groups."""
    if facts.group:
        return None
    message = "您不在本场测评的任何评委组中。"
    return Objection("ballot_session.no_group", message, "请绩效办在评委身份中写明评委组。")


def claims_once(facts: _F) -> Objection | None:
    """Object to a second paper: no paper can be taken back without knowing whose it is."""
    if not facts.claimed:
        return None
    message = "您已领过选票；选票不记名，不能补发。"
    return Objection("ballot_session.claimed", message, "请用已领的选票投票。")


def somebody_voted(facts: _F) -> Objection | None:
    """Object to locking an empty urn."""
    if facts.returned:
        return None
    return Objection("ballot_session.empty", "票箱中没有有效票。", "请继续投票，或作废本场测评。")


def no_ballot_stands_alone(facts: _F) -> Objection | None:
    """Object while a group's only ballot on a unit would be known to be its judge's."""
    if not facts.alone or facts.reason.strip():
        return None
    named = "、".join(facts.alone)
    return Objection(
        "ballot_session.alone",
        f"{named}对有的单位只有一张选票，封票后即可看出是谁打的分。",
        "请催该组其他评委投票；如仍要封票，请写明理由。",
        overridable=True,
    )


def publisher_did_not_lock(facts: _F) -> Objection | None:
    """Object when one person locks and publishes (四眼原则)."""
    if not facts.did(facts.locked_by):
        return None
    return Objection("four_eyes", "封票人不能公布结果。", "请由其他人员公布。")


def results_are_open(facts: _F) -> Objection | None:
    """Object while a unit has no trial result to take its marks."""
    if not facts.without_trial:
        return None
    named = "、".join(facts.without_trial[:5])
    return Objection(
        "ballot_session.no_trial", f"{named}的年度成绩未建立，或已审定。", "请先试算。"
    )


_S, _T = BallotSessionState, BallotSessionTrigger
_DIRECTOR = frozenset({Capacity.OFFICE_DIRECTOR})
_JUDGE = frozenset({Capacity.JUDGE})
_SYSTEM = frozenset({Capacity.SYSTEM})

# fmt: off
BALLOT_SESSION: Lifecycle[BallotSessionFacts] = Lifecycle(
    "ballot_session", "述职测评",
    born=Row(None, _T.PREPARE, _S.PREPARED, OFFICE, (units_are_free,)),
    rows=(
        Row(_S.PREPARED, _T.OPEN,        _S.OPEN,      OFFICE,    (reports_are_in,)),
        Row(_S.OPEN,     _T.CLAIM,       _S.OPEN,      _JUDGE,    (sits_in_a_group, claims_once)),
        # A ballot arrives without a name; the system only counts it.
        Row(_S.OPEN,     _T.CAST,        _S.OPEN,      _SYSTEM),
        Row(_S.OPEN,     _T.ENTER_PAPER, _S.OPEN,      OFFICE),
        Row(_S.OPEN,     _T.LOCK,        _S.LOCKED,    OFFICE,
            (somebody_voted, no_ballot_stands_alone)),
        Row(_S.LOCKED,   _T.PUBLISH,     _S.PUBLISHED, _DIRECTOR,
            (publisher_did_not_lock, results_are_open)),
        Row(_S.PREPARED, _T.VOID,        _S.VOID,      _DIRECTOR, says_why=True),
        Row(_S.OPEN,     _T.VOID,        _S.VOID,      _DIRECTOR, says_why=True),
    ),
)
# fmt: on
