"""What must hold before a phase opens or closes, or a gate is asked for: one question each."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Row, text

from kit.errors import Objection
from plans.words import Condition
from services.desk import Desk
from services.indicator_content import unit_weight_problems
from services.units import assessed, splits
from services.unsettled import UNSETTLED_APPEAL
from states.goal import GoalState
from states.node import CLOSED

#: One look at the year: all that conditions ask, counted.
_LOOK = text(
    """
SELECT
    (SELECT count(*) FROM unit u WHERE u.district_id = :district AND u.assessed
        AND (SELECT count(DISTINCT a.capacity) FROM assignment a WHERE a.unit_id = u.id
            AND a.district_id = u.district_id AND a.capacity IN ('unit_clerk', 'unit_head')
            AND a.from_day <= :today AND (a.until_day IS NULL OR a.until_day >= :today)) < 2)
        AS without_people,
    (SELECT coalesce(jsonb_object_agg(state, n), '{}') FROM (SELECT state, count(*) AS n
        FROM indicator WHERE district_id = :district AND year = :year GROUP BY state) x)
        AS indicators,
    (SELECT coalesce(jsonb_object_agg(state, n), '{}') FROM (SELECT state, count(*) AS n
        FROM node WHERE district_id = :district AND year = :year GROUP BY state) x) AS nodes,
    (SELECT coalesce(jsonb_object_agg(id, jsonb_build_array(state, title) ORDER BY id), '{}')
        FROM goal WHERE district_id = :district AND year = :year) AS goals,
    (SELECT coalesce(jsonb_object_agg(unit_id, sums), '{}') FROM (
        SELECT unit_id, jsonb_object_agg(category, total::text) AS sums FROM (
            SELECT unit_id, category, sum(weight) AS total FROM indicator
            WHERE district_id = :district AND year = :year AND state <> 'cancelled'
              AND NOT (inserted_by <> '' AND state IN ('draft', 'declared', 'returned', 'reviewed'))
            GROUP BY unit_id, category) w GROUP BY unit_id) y) AS weights,
    (SELECT coalesce(jsonb_object_agg(key, state), '{}') FROM (
        SELECT DISTINCT ON (key) key, state FROM gate WHERE district_id = :district
        AND year = :year AND about_id IS NULL ORDER BY key, round DESC) z) AS gates,
    (SELECT count(*) FROM adjustment WHERE district_id = :district AND year = :year
        AND state = 'proposed') AS proposed,
    (SELECT count(*) FROM inspection WHERE district_id = :district AND year = :year
        AND state NOT IN ('closed', 'withdrawn')) + (SELECT count(*) FROM inspection_round
        WHERE district_id = :district AND year = :year AND state IN ('planned', 'drawn'))
        AS uninspected,
    (SELECT count(*) FROM self_evaluation WHERE district_id = :district AND year = :year
        AND state = 'submitted') AS self_evaluated,
    (SELECT count(*) FROM duty_report WHERE district_id = :district AND year = :year
        AND state = 'presented') AS presented,
    (SELECT count(*) FROM result WHERE district_id = :district AND year = :year
        AND duty_marks IS NOT NULL) AS with_duty,
    (SELECT count(*) FROM result WHERE district_id = :district AND year = :year
        AND state = 'published') AS published,
    (SELECT count(*) FROM result WHERE district_id = :district AND year = :year
        AND undecided) AS tied,
    (SELECT count(*) FROM appeal a WHERE a.district_id = :district AND a.year = :year
        AND {unsettled}) AS appeals,
    (SELECT coalesce(jsonb_object_agg(document_class, n), '{}') FROM (SELECT document_class,
        count(*) AS n FROM document WHERE district_id = :district AND year = :year
        AND (state = 'received' OR document_class = 'overall_report' AND state = 'issued')
        GROUP BY document_class) d) AS handed_over,
    (SELECT count(*) FROM document WHERE district_id = :district AND year = :year
        AND document_class = 'unit_report' AND state IN ('issued', 'received')) AS issued,
    (SELECT count(*) FROM rectification_plan WHERE district_id = :district AND year = :year
        AND state <> 'scored') AS unscored_plans
