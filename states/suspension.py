"""The life of a suspension (中止计时): a clock stands while somebody else must act."""

from dataclasses import dataclass
from datetime import date

from kit.errors import Objection
from states.capacity import OFFICE, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.transfer import follows_its_body
from states.words import Word


class SuspensionState(Word):
    """Where a suspension stands."""

    STANDING = "standing", "中止中"
    ENDED = "ended", "已恢复"
    REVOKED = "revoked", "已撤销"


class SuspensionTrigger(Word):
    """What may be done with a suspension."""

    BEGIN = "begin", "中止计时", "let the clock stand"
    END = "end", "恢复计时", "let the clock run again"
    REVOKE = "revoke", "撤销中止", "take it back as if it had never been"
    TRANSFER = "transfer", "随机构变动划转", "follow a change of bodies"


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionFacts(Facts):
    """What the questions about a suspension look at.

    Attributes:
        today: the day of the act.
        first_on: the first day that stands.
        resumed_on: the day from which days count again; none while it stands.
        began_on: the day on which the clock was started; none when no such clock runs.
        due_on: the last day of the clock that runs; none while it stands already.
        allowed: the plan lets the clock of this deadline stand.
        ground: the plan knows the ground.
        documented: the ground demands a document.
        document: the document it rests on.
        standing: id of a suspension of the same clock that stands; empty for none.
    """

    today: date
    first_on: date
    resumed_on: date | None = None
    began_on: date | None = None
    due_on: date | None = None
    allowed: bool = True
    ground: bool = True
    documented: bool = False
    document: str = ""
    standing: str = ""


_F = SuspensionFacts


def clock_runs(facts: _F) -> Objection | None:
    """Object when the subject has no such clock, or it was stopped."""
    if facts.began_on is not None:
        return None
    said = "没有正在计时的这项期限。"
    return Objection("suspension.no_clock", said, "请核对期限的名称，已办结的无须中止。")


def plan_allows(facts: _F) -> Objection | None:
    """Object to a deadline whose clock may not stand."""
    if facts.allowed:
        return None
    said = "按方案，这项期限不能中止计时。"
    return Objection("suspension.not_allowed", said, "可中止的期限见方案 suspensions.deadlines。")


def ground_is_known(facts: _F) -> Objection | None:
    """Object to a ground that the plan does not name."""
    if facts.ground:
        return None
    said = "方案没有规定这种中止事由。"
    return Objection("suspension.ground", said, "可用的事由见方案 suspensions.grounds。")


def has_its_document(facts: _F) -> Objection | None:
    """Object when the ground demands a document and none is named."""
    if not facts.documented or facts.document.strip():
        return None
    return Objection("document.missing", "没有依据文件。", "请填写文件文号。")


def does_not_stand_yet(facts: _F) -> Objection | None:
    """Object when the clock stands already."""
    if not facts.standing:
        return None
    said = f"这项期限已在中止计时（{facts.standing}）。"
    return Objection("suspension.standing", said, "请先恢复计时，或撤销原来的中止。")


def first_day_is_sound(facts: _F) -> Objection | None:
    """Object to a first day that is to come, or lies before the clock began."""
    if facts.first_on > facts.today:
        return Objection("suspension.future", "中止不能自将来的日期起算。", "请到当日再办。")
    if facts.began_on and facts.first_on < facts.began_on:
        said = f"中止不能早于开始计时之日（{facts.began_on}）。"
        return Objection("suspension.before_start", said)
    return None


def period_is_not_over(facts: _F) -> Objection | None:
    """Object to a suspension that begins when the period is over."""
    if facts.due_on is None or facts.first_on <= facts.due_on:
        return None
    said = f"期限已于{facts.due_on}24时届满，此后不能中止。"
    remedy = "确因此前的事由耽误的，请写明此前的起始日期。"
    return Objection("suspension.too_late", said, remedy)


def resumes_on_a_sound_day(facts: _F) -> Objection | None:
    """Object to an end before the beginning, or to come."""
    if facts.resumed_on is None or facts.first_on <= facts.resumed_on <= facts.today:
        return None
    said = f"恢复计时的日期应在{facts.first_on}至{facts.today}之间。"
    return Objection("suspension.resume_day", said)


_S, _T = SuspensionState, SuspensionTrigger
#: Who lets a clock stand, who lets it run again, and who takes that back.
DECIDES = frozenset({Capacity.OFFICE_DIRECTOR, Capacity.SYSTEM})
RESUMES = OFFICE | {Capacity.SYSTEM}
REVOKES = frozenset({Capacity.OFFICE_DIRECTOR})

# fmt: off
SUSPENSION: Lifecycle[SuspensionFacts] = Lifecycle(
    "suspension", "中止计时",
    born=Row(None, _T.BEGIN, _S.STANDING, DECIDES,
             (clock_runs, plan_allows, ground_is_known, has_its_document, does_not_stand_yet,
              first_day_is_sound, period_is_not_over), says_why=True),
    rows=(
        Row(_S.STANDING, _T.END,    _S.ENDED,   RESUMES,  (resumes_on_a_sound_day,)),
        Row(_S.STANDING, _T.REVOKE, _S.REVOKED, REVOKES,  (), says_why=True),
        Row(_S.ENDED,    _T.REVOKE, _S.REVOKED, REVOKES,  (clock_runs,), says_why=True),
        *follows_its_body(_T.TRANSFER, _S.STANDING),
    ),
)
# fmt: on
