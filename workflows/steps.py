"""The year's work in order (年度工作顺序): per phase, the steps that the system does by itself.

A step does all that can be done now and answers how much that was; done again, it does nothing.
Months of human waiting are states in the database: what may not be done yet is no error.
"""

from collections.abc import Callable, Mapping, Sequence

from kit.errors import NotFound
from plans.words import PhaseKey
from services import (
    asks,
    bulletins,
    conditions,
    contingency_plans,
    documents,
    duty_reports,
    examiner_duty,
    goals,
    indicators,
    inspection_bulletins,
    inspection_rounds,
    inspections,
    nodes,
    papers,
    phases,
    proposals,
    rectification_plans,
    requests,
    results,
    self_evaluations,
    waiting,
)
from services.acts import Answers, Order
from services.desk import Desk
from services.house import House
from services.years import system_desk
from workflows.step import Step

Verb = Callable[[Desk, list[Order]], Answers]


def _waiting(name: str, verb: Verb, reason: str = "") -> Step:
    """Make the step that moves whatever waits for it, all in one go."""

    def act(desk: Desk) -> Answers:
        found = [Order(subject_id, reason=reason) for subject_id in waiting.ids(desk, name)]
        return verb(desk, found) if found else []

    return Step(name, act)


def _opening(key: PhaseKey) -> Step:
    return Step("open_phase", lambda desk: phases.open_(desk, [Order(f"{desk.year}-{key.value}")]))


def _closing(key: PhaseKey) -> Step:
    return Step("close_phase", lambda desk: phases.close(desk, [Order(f"{desk.year}-{key.value}")]))


def _compute(desk: Desk) -> Answers:
    # What the conference has approved is not computed anew.
    decided = conditions.look(desk).gates.get("results_confirmed") == "approved"
    if decided and not waiting.ids(desk, "compute_results"):
        return []
    return results.refresh(desk)


_NODES = _waiting(
    "plan_missing_nodes", lambda desk, found: nodes.plan_nodes(desk, [order.id for order in found])
)
_LEFT = _waiting(
    "cancel_left_nodes", lambda desk, found: nodes.cancel_left(desk, [order.id for order in found])
)
_SPLITS = _waiting("propose_splits", requests.propose_splits)
_MISSED = _waiting("close_missed_nodes", nodes.close_missed, "年度考评开始，逾期仍未填报。")
_ROUNDS = (
    _waiting("draw_rounds", inspection_rounds.draw),
    _waiting("withdraw_inspections", inspections.withdraw),
    _waiting("close_inspections", inspections.close),
    _waiting("close_rounds", inspection_rounds.close),
)
_PROPOSALS = _waiting(
    "propose_adjustments",
    lambda desk, found: proposals.propose_due(desk, [order.id for order in found]),
)
_DUTY = _waiting(
    "propose_examiner_duty",
    lambda desk, found: examiner_duty.propose_overdue(desk, [order.id for order in found]),
)
_GOALS = (
    _waiting("collect_goals", lambda desk, _: goals.collect_planned(desk)),
    _waiting("cover_goals", goals.cover),
)
_UNCOVER = _waiting("uncover_goals", goals.uncover)
_ACTIVATE = _waiting("activate_contingency_plans", contingency_plans.activate)
_END_PLANS = _waiting("close_contingency_plans", contingency_plans.close)
_RESULTS = (
    _waiting("lay_out_results", lambda desk, _: results.lay_out(desk)),
    _waiting("lay_out_self_evaluations", lambda desk, _: self_evaluations.lay_out(desk)),
    _waiting("lay_out_duty_reports", lambda desk, _: duty_reports.lay_out(desk)),
    Step("compute_results", _compute),
    _waiting("confirm_results", results.confirm),
    _waiting("publish_results", results.publish),
)
_CORRECTIONS = (
    _waiting("approve_corrections", documents.approve),
    _waiting("issue_corrections", documents.issue),
    _waiting("withdraw_stale_papers", documents.withdraw, "所载成绩已更正，重新起草。"),
)
_HANDING_OVER = (
    _waiting("draft_overall_report", lambda desk, _: papers.draft_overall_report(desk)),
    _waiting("draft_results_letter", lambda desk, _: papers.draft_results_letter(desk)),
    _waiting("approve_overall_report", documents.approve),
    _waiting("issue_overall_report", documents.issue),
)
_INSPECTED = _waiting(
    "draft_inspection_bulletins", lambda desk, _: inspection_bulletins.draft_due(desk)
)
_BULLETIN = (Step("draft_bulletins", bulletins.draft_due),)
_REPORTS = (
    _waiting("draft_unit_reports", lambda desk, _: papers.draft_unit_reports(desk)),
    _waiting("approve_unit_reports", documents.approve),
    _waiting("issue_unit_reports", documents.issue),
)
_RECTIFICATION = (
    _waiting("issue_rectification_plans", lambda desk, _: rectification_plans.issue(desk)),
)
_P = PhaseKey

