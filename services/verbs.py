"""Every verb of every lifecycle and the service that does it; the API is drawn from this table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from services import (
    adjustments,
    documents,
    evidence,
    gates,
    indicators,
    measures,
    nodes,
    phases,
    rectification_plans,
    requests,
    results,
    years,
)
from services.acts import Answers, Order
from services.adjustments import ADJUSTMENT
from services.desk import Desk, Noun
from services.documents import DOCUMENT
from services.gates import GATE
from services.indicator_facts import INDICATOR
from services.nodes import NODE
from services.phases import PHASE
from services.rectification_plans import RECTIFICATION_PLAN
from services.requests import REQUEST
from services.results import RESULT
from services.years import YEAR

NOUNS: Mapping[str, Noun] = {
    noun.kind: noun
    for noun in (
        YEAR,
        PHASE,
        GATE,
        INDICATOR,
        NODE,
        REQUEST,
        ADJUSTMENT,
        RESULT,
        DOCUMENT,
        RECTIFICATION_PLAN,
    )
}


class Way(StrEnum):
    """How a verb comes to be done."""

    ASKED = "asked"  #: asked for on a subject that stands: POST /<kind>/<id>/<verb>
    OWN = "own"  #: has a service of its own shape: a birth, an upload, a computation for all
    FOLLOWS = "follows"  #: follows from another act in the same breath; never asked for
    RINGS = "rings"  #: done by the system when a deadline rings


Ask = Callable[[Desk, list[Order]], Answers]


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: how it comes about, and the function that does it."""

    way: Way
    service: Callable[..., object]
    ask: Ask | None = None


def _asked(service: Ask) -> Verb:
    return Verb(Way.ASKED, service, service)


def _own(service: Callable[..., object]) -> Verb:
    return Verb(Way.OWN, service)


def _follows(service: Callable[..., object]) -> Verb:
    return Verb(Way.FOLLOWS, service)


def _rings(service: Ask) -> Verb:
    return Verb(Way.RINGS, service)


# fmt: off
VERBS: Mapping[tuple[str, str], Verb] = {
    ("year", "open"): _own(years.open_year),
    ("year", "close"): _asked(years.close),
    ("phase", "plan"): _own(phases.plan_phases),
    ("phase", "open"): _asked(phases.open_),
    ("phase", "close"): _asked(phases.close),
    ("phase", "reopen"): _asked(phases.reopen),
    ("gate", "request"): _own(gates.request),
    ("gate", "endorse"): _asked(gates.endorse),
    ("gate", "oppose"): _asked(gates.oppose),
    ("gate", "approve"): _follows(gates.endorse),
    ("gate", "reject"): _follows(gates.oppose),
    ("gate", "withdraw"): _asked(gates.withdraw),
    ("gate", "lapse"): _rings(gates.lapse),
    ("indicator", "draft"): _own(indicators.draft),
    ("indicator", "revise"): _asked(indicators.revise),
    ("indicator", "declare"): _asked(indicators.declare),
    ("indicator", "opine"): _asked(indicators.opine),
    ("indicator", "review"): _asked(indicators.review),
    ("indicator", "return"): _asked(indicators.return_),
    ("indicator", "start"): _asked(indicators.start),
    ("indicator", "amend"): _follows(requests.grant),
    ("indicator", "verify"): _asked(indicators.verify),
    ("indicator", "reject"): _asked(indicators.reject),
    ("indicator", "score"): _asked(indicators.score),
    ("indicator", "reopen"): _follows(requests.grant),
    ("indicator", "cancel"): _asked(indicators.cancel),
    ("node", "plan"): _own(nodes.plan_nodes),
    ("node", "draft"): _asked(nodes.draft),
    ("node", "attach"): _own(evidence.attach),
    ("node", "report"): _asked(nodes.report),
    ("node", "return"): _asked(nodes.return_),
    ("node", "accept"): _asked(nodes.accept),
    ("node", "extend"): _follows(requests.grant),
    ("node", "close_missed"): _asked(nodes.close_missed),
    ("node", "cancel"): _asked(nodes.cancel),
    ("request", "request"): _own(requests.request),
    ("request", "grant"): _asked(requests.grant),
    ("request", "refuse"): _asked(requests.refuse),
    ("adjustment", "propose"): _own(adjustments.propose),
    ("adjustment", "approve"): _asked(adjustments.approve),
    ("adjustment", "reject"): _asked(adjustments.reject),
    ("adjustment", "revoke"): _asked(adjustments.revoke),
    ("result", "compute"): _own(results.lay_out),
    ("result", "recompute"): _own(results.compute),
    ("result", "record_duty"): _asked(results.record_duty),
    ("result", "confirm"): _asked(results.confirm),
    ("result", "publish"): _asked(results.publish),
    ("document", "draft"): _own(documents.draft_unit_reports),
    ("document", "approve"): _asked(documents.approve),
    ("document", "issue"): _asked(documents.issue),
    ("document", "receive"): _asked(documents.receive),
    ("rectification_plan", "issue"): _own(rectification_plans.issue),
    ("rectification_plan", "acknowledge"): _asked(rectification_plans.acknowledge),
    ("rectification_plan", "deem_received"): _rings(rectification_plans.deem_received),
    ("rectification_plan", "revise"): _asked(rectification_plans.revise),
    ("rectification_plan", "attach"): _own(evidence.attach),
    ("rectification_plan", "declare"): _asked(rectification_plans.declare),
    ("rectification_plan", "review"): _asked(rectification_plans.review),
    ("rectification_plan", "return"): _asked(rectification_plans.return_),
    ("rectification_plan", "start"): _asked(measures.start),
    ("rectification_plan", "progress"): _asked(measures.progress),
    ("rectification_plan", "inspect"): _asked(measures.inspect),
    ("rectification_plan", "verify"): _asked(measures.verify),
    ("rectification_plan", "score"): _asked(measures.score),
}
# fmt: on
