"""What is remembered: tables, session, trail, migrations."""

from models.indicators import (
    Evidence,
    Indicator,
    IndicatorVersion,
    Node,
    NodeReport,
    Request,
    Score,
)
from models.people import AccessToken, Assignment, Person, Unit
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
from models.year import CalendarDay, CalendarVersion, Decision, Gate, Phase, Year

#: Every kind of subject and its table, in the order in which a year is built.
SUBJECTS: dict[str, type[Subject]] = {
    table.KIND: table
    for table in (
        Year,
        Phase,
        Gate,
        Indicator,
        Node,
        Request,
        Adjustment,
        Result,
        Document,
        RectificationPlan,
    )
}

__all__ = [
    "SUBJECTS",
    "AccessToken",
    "Adjustment",
    "Assignment",
    "CalendarDay",
    "CalendarVersion",
    "Deadline",
    "DeadlineFire",
    "Decision",
    "Document",
    "Evidence",
    "FlowAsk",
    "Gate",
    "IdempotencyKey",
    "Inbox",
    "Indicator",
    "IndicatorVersion",
    "Node",
    "NodeReport",
    "Outbox",
    "Person",
    "Phase",
    "RectificationPlan",
    "Request",
    "Result",
    "Score",
    "Subject",
    "Trail",
    "Unit",
    "Year",
]