#: What a phase does between its opening and its closing; some of it before it may open.
_BEFORE: Mapping[PhaseKey, Sequence[Step]] = {_P.ANNUAL_EVALUATION: (_MISSED,)}
_WITHIN: Mapping[PhaseKey, Sequence[Step]] = {
    _P.INDICATOR_SETTING: _GOALS,
    _P.PLATFORM_READINESS: (_waiting("start_indicators", indicators.start),),
    _P.PROCESS_MANAGEMENT: (
        *(_NODES, _LEFT, _SPLITS, _UNCOVER, _ACTIVATE),
        *_ROUNDS,
        *(_INSPECTED, _PROPOSALS, _DUTY),
    ),
    _P.ANNUAL_EVALUATION: (*_ROUNDS, _PROPOSALS, _DUTY, *_RESULTS, _END_PLANS),
    _P.USE_OF_RESULTS: (*_CORRECTIONS, *_HANDING_OVER, *_REPORTS, *_RECTIFICATION),
}
#: The steps of every phase, in order.
PHASES: Mapping[PhaseKey, tuple[Step, ...]] = {
    key: (*_BEFORE.get(key, ()), _opening(key), *_WITHIN.get(key, ()), _closing(key))
    for key in PhaseKey
}
#: Parts of phases that may be asked for by themselves.
PARTS: Mapping[str, tuple[Step, ...]] = {
    "year-end-results": _RESULTS,
    "inspection-round": _ROUNDS,
    "monthly-bulletin": _BULLETIN,
    "issue-unit-reports": _REPORTS,
    "open-rectification": _RECTIFICATION,
}


def current_steps(house: House, district_id: str, year: int) -> tuple[Step, ...]:
    """Find the steps of the phase that the year stands in; none when the year is over."""
    with house.database.connect() as connection:
        desk = system_desk(connection, district_id, year, "system:flow", house.now())
        found = phases.current(desk)
    return PHASES[PhaseKey(found[1])] if found else ()


def run_steps(house: House, district_id: str, year: int, flow: str) -> dict[str, int]:
    """Run the steps of a flow plainly, such as `annual-evaluation`; how much each did, by step."""
    phases_by_flow = {asks.flow_of(key): steps for key, steps in PHASES.items()}
    steps = (phases_by_flow | dict(PARTS))[flow]
    return {step.name: step(house, district_id, year) for step in steps}


def run_phase(house: House, district_id: str, year: int, key: str) -> dict[str, int]:
    """Run a phase's steps plainly; how much each did, by step.

    Raises:
        NotFound: there is no such phase.
    """
    if key not in set(PhaseKey):
        raise NotFound(f"没有“{key}”这一阶段；可用：{'、'.join(PhaseKey)}。")
    return run_steps(house, district_id, year, asks.flow_of(PhaseKey(key)))


def due_runs(house: House) -> list[asks.Ask]:
    """Name the flow runs that should be asked for at the house's own time."""
    with house.database.connect() as connection:
        return asks.due_runs(connection, house.now())
