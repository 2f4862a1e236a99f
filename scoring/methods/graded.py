"""Methods that judge by a step: a rating, a rank, done or not."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from kit.errors import Objection
from scoring.explain import plain
from scoring.methods.fields import Field, Values, optional
from scoring.methods.grammar import COMMON, ONE, ZERO, Direction, Example, Method, Worth
from scoring.methods.kinds import Flag, Text, Word
from scoring.methods.quantities import Number, Numbers

_SHARE = Number(at_least=ZERO, at_most=ONE)

RATINGS = ("优", "良", "中", "差")


def _rating(weight: Decimal, settings: Values, facts: Values) -> Worth:
    ratio = settings["coefficients"][facts["rating"]]
    numbers = (facts["rating"], facts["reason"], weight, ratio)
    return Worth(weight * ratio, "评为{}（{}），{} × {}", numbers)


def _rating_objections(settings: Values) -> Iterator[Objection]:
    table = settings["coefficients"]
    for better, worse in pairwise(RATINGS):
        if table[better] < table[worse]:
            yield Objection(
                "parameter.coefficients_out_of_order",
                f"“{better}”的系数 {plain(table[better])} 低于“{worse}”的 {plain(table[worse])}。",
                "系数应按优、良、中、差依次不升。",
            )


def _each_rating(_settings: Values) -> Iterator[Mapping[str, object]]:
    return ({"rating": rating, "reason": "评定理由"} for rating in RATINGS)


RATING = Method(
    code="rating",
    name="评级法",
    formula="权重 × 等级系数；评定人须写明理由",
    parameters=(
        optional(
            "coefficients",
            "等级系数",
            Numbers(each=_SHARE, names=RATINGS),
            {"优": "1.0", "良": "0.85", "中": "0.7", "差": "0.5"},
            "每级得权重的几成。",
        ),
        *COMMON,
    ),
    inputs=(
        Field("rating", "评定等级", Word({rating: rating for rating in RATINGS})),
        Field("reason", "评定理由", Text(), "写明依据的事实。"),
    ),
    measure=_rating,
    samples=_each_rating,
    objections=_rating_objections,
    example=Example("4.00", {}, {"rating": "良", "reason": "专家组评审意见"}, "3.40"),
)


def _rank(weight: Decimal, settings: Values, facts: Values) -> Worth:
    rank, target, step = facts["rank"], settings["target"], settings["step"]
    if rank <= target:
        return Worth(weight, "第 {} 名，在前 {} 名内，{} × 1", (rank, target, weight))
    points = max(weight - (rank - target) * step, ZERO)
    return Worth(
        points, "第 {} 名，max({} − ({} − {}) × {}, 0)", (rank, weight, rank, target, step)
    )


def _places(settings: Values) -> Iterator[Mapping[str, object]]:
    return ({"rank": int(settings["target"]) + below} for below in (0, 1, 2, 5))


_PLACE = Number(at_least=ONE, whole=True)

RANK = Method(
    code="rank",
    name="排名法",
    formula="目标名次以内得满分，其后每低一名减一个名次分差，减完为止；并列者名次相同",
    parameters=(
        Field("step", "名次分差", Number(above=ZERO), "每低一名减几分。"),
        optional("target", "目标名次", _PLACE, 1, "名次在此以内得满分，如前 3 名填 3。"),
        *COMMON,
    ),
    inputs=(Field("rank", "名次", _PLACE, "组内名次；并列者填同一名次。"),),
    measure=_rank,
    direction=Direction.LOWER,
    samples=_places,
    example=Example("3.00", {"step": "0.5"}, {"rank": 4}, "1.50"),
)


def _done(weight: Decimal, _settings: Values, facts: Values) -> Worth:
    if facts["done"]:
        return Worth(weight, "已完成并经证实，{} × 1", (weight,))
    return Worth(ZERO, "未完成或未经证实，{} × 0", (weight,))


def _both(_settings: Values) -> Iterator[Mapping[str, object]]:
    return ({"done": done} for done in (True, False))


DONE = Method(
    code="done",
    name="是否法",
    formula="完成并经佐证材料证实得满分，否则得零分",
    parameters=COMMON,
    inputs=(Field("done", "是否完成", Flag(), "完成且有佐证材料证实填是。"),),
    measure=_done,
    samples=_both,
    example=Example("2.00", {}, {"done": True}, "2.00"),
)
