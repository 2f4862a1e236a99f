"""Yearly results (年度成绩): trial runs as often as wanted, confirmed by the gate, published."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from sqlalchemy import text

from kit.errors import BadInput, Objection
from scoring.explain import shown
from scoring.ranking import GRADE_NAMES, GradeRule, Place, Standing, rank_units
from services.acts import Answers, Order, needed
from services.desk import Desk, Noun
from services.door import Subject
from services.intents import Effect, Message
from services.reading import one_read
from services.result_trees import UnitTrees, unit_trees
from states.capacity import Capacity
from states.result import ResultFacts, ResultTrigger

_T = ResultTrigger
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)

_FACTS = """
    (SELECT g.state FROM gate g WHERE g.district_id = s.district_id AND g.year = s.year
        AND g.key = 'results_confirmed' ORDER BY g.round DESC LIMIT 1) AS gate_state,
"""


def result_facts(desk: Desk, subject: Subject, order: Order) -> ResultFacts:
    """Gather what the questions about a result look at."""
    row = subject.row
    return ResultFacts(
        **desk.base(subject, order),
        missing=_missing(row) if "state" in row else (),
        gate=row.get("gate_state") or "",
    )


def _missing(row: Mapping[Any, Any]) -> tuple[Objection, ...]:
    lacking = (
        ("daily", Objection("result.no_daily", "日常指标考核成绩未算出。", "请先完成评分。")),
        ("duty", Objection("result.no_duty", "没有述职考评成绩。", "请先录入述职成绩。")),
        ("total", Objection("result.no_total", "总成绩未算出。", "请先试算。")),
    )
    return tuple(objection for column, objection in lacking if row[column] is None)


RESULT = Noun("result", one_read("result", _FACTS), result_facts)


def lay_out(desk: Desk) -> Answers:
    """Give birth to a trial result for every assessed unit that has none (试算); idempotent."""
    have = set(
        desk.connection.execute(
            text("SELECT unit_id FROM result WHERE district_id = :district AND year = :year"),
            _year(desk),
        ).scalars()
    )
    rows = [
        {"id": f"{desk.year}-{unit.id}-S", "unit_id": unit.id}
        for unit in desk.rules.plan.assessed
        if unit.id not in have
    ]
    return desk.bear(RESULT, _T.COMPUTE, rows) if rows else []


def record_duty(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Record duty-report marks (录入述职成绩); body: `groups`: group key -> list of marks 0-100.

    Marks come without names: the count of a secret ballot, not the ballots.
    """
    return desk.move(RESULT, _T.RECORD_DUTY, orders, _record_duty)


def _record_duty(desk: Desk, subject: Subject, order: Order, facts: ResultFacts) -> Effect:
    del subject, facts
    groups: Mapping[str, Any] = needed(order.body, "groups", "评委组打分")
    known = {group.key for group in desk.rules.plan.judges.groups}
    strange = sorted(set(groups) - known)
    if strange:
        raise BadInput(f"方案中没有评委组：{'、'.join(strange)}。")
    marks = {
        key: sorted((_mark(desk, m) for m in found), key=Decimal) for key, found in groups.items()
    }
    return Effect(columns={"duty_marks": marks}, data={"marks": marks})


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
    changed = [order for row, order in _trials(desk) if _differs(row, _columns(order))]
    return desk.move(RESULT, _T.RECOMPUTE, changed, _recompute) if changed else []


def _trials(desk: Desk) -> list[tuple[Mapping[Any, Any], Order]]:
    asked = _year(desk)
    rows = desk.connection.execute(_RESULTS, asked).mappings().all()
    scores = _by_unit(desk.connection.execute(_SCORES, asked).mappings().all())
    adjustments = _by_unit(desk.connection.execute(_ADJUSTMENTS, asked).mappings().all())
    trees = {
        row["unit_id"]: unit_trees(
            desk.rules.plan, row, scores[row["unit_id"]], adjustments[row["unit_id"]]
        )
        for row in rows
    }
    places = _places(desk, trees)
    trials = [row for row in rows if row["state"] == "trial"]
    return [
        (row, Order(row["id"], {"trees": trees[unit], "place": places.get(unit)}))
        for row, unit in ((row, row["unit_id"]) for row in trials)
    ]


