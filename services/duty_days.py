"""By when an examiner does its duty (小考官履职时限): sends its rules out, verifies and scores."""

from datetime import date

from plans.words import PhaseKey
from services.rules import Rules


def rules_due(rules: Rules) -> date:
    """Reckon the last day on which an examiner's rules (考核细则) are sent out in time."""
    opens = rules.plan.phase(PhaseKey.PROCESS_MANAGEMENT).opens
    calendar = rules.calendar
    days = rules.plan.evaluation.rules_days
    return calendar.add_working_days(calendar.next_working(opens), days)


def is_overdue(rules: Rules, day: date) -> bool:
    """Tell whether examiners were to have verified and scored before a day (核验评分逾期)."""
    due = rules.plan.year_end.examiner_due
    return due is not None and day > due
