"""Self-evaluations (自评): a unit's own points, never in the total, and their gap to the scores."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from kit.errors import BadInput
from scoring.explain import shown
from services import handing_in
from services.acts import Answers, Order
from services.clocks import stands
from services.desk import Desk, Noun
from services.door import Subject
from services.intents import Effect
from services.reading import many, one_read, some
from services.units import assessed
from states.self_evaluation import SelfEvaluationFacts, SelfEvaluationTrigger

_T = SelfEvaluationTrigger
_KIND = "self_evaluation"
_MOST = 20_000

_FACTS = """
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'weight', i.weight::text)
        ORDER BY i.number), '[]') FROM indicator i WHERE i.district_id = s.district_id
        AND i.year = s.year AND i.unit_id = s.unit_id
        AND i.state IN ('in_progress', 'verified', 'scored')) AS indicators,
"""


def self_evaluation_facts(desk: Desk, subject: Subject, order: Order) -> SelfEvaluationFacts:
    """Gather what the questions about a self-evaluation look at."""
    row, base = subject.row, desk.base(subject, order)
    points, weights = _points(row), _weights(row)
    return SelfEvaluationFacts(
        **base,
        text=row["text"],
        without_points=tuple(i for i in weights if i not in points),
        out_of_range=tuple(i for i in weights if i in points and not 0 <= points[i] <= weights[i]),
    )


def _points(row: Mapping[Any, Any]) -> dict[str, Decimal]:
    return {indicator: Decimal(told) for indicator, told in some(row["points"]).items()}


def _weights(row: Mapping[Any, Any]) -> dict[str, Decimal]:
    return {one["id"]: Decimal(one["weight"]) for one in many(row.get("indicators"))}


SELF_EVALUATION = Noun(
    _KIND, one_read(_KIND, f"{_FACTS} {stands(_KIND, _KIND)} AS stands,"), self_evaluation_facts
)


def lay_out(desk: Desk) -> Answers:
    """Give every assessed unit its self-evaluation to fill in (建立); idempotent."""
    blank: Mapping[str, Any] = {"points": {}}
    more = {unit.id: blank for unit in assessed(desk)}
    return handing_in.lay_out(desk, SELF_EVALUATION, "E", more)


def revise(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Fill in (填写); body `text`, `points`: own points (Decimal) by id of one's indicators."""
    return desk.move(SELF_EVALUATION, _T.REVISE, orders, _revise)


def _revise(desk: Desk, subject: Subject, order: Order, facts: SelfEvaluationFacts) -> Effect:
    del desk, facts
    row = subject.row
    given: Mapping[str, Any] = order.body.get("points") or {}
    strange = sorted(set(given) - set(_weights(row)))
    if strange:
        raise BadInput(f"不是本单位实施中的指标：{'、'.join(strange[:5])}。")
    said = str(order.body.get("text") or row["text"])
    if len(said) > _MOST:
        raise BadInput(f"自评报告不超过{_MOST}字，更多内容请以附件上传。")
    told = {indicator: format(Decimal(points), "f") for indicator, points in given.items()}
    changes = {"text": said, "points": {**some(row["points"]), **told}}
    return Effect(columns=changes, data={"text": said, "points": told})


def submit(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Hand in (报送); late after the plan's day, still taken."""
    return desk.move(SELF_EVALUATION, _T.SUBMIT, orders, _submit)


def _submit(desk: Desk, subject: Subject, order: Order, facts: SelfEvaluationFacts) -> Effect:
    del order, facts
    return handing_in.submitted(desk, _KIND, subject)


def return_(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Send back with a reason (退回); the due day stands."""
    return desk.move(SELF_EVALUATION, _T.RETURN, orders, _return)


def _return(desk: Desk, subject: Subject, order: Order, facts: SelfEvaluationFacts) -> Effect:
    del order
    return handing_in.returned(desk, _KIND, subject, facts.reason)


_SCORED = text(
    "SELECT id, level3, weight, points, state FROM indicator WHERE district_id = :district"
    " AND year = :year AND unit_id = :unit AND state IN ('in_progress', 'verified', 'scored')"
    " ORDER BY number"
)


def gap(desk: Desk, row: Mapping[str, Any]) -> dict[str, Any]:
    """Compare a unit's own points with those it got: self − examiner, as far as it is scored.

    Args:
        desk: any.
        row: the self-evaluation, as `services.browse.found` shows it.

    Returns:
        `indicators`: id, level3, weight, own, scored and gap, as text, None where not told yet;
        `own`, `scored` and `gap` summed over those that have both; `compared`: how many.
    """
    asked = {"district": desk.act.district_id, "year": row["year"], "unit": row["unit_id"]}
    own = _points(row)
    lines = [
        (found, own.get(found.id), found.points if found.state == "scored" else None)
        for found in desk.connection.execute(_SCORED, asked)
    ]
    both = [(mine, theirs) for _, mine, theirs in lines if mine is not None and theirs is not None]
    mine_sum = sum((mine for mine, _ in both), Decimal(0))
    theirs_sum = sum((theirs for _, theirs in both), Decimal(0))
    return {
        "unit_id": row["unit_id"],
        "indicators": [
            {
                "id": found.id,
                "level3": found.level3,
                "weight": _text(found.weight),
                "own": _text(mine),
                "scored": _text(theirs),
                "gap": _text(None if mine is None or theirs is None else mine - theirs),
            }
            for found, mine, theirs in lines
        ],
        "compared": len(both),
        "own": _text(mine_sum),
        "scored": _text(theirs_sum),
        "gap": _text(mine_sum - theirs_sum),
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(shown(number))
