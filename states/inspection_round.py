"""The life of a round of inspections (察访核验轮次): planned, drawn by lot, closed."""

from dataclasses import dataclass
from datetime import date

from kit.errors import Objection
from states.capacity import OFFICE, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.words import Word


class InspectionRoundState(Word):
    """Where a round stands."""

    PLANNED = "planned", "已计划"
    DRAWN = "drawn", "已抽样"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤销"


class InspectionRoundTrigger(Word):
    """What may be done with a round."""

    PLAN = "plan", "制定方案"
    DRAW = "draw", "抽样"
    CLOSE = "close", "办结"
    WITHDRAW = "withdraw", "撤销"


class Occasion(Word):
    """What a round is held for (方案 五（四）二是、五（五）二是)."""

    MID_YEAR = "mid_year", "中期核验"
    YEAR_END = "year_end", "年终核验"
    RANDOM = "random", "随机核验"


class Mode(Word):
    """How it is carried out."""

    OPEN = "open", "明察"
    SECRET = "secret", "暗访"
    ON_PAPER = "on_paper", "资料核验"


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionRoundFacts(Facts):
    """What the questions about a round look at.

    Attributes:
        today: the day of the act in the district.
        draws_on: the day from which it may be drawn.
        seed: the published text that decides the draw; empty until it is known.
        candidates: how many nodes could be inspected.
        rates: whether the plan gives rates for the occasion.
        unclosed: how many of its inspections are neither closed nor withdrawn.
    """

    today: date
    draws_on: date
    seed: str = ""
    candidates: int = 0
    rates: bool = True
    unclosed: int = 0


_F = InspectionRoundFacts


def plan_gives_rates(facts: _F) -> Objection | None:
    """Object to an occasion for which the plan gives no sampling rates."""
    if facts.rates:
        return None
    return Objection("inspection_round.no_rates", "方案没有规定这类核验的抽样比例。")


def day_has_come(facts: _F) -> Objection | None:
    """Object before the day of the draw."""
    if facts.today >= facts.draws_on:
        return None
    return Objection("inspection_round.too_early", f"本轮定于{facts.draws_on}抽样。")


def seed_is_published(facts: _F) -> Objection | None:
    """Object without the published text that decides the draw."""
    if facts.seed.strip():
        return None
    return Objection(
        "inspection_round.no_seed",
        "没有抽样种子。",
        "请填写公开可查的文字，如某期彩票开奖号码，或日期加文号。",
    )


def there_is_something_to_inspect(facts: _F) -> Objection | None:
    """Object while no reported node could be inspected."""
    if facts.candidates:
        return None
    return Objection(
        "inspection_round.nothing", "没有可供核验的已填报节点。", "请待节点填报后再抽样。"
    )


def inspections_are_closed(facts: _F) -> Objection | None:
    """Object while an inspection of the round is open."""
    if not facts.unclosed:
        return None
    return Objection("inspection_round.open", f"本轮还有{facts.unclosed}项核验未办结。")


_S, _T = InspectionRoundState, InspectionRoundTrigger
_HANDS = OFFICE | {Capacity.SYSTEM}
_DIRECTOR = frozenset({Capacity.OFFICE_DIRECTOR})

# fmt: off
INSPECTION_ROUND: Lifecycle[InspectionRoundFacts] = Lifecycle(
    "inspection_round", "察访核验轮次",
    born=Row(None, _T.PLAN, _S.PLANNED, OFFICE, (plan_gives_rates,)),
    rows=(
        Row(_S.PLANNED, _T.DRAW,     _S.DRAWN,     _HANDS,
            (day_has_come, seed_is_published, there_is_something_to_inspect)),
        Row(_S.DRAWN,   _T.CLOSE,    _S.CLOSED,    _HANDS, (inspections_are_closed,)),
        Row(_S.PLANNED, _T.WITHDRAW, _S.WITHDRAWN, _DIRECTOR, says_why=True),
    ),
)
# fmt: on
