"""Self-evaluations, duty reports, ballot sessions: what their questions object to and let pass."""

from collections.abc import Callable, Mapping
from typing import Any

from states import ballot_session, duty_report, result, self_evaluation
from states.ballot_session import BallotSessionFacts
from states.duty_report import DutyReportFacts
from states.lifecycle import Facts
from states.self_evaluation import SelfEvaluationFacts
from tests.states import facts as make
from tests.states.facts import ACT
from tests.states.kinds.case import of


def _self_evaluation(**changes: object) -> SelfEvaluationFacts:
    """A whole self-evaluation."""
    return SelfEvaluationFacts(**{**ACT, "text": "自评报告", **changes})


def _duty_report(**changes: object) -> DutyReportFacts:
    """A written report."""
    return DutyReportFacts(**{**ACT, "text": "述职报告", **changes})


def _session(**changes: object) -> BallotSessionFacts:
    """A judge of a group without a paper, and an urn that somebody else locked."""
    fine: dict[str, Any] = {"group": "区领导", "returned": 3, "locked_by": "another"}
    return BallotSessionFacts(**{**ACT, **fine, **changes})


_NO_POINTS = {"without_points": ("2017-D01-001",)}

# fmt: off
CASES = (
    *of(_self_evaluation,
        (self_evaluation.report_is_written, {"text": " "}, "self_evaluation.no_report", {}),
        (self_evaluation.every_indicator_has_points, _NO_POINTS, "self_evaluation.no_points", {}),
        (self_evaluation.points_lie_within_the_weight,
            {"out_of_range": ("2017-D01-001",)}, "self_evaluation.out_of_range", {}),
    ),
    *of(_duty_report,
        (duty_report.report_is_written, {"text": "\n"}, "duty_report.empty", {}),
    ),
    *of(_session,
        (ballot_session.units_are_free, {"taken": ("D01",)}, "ballot_session.taken", {}),
        (ballot_session.reports_are_in,
            {"without_report": ("D01",), "reason": ""}, "ballot_session.no_report",
            {"without_report": ("D01",), "reason": "现场补交"}),
        (ballot_session.sits_in_a_group, {"group": ""}, "ballot_session.no_group", {}),
        (ballot_session.claims_once, {"claimed": True}, "ballot_session.claimed", {}),
        (ballot_session.somebody_voted, {"returned": 0}, "ballot_session.empty", {"returned": 1}),
        (ballot_session.no_ballot_stands_alone,
            {"alone": ("政协委员",), "reason": " "}, "ballot_session.alone",
            {"alone": ("政协委员",), "reason": "其他委员请假"}),
        (ballot_session.publisher_did_not_lock, {"locked_by": "someone"}, "four_eyes", {}),
        (ballot_session.results_are_open,
            {"without_trial": ("D01",)}, "ballot_session.no_trial", {}),
    ),
    *of(make.result,
        (result.marks_were_counted, {"counted": False}, "result.no_ballots", {}),
    ),
)
# fmt: on

MAKE: Mapping[str, Callable[..., Facts]] = {
    "self_evaluation": _self_evaluation,
    "duty_report": _duty_report,
    "ballot_session": _session,
}
UNLESS: Mapping[tuple[str, str], Mapping[str, Any]] = {}
