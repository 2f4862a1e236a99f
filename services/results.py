"""Yearly results (年度成绩): trial runs as often as wanted, confirmed by the gate, published."""

import hashlib
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

import orjson
from sqlalchemy import text

from kit.errors import BadInput
from scoring.explain import shown
from services.acts import Answer, Answers, Order
from services.desk import Desk
from services.door import Subject
from services.intents import Effect, Message
from services.result_facts import RESULT, result_facts
from services.result_runs import columns_of, places, runs, standing_results
from services.trail import stamp
from services.units import assessed
from states.capacity import Capacity
from states.result import ResultFacts, ResultTrigger

__all__ = ["RESULT", "result_facts"]

_T = ResultTrigger
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)


def lay_out(desk: Desk) -> Answers:
    """Give birth to a trial result for every assessed unit that has none (试算); idempotent."""
    asked = {"district": desk.act.district_id, "year": desk.year}
    have = set(
        desk.connection.execute(
            text("SELECT unit_id FROM result WHERE district_id = :district AND year = :year"), asked
        ).scalars()
    )
    rows = [
        {"id": f"{desk.year}-{unit.id}-S", "unit_id": unit.id, **_BLANK}
        for unit in assessed(desk)
        if unit.id not in have
    ]
    return desk.bear(RESULT, _T.COMPUTE, rows) if rows else []


_BLANK: Mapping[str, Any] = {"flash_values": 0, "vetoed": False, "undecided": False, "version": 0}


def counted_marks(desk: Desk, groups: Mapping[str, Any]) -> dict[str, list[str]]:
    """Read the marks of the judge groups, in order of size.

    Raises:
        BadInput: the plan knows no such group, or a mark is out of bounds.
    """
    known = {group.key for group in desk.rules.plan.judges.groups}
    strange = sorted(set(groups) - known)
    if strange:
        raise BadInput(f"方案中没有评委组：{'、'.join(strange)}。")
    return {
        key: sorted((_mark(desk, m) for m in found), key=Decimal) for key, found in groups.items()
    }


def _mark(desk: Desk, mark: object) -> str:
    try:
        value = Decimal(str(mark))
    except InvalidOperation as error:
        raise BadInput(f"分数“{mark}”不是数字。") from error
    lowest, highest = desk.rules.plan.judges.lowest, desk.rules.plan.judges.highest
    if not (value.is_finite() and lowest <= value <= highest):
        raise BadInput(f"分数应在{lowest}与{highest}之间，不能是{mark}。")
    return format(value, "f")


def compute(desk: Desk) -> Answers:
    """Compute all trial results anew (试算): daily, duty, adjustments, total, grade and rank.

    What is not scored yet leaves its total empty: a trial tells how far the year has come.
    """
    lay_out(desk.by(desk.act.actor))  # the key belongs to the computation
    return desk.move(RESULT, _T.RECOMPUTE, [order for _, order in _trials(desk)], _recompute)


def refresh(desk: Desk) -> Answers:
    """Compute anew the trial results whose numbers have changed; idempotent."""
    changed = [order for row, order in _trials(desk) if _differs(row, order.body)]
    return desk.move(RESULT, _T.RECOMPUTE, changed, _recompute) if changed else []


def _trials(desk: Desk) -> list[tuple[Mapping[Any, Any], Order]]:
    rows = standing_results(desk)
    computed = runs(desk, [row for row in rows if row["state"] == "trial"])
    placed = places(desk, rows, computed)
    return [
        (run.row, Order(run.row["id"], columns_of(run, placed.get(unit))))
        for unit, run in computed.items()
    ]


def _recompute(desk: Desk, subject: Subject, order: Order, facts: ResultFacts) -> Effect:
    del desk, subject, facts
    return Effect(columns=order.body, data=told(order.body))


def told(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Tell columns of a result as the trail keeps them: as published, what is empty left out."""
    left_out = ("explanation", "grade_reason")
    return {
        name: str(shown(value)) if isinstance(value, Decimal) else value
        for name, value in columns.items()
        if not (value is None or value is False or value == []) and name not in left_out
    }


#: Points are kept to six places (models.columns.POINTS).
_KEPT = Decimal("0.000001")


def _differs(row: Mapping[Any, Any], columns: Mapping[str, Any]) -> bool:
    return any(_kept(row[name]) != _kept(value) for name, value in columns.items())


def _kept(value: object) -> object:
    return value.quantize(_KEPT, ROUND_HALF_UP) if isinstance(value, Decimal) else value


def settle_tie(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Give a unit a seat among equals at the quota's border, in writing (确定同分名额).

    The places are computed anew at once; if that fails, the next run makes it good.
    """
    answers = desk.move(RESULT, _T.SETTLE_TIE, orders, _settle_tie)
    if any(isinstance(answer, Answer) for answer in answers):
        refresh(desk.by(desk.act.actor))
    return answers


def _settle_tie(desk: Desk, subject: Subject, order: Order, facts: ResultFacts) -> Effect:
    del desk, subject, order
    return Effect(columns={"chosen": facts.reason}, data={"chosen": facts.reason})


def confirm(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Confirm results that the joint conference has approved (审定)."""
    return desk.move(RESULT, _T.CONFIRM, orders)


def publish(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Publish confirmed results (发布); the appeal window opens, the state is kept for good."""
    return desk.move(RESULT, _T.PUBLISH, orders, _publish)


def _publish(desk: Desk, subject: Subject, order: Order, facts: ResultFacts) -> Effect:
    del order, facts
    row = subject.row
    window = desk.rules.start("appeal_window", desk.today, desk.act.at)
    flagged = f"其中{row['flash_values']}项指标为快报数。" if row["flash_values"] else ""
    said = (
        f"{desk.year}年度成绩：{shown(row['total'])}分，{row['grade']}。{flagged}"
        f"对成绩有异议的，可在{window.columns['due_on']}前（含当日）申请复核。"
    )
    return Effect(
        columns={"version": 1},
        data={"version": 1, "appeals_until": str(window.columns["due_on"])},
        starts=(window,),
        messages=(Message("published", _UNIT, said),),
        rows=(("result_version", version_of(desk, row, 1)),),
    )


#: What a version keeps of a result.
_PUBLISHED = ("daily", "duty", "adjustments", "total", "grade", "rank", "group_rank", "explanation")


def version_of(desk: Desk, row: Mapping[Any, Any], number: int, **more: str) -> dict[str, Any]:
    """Write a result's state down as it is published now.

    Args:
        desk: at which it is published.
        row: the result with its new columns.
        number: of the version, from 1.
        more: `gate_id`, `document_id` and `reason` of a correction.
    """
    canonical = orjson.dumps(row["explanation"], option=orjson.OPT_SORT_KEYS)
    return {
        "result_id": row["id"],
        "number": number,
        **{name: row[name] for name in _PUBLISHED},
        "digest": hashlib.sha256(canonical).digest(),
        "published_at": stamp(desk.act.at),
        "gate_id": "",
        "document_id": "",
        "reason": "",
        **more,
    }
