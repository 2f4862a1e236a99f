"""How indicators are read, and what their lifecycle's questions look at."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services import inheriting, insertion
from services.acts import Order
from services.desk import Desk, Noun
from services.door import Subject
from services.duty_days import is_overdue
from services.indicator_content import content_problems
from services.promises import as_promised
from services.reading import many, one_read, some
from services.scoring_inputs import input_objections, inputs_for
from services.splits import split_of
from states.category import Category
from states.contingency_plan import ContingencyPlanState
from states.indicator import IndicatorFacts, IndicatorState
from states.node import CLOSED, NodeState

# A gate counts for what had been reviewed when it was decided; what was changed since waits for
# another round.
_FACTS = f"""
    (SELECT g.state FROM gate g WHERE g.district_id = s.district_id AND g.year = s.year
        AND g.key = 'indicator_table_confirmed' AND g.moved_at >= s.moved_at
        ORDER BY g.round DESC LIMIT 1) AS gate_state,
    (SELECT jsonb_object_agg(w.category, w.total::text) FROM (
        SELECT x.category, sum(x.weight) AS total FROM indicator x
        WHERE x.district_id = s.district_id AND x.year = s.year AND x.unit_id = s.unit_id
          AND x.state <> 'cancelled' AND NOT (x.inserted_by <> ''
            AND x.state IN ('draft', 'declared', 'returned', 'reviewed'))
        GROUP BY x.category) w) AS unit_weights,
    CASE WHEN s.state = 'reviewed' THEN {split_of("s.unit_id")} END AS split,
    CASE WHEN s.category IN ('own_function', 'differential') THEN (
        SELECT x.level3 FROM indicator x
        WHERE x.district_id = s.district_id AND x.year = s.year AND x.unit_id = s.unit_id
          AND x.level3 = s.level3 AND x.category = 'key' AND x.state <> 'cancelled'
          LIMIT 1) END AS duplicate_of,
    CASE WHEN s.state = 'reviewed' THEN (
        SELECT jsonb_build_object('level', g.level, 'plan', c.state) FROM goal g
        LEFT JOIN contingency_plan c ON c.district_id = g.district_id AND c.goal_id = g.id
        WHERE g.district_id = s.district_id AND g.id = s.goal_id
          AND g.state <> 'withdrawn') END AS goal_stand,
    CASE WHEN s.state = 'in_progress' THEN (
        SELECT count(*) FROM inspection x WHERE x.district_id = s.district_id
          AND x.indicator_id = s.id
          AND x.state IN ('planned', 'issued', 'recorded', 'reviewed', 'notified')) END
        AS open_inspections,
    CASE WHEN s.state IN ('in_progress', 'verified', 'scored') THEN (
        SELECT jsonb_agg(jsonb_build_object('id', n.id, 'state', n.state, 'text', n.text,
            'due_on', n.due_on, 'late_days', n.late_days, 'report', n.report,
            'version', n.version_in_force,
            'evidence', (SELECT count(*) FROM evidence e WHERE e.district_id = n.district_id
                AND e.kind = 'node' AND e.subject_id = n.id)) ORDER BY n.number)
        FROM node n WHERE n.district_id = s.district_id AND n.indicator_id = s.id) END
        AS node_rows,
    CASE WHEN s.state = 'verified' THEN (
        SELECT jsonb_object_agg(v.version, jsonb_build_object('method', v.content -> 'method',
            'parameters', v.content -> 'parameters')) FROM indicator_version v
        WHERE v.district_id = s.district_id AND v.indicator_id = s.id) END AS versions,
    CASE WHEN s.state = 'verified' THEN (
        SELECT jsonb_agg(e.sha256 ORDER BY e.subject_id, e.sha256) FROM evidence e
        JOIN node n ON n.district_id = e.district_id AND n.id = e.subject_id
        WHERE e.district_id = s.district_id AND e.kind = 'node' AND n.indicator_id = s.id) END
        AS evidence_hashes,
    CASE WHEN s.state = 'verified' AND s.method ~ '标杆|增幅|benchmark|growth' THEN (
        SELECT jsonb_agg(jsonb_build_object('state', x.state,
            'last_year', x.parameters -> 'last_year',
            'actual', coalesce(x.inputs ->> 'actual', (
                SELECT n.report ->> 'value' FROM node n WHERE n.district_id = x.district_id
                  AND n.indicator_id = x.id AND n.report ->> 'value' <> ''
                ORDER BY n.number DESC LIMIT 1))) ORDER BY x.id)
        FROM unit own JOIN unit other ON other.district_id = own.district_id
          AND other.ranking_group = own.ranking_group
        JOIN indicator x ON x.district_id = other.district_id AND x.unit_id = other.id
          AND x.year = s.year AND x.level3 = s.level3 AND x.method = s.method AND x.id <> s.id
          AND x.state NOT IN ('draft', 'declared', 'returned', 'reviewed', 'cancelled')
        WHERE own.district_id = s.district_id AND own.id = s.unit_id) END AS peers,
    CASE WHEN s.state IN ('in_progress', 'verified') THEN (
        SELECT count(*) FROM indicator x WHERE x.district_id = s.district_id
          AND x.year = s.year AND x.unit_id = s.unit_id AND x.state = 'scored') END
        AS scored_beside,
    CASE WHEN s.state IN ('in_progress', 'verified')
            OR s.state = 'reviewed' AND s.inserted_by <> '' THEN (
        SELECT jsonb_agg(to_jsonb(x) || jsonb_build_object('head', encode(x.head, 'hex'),
            'weight', x.weight::text, 'target_number', x.target_number::text,
            'challenge', x.challenge::text, 'last_year', x.last_year::text) ORDER BY x.id)
        FROM indicator x WHERE x.district_id = s.district_id AND x.year = s.year
          AND x.unit_id = s.unit_id AND x.category = s.category AND x.id <> s.id
          AND (x.state IN ('in_progress', 'verified') OR x.state IN ('declared', 'reviewed')
            AND x.inserted_by = '')) END AS siblings,
