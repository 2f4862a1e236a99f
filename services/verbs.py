"""Every verb of every lifecycle and the service that does it; the API is drawn from this table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from services import (
    absences,
    accounts,
    adjustments,
    alarms,
    appealing,
    appeals,
    ballot_sessions,
    ballot_urn,
    ballots,
    calendars,
    channels,
    city_tasks,
    contingency_plans,
    corrections,
    delegations,
    deliveries,
    detailed_rules,
    documents,
    duty_reports,
    enrolling,
    evidence,
    feedbacks,
    gate_circulation,
    gate_signers,
    gate_watch,
    gates,
    goals,
    indicators,
    inspection_rounds,
    inspections,
    measures,
    nodes,
    own_account,
    paper_ballots,
    papers,
    phases,
    rectification_plans,
    requests,
    results,
    self_evaluations,
    signing_in,
    subscribing,
    supervision_notices,
    suspensions,
    talks,
    tokens,
    unit_changes,
    webhooks,
    years,
)
from services.absences import ABSENCE
from services.acts import Answers, Order
from services.adjustments import ADJUSTMENT
from services.alarms import ALARM
from services.appeals import APPEAL
from services.ballot_sessions import BALLOT_SESSION
from services.contingency_plans import CONTINGENCY_PLAN
from services.delegations import DELEGATION
from services.desk import Desk, Noun
from services.detailed_rules import DETAILED_RULES
from services.documents import DOCUMENT
from services.duty_reports import DUTY_REPORT
from services.feedbacks import FEEDBACK
from services.gates import GATE
from services.goal_facts import GOAL
from services.indicator_facts import INDICATOR
from services.inspection_facts import INSPECTION
from services.inspection_rounds import INSPECTION_ROUND
from services.nodes import NODE
from services.phases import PHASE
from services.rectification_plans import RECTIFICATION_PLAN
from services.requests import REQUEST
from services.results import RESULT
from services.self_evaluations import SELF_EVALUATION
from services.supervision_notices import SUPERVISION_NOTICE
from services.suspensions import SUSPENSION
from services.talks import TALK
from services.unit_changes import UNIT_CHANGE
from services.webhooks import WEBHOOK
from services.years import YEAR

NOUNS: Mapping[str, Noun] = {
    noun.kind: noun
    for noun in (
        YEAR,
        PHASE,
        GATE,
        GOAL,
        CONTINGENCY_PLAN,
        FEEDBACK,
        INDICATOR,
        DETAILED_RULES,
        NODE,
        INSPECTION_ROUND,
        INSPECTION,
        REQUEST,
        SUSPENSION,
        ADJUSTMENT,
        SELF_EVALUATION,
        DUTY_REPORT,
        BALLOT_SESSION,
        RESULT,
        UNIT_CHANGE,
        APPEAL,
        DOCUMENT,
        RECTIFICATION_PLAN,
        SUPERVISION_NOTICE,
        TALK,
        ALARM,
        WEBHOOK,
        DELEGATION,
        ABSENCE,
    )
}


class Way(StrEnum):
    """How a verb comes to be done."""

    ASKED = "asked"  #: asked for on a subject that stands: POST /<kind>/<id>/<verb>
    OWN = "own"  #: has a service of its own shape: a birth, an upload, a computation for all
    FOLLOWS = "follows"  #: follows from another act in the same breath; never asked for
    RINGS = "rings"  #: done by the system when a deadline rings, or when it sees the need


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
    ("year", "amend"): _asked(years.amend),
    ("year", "adopt"): _asked(years.adopt),
    ("year", "enter_calendar"): _asked(calendars.enter_calendar),
    ("year", "recompute"): _asked(calendars.recompute),
    ("year", "close"): _asked(years.close),
    ("phase", "plan"): _own(phases.plan_phases),
    ("phase", "open"): _asked(phases.open_),
    ("phase", "close"): _asked(phases.close),
    ("phase", "reopen"): _asked(phases.reopen),
    ("phase", "record"): _asked(phases.record),
    ("gate", "request"): _own(gates.request),
    ("gate", "endorse"): _asked(gates.endorse),
    ("gate", "oppose"): _asked(gates.oppose),
    ("gate", "approve"): _follows(gates.endorse),
    ("gate", "reject"): _follows(gates.oppose),
    ("gate", "send_back"): _asked(gate_circulation.send_back),
    ("gate", "return"): _follows(gate_circulation.send_back),
    ("gate", "resubmit"): _asked(gate_circulation.resubmit),
    ("gate", "recall"): _asked(gate_circulation.recall),
    ("gate", "add_signer"): _asked(gate_signers.add_signer),
    ("gate", "remove_signer"): _asked(gate_signers.remove_signer),
    ("gate", "hand_over"): _asked(gate_signers.hand_over),
    ("gate", "delegate"): _asked(gate_signers.delegate),
    ("gate", "opine"): _asked(gate_signers.opine),
    ("gate", "nudge"): _asked(gate_circulation.nudge),
    ("gate", "copy"): _asked(gate_circulation.copy),
    ("gate", "stall"): _rings(gate_watch.stall),
    ("gate", "resume"): _rings(gate_watch.resume),
    ("gate", "withdraw"): _asked(gates.withdraw),
    ("gate", "lapse"): _rings(gates.lapse),
    ("goal", "collect"): _own(goals.collect),
    ("goal", "revise"): _asked(goals.revise),
    ("goal", "dispatch"): _asked(goals.dispatch),
    ("goal", "decline"): _asked(goals.decline),
    ("goal", "accept"): _asked(goals.accept),
    ("goal", "decompose"): _own(goals.decompose),
    ("goal", "cover"): _follows(goals.cover),
    ("goal", "uncover"): _follows(goals.uncover),
    ("goal", "submit_package"): _asked(city_tasks.submit_package),
    ("goal", "score"): _asked(goals.score),
    ("goal", "withdraw"): _asked(goals.withdraw),
    ("goal", "transfer"): _follows(unit_changes.effect),
    ("contingency_plan", "draft"): _own(contingency_plans.draft),
    ("contingency_plan", "revise"): _asked(contingency_plans.revise),
    ("contingency_plan", "return"): _asked(contingency_plans.return_),
    ("contingency_plan", "approve"): _asked(contingency_plans.approve),
    ("contingency_plan", "activate"): _follows(contingency_plans.activate),
    ("contingency_plan", "close"): _follows(contingency_plans.close),
    ("contingency_plan", "transfer"): _follows(unit_changes.effect),
    ("feedback", "receive"): _own(feedbacks.receive),
    ("feedback", "attach"): _own(evidence.attach),
    ("feedback", "answer"): _asked(feedbacks.answer),
    ("feedback", "reject"): _asked(feedbacks.reject),
    ("feedback", "close"): _asked(feedbacks.close),
    ("feedback", "transfer"): _follows(unit_changes.effect),
    ("indicator", "draft"): _own(indicators.draft),
    ("indicator", "replace"): _follows(goals.decompose),
    ("indicator", "discard"): _follows(goals.decompose),
    ("indicator", "revise"): _asked(indicators.revise),
    ("indicator", "declare"): _asked(indicators.declare),
    ("indicator", "opine"): _asked(indicators.opine),
    ("indicator", "review"): _asked(indicators.review),
    ("indicator", "return"): _asked(indicators.return_),
    ("indicator", "start"): _asked(indicators.start),
    ("indicator", "amend"): _follows(requests.grant),
    ("indicator", "reweigh"): _follows(indicators.cancel),
    ("indicator", "verify"): _asked(indicators.verify),
    ("indicator", "reject"): _asked(indicators.reject),
    ("indicator", "score"): _asked(indicators.score),
    ("indicator", "reopen"): _follows(requests.grant),
    ("indicator", "cancel"): _asked(indicators.cancel),
    ("indicator", "transfer"): _follows(unit_changes.effect),
    ("node", "plan"): _own(nodes.plan_nodes),
    ("node", "draft"): _asked(nodes.draft),
    ("node", "attach"): _own(evidence.attach),
    ("node", "report"): _asked(nodes.report),
    ("node", "return"): _asked(nodes.return_),
    ("node", "accept"): _asked(nodes.accept),
    ("node", "extend"): _follows(requests.grant),
    ("node", "close_missed"): _asked(nodes.close_missed),
    ("node", "cancel"): _asked(nodes.cancel),
    ("node", "transfer"): _follows(unit_changes.effect),
    ("node", "reset"): _follows(inspections.determine),
    ("indicator", "falsify"): _follows(inspections.determine),
    ("inspection_round", "plan"): _own(inspection_rounds.plan),
    ("inspection_round", "draw"): _asked(inspection_rounds.draw),
    ("inspection_round", "close"): _asked(inspection_rounds.close),
    ("inspection_round", "withdraw"): _asked(inspection_rounds.withdraw),
    ("inspection", "plan"): _follows(inspection_rounds.draw),
    ("inspection", "assign"): _asked(inspections.assign),
    ("inspection", "issue"): _asked(inspections.issue),
    ("inspection", "attach"): _own(evidence.attach),
    ("inspection", "record"): _asked(inspections.record),
    ("inspection", "return"): _asked(inspections.return_),
    ("inspection", "review"): _asked(inspections.review),
    ("inspection", "notify"): _asked(inspections.notify),
    ("inspection", "explain"): _asked(inspections.explain),
    ("inspection", "determine"): _asked(inspections.determine),
    ("inspection", "revisit"): _asked(inspections.revisit),
    ("inspection", "close"): _asked(inspections.close),
    ("inspection", "withdraw"): _asked(inspections.withdraw),
    ("inspection", "transfer"): _follows(unit_changes.effect),
    ("request", "request"): _own(requests.request),
    ("request", "grant"): _asked(requests.grant),
    ("request", "refuse"): _asked(requests.refuse),
    ("request", "transfer"): _follows(unit_changes.effect),
    ("suspension", "begin"): _own(suspensions.begin),
    ("suspension", "end"): _asked(suspensions.end),
    ("suspension", "revoke"): _asked(suspensions.revoke),
    ("suspension", "transfer"): _follows(unit_changes.effect),
    ("adjustment", "propose"): _own(adjustments.propose),
    ("adjustment", "attach"): _own(evidence.attach),
    ("adjustment", "repropose"): _asked(adjustments.repropose),
    ("adjustment", "supersede"): _follows(adjustments.approve),
    ("adjustment", "approve"): _asked(adjustments.approve),
    ("adjustment", "reject"): _asked(adjustments.reject),
    ("adjustment", "revoke"): _asked(adjustments.revoke),
    ("result", "compute"): _own(results.lay_out),
    ("result", "recompute"): _own(results.compute),
    ("self_evaluation", "draft"): _own(self_evaluations.lay_out),
    ("self_evaluation", "revise"): _asked(self_evaluations.revise),
    ("self_evaluation", "attach"): _own(evidence.attach),
    ("self_evaluation", "submit"): _asked(self_evaluations.submit),
    ("self_evaluation", "return"): _asked(self_evaluations.return_),
    ("duty_report", "draft"): _own(duty_reports.lay_out),
    ("duty_report", "revise"): _asked(duty_reports.revise),
    ("duty_report", "attach"): _own(evidence.attach),
    ("duty_report", "submit"): _asked(duty_reports.submit),
    ("duty_report", "return"): _asked(duty_reports.return_),
    ("duty_report", "present"): _asked(duty_reports.present),
    ("ballot_session", "prepare"): _own(ballot_sessions.prepare),
    ("ballot_session", "open"): _own(ballot_urn.open_),
    ("ballot_session", "claim"): _own(ballots.claim),
    ("ballot_session", "cast"): _own(ballots.cast),
    ("ballot_session", "enter_paper"): _own(paper_ballots.enter_paper),
    ("ballot_session", "lock"): _own(ballot_urn.lock),
    ("ballot_session", "publish"): _asked(ballot_sessions.publish),
    ("ballot_session", "void"): _own(ballot_urn.void),
    ("result", "record_duty"): _follows(ballot_sessions.publish),
    ("result", "settle_tie"): _asked(results.settle_tie),
    ("result", "confirm"): _asked(results.confirm),
    ("result", "publish"): _asked(results.publish),
    ("result", "correct"): _asked(corrections.correct),
    ("result", "rerank"): _follows(corrections.correct),
    ("appeal", "file"): _own(appealing.file),
    ("appeal", "attach"): _own(evidence.attach),
    ("appeal", "accept"): _asked(appeals.accept),
    ("appeal", "reject"): _asked(appeals.reject),
    ("appeal", "uphold"): _asked(appeals.uphold),
    ("appeal", "dismiss"): _asked(appeals.dismiss),
    ("appeal", "withdraw"): _asked(appeals.withdraw),
    ("appeal", "transfer"): _follows(unit_changes.effect),
    ("unit_change", "propose"): _own(unit_changes.propose),
    ("unit_change", "approve"): _asked(unit_changes.approve),
    ("unit_change", "reject"): _asked(unit_changes.reject),
    ("unit_change", "withdraw"): _asked(unit_changes.withdraw),
    ("unit_change", "effect"): _rings(unit_changes.effect),
    ("document", "draft"): _own(papers.draft_unit_reports),
    ("document", "revise"): _asked(documents.revise),
    ("document", "approve"): _asked(documents.approve),
    ("document", "issue"): _asked(documents.issue),
    ("document", "receive"): _asked(documents.receive),
    ("document", "withdraw"): _asked(documents.withdraw),
    ("document", "transfer"): _follows(unit_changes.effect),
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
    ("rectification_plan", "extend"): _follows(requests.grant),
    ("rectification_plan", "reopen"): _asked(measures.reopen),
    ("rectification_plan", "transfer"): _follows(unit_changes.effect),
    ("detailed_rules", "draft"): _own(detailed_rules.draft),
    ("detailed_rules", "revise"): _asked(detailed_rules.revise),
    ("detailed_rules", "attach"): _own(evidence.attach),
    ("detailed_rules", "issue"): _asked(detailed_rules.issue),
    ("detailed_rules", "file"): _asked(detailed_rules.file),
    ("detailed_rules", "return"): _asked(detailed_rules.return_),
    ("detailed_rules", "supersede"): _follows(detailed_rules.issue),
    ("detailed_rules", "transfer"): _follows(unit_changes.effect),
    ("supervision_notice", "issue"): _own(supervision_notices.issue),
    ("supervision_notice", "receive"): _asked(supervision_notices.receive),
    ("supervision_notice", "answer"): _asked(supervision_notices.answer),
    ("supervision_notice", "return"): _asked(supervision_notices.return_),
    ("supervision_notice", "close"): _asked(supervision_notices.close),
    ("supervision_notice", "withdraw"): _asked(supervision_notices.withdraw),
    ("supervision_notice", "transfer"): _follows(unit_changes.effect),
    ("talk", "propose"): _own(talks.propose),
    ("talk", "convene"): _asked(talks.convene),
    ("talk", "reconvene"): _asked(talks.reconvene),
    ("talk", "waive"): _asked(talks.waive),
    ("talk", "record"): _asked(talks.record),
    ("talk", "transfer"): _follows(unit_changes.effect),
    ("alarm", "raise"): _follows(alarms.watch),
    ("alarm", "clear"): _rings(alarms.clear),
    ("alarm", "recur"): _rings(alarms.recur),
    ("webhook", "subscribe"): _own(subscribing.subscribe),
    ("webhook", "pause"): _asked(webhooks.pause),
    ("webhook", "resume"): _asked(webhooks.resume),
    ("webhook", "rotate_secret"): _own(subscribing.rotate_secret),
    ("webhook", "replay"): _asked(webhooks.replay),
    ("webhook", "fail"): _follows(webhooks.fail),
    ("webhook", "remove"): _asked(webhooks.remove),
    ("delegation", "grant"): _own(delegations.grant),
    ("delegation", "revoke"): _asked(delegations.revoke),
    ("absence", "declare"): _own(absences.declare),
    ("absence", "end"): _asked(absences.end),
    ("person", "enrol"): _own(enrolling.enrol_one),
    ("person", "rename"): _asked(accounts.rename),
    ("person", "assign"): _asked(accounts.assign),
    ("person", "end"): _asked(accounts.end),
    ("person", "disable"): _asked(accounts.disable),
    ("person", "enable"): _asked(accounts.enable),
    ("person", "sign_in"): _own(signing_in.sign_in),
    ("person", "refuse_sign_in"): _follows(signing_in.refuse),
    ("person", "sign_out"): _own(tokens.sign_out),
    ("person", "unlock"): _asked(accounts.unlock),
    ("person", "change_password"): _own(own_account.change_password),
    ("person", "reset_password"): _own(accounts.reset_password),
    ("person", "set_up_totp"): _own(own_account.set_up_totp),
    ("person", "confirm_totp"): _own(own_account.confirm_totp),
    ("person", "remove_totp"): _asked(accounts.remove_totp),
    ("person", "issue_token"): _own(tokens.issue),
    ("person", "revoke_token"): _asked(tokens.revoke),
    ("person", "add_channel"): _own(channels.add),
    ("person", "confirm_channel"): _own(channels.confirm),
    ("person", "remove_channel"): _asked(channels.remove),
    ("person", "resend"): _asked(deliveries.resend),
}
# fmt: on
