"""The life of an assessment year (考评年度): opened on a pinned plan, changed only in the open."""

from dataclasses import dataclass

from kit.errors import Objection
from states.capacity import OFFICE, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.words import Word


class YearState(Word):
    """Where a year stands."""

    IN_FORCE = "in_force", "实施中"
    CLOSED = "closed", "已归档"


class YearTrigger(Word):
    """What may be done with a year."""

    OPEN = "open", "开启年度"
    AMEND = "amend", "修改方案", "amend the plan"
    ADOPT = "adopt", "采用新状态表", "adopt new lifecycles"
    ENTER_CALENDAR = "enter_calendar", "录入工作日历", "enter a version of the calendar"
    RECOMPUTE = "recompute", "启用日历并重算期限", "count by a calendar and reckon all clocks anew"
    CLOSE = "close", "归档"


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFacts(Facts):
    """What the questions about a year look at.

    Attributes:
        findings: what plan lint holds against the plan (red findings).
        open_phases: labels of the phases not yet closed.
        unpinned: kinds whose lifecycle is not the one the year is pinned to.
        changed: sections of the plan in which the new one differs.
        amendable: sections that the plan in force lets change during the year.
        past: what the new plan changes although it is over.
        gate: state of the gate 方案修改 asked for just this plan, empty when none stands.
        question: what that gate is asked about.
        calendar: what is wrong with the version of the calendar that is entered or put in force.
        entered_by: who entered it; empty for one that came with a plan.
        recomputes: whether a clock's day or a rung would move, or another version be in force.
    """

    findings: tuple[Objection, ...] = ()
    open_phases: tuple[str, ...] = ()
    unpinned: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    amendable: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    gate: str = ""
    question: str = ""
    calendar: tuple[Objection, ...] = ()
    entered_by: str = ""
    recomputes: bool = True


_F = YearFacts


def plan_is_sound(facts: _F) -> Objection | None:
    """Object to a plan with red findings."""
    return facts.findings[0] if facts.findings else None


def phases_are_closed(facts: _F) -> Objection | None:
    """Object while a phase is not closed."""
    if not facts.open_phases:
        return None
    names = "、".join(facts.open_phases)
    return Objection("year.open_phases", f"尚有阶段未结束：{names}。", "请先结束各阶段。")


def lifecycles_differ(facts: _F) -> Objection | None:
    """Object when the year is pinned to the lifecycles as they are."""
    if facts.unpinned:
        return None
    return Objection("year.pinned", "本年度所用状态表与程序一致，无须办理。")


def plan_differs(facts: _F) -> Objection | None:
    """Object to a plan that says what the one in force says."""
    if facts.changed:
        return None
    return Objection("plan.same", "新方案与现行方案内容相同。")


def only_what_may_change(facts: _F) -> Objection | None:
    """Object to changes that the plan in force does not allow during the year."""
    fixed = [name for name in facts.changed if name not in facts.amendable]
    if not fixed:
        return None
    return Objection(
        "plan.fixed",
        f"年度中不能修改：{'、'.join(fixed)}。",
        "可以修改的部分见方案 plan_amendments.sections；其余请在下一年度方案中修改。",
    )


def leaves_the_past_alone(facts: _F) -> Objection | None:
    """Object to a plan that changes what is over."""
    if not facts.past:
        return None
    return Objection("plan.past", f"已经过去的不能修改：{'、'.join(facts.past)}。")


def conference_allows(facts: _F) -> Objection | None:
    """Object until the joint conference has approved just this plan."""
    if facts.gate == "approved":
        return None
    return Objection(
        "gate.not_approved",
        "联席会议尚未同意这份方案（以摘要值为准）。",
        f"请提请“方案修改”关口，所涉事项写{facts.question}。",
    )


def calendar_is_sound(facts: _F) -> Objection | None:
    """Object to the first thing that is wrong with the calendar."""
    return facts.calendar[0] if facts.calendar else None


def enterer_is_another(facts: _F) -> Objection | None:
    """Object when one person enters a calendar and puts it in force (四眼原则)."""
    if not facts.entered_by or not facts.did(facts.entered_by):
        return None
    return Objection("four_eyes", "录入工作日历的人不能自己启用。", "请由另一人核对通知后启用。")


def something_moves(facts: _F) -> Objection | None:
    """Object when the year counts by this calendar already and no clock would move."""
    if facts.recomputes:
        return None
    return Objection("calendar.same", "本年度已按这版日历计算，各项期限均无变化，无须重算。")


_HANDS = frozenset({Capacity.OFFICE_DIRECTOR, Capacity.ADMINISTRATOR, Capacity.SYSTEM})
_DIRECTOR = frozenset({Capacity.OFFICE_DIRECTOR})
#: The calendar is the administrator's and the office's (domain 5.5).
_ENTERS = OFFICE | {Capacity.ADMINISTRATOR}
_COUNTS = frozenset({Capacity.OFFICE_DIRECTOR, Capacity.ADMINISTRATOR, Capacity.SYSTEM})
_S, _T = YearState, YearTrigger

# fmt: off
YEAR: Lifecycle[YearFacts] = Lifecycle(
    "year", "考评年度",
    born=Row(None, _T.OPEN, _S.IN_FORCE, _HANDS, (plan_is_sound,)),
    rows=(
        Row(_S.IN_FORCE, _T.AMEND, _S.IN_FORCE, _DIRECTOR,
            (plan_is_sound, plan_differs, only_what_may_change, leaves_the_past_alone,
             conference_allows), says_why=True),
        Row(_S.IN_FORCE, _T.ADOPT, _S.IN_FORCE, _DIRECTOR, (lifecycles_differ,), says_why=True),
        Row(_S.IN_FORCE, _T.ENTER_CALENDAR, _S.IN_FORCE, _ENTERS, (calendar_is_sound,)),
        Row(_S.IN_FORCE, _T.RECOMPUTE, _S.IN_FORCE, _COUNTS,
            (calendar_is_sound, enterer_is_another, something_moves), says_why=True),
        Row(_S.IN_FORCE, _T.CLOSE, _S.CLOSED,   _HANDS, (phases_are_closed,)),
    ),
)
# fmt: on
