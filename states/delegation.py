"""The life of a delegation (委托代办、A-B角): one acts for another, in one capacity."""

from dataclasses import dataclass
from datetime import date

from kit.errors import Objection
from states.capacity import HELD, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.words import Word


class DelegationState(Word):
    """Where a delegation stands; a day that is not covered needs no state."""

    GRANTED = "granted", "已委托"
    REVOKED = "revoked", "已收回"


class DelegationTrigger(Word):
    """What may be done with a delegation."""

    GRANT = "grant", "委托"
    REVOKE = "revoke", "收回"


class DelegationClass(Word):
    """On which of its days it is in force."""

    DATED = "dated", "委托代办"
    DEPUTY = "deputy", "A-B角", "standing deputy"


#: Held in person (domain 5.5): a ballot is nobody else's, a sample is assigned to one, accounts
#: and parameters are kept by whoever was named for it.
IN_PERSON = frozenset({Capacity.JUDGE, Capacity.INSPECTOR, Capacity.ADMINISTRATOR, Capacity.SYSTEM})
DELEGABLE = frozenset(HELD) - IN_PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationFacts(Facts):
    """What the questions about a delegation look at.

    Attributes:
        principal: whose capacity it is.
        deputy: who acts.
        capacity: in which capacity.
        dated: in force on its days; otherwise only while the principal is away.
        today: the day of the act.
        from_day: its first day.
        until_day: its last day; none until it is revoked.
        held: the principal holds the capacity in their own right.
        lent: the principal has it only by delegation.
        enabled: the deputy may sign in.
        away: absences of the deputy on its days, each from and until.
        apart: why principal and deputy must stay separate; empty for nothing.
    """

    principal: str
    deputy: str
    capacity: Capacity
    dated: bool
    today: date
    from_day: date
    until_day: date | None
    held: bool = True
    lent: bool = False
    enabled: bool = True
    away: tuple[tuple[date, date], ...] = ()
    apart: str = ""


_F = DelegationFacts


def is_given_in_person(facts: _F) -> Objection | None:
    """Object to a deputy who hands on what was handed to them (转委托)."""
    if facts.on_behalf_of is None and not facts.lent:
        return None
    return Objection(
        "delegation.chain",
        "受托的身份不能再委托他人。",
        "请由原委托人另行委托，或由系统管理员办理。",
    )


def is_theirs_to_give(facts: _F) -> Objection | None:
    """Object unless the principal, the head of their unit or the administrator delegates."""
    others = {Capacity.UNIT_HEAD, Capacity.ADMINISTRATOR} & facts.capacities
    if facts.actor == facts.principal or (others and facts.actor != facts.deputy):
        return None
    return Objection(
        "delegation.not_yours",
        "只有委托人本人、其单位责任人和系统管理员可以委托，不能自己指定自己代办他人的工作。",
        "请由委托人本人办理。",
    )


def may_be_delegated(facts: _F) -> Objection | None:
    """Object to a capacity that is held in person."""
    if facts.capacity in DELEGABLE:
        return None
    said = f"“{facts.capacity.zh}”须由本人履行，不能委托。"
    return Objection("delegation.in_person", said, "请另行指定担任该身份的人员。")


def principal_holds_it(facts: _F) -> Objection | None:
    """Object when the principal does not hold the capacity, or has it only by delegation."""
    if facts.held or facts.lent:
        return None
    said = f"委托人没有“{facts.capacity.zh}”这一身份。"
    return Objection("delegation.not_held", said, "请核对身份及其所在单位。")


def is_another(facts: _F) -> Objection | None:
    """Object to a delegation to oneself."""
    if facts.principal != facts.deputy:
        return None
    return Objection("delegation.to_oneself", "不能委托给本人。", "请指定他人。")


def days_are_sound(facts: _F) -> Objection | None:
    """Object to days that end before they begin, are past, or have no end although dated."""
    until = facts.until_day
    if until is None and facts.dated:
        said = "委托代办须写明截止日期。"
        return Objection("delegation.no_end", said, "长期的请设为A-B角（deputy）。")
    if until is None or until >= max(facts.from_day, facts.today):
        return None
    return Objection("delegation.days", f"截止日期{until}早于起始日期，或已经过去。")


def deputy_is_there(facts: _F) -> Objection | None:
    """Object to a deputy who cannot sign in, or is away on some of the days, which it names."""
    if not facts.enabled:
        return Objection("delegation.disabled", "受托人已停用，不能代办。", "请改委托他人。")
    if not facts.away:
        return None
    days = "、".join(f"{first}至{last}" for first, last in facts.away)
    return Objection(
        "delegation.deputy_away",
        f"受托人在委托期间不在岗：{days}。",
        "请避开这些日期、改委托他人，或请受托人先销假。",
    )


def may_stand_together(facts: _F) -> Objection | None:
    """Object when one would act on both sides: who is examined and who examines (回避)."""
    if not facts.apart:
        return None
    return Objection("delegation.apart", facts.apart, "请委托与该考核关系无关的人员。")


def is_theirs_to_end(facts: _F) -> Objection | None:
    """Object unless the principal, the deputy, the head or the administrator ends it."""
    if facts.actor in (facts.principal, facts.deputy):
        return None
    if {Capacity.UNIT_HEAD, Capacity.ADMINISTRATOR} & facts.capacities:
        return None
    said = "只有委托人、受托人、委托人所在单位的责任人和系统管理员可以收回委托。"
    return Objection("delegation.not_yours", said, "请由委托人本人办理。")


_S, _T = DelegationState, DelegationTrigger
_WHO = DELEGABLE | {Capacity.ADMINISTRATOR}

# fmt: off
DELEGATION: Lifecycle[DelegationFacts] = Lifecycle(
    "delegation", "委托",
    born=Row(None, _T.GRANT, _S.GRANTED, _WHO,
             (is_given_in_person, is_theirs_to_give, may_be_delegated, principal_holds_it,
              is_another, days_are_sound, deputy_is_there, may_stand_together),
             says_why=True),
    rows=(
        Row(_S.GRANTED, _T.REVOKE, _S.REVOKED, frozenset(HELD),
            (is_theirs_to_end,)),
    ),
)
# fmt: on
