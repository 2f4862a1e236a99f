"""The year's scores of a city task (年终考评打分): its own, the examiner's, the city's."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from kit.errors import BadInput
from plans.words import ScoreScale
from services.acts import Answers, Order
from services.desk import Desk
from services.door import Subject
from services.goal_facts import GOAL
from services.intents import Effect, Message
from states.capacity import Capacity
from states.goal import GoalFacts, GoalTrigger

_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)
#: The year's scores of a task, and which of them differ by what.
SCORES = ("self_score", "examiner_score", "city_score")
_DIFFERENCES = (
    ("self_city", "self_score", "city_score"),
    ("examiner_city", "examiner_score", "city_score"),
    ("self_examiner", "self_score", "examiner_score"),
)


def score(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Record a city task's own, examiner's and city's score (年终打分), or correct them.

    What was recorded before stands in the trail. Body: `scale`, and any of `SCORES`.
    """
    return desk.move(GOAL, GoalTrigger.SCORE, orders, _score)


def _score(desk: Desk, subject: Subject, order: Order, facts: GoalFacts) -> Effect:
    del desk, facts
    row = subject.row
    given = {name: _points(order.body[name]) for name in SCORES if order.body.get(name) is not None}
    scale = order.body.get("scale") or row["scale"]
    if not given or not scale:
        raise BadInput(
            "请写明计分制（scale）和至少一项分数（self_score、examiner_score、city_score）。"
        )
    if scale not in list(ScoreScale):
        raise BadInput(f"计分制只能是{'、'.join(ScoreScale)}。")
    stands = {name: given.get(name, row[name]) for name in SCORES}
    known: dict[str, Decimal] = {name: value for name, value in stands.items() if value is not None}
    apart = {
        name: _plain(known[left] - known[right])
        for name, left, right in _DIFFERENCES
        if {left, right} <= known.keys()
    }
    told = {name: _plain(value) for name, value in given.items()}
    return Effect(
        columns={**given, "scale": str(scale), "differences": apart},
        data={**told, "scale": str(scale), "differences": apart},
        messages=(Message("scored", _UNIT, f"市级任务“{row['title']}”年终打分已录入。"),),
    )


def _points(value: object) -> Decimal:
    try:
        points = Decimal(str(value))
    except InvalidOperation as error:
        raise BadInput(f"“{value}”不是分数。") from error
    if not points.is_finite() or points < 0 or points != round(points, 6):
        raise BadInput("分数应为不小于0的数，至多六位小数。")
    return points


def _plain(points: Decimal) -> str:
    return format(points.normalize(), "f")
