"""Computing results (试算、结果汇总): trees, places, and what a trial still waits for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from plans.schema import Plan
from plans.settings_bodies import Weights
from scoring.explain import shown
from scoring.ranking import GRADE_NAMES, Grade, GradeRule, Place, Standing, rank_units
from services.desk import Desk
from services.result_trees import Course, UnitTrees, unit_trees
from services.splits import weights_in_force
from services.succession import heritages
from services.units import assessed, splits
from states.category import Category

Row = Mapping[Any, Any]
#: At most so many indicators are named in what a trial waits for.
_MOST = 5


@dataclass(frozen=True, slots=True)
class Run:
    """One unit's year, computed anew.

    Attributes:
        row: its result as it stands.
        tree: what it is worth, part by part.
        scores: its indicators with their scores.
    """

    row: Row
    tree: UnitTrees
    scores: Sequence[Row]


_RESULTS = text("SELECT * FROM result WHERE district_id = :district AND year = :year ORDER BY id")
_SCORES = text(
    "SELECT i.unit_id, i.id, i.category, i.weight, i.state, i.level3, c.explanation,"
    " coalesce(c.inputs -> 'provisional' = 'true', false) AS flash FROM indicator i"
    " LEFT JOIN LATERAL (SELECT explanation, inputs FROM score c"
    "  WHERE c.district_id = i.district_id AND c.indicator_id = i.id"
    "  ORDER BY c.number DESC LIMIT 1) c ON i.state = 'scored'"
    " WHERE i.district_id = :district AND i.year = :year AND i.state <> 'cancelled'"
    " AND i.unit_id = ANY(:units) ORDER BY i.unit_id, i.number"
)
_ADJUSTMENTS = text(
    "SELECT a.unit_id, a.id, a.points, a.basis, a.document, a.event, a.about, a.approved_by,"
    " a.approved_on, (SELECT jsonb_agg(e.sha256 ORDER BY e.sha256) FROM evidence e"
    "  WHERE e.district_id = a.district_id AND e.kind = 'adjustment' AND e.subject_id = a.id)"
    " AS material FROM adjustment a"
    " WHERE a.district_id = :district AND a.year = :year AND a.state = 'approved'"
    " AND a.unit_id = ANY(:units) ORDER BY a.id"
)


def standing_results(desk: Desk) -> Sequence[Row]:
    """Read all results of the year as they stand, by id."""
    return desk.connection.execute(_RESULTS, _year(desk)).mappings().all()


def runs(desk: Desk, rows: Sequence[Row]) -> dict[str, Run]:
    """Compute the trees of these results; by unit."""
    units = [row["unit_id"] for row in rows]
    heirs, set_ = heritages(desk, units), splits(desk)
    gone = {unit for heritage in heirs.values() for unit in heritage.shares}
    asked = {**_year(desk), "units": [*units, *gone]}
    scores = _by_unit(desk.connection.execute(_SCORES, asked).mappings().all())
    adjustments = _by_unit(desk.connection.execute(_ADJUSTMENTS, asked).mappings().all())
    return {
        unit: Run(
            row,
            unit_trees(
                desk.rules.plan,
                row,
                scores[unit],
                adjustments[unit],
                Course(_weights(desk, unit, scores[unit], set_), heirs.get(unit), adjustments),
            ),
            scores[unit],
        )
        for unit, row in ((row["unit_id"], row) for row in rows)
    }


def _weights(
    desk: Desk, unit: str, scores: Sequence[Row], set_: Mapping[str, Mapping[str, str]]
) -> Weights:
    key_work = any(row["category"] == Category.KEY for row in scores)
    return weights_in_force(desk.rules, unit, set_.get(unit), key_work=key_work)


def _year(desk: Desk) -> dict[str, Any]:
    return {"district": desk.act.district_id, "year": desk.year}


def _by_unit(rows: Iterable[Row]) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["unit_id"]].append(row)
    return found


def places(desk: Desk, rows: Sequence[Row], computed: Mapping[str, Run]) -> dict[str, Place]:
    """Rank all units: those computed by their new trees, the others as they stand."""
    plan = desk.rules.plan
    groups = {unit.id: unit.ranking_group for unit in assessed(desk)}
    known = [row for row in rows if row["unit_id"] in groups]
    standings = [
        standing
        for row in known
        if (standing := _standing(row, groups[row["unit_id"]], computed.get(row["unit_id"])))
    ]
    chosen = {row["unit_id"]: row["chosen"] for row in known if row["chosen"]}
    return {place.unit: place for place in rank_units(standings, _grade_rule(plan), chosen)}


def _standing(row: Row, group: str, run: Run | None) -> Standing | None:
    unit = row["unit_id"]
    if run is not None:
        return _computed(unit, group, run.tree)
    if row["total"] is None or row["duty"] is None:
        return None
    most = Grade(row["grade_at_most"] or Grade.EXCELLENT)
    total, duty = shown(row["total"]), row["duty"]
    return Standing(unit, group, total, duty, veto=row["vetoed"], at_most=most)


def _computed(unit: str, group: str, tree: UnitTrees) -> Standing | None:
    if tree.total is None or tree.duty is None:
        return None
    total, duty = shown(tree.total.points), tree.duty.points
    return Standing(unit, group, total, duty, veto=tree.vetoed, at_most=tree.at_most)


def _grade_rule(plan: Plan) -> GradeRule:
    # The plan lists its grades from best to worst; who earns none of the first three fails.
    best, good, qualified, *_ = plan.grades.grades
    return GradeRule(
        excellent=best.at_least,
        good=good.at_least,
        qualified=qualified.at_least,
        quota=Decimal(1) if best.quota is None else best.quota / 100,
    )


def columns_of(run: Run, place: Place | None) -> dict[str, Any]:
    """Write a computed result down as columns."""
    tree = run.tree
    return {
        "daily": tree.daily.points if tree.daily else None,
        "duty": tree.duty.points if tree.duty else None,
        "adjustments": tree.adjusted,
        "total": tree.total.points if tree.total else None,
        "explanation": tree.total.to_data() if tree.total else None,
        "pending": list(_pending(run)),
        "flash_values": sum(row["flash"] for row in run.scores),
        "vetoed": tree.vetoed,
        "grade_at_most": None if tree.at_most is Grade.EXCELLENT else str(tree.at_most),
        **place_of(place),
    }


def place_of(place: Place | None) -> dict[str, Any]:
    """Write a place down as columns."""
    return {
        "grade": GRADE_NAMES[place.grade] if place else None,
        "grade_reason": place.reason if place else None,
        "rank": place.overall_rank if place else None,
        "group_rank": place.rank if place else None,
        "undecided": place.undecided if place else False,
    }


def _pending(run: Run) -> Iterable[str]:
    waiting = [row["level3"] for row in run.scores if row["explanation"] is None]
    if waiting:
        more = "等" if len(waiting) > _MOST else ""
        yield f"{len(waiting)}项指标待评分：{'、'.join(waiting[:_MOST])}{more}。"
    if run.tree.duty is None:
        yield "述职考评成绩待录入。"
