"""The life of a goal (目标集条目): from collection to the indicators that carry it."""

from dataclasses import dataclass

from kit.errors import Objection
from states.capacity import OFFICE, UNIT, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.transfer import follows_its_body
from states.words import Word


class GoalState(Word):
    """Where a goal stands."""

    COLLECTED = "collected", "已收集"
    DISPATCHED = "dispatched", "已下达"
    ACCEPTED = "accepted", "已承接"
    COVERED = "covered", "已落实到指标"
    WITHDRAWN = "withdrawn", "已撤销"


class GoalTrigger(Word):
    """What may be done with a goal."""

    COLLECT = "collect", "收集"
    REVISE = "revise", "修改"
    DISPATCH = "dispatch", "下达"
    DECLINE = "decline", "不承接"
    ACCEPT = "accept", "承接"
    DECOMPOSE = "decompose", "分解"
    COVER = "cover", "落实到指标"
    UNCOVER = "uncover", "承接落空"
    SUBMIT_PACKAGE = "submit_package", "报送市级"
    SCORE = "score", "年终打分"
    WITHDRAW = "withdraw", "撤销"
    TRANSFER = "transfer", "随机构变动划转", "follow a change of bodies"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalFacts(Facts):
    """What the questions about a goal look at.

    Attributes:
        source: the document it rests on.
        document: the superior's document that carries the act.
        led_by_office: the performance office leads it, so its director answers for it.
        city: it comes from the city (市政府绩效任务).
        carriers: indicators that carry it and are not cancelled.
        own_share: a share goes to the lead itself.
        carried: units that carry it already with an indicator that was not merely drafted out.
        below: units whose target is not above last year's actual.
        alike: all units are given the same target.
        idle: units that did none of it last year while others did.
        scored: it has been scored before.
    """

    source: str = ""
    document: str = ""
    led_by_office: bool = False
    city: bool = False
    carriers: int = 0
    own_share: bool = False
    carried: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    alike: bool = False
    idle: tuple[str, ...] = ()
    scored: bool = False


_F = GoalFacts


def rests_on_a_source(facts: _F) -> Objection | None:
    """Object to a goal without the document that laid it down (方案 三（二）)."""
    if facts.source.strip():
        return None
    return Objection("goal.no_document", "没有来源文件。", "请填写来源文件和文号。")


def answered_by_the_lead(facts: _F) -> Objection | None:
    """Object when somebody else answers for the lead."""
    able = Capacity.OFFICE_DIRECTOR if facts.led_by_office else Capacity.UNIT_HEAD
    if able in facts.capacities:
        return None
    return Objection("goal.not_the_lead", f"须由牵头单位的责任人（{able.zh}）答复。")


def is_carried(facts: _F) -> Objection | None:
    """Object while no indicator carries it."""
    if facts.carriers:
        return None
    return Objection("goal.uncarried", "还没有指标承接这一目标。", "请分解或申报指标。")


def nobody_carries_it(facts: _F) -> Objection | None:
    """Object while an indicator still carries it."""
    if not facts.carriers:
        return None
    return Objection("goal.carried", f"还有{facts.carriers}项指标承接这一目标。")


def own_share_is_the_offices(facts: _F) -> Objection | None:
    """Object when a lead gives a share to itself: it must not examine itself."""
    if not facts.own_share or facts.capacities & OFFICE:
        return None
    return Objection(
        "goal.own_share",
        "牵头单位不能给自己分解并考核自己。",
        "请由绩效办分解牵头单位自己的一份，或由本单位自行申报。",
    )


def carried_once(facts: _F) -> Objection | None:
    """Object to a second share for a unit that carries the goal already."""
    if not facts.carried:
        return None
    return Objection(
        "goal.already_carried",
        f"{_named(facts.carried)}已有承接本目标的指标，不能再分解。",
        "请去掉这些单位；已申报的指标请由绩效办退回修改。",
    )


def surpasses_last_year(facts: _F) -> Objection | None:
    """Warn of targets that are not above last year's (标杆超越，方案 三（三）2 一是)."""
    if not facts.below or facts.reason.strip():
        return None
    return _warning(
        "decomposition.not_above_last_year",
        f"{_named(facts.below)}的目标值未超过上年实际（标杆超越原则，方案 三（三）2）。",
    )


