"""The life of an appeal (复核申诉): about one item of a published result, decided by another."""

from dataclasses import dataclass
from datetime import date

from kit.errors import Objection
from states.capacity import OFFICE, UNIT, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.transfer import follows_its_body
from states.words import Word


class AppealState(Word):
    """Where an appeal stands."""

    FILED = "filed", "已提出"
    ACCEPTED = "accepted", "已受理"
    UPHELD = "upheld", "复核成立"
    DISMISSED = "dismissed", "维持原结果"
    WITHDRAWN = "withdrawn", "已撤回"


class AppealTrigger(Word):
    """What may be done with an appeal."""

    FILE = "file", "提出复核申请"
    ATTACH = "attach", "上传材料"
    ACCEPT = "accept", "受理"
    REJECT = "reject", "不予受理"
    UPHOLD = "uphold", "认定成立"
    DISMISS = "dismiss", "维持"
    WITHDRAW = "withdraw", "撤回申请"
    TRANSFER = "transfer", "随机构变动划转", "follow a change of bodies"


class AppealAbout(Word):
    """What an appeal is about: one item of the result (每一事项申请一次)."""

    INDICATOR = "indicator", "指标得分"
    ADJUSTMENT = "adjustment", "加扣分"
    DUTY = "duty", "述职考评计票"
    TOTAL = "total", "总分合计"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealFacts(Facts):
    """What the questions about an appeal look at.

    Attributes:
        today: the day of the act in the district.
        result: state of the unit's result, empty when there is none.
        last_day: the last day of the window; None while nothing is published.
        item: state of the item appealed about, empty when it is none of the unit's.
        counts: states in which the item counts in a result.
        appealed: id of an appeal about the same item that was not withdrawn.
        involved: who scored or approved the item.
        deciders: in which capacities the plan lets it be decided.
    """

    today: date
    result: str = ""
    last_day: date | None = None
    item: str = ""
    counts: frozenset[str] = frozenset()
    appealed: str = ""
    involved: frozenset[str] = frozenset()
    deciders: frozenset[Capacity] = frozenset()


_F = AppealFacts


def result_is_published(facts: _F) -> Objection | None:
    """Object before the unit's result is published."""
    if facts.result == "published":
        return None
    return Objection("appeal.not_published", "年度成绩尚未发布，不能申请复核。")


def window_is_open(facts: _F) -> Objection | None:
    """Object after the last day of the window, which it names."""
    if facts.last_day is None or facts.today <= facts.last_day:
        return None
    return Objection("appeal.too_late", f"复核申请已于{facts.last_day}截止。")


def item_counts(facts: _F) -> Objection | None:
    """Object when the item is none that counts in the unit's result."""
    if facts.item in facts.counts:
        return None
    return Objection("appeal.no_such_item", "所指事项未计入本单位年度成绩。", "请核对事项编号。")


def item_is_appealed_once(facts: _F) -> Objection | None:
    """Object to a second appeal about the same item."""
    if not facts.appealed:
        return None
    return Objection("appeal.again", f"同一事项已申请过复核（{facts.appealed}）。")


def by_those_who_decide(facts: _F) -> Objection | None:
    """Object when the plan gives the decision to others."""
    if facts.deciders & facts.capacities:
        return None
    able = "、".join(capacity.zh for capacity in Capacity if capacity in facts.deciders)
    return Objection("appeal.not_yours", f"复核按方案由{able}决定。")


def decider_had_no_hand_in_it(facts: _F) -> Objection | None:
    """Object when somebody who scored or approved the item decides (四眼原则)."""
    if not any(facts.did(who) for who in facts.involved):
        return None
    return Objection(
        "four_eyes", "参与过该事项评分、审批的人员不能决定复核。", "请由其他人员决定。"
    )


_S, _T = AppealState, AppealTrigger
_HEAD = frozenset({Capacity.UNIT_HEAD})
_DECIDERS = OFFICE | {Capacity.CONFERENCE_MEMBER}

# fmt: off
APPEAL: Lifecycle[AppealFacts] = Lifecycle(
    "appeal", "复核申请",
    born=Row(None, _T.FILE, _S.FILED, _HEAD,
             (result_is_published, window_is_open, item_counts, item_is_appealed_once),
             says_why=True),
    rows=(
        Row(_S.FILED,    _T.ATTACH,   _S.FILED,     UNIT),
        Row(_S.FILED,    _T.WITHDRAW, _S.WITHDRAWN, _HEAD),
        Row(_S.FILED,    _T.ACCEPT,   _S.ACCEPTED,  OFFICE),
        Row(_S.FILED,    _T.REJECT,   _S.DISMISSED, OFFICE, (decider_had_no_hand_in_it,),
            says_why=True),
        Row(_S.ACCEPTED, _T.ATTACH,   _S.ACCEPTED,  UNIT),
        Row(_S.ACCEPTED, _T.WITHDRAW, _S.WITHDRAWN, _HEAD),
        Row(_S.ACCEPTED, _T.UPHOLD,   _S.UPHELD,    _DECIDERS,
            (by_those_who_decide, decider_had_no_hand_in_it), says_why=True),
        Row(_S.ACCEPTED, _T.DISMISS,  _S.DISMISSED, _DECIDERS,
            (by_those_who_decide, decider_had_no_hand_in_it), says_why=True),
        *follows_its_body(_T.TRANSFER, _S.FILED, _S.ACCEPTED),
    ),
)
# fmt: on
