"""What is remembered: tables, session, trail, migrations."""

from models.appeals import Appeal, ResultVersion
from models.clock import Suspension
from models.delegations import Absence, Delegation
from models.deliveries import Delivery, DeliveryAttempt, ReachingChannel
from models.detailed_rules import DetailedRules
from models.events import Event, Sealing, Webhook, WebhookAttempt, WebhookCursor
from models.goals import ContingencyPlan, Feedback, Goal
from models.indicators import (
    Evidence,
    Indicator,
    IndicatorVersion,
    Node,
    NodeReport,
    Request,
    Score,
)
from models.inspections import Inspection, InspectionRound
from models.people import AccessToken, Assignment, Person, SignInRefusal, Unit, UnitName
from models.record import (
    Deadline,
    DeadlineFire,
    FlowAsk,
    IdempotencyKey,
    Inbox,
    Outbox,
    Trail,
)
from models.results import Adjustment, Document, RectificationPlan, Result
from models.subject import Subject
from models.supervision import Alarm, SupervisionNotice, Talk
from models.unit_changes import Transfer, UnitChange
from models.year import CalendarDay, CalendarVersion, Decision, Gate, Phase, Signer, Year
from models.year_end import (
    Ballot,
    BallotSession,
    DutyReport,
    Mark,
    SelfEvaluation,
    Voter,
)

#: Every kind of subject and its table, in the order in which a year is built.
SUBJECTS: dict[str, type[Subject]] = {
    table.KIND: table
    for table in (
        Year,
        Phase,
        Gate,
        Goal,
        ContingencyPlan,
        Feedback,
        Indicator,
        DetailedRules,
        Node,
        InspectionRound,
        Inspection,
        Request,
        Suspension,
        Adjustment,
        SelfEvaluation,
        DutyReport,
        BallotSession,
        Result,
        UnitChange,
        Appeal,
        Document,
        RectificationPlan,
        SupervisionNotice,
        Talk,
        Alarm,
        Webhook,
        Delegation,
        Absence,
        Person,
    )
}

__all__ = [
    "SUBJECTS",
    "Absence",
    "AccessToken",
    "Adjustment",
    "Alarm",
    "Appeal",
    "Assignment",
    "Ballot",
    "BallotSession",
    "CalendarDay",
    "CalendarVersion",
    "ContingencyPlan",
    "Deadline",
    "DeadlineFire",
    "Decision",
    "Delegation",
    "Delivery",
    "DeliveryAttempt",
    "DetailedRules",
    "Document",
    "DutyReport",
    "Event",
    "Evidence",
    "Feedback",
    "FlowAsk",
    "Gate",
    "Goal",
    "IdempotencyKey",
    "Inbox",
    "Indicator",
    "IndicatorVersion",
    "Inspection",
    "InspectionRound",
    "Mark",
    "Node",
    "NodeReport",
    "Outbox",
    "Person",
    "Phase",
    "ReachingChannel",
    "RectificationPlan",
    "Request",
    "Result",
    "ResultVersion",
    "Score",
    "Sealing",
    "SelfEvaluation",
    "SignInRefusal",
    "Signer",
    "Subject",
    "SupervisionNotice",
    "Suspension",
    "Talk",
    "Trail",
    "Transfer",
    "Unit",
    "UnitChange",
    "UnitName",
    "Voter",
    "Webhook",
    "WebhookAttempt",
    "WebhookCursor",
    "Year",
]