def tells_areas_apart(facts: _F) -> Objection | None:
    """Warn when all units get the same target (差异化、不搞一刀切，方案 三（三）2 二是)."""
    if not facts.alike or facts.reason.strip():
        return None
    return _warning(
        "decomposition.all_alike",
        "各单位目标值完全相同（差异化原则、不搞一刀切，方案 三（三）2）。",
    )


def asks_for_what_is_done(facts: _F) -> Objection | None:
    """Warn when a unit did none of it last year (做什么考什么，方案 三（三）2 三是)."""
    if not facts.idle or facts.reason.strip():
        return None
    return _warning(
        "decomposition.not_its_work",
        f"{_named(facts.idle)}上年没有这项工作（做什么考什么，方案 三（三）2）。",
    )


def is_a_city_task(facts: _F) -> Objection | None:
    """Object when the goal is not the city's (市政府绩效任务，方案 五（三）一是)."""
    if facts.city:
        return None
    return Objection("goal.not_a_city_task", "不是市级任务，不向市级报送，也没有市级打分。")


def correction_says_why(facts: _F) -> Objection | None:
    """Object to a second scoring without a reason."""
    if not facts.scored or facts.reason.strip():
        return None
    return Objection(
        "goal.scored",
        "已经打分。",
        "如需更正，请写明理由；原分数留在记录中。",
        overridable=True,
    )


def carries_a_document(facts: _F) -> Objection | None:
    """Object to a withdrawal without the superior's document."""
    if facts.document.strip():
        return None
    return Objection("document.missing", "没有上级文件文号。", "请填写文件文号。")


def _named(units: tuple[str, ...]) -> str:
    return "、".join(units)


def _warning(code: str, said: str) -> Objection:
    return Objection(code, said, "请修改，或写明理由。", overridable=True)


_S, _T = GoalState, GoalTrigger
_LEADS = frozenset({Capacity.UNIT_HEAD, Capacity.OFFICE_DIRECTOR})
_SYSTEM = frozenset({Capacity.SYSTEM})
_PRINCIPLES = (surpasses_last_year, tells_areas_apart, asks_for_what_is_done)
_SHARES = (own_share_is_the_offices, carried_once, *_PRINCIPLES)
_STANDING = (_S.COLLECTED, _S.DISPATCHED, _S.ACCEPTED, _S.COVERED)

# fmt: off
GOAL: Lifecycle[GoalFacts] = Lifecycle(
    "goal", "目标",
    born=Row(None, _T.COLLECT, _S.COLLECTED, OFFICE | _SYSTEM, (rests_on_a_source,)),
    rows=(
        Row(_S.COLLECTED,  _T.REVISE,    _S.COLLECTED,  OFFICE),
        Row(_S.COLLECTED,  _T.DISPATCH,  _S.DISPATCHED, OFFICE, (rests_on_a_source,)),
        Row(_S.DISPATCHED, _T.DECLINE,   _S.COLLECTED,  _LEADS, (answered_by_the_lead,),
            says_why=True),
        Row(_S.DISPATCHED, _T.ACCEPT,    _S.ACCEPTED,   _LEADS, (answered_by_the_lead,)),
        Row(_S.ACCEPTED,   _T.DECOMPOSE, _S.ACCEPTED,   UNIT | OFFICE, _SHARES),
        Row(_S.COVERED,    _T.DECOMPOSE, _S.COVERED,    UNIT | OFFICE, _SHARES),
        Row(_S.ACCEPTED,   _T.COVER,     _S.COVERED,    _SYSTEM, (is_carried,)),
        Row(_S.COVERED,    _T.UNCOVER,   _S.ACCEPTED,   _SYSTEM, (nobody_carries_it,)),
        Row(_S.COVERED,    _T.SUBMIT_PACKAGE, _S.COVERED, OFFICE, (is_a_city_task,)),
        Row(_S.COVERED,    _T.SCORE,     _S.COVERED,    OFFICE,
            (is_a_city_task, correction_says_why)),
        *(Row(s, _T.WITHDRAW, _S.WITHDRAWN, OFFICE, (carries_a_document,), says_why=True)
          for s in _STANDING),
        *follows_its_body(_T.TRANSFER, *_STANDING),
    ),
)
# fmt: on