"""


def is_below_last_year(row: Mapping[Any, Any]) -> bool:
    """Tell whether a target does not surpass last year's actual; False where one is unknown."""
    target, last = row["target_number"], row["last_year"]
    if target is None or last is None:
        return False
    lower_is_better = row["target"].startswith(("≤", "<", "不超过", "前"))
    return target >= last if lower_is_better else target <= last


def indicator_facts(desk: Desk, subject: Subject, order: Order) -> IndicatorFacts:
    """Gather what the questions about an indicator look at."""
    row = subject.row
    if "state" not in row:
        return IndicatorFacts(
            **desk.base(subject, order),
            category=Category(row["category"]),
            leads_goal=row.get("goal_lead") is not None and row["goal_lead"] == row["assessor_id"],
            **insertion.facts_of(desk.rules, row),
        )
    nodes = many(row["node_rows"])
    verified = row["state"] == IndicatorState.VERIFIED
    given = order.body.get("inputs") or row["inputs"]
    promised = as_promised(row, given) if verified else row
    inputs = inputs_for(promised, given) if verified else {}
    return IndicatorFacts(
        **desk.base(subject, order),
        category=Category(row["category"]),
        content=_content(desk, row),
        duplicate_of=row["duplicate_of"] or "",
        declared_by=row["declared_by"] or "",
        opinion=some(row["opinion"]).get("word", ""),
        below_last_year=is_below_last_year(row),
        plan_missing=_plan_missing(desk, some(row["goal_stand"])),
        weights=_weights(desk, row),
        open_nodes=sum(node["state"] not in CLOSED for node in nodes),
        nodes=len(nodes),
        evidence_missing=sum(_lacks_evidence(node) for node in nodes),
        granted=bool(order.body.get("granted")),
        document=str(order.body.get("document") or ""),
        inputs=input_objections(promised, inputs) if verified and not row["falsified"] else (),
        heirs=inheriting.problems(desk.rules, row),
        examiner_overdue=is_overdue(desk.rules, desk.today),
        open_inspections=row["open_inspections"] or 0,
        found_false=bool(order.body.get("found_false")),
        points=row["points"],
        **insertion.facts_of(desk.rules, row),
    )


def _plan_missing(desk: Desk, goal: Mapping[str, Any]) -> bool:
    wanted = goal.get("level") in desk.rules.plan.contingency.required_for
    return wanted and goal["plan"] in (None, ContingencyPlanState.DRAFTED)


def _content(desk: Desk, row: Mapping[Any, Any]) -> tuple[Any, ...]:
    declarable = row["state"] in (IndicatorState.DRAFT, IndicatorState.RETURNED)
    return content_problems(desk.rules, row) if declarable else ()


def _weights(desk: Desk, row: Mapping[Any, Any]) -> tuple[Any, ...]:
    if row["state"] != IndicatorState.REVIEWED:
        return ()
    return insertion.weights_of(desk.rules, row)


def _lacks_evidence(node: Mapping[str, Any]) -> bool:
    reasoned = some(node["report"]).get("zero_reason")
    return node["state"] == NodeState.ACCEPTED and not node["evidence"] and not reasoned


INDICATOR = Noun("indicator", one_read("indicator", _FACTS), indicator_facts)


def node_days(row: Mapping[Any, Any]) -> list[tuple[str, date]]:
    """The steps an indicator promises: text and day."""
    return [(node["text"], date.fromisoformat(node["due_on"])) for node in row["nodes"]]
