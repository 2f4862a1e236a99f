"""What waits for the system's hand (待系统办理): who asks for a run and who does it both look here.

Each query names the subjects that a step of the year may move now. The guards of the lifecycles
stand behind it: an id listed here may still be refused, and that is then reported.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import text

from plans.words import PhaseKey
from services.acts import Order
from services.desk import Desk
from services.examiner_duty import OVERDUE, asked
from services.phases import PHASE, phase_facts
from services.proposals import DUE
from services.trail import stamp
from services.units import assessed
from services.unsettled import UNSETTLED_APPEAL
from states.catalogue import LIFECYCLES
from states.phase import PhaseTrigger

_MINE = "s.district_id = :district AND s.year = :year"
_REPORT = f"{_MINE} AND s.document_class = 'unit_report'"


def _approved(gate: str) -> str:
    return f"""(SELECT g.state FROM gate g WHERE g.district_id = :district AND g.year = :year
        AND g.key = '{gate}' ORDER BY g.round DESC LIMIT 1) = 'approved'"""


def _phase(key: PhaseKey, condition: str) -> str:
    return f"""EXISTS (SELECT FROM phase p WHERE p.district_id = :district AND p.year = :year
        AND p.key = '{key.value}' AND {condition})"""


def _begun(key: PhaseKey) -> str:
    # Closed is begun as well: what a failed run left over is still to be done.
    return _phase(key, "p.state <> 'planned'")


_P = PhaseKey
_EVALUATION = _begun(_P.ANNUAL_EVALUATION)

_CARRIED = """EXISTS (SELECT FROM indicator i WHERE i.district_id = s.district_id
        AND i.goal_id = s.id AND i.state <> 'cancelled')"""

# Results are final when nobody may appeal any more and no appeal is open.
_FINAL = f"""{_begun(_P.USE_OF_RESULTS)}
    AND NOT EXISTS (SELECT FROM appeal a
        WHERE a.district_id = :district AND a.year = :year AND {UNSETTLED_APPEAL})
    AND NOT EXISTS (SELECT FROM deadline w JOIN result r
        ON r.district_id = w.district_id AND r.id = w.subject_id
        WHERE w.district_id = :district AND w.kind = 'result' AND w.name = 'appeal_window'
        AND r.year = :year AND w.stopped_at IS NULL
        AND (w.due_at > :now OR w.due_at IS NULL))"""


def _untold(document_class: str) -> str:
    """Wait for final results that no paper of a class tells."""
    return f"""SELECT p.id FROM phase p
        WHERE p.district_id = :district AND p.year = :year
        AND p.key = '{_P.USE_OF_RESULTS.value}' AND {_FINAL}
        AND EXISTS (SELECT FROM result s WHERE {_MINE} AND s.state = 'published')
        AND NOT EXISTS (SELECT FROM result s WHERE {_MINE} AND s.state <> 'published')
        AND NOT EXISTS (SELECT FROM document s WHERE {_MINE}
            AND s.document_class = '{document_class}' AND s.state <> 'withdrawn')"""


# What rounds of inspections (察访核验) and the process itself leave to the system.
_INSPECTIONS = {
    "draw_rounds": f"""SELECT s.id FROM inspection_round s
        WHERE {_MINE} AND s.state = 'planned' AND s.draws_on <= :today AND s.seed <> ''""",
    "withdraw_inspections": f"""SELECT s.id FROM inspection s
        JOIN indicator i ON i.district_id = s.district_id AND i.id = s.indicator_id
        WHERE {_MINE} AND s.state IN ('planned', 'issued') AND i.state = 'cancelled'""",
    "close_inspections": f"""SELECT s.id FROM inspection s
        WHERE {_MINE} AND (s.state = 'reviewed' AND s.conclusion = 'consistent'
            OR s.state = 'determined' AND s.outcome = 'consistent' OR s.state = 'revisited')""",
    "close_rounds": f"""SELECT s.id FROM inspection_round s
        WHERE {_MINE} AND s.state = 'drawn' AND NOT EXISTS (SELECT FROM inspection x
            WHERE x.district_id = s.district_id AND x.round_id = s.id
            AND x.state NOT IN ('closed', 'withdrawn'))""",
}
_PROPOSALS = {
    "propose_adjustments": f"{DUE} AND {_begun(_P.PROCESS_MANAGEMENT)}",
    "propose_examiner_duty": f"{OVERDUE} AND {_begun(_P.PROCESS_MANAGEMENT)}",
}

_WAITING: Mapping[PhaseKey, Mapping[str, str]] = {
    _P.INDICATOR_SETTING: {
        "collect_goals": f"""SELECT p.id FROM unnest(CAST(:goals AS text[])) p(id)
            WHERE {_begun(_P.INDICATOR_SETTING)} AND NOT EXISTS (SELECT FROM goal s
                WHERE s.district_id = :district AND s.id = p.id)""",
        "cover_goals": f"""SELECT s.id FROM goal s
            WHERE {_MINE} AND s.state = 'accepted' AND {_CARRIED}
            AND {_begun(_P.INDICATOR_SETTING)}""",
    },
    _P.PLATFORM_READINESS: {
        "start_indicators": f"""SELECT s.id FROM indicator s
            WHERE {_MINE} AND s.state = 'reviewed' AND {_begun(_P.PLATFORM_READINESS)}
            AND (s.inserted_by = '' OR :insertions_by_gate)
            AND {_approved("indicator_table_confirmed")}""",
    },
    _P.PROCESS_MANAGEMENT: {
        **_INSPECTIONS,
        **_PROPOSALS,
        "uncover_goals": f"""SELECT s.id FROM goal s
            WHERE {_MINE} AND s.state = 'covered' AND NOT {_CARRIED}
            AND {_begun(_P.PROCESS_MANAGEMENT)}""",
        "activate_contingency_plans": f"""SELECT s.id FROM contingency_plan s
            WHERE {_MINE} AND s.state = 'approved' AND {_begun(_P.PROCESS_MANAGEMENT)}
            AND EXISTS (SELECT FROM indicator i WHERE i.district_id = s.district_id
                AND i.goal_id = s.goal_id AND i.state IN ('in_progress', 'verified', 'scored'))""",
        "draft_inspection_bulletins": f"""SELECT s.id FROM inspection_round s
            WHERE {_MINE} AND s.state = 'closed' AND NOT EXISTS (SELECT FROM document d
                WHERE d.district_id = s.district_id AND d.about_id = s.id
                AND d.document_class = 'inspection_bulletin')""",
        "plan_missing_nodes": f"""SELECT s.id FROM indicator s
            WHERE {_MINE} AND s.state = 'in_progress' AND {_begun(_P.PROCESS_MANAGEMENT)}
            AND NOT EXISTS (SELECT FROM node n
                WHERE n.district_id = s.district_id AND n.indicator_id = s.id)""",
        "cancel_left_nodes": f"""SELECT s.id FROM indicator s
            WHERE {_MINE} AND s.state = 'cancelled' AND EXISTS (SELECT FROM node n
                WHERE n.district_id = s.district_id AND n.indicator_id = s.id
                AND n.state IN ('pending', 'reported', 'returned'))""",
        # Units left without a task in a category, which nobody has dealt with since.
        "propose_splits": f"""SELECT DISTINCT s.unit_id AS id FROM indicator s
            WHERE {_MINE} AND s.state = 'cancelled' AND s.version > 0
            AND {_begun(_P.PROCESS_MANAGEMENT)}
            AND EXISTS (SELECT FROM indicator x WHERE x.district_id = s.district_id
                AND x.year = s.year AND x.unit_id = s.unit_id
                AND x.state IN ('in_progress', 'verified'))
            AND NOT EXISTS (SELECT FROM indicator x WHERE x.district_id = s.district_id
                AND x.year = s.year AND x.unit_id = s.unit_id AND x.category = s.category
                AND x.state <> 'cancelled')
            AND NOT EXISTS (SELECT FROM request q WHERE q.district_id = s.district_id
                AND q.year = s.year AND q.unit_id = s.unit_id AND q.asks = 'reweighting'
                AND (q.state = 'requested' OR q.moved_at >= s.moved_at))""",
    },
    _P.ANNUAL_EVALUATION: {
        **_INSPECTIONS,
        **_PROPOSALS,
        # Only when the year's last grace is over, and every rung that lights a lamp has rung;
        # one that stands has yet to run.
        "close_missed_nodes": f"""SELECT s.id FROM node s
            WHERE {_MINE} AND s.state IN ('pending', 'returned')
            AND :grace_over AND {_phase(_P.ANNUAL_EVALUATION, "p.opens <= :today")}
            AND NOT EXISTS (SELECT FROM deadline d WHERE d.district_id = s.district_id
                AND d.kind = 'node' AND d.subject_id = s.id AND d.stopped_at IS NULL
                AND (d.due_at IS NULL OR EXISTS (
                    SELECT FROM jsonb_array_elements(d.ladder) WITH ORDINALITY AS r(rung, place)
                    WHERE r.place > d.next_rung
                        AND split_part(d.name, '-', 1) || (r.rung ->> 'rung') = ANY(:marking))))""",
        "lay_out_results": f"""SELECT u.id FROM unit u
            WHERE u.district_id = :district AND u.id = ANY(:assessed) AND {_EVALUATION}
            AND NOT EXISTS (SELECT FROM result s WHERE {_MINE} AND s.unit_id = u.id)""",
        "lay_out_self_evaluations": f"""SELECT u.id FROM unit u
            WHERE u.district_id = :district AND u.id = ANY(:assessed) AND {_EVALUATION}
            AND NOT EXISTS (SELECT FROM self_evaluation s WHERE {_MINE} AND s.unit_id = u.id)""",
        "lay_out_duty_reports": f"""SELECT u.id FROM unit u
            WHERE u.district_id = :district AND u.id = ANY(:assessed) AND {_EVALUATION}
            AND NOT EXISTS (SELECT FROM duty_report s WHERE {_MINE} AND s.unit_id = u.id)""",
        "close_contingency_plans": f"""SELECT s.id FROM contingency_plan s
            WHERE {_MINE} AND s.state <> 'closed' AND {_EVALUATION}
            AND (EXISTS (SELECT FROM goal g WHERE g.district_id = s.district_id
                AND g.id = s.goal_id AND g.state = 'withdrawn')
              OR s.state = 'active' AND NOT EXISTS (SELECT FROM indicator i
                WHERE i.district_id = s.district_id AND i.goal_id = s.goal_id
                AND i.state NOT IN ('scored', 'cancelled')))""",
        "compute_results": f"""SELECT s.id FROM result s
            WHERE {_MINE} AND s.state = 'trial' AND {_EVALUATION}
            AND s.duty_marks IS NOT NULL AND s.total IS NULL
            AND NOT EXISTS (SELECT FROM indicator i WHERE i.district_id = s.district_id
                AND i.year = s.year AND i.unit_id = s.unit_id
                AND i.state NOT IN ('scored', 'cancelled'))""",
        "confirm_results": f"""SELECT s.id FROM result s
            WHERE {_MINE} AND s.state = 'trial' AND {_EVALUATION}
            AND {_approved("results_confirmed")}""",
        "publish_results": f"""SELECT s.id FROM result s
            WHERE {_MINE} AND s.state = 'confirmed' AND {_EVALUATION}""",
    },
    _P.USE_OF_RESULTS: {
        "approve_corrections": f"""SELECT s.id FROM document s
            WHERE {_MINE} AND s.state = 'drafted' AND s.document_class = 'correction'""",
        "issue_corrections": f"""SELECT s.id FROM document s
            WHERE {_MINE} AND s.state = 'approved' AND s.document_class = 'correction'""",
        # What tells results that were corrected since is drawn up anew.
        "withdraw_stale_papers": f"""SELECT s.id FROM document s
            WHERE {_MINE} AND s.state IN ('drafted', 'approved')
            AND s.document_class IN ('unit_report', 'overall_report', 'results_letter')
            AND EXISTS (SELECT FROM result r JOIN result_version v
                ON v.district_id = r.district_id AND v.result_id = r.id
                WHERE r.district_id = s.district_id AND r.year = s.year AND v.number > 1
                AND v.published_at > s.moved_at
                AND (s.document_class <> 'unit_report' OR r.unit_id = s.unit_id))""",
        "draft_unit_reports": f"""SELECT s.id FROM result s
            WHERE {_MINE} AND s.state = 'published' AND {_FINAL}
            AND NOT EXISTS (SELECT FROM document d WHERE d.district_id = s.district_id
                AND d.year = s.year AND d.unit_id = s.unit_id
                AND d.document_class = 'unit_report' AND d.state <> 'withdrawn')""",
        "draft_overall_report": _untold("overall_report"),
        "draft_results_letter": _untold("results_letter"),
        "approve_overall_report": f"""SELECT s.id FROM document s
            WHERE {_MINE} AND s.document_class = 'overall_report' AND s.state = 'drafted'
            AND {_approved("reports_approved")}""",
        "issue_overall_report": f"""SELECT s.id FROM document s
            WHERE {_MINE} AND s.document_class = 'overall_report' AND s.state = 'approved'""",
        "approve_unit_reports": f"""SELECT s.id FROM document s
            WHERE {_REPORT} AND s.state = 'drafted' AND {_approved("reports_approved")}""",
        "issue_unit_reports": f"""SELECT s.id FROM document s
            WHERE {_REPORT} AND s.state = 'approved'""",
        "issue_rectification_plans": f"""SELECT s.id FROM document s
            WHERE {_REPORT} AND s.state IN ('issued', 'received')
            AND NOT EXISTS (SELECT FROM rectification_plan r
                WHERE r.district_id = s.district_id AND r.document_id = s.id)""",
    },
}
#: The steps that look here for what they may move, by phase.
STEPS = {key: tuple(queries) for key, queries in _WAITING.items()}
_IDS = {
    step: text(f"{query} ORDER BY 1")
    for queries in _WAITING.values()
    for step, query in queries.items()
}
_ANY = text(
    " UNION ALL ".join(
        f"SELECT '{key.value}' AS phase, '{step}' AS step, EXISTS ({query}) AS waits"
        for key, queries in _WAITING.items()
        for step, query in queries.items()
    )
)
#: The steps that every phase has besides: its own opening and closing.
_MOVES = {PhaseTrigger.OPEN: "open_phase", PhaseTrigger.CLOSE: "close_phase"}


def ids(desk: Desk, step: str) -> list[str]:
    """List the subjects that wait for a step, in order."""
    return list(desk.connection.execute(_IDS[step], _asked(desk)).scalars())


def steps(desk: Desk) -> dict[str, tuple[str, ...]]:
    """Name the steps that have something to do now, by phase (`PhaseKey` value)."""
    found = desk.connection.execute(_ANY, _asked(desk)).all()
    return {key: tuple(r.step for r in found if r.waits and r.phase == key) for key in PhaseKey}


def moves(desk: Desk, phase_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Name the openings and closings that nothing objects to now, by phase id."""
    found: dict[str, tuple[str, ...]] = {}
    for phase_id, subject in desk.look(PHASE, phase_ids).items():
        facts = phase_facts(desk, subject, Order(phase_id))
        options = LIFECYCLES[PHASE.kind].available(subject.row["state"], facts)
        found[phase_id] = tuple(_MOVES[PhaseTrigger(o.trigger)] for o in options if o.allowed)
    return found


