"""What waits for the system's hand (待系统办理): who asks for a run and who does it both look here.

Each query names the subjects that a step of the year may move now. The guards of the lifecycles
stand behind it: an id listed here may still be refused, and that is then reported.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import text

from plans.words import PhaseKey
from services.acts import Order
from services.desk import Desk
from services.phases import PHASE, phase_facts
from services.trail import stamp
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

_WAITING: Mapping[PhaseKey, Mapping[str, str]] = {
    _P.PLATFORM_READINESS: {
        "start_indicators": f"""SELECT s.id FROM indicator s
            WHERE {_MINE} AND s.state = 'reviewed' AND {_begun(_P.PLATFORM_READINESS)}
            AND {_approved("indicator_table_confirmed")}""",
    },
    _P.PROCESS_MANAGEMENT: {
        "plan_missing_nodes": f"""SELECT s.id FROM indicator s
            WHERE {_MINE} AND s.state = 'in_progress' AND {_begun(_P.PROCESS_MANAGEMENT)}
            AND NOT EXISTS (SELECT FROM node n
                WHERE n.district_id = s.district_id AND n.indicator_id = s.id)""",
        "cancel_left_nodes": f"""SELECT s.id FROM indicator s
            WHERE {_MINE} AND s.state = 'cancelled' AND EXISTS (SELECT FROM node n
                WHERE n.district_id = s.district_id AND n.indicator_id = s.id
                AND n.state IN ('pending', 'reported', 'returned'))""",
    },
    _P.ANNUAL_EVALUATION: {
        # Only when the year's last grace is over, and every rung of the node's clocks has rung.
        "close_missed_nodes": f"""SELECT s.id FROM node s
            WHERE {_MINE} AND s.state IN ('pending', 'returned')
            AND :grace_over AND {_phase(_P.ANNUAL_EVALUATION, "p.opens <= :today")}
            AND NOT EXISTS (SELECT FROM deadline d WHERE d.district_id = s.district_id
                AND d.kind = 'node' AND d.subject_id = s.id
                AND d.next_at IS NOT NULL AND d.stopped_at IS NULL)""",
        "lay_out_results": f"""SELECT u.id FROM unit u
            WHERE u.district_id = :district AND u.assessed AND {_EVALUATION}
            AND NOT EXISTS (SELECT FROM result s WHERE {_MINE} AND s.unit_id = u.id)""",
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
        "draft_unit_reports": f"""SELECT s.id FROM result s
            WHERE {_MINE} AND s.state = 'published' AND {_begun(_P.USE_OF_RESULTS)}
            AND NOT EXISTS (SELECT FROM document d WHERE d.district_id = s.district_id
                AND d.year = s.year AND d.unit_id = s.unit_id
                AND d.document_class = 'unit_report')""",
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
        "grace_over": _grace_is_over(desk),
    }


def _grace_is_over(desk: Desk) -> bool:
    last_day = desk.rules.plan.nodes.quarters[-1].date
    rungs = desk.rules.start("node_report", last_day, desk.act.at).columns["ladder"]
    return not rungs or rungs[-1]["at"] <= stamp(desk.act.at)