""".replace("{unsettled}", UNSETTLED_APPEAL)
)

Look = Row[Any]
#: Goals that are in somebody's indicators, or no goals any more.
_SETTLED = (GoalState.COVERED, GoalState.WITHDRAWN)
Question = Callable[[Desk, Look], str]


def _count(found: Mapping[str, int], *states: str) -> int:
    return sum(found.get(state, 0) for state in states)


def _others(found: Mapping[str, int], *states: str) -> int:
    return sum(found.values()) - _count(found, *states)


def _years_without_calendar(desk: Desk, look: Look) -> str:
    del look
    wanted = (desk.year, desk.year + 1)
    missing = [str(year) for year in wanted if year not in desk.rules.calendar.years]
    return f"{'、'.join(missing)}年工作日历未录入。" if missing else ""


def _goals(desk: Desk, look: Look) -> str:
    # What the plan names and nobody has collected yet is loose as well.
    planned = {f"{desk.year}-{goal.id}": ("", goal.title) for goal in desk.rules.plan.goals}
    goals: Mapping[str, tuple[str, str]] = {**planned, **look.goals}
    loose = [title for state, title in goals.values() if state not in _SETTLED]
    return f"目标集有{len(loose)}项无人承接：{'、'.join(loose[:5])}。" if loose else ""


def _weights(desk: Desk, look: Look) -> str:
    set_ = splits(desk)
    wrong = [
        desk.rules.body(unit_id).name
        for unit_id, sums in look.weights.items()
        if unit_weight_problems(desk.rules, unit_id, sums, set_.get(unit_id))
    ]
    return f"{len(wrong)}个单位权重不符：{'、'.join(wrong[:5])}。" if wrong else ""


def _assessed(desk: Desk) -> int:
    return len(assessed(desk))


def _left(count: int, said: str) -> str:
    return said.format(count) if count else ""


_ASKED: Mapping[Condition, Question] = {
    # A desk has rules only when a plan is pinned.
    Condition.PLAN_PINNED: lambda _desk, _look: "",
    Condition.CALENDAR_READY: _years_without_calendar,
    Condition.ACCOUNTS_READY: lambda _, look: _left(
        look.without_people, "{}个单位没有经办人或责任人。"
    ),
    Condition.GOALS_COVERED: _goals,
    Condition.INDICATORS_REVIEWED: lambda _, look: _left(
        _others(look.indicators, "reviewed", "in_progress", "verified", "scored", "cancelled")
        + (not look.indicators),
        "还有{}项指标未审核。",
    ),
    Condition.WEIGHTS_SUM: _weights,
    Condition.INDICATORS_STARTED: lambda _, look: _left(
        _others(look.indicators, "in_progress", "verified", "scored", "cancelled")
        + (not look.indicators),
        "还有{}项指标未下达。",
    ),
    Condition.NODES_CLOSED: lambda _, look: _left(
        _others(look.nodes, *CLOSED), "还有{}个节点未办结。"
    ),
    Condition.INDICATORS_SCORED: lambda _, look: _left(
        _others(look.indicators, "scored", "cancelled"), "还有{}项指标未评分。"
    ),
    Condition.ADJUSTMENTS_SETTLED: lambda _, look: _left(look.proposed, "还有{}项加扣分未审批。"),
    Condition.INSPECTIONS_CLOSED: lambda _, look: _left(
        look.uninspected, "还有{}项察访核验（轮次）未办结。"
    ),
    Condition.SELF_EVALUATED: lambda desk, look: _left(
        _assessed(desk) - look.self_evaluated, "还有{}个单位没有报送自评。"
    ),
    Condition.DUTY_REPORTED: lambda desk, look: _left(
        _assessed(desk) - look.presented, "还有{}个单位没有述职。"
    ),
    Condition.DUTY_MARKED: lambda desk, look: _left(
        _assessed(desk) - look.with_duty, "还有{}个单位没有述职成绩。"
    ),
    Condition.TIES_SETTLED: lambda _, look: _left(
        look.tied, "有{}个单位在优秀名额边界同分，尚未确定。"
    ),
    Condition.APPEALS_DECIDED: lambda _, look: _left(look.appeals, "还有{}件复核申请未办结。"),
    Condition.OVERALL_REPORT_ISSUED: lambda _, look: _left(
        not look.handed_over.get("overall_report"), "总报告尚未报区政府。"
    ),
    Condition.RESULTS_HANDED_OVER: lambda _, look: _left(
        not look.handed_over.get("results_letter"), "考评结果尚未报区委组织部。"
    ),
    Condition.RESULTS_PUBLISHED: lambda desk, look: _left(
        _assessed(desk) - look.published, "还有{}个单位的年度成绩未发布。"
    ),
    Condition.UNIT_REPORTS_ISSUED: lambda desk, look: _left(
        _assessed(desk) - look.issued, "还有{}份分报告未印发。"
    ),
    Condition.RECTIFICATIONS_SCORED: lambda _, look: _left(
        look.unscored_plans, "还有{}份整改方案未评分。"
    ),
}

#: What must hold before the conference is asked at a gate.
_BEFORE_GATE: Mapping[str, tuple[Condition, ...]] = {
    "indicator_table_confirmed": (
        Condition.GOALS_COVERED,
        Condition.INDICATORS_REVIEWED,
        Condition.WEIGHTS_SUM,
    ),
    "results_confirmed": (
        Condition.INDICATORS_SCORED,
        Condition.INSPECTIONS_CLOSED,
        Condition.ADJUSTMENTS_SETTLED,
        Condition.DUTY_MARKED,
        Condition.TIES_SETTLED,
    ),
    "reports_approved": (Condition.RESULTS_PUBLISHED, Condition.APPEALS_DECIDED),
}


def look(desk: Desk) -> Look:
    """Count the year once."""
    asked = {"district": desk.act.district_id, "year": desk.year, "today": desk.today}
    return desk.connection.execute(_LOOK, asked).one()


def objections(
    desk: Desk, conditions: Iterable[Condition], seen: Look, gate: str = ""
) -> tuple[Objection, ...]:
    """Answer what does not hold, in the conditions' order."""
    found: list[Objection] = []
    for condition in conditions:
        said = _gate(seen, gate) if condition is Condition.GATE_APPROVED else ""
        said = said or _ASKED.get(condition, lambda _d, _l: "")(desk, seen)
        if said:
            found.append(Objection(f"condition.{condition.value}", said, f"须：{condition.zh}。"))
    return tuple(found)


def _gate(seen: Look, gate: str) -> str:
    return "" if seen.gates.get(gate) == "approved" else "联席会议尚未审定。"


def objections_to(desk: Desk, gate: str) -> tuple[Objection, ...]:
    """Answer what must be done before the conference is asked at a gate."""
    conditions = _BEFORE_GATE.get(gate, ())
    return objections(desk, conditions, look(desk)) if conditions else ()
