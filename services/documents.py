"""Documents (公文): unit reports drawn up from frozen facts, approved, issued, received."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text

from reports.unit_report import facts_of_unit_report
from services.acts import Answers, Order
from services.desk import Desk, Noun
from services.door import Subject
from services.intents import Effect, Message
from services.reading import one_read
from states.capacity import Capacity
from states.document import DocumentClass, DocumentFacts, DocumentTrigger

_T = DocumentTrigger
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)

_FACTS = """
    (SELECT g.state FROM gate g WHERE g.district_id = s.district_id AND g.year = s.year
        AND g.key = 'reports_approved' ORDER BY g.round DESC LIMIT 1) AS gate_state,
"""


def document_facts(desk: Desk, subject: Subject, order: Order) -> DocumentFacts:
    """Gather what the questions about a document look at."""
    return DocumentFacts(**desk.base(subject, order), gate=subject.row.get("gate_state") or "")


DOCUMENT = Noun("document", one_read("document", _FACTS), document_facts)

_PUBLISHED = text("""
    SELECT r.*, u.name AS unit_name,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'text', n.text, 'state', n.state,
            'late_days', n.late_days, 'due_on', n.due_on, 'level3', i.level3) ORDER BY n.id), '[]')
         FROM node n JOIN indicator i ON i.district_id = n.district_id AND i.id = n.indicator_id
         WHERE n.district_id = r.district_id AND n.year = r.year AND n.unit_id = r.unit_id
           AND (n.state = 'missed' OR n.late_days > 0)) AS late_nodes,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'level3', i.level3,
            'weight', i.weight::text, 'points', i.points::text) ORDER BY i.number), '[]')
         FROM indicator i WHERE i.district_id = r.district_id AND i.year = r.year
           AND i.unit_id = r.unit_id AND i.state = 'scored') AS indicators
    FROM result r JOIN unit u ON u.district_id = r.district_id AND u.id = r.unit_id
    WHERE r.district_id = :district AND r.year = :year AND r.state = 'published'
      AND NOT EXISTS (SELECT FROM document d WHERE d.district_id = r.district_id
        AND d.year = r.year AND d.unit_id = r.unit_id AND d.document_class = 'unit_report')
    ORDER BY u.sort
""")


def draft_unit_reports(desk: Desk) -> Answers:
    """Draw up the unit report (分报告) of every published result that has none; idempotent."""
    asked = {"district": desk.act.district_id, "year": desk.year}
    found = desk.connection.execute(_PUBLISHED, asked).mappings().all()
    number = len(_reported(desk))
    rows = [_unit_report(desk, row, number + place) for place, row in enumerate(found, start=1)]
    return desk.bear(DOCUMENT, _T.DRAFT, rows) if rows else []


def _reported(desk: Desk) -> Sequence[str]:
    asked = {"district": desk.act.district_id, "year": desk.year}
    return (
        desk.connection.execute(
            text(
                "SELECT id FROM document WHERE district_id = :district AND year = :year"
                " AND document_class = 'unit_report'"
            ),
            asked,
        )
        .scalars()
        .all()
    )


def _unit_report(desk: Desk, row: Mapping[Any, Any], number: int) -> dict[str, Any]:
    plan = desk.rules.plan
    return {
        "id": f"{desk.year}-{row['unit_id']}-B",
        "unit_id": row["unit_id"],
        "document_class": DocumentClass.UNIT_REPORT.value,
        "title": f"区政府{desk.year}年度绩效管理考评分报告（{row['unit_name']}）",
        "document_number": plan.numbering.number("unit_report", desk.year + 1, number),
        "facts": facts_of_unit_report(row),
    }


def approve(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Approve documents after the joint conference (审定)."""
    return desk.move(DOCUMENT, _T.APPROVE, orders)


def issue(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Issue approved documents (印发)."""
    return desk.move(DOCUMENT, _T.ISSUE, orders, _issue)


def _issue(desk: Desk, subject: Subject, order: Order, facts: DocumentFacts) -> Effect:
    del order, facts
    told = f"{subject.row['title']}已印发，请签收。"
    return Effect(columns={"issued_on": desk.today}, messages=(Message("issued", _UNIT, told),))


def receive(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Sign for documents (签收)."""
    return desk.move(DOCUMENT, _T.RECEIVE, orders, _receive)


def _receive(desk: Desk, subject: Subject, order: Order, facts: DocumentFacts) -> Effect:
    del subject, order, facts
    return Effect(columns={"received_on": desk.today})