_RESULTS = text("SELECT * FROM result WHERE district_id = :district AND year = :year ORDER BY id")
_SCORES = text(
    "SELECT i.unit_id, i.id, i.category, i.weight, i.state, c.explanation FROM indicator i"
    " LEFT JOIN LATERAL (SELECT explanation FROM score c WHERE c.district_id = i.district_id"
    "  AND c.indicator_id = i.id ORDER BY c.number DESC LIMIT 1) c ON i.state = 'scored'"
    " WHERE i.district_id = :district AND i.year = :year AND i.state <> 'cancelled'"
    " ORDER BY i.unit_id, i.number"
)
_ADJUSTMENTS = text(
    "SELECT unit_id, id, points, basis, document, event FROM adjustment"
    " WHERE district_id = :district AND year = :year AND state = 'approved' ORDER BY id"
)


def _year(desk: Desk) -> dict[str, Any]:
    return {"district": desk.act.district_id, "year": desk.year}


def _by_unit(rows: Iterable[Mapping[Any, Any]]) -> defaultdict[str, list[Mapping[Any, Any]]]:
    found: defaultdict[str, list[Mapping[Any, Any]]] = defaultdict(list)
    for row in rows:
        found[row["unit_id"]].append(row)
    return found


def _places(desk: Desk, trees: Mapping[str, UnitTrees]) -> dict[str, Place]:
    standings = [
        Standing(
            unit.id,
            unit.ranking_group,
            shown(tree.total.points),
            tree.duty.points,
            veto=tree.vetoed,
        )
        for unit in desk.rules.plan.assessed
        if (tree := trees.get(unit.id)) and tree.total and tree.duty
    ]
    return {place.unit: place for place in rank_units(standings, _grade_rule(desk))}


def _grade_rule(desk: Desk) -> GradeRule:
    # The plan lists its grades from best to worst; who earns none of the first three fails.
    best, good, qualified, *_ = desk.rules.plan.grades.grades
    return GradeRule(
        excellent=best.at_least,
        good=good.at_least,
        qualified=qualified.at_least,
        quota=Decimal(1) if best.quota is None else best.quota / 100,
    )


def _recompute(desk: Desk, subject: Subject, order: Order, facts: ResultFacts) -> Effect:
    del desk, subject, facts
    columns = _columns(order)
    data = {
        name: _told(value)
        for name, value in columns.items()
        if value is not None and name != "explanation"
    }
    return Effect(columns=columns, data=data)


def _columns(order: Order) -> dict[str, Any]:
    tree: UnitTrees = order.body["trees"]
    place: Place | None = order.body["place"]
    return {
        "daily": tree.daily.points if tree.daily else None,
        "duty": tree.duty.points if tree.duty else None,
        "adjustments": tree.adjusted,
        "total": tree.total.points if tree.total else None,
        "grade": GRADE_NAMES[place.grade] if place else None,
        "rank": place.overall_rank if place else None,
        "group_rank": place.rank if place else None,
        "explanation": tree.total.to_data() if tree.total else None,
    }


#: Points are kept to six places (models.columns.POINTS).
_KEPT = Decimal("0.000001")


def _differs(row: Mapping[Any, Any], columns: Mapping[str, Any]) -> bool:
    return any(_kept(row[name]) != _kept(value) for name, value in columns.items())


def _kept(value: object) -> object:
    return value.quantize(_KEPT, ROUND_HALF_UP) if isinstance(value, Decimal) else value


def _told(value: object) -> object:
    return str(shown(value)) if isinstance(value, Decimal) else value


def confirm(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Confirm results that the joint conference has approved (审定)."""
    return desk.move(RESULT, _T.CONFIRM, orders)


def publish(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Publish confirmed results (发布); from now on they are locked."""
    return desk.move(RESULT, _T.PUBLISH, orders, _publish)


def _publish(desk: Desk, subject: Subject, order: Order, facts: ResultFacts) -> Effect:
    del order, facts
    row = subject.row
    told = f"{desk.year}年度成绩：{shown(row['total'])}分，{row['grade']}。"
    return Effect(messages=(Message("published", _UNIT, told),))