def _asked(desk: Desk) -> dict[str, object]:
    return {
        "district": desk.act.district_id,
        "year": desk.year,
        "today": desk.today,
        "now": desk.act.at,
        "grace_over": _grace_is_over(desk),
        "marking": _marking(desk),
        "goals": [f"{desk.year}-{goal.id}" for goal in desk.rules.plan.goals],
        "assessed": [body.id for body in assessed(desk)],
        "insertions_by_gate": desk.rules.plan.insertions.by_gate,
        **asked(desk),
    }


def _marking(desk: Desk) -> list[str]:
    """Name the rungs of nodes' clocks that light a lamp: what they cost is told by lamps alone."""
    deadlines = desk.rules.plan.deadlines.items()
    ladders = ((name, found.ladder) for name, found in deadlines if found.subject == "node")
    return [f"{name}{at}" for name, ladder in ladders for at, rung in ladder.items() if rung.lamp]


def _grace_is_over(desk: Desk) -> bool:
    last_day, marking = desk.rules.plan.nodes.quarters[-1].date, _marking(desk)
    rungs = desk.rules.start("node_report", last_day, desk.act.at).columns["ladder"]
    ahead = (rung for rung in rungs if rung["at"] > stamp(desk.act.at))
    return not any(f"node_report{rung['rung']}" in marking for rung in ahead)
