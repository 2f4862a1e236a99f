"""How changes of bodies are read, and what their lifecycle's questions look at."""

from datetime import timedelta

from services.acts import Order
from services.desk import Desk, Noun
from services.door import Subject
from services.reading import one_read
from states.unit_change import UnitChangeFacts

DAY = timedelta(days=1)

_FACTS = """
    EXISTS (SELECT FROM result r WHERE r.district_id = s.district_id AND r.year = s.year)
        AS laid_out,
    (SELECT g.state FROM gate g WHERE g.district_id = s.district_id AND g.year = s.year
        AND g.key = 'unit_changed' AND g.about_id = s.id ORDER BY g.round DESC LIMIT 1)
        AS gate_state,
"""


def unit_change_facts(desk: Desk, subject: Subject, order: Order) -> UnitChangeFacts:
    """Gather what the questions about a change of bodies look at."""
    row = subject.row
    rule = desk.rules.plan.unit_changes
    begins = desk.rules.end(row["effective_on"] - DAY)
    return UnitChangeFacts(
        **desk.base(subject, order),
        document=row["document"],
        in_year=row["effective_on"].year == desk.year,
        problems=order.body.get("problems") or row.get("problems") or (),
        results=bool(row.get("laid_out")),
        proposed_by=row["proposed_by"],
        approver=rule.by,
        gate=(row.get("gate_state") or "") if rule.by_gate else "approved",
        day_has_come=desk.act.at >= begins,
    )


UNIT_CHANGE = Noun("unit_change", one_read("unit_change", _FACTS), unit_change_facts)
