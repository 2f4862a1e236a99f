"""Inspection bulletins (察访核验情况通报): one for every round that is closed."""

from typing import Any

from sqlalchemy import Row, text

from reports.bulletins import REQUIREMENTS, facts_of_inspection_bulletin
from services.acts import Answers
from services.desk import Desk
from services.documents import DOCUMENT, paper
from states.document import DocumentClass, DocumentTrigger
from states.inspection import Conclusion

_CLASS = DocumentClass.INSPECTION_BULLETIN
_ROUNDS = text("""
SELECT r.id, r.number, r.label FROM inspection_round r
WHERE r.district_id = :district AND r.year = :year AND r.state = 'closed'
    AND NOT EXISTS (SELECT FROM document d WHERE d.district_id = r.district_id
        AND d.document_class = 'inspection_bulletin' AND d.about_id = r.id)
ORDER BY r.number
""")
_INSPECTIONS = text("""
SELECT u.short_name AS unit, i.level3 AS subject, i.outcome, i.finding
FROM inspection i JOIN unit u ON u.district_id = i.district_id AND u.id = i.unit_id
WHERE i.district_id = :district AND i.round_id = :round AND i.state = 'closed'
ORDER BY u.sort, i.number
""")


def draft_due(desk: Desk) -> Answers:
    """Draw up a bulletin of every closed round that has none; idempotent."""
    asked = {"district": desk.act.district_id, "year": desk.year}
    rounds = desk.connection.execute(_ROUNDS, asked).all()
    return [answer for round_ in rounds for answer in _draft(desk, round_)]


def _draft(desk: Desk, round_: Row[Any]) -> Answers:
    label = round_.label
    asked = {"district": desk.act.district_id, "round": round_.id}
    found = desk.connection.execute(_INSPECTIONS, asked).mappings().all()
    rows = [{**row, "outcome": _told(row["outcome"])} for row in found]
    row = paper(
        desk,
        _CLASS,
        f"inspection-{round_.number}",
        facts_of_inspection_bulletin(label, rows),
        {
            "title": f"{desk.rules.plan.district_name}察访核验情况通报（{label}）",
            "about_id": round_.id,
            "blocks": {"requirements": REQUIREMENTS},
        },
    )
    return desk.bear(DOCUMENT, DocumentTrigger.DRAFT, [row])


def _told(outcome: str | None) -> str:
    return Conclusion(outcome).zh if outcome else "未认定"
