"""Where the findings of a rectification plan come from: report, inspections, appeals."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import text

from reports.unit_report import findings_to_rectify

#: Unit reports issued without a rectification plan yet; what inspections determined and no re-visit
#: found put right; the unit's appeals that were dismissed: disputed, and found to be so.
REPORTED = text("""
    SELECT d.id, d.unit_id, d.title, d.facts,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'decision', a.decision)
            ORDER BY a.id), '[]') FROM appeal a WHERE a.district_id = d.district_id
            AND a.year = d.year AND a.unit_id = d.unit_id AND a.state = 'dismissed') AS appeals,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'level3', i.level3, 'finding',
            i.finding) ORDER BY i.id), '[]') FROM inspection i WHERE i.district_id = d.district_id
            AND i.year = d.year AND i.unit_id = d.unit_id AND i.rectified IS NOT TRUE
            AND i.state IN ('determined', 'revisited', 'closed')
            AND i.outcome <> 'consistent') AS inspections
    FROM document d WHERE d.district_id = :district
    AND d.year = :year AND d.document_class = 'unit_report' AND d.state IN ('issued', 'received')
    AND NOT EXISTS (SELECT FROM rectification_plan r WHERE r.district_id = d.district_id
        AND r.document_id = d.id) ORDER BY d.id
""")


def to_rectify(row: Mapping[Any, Any]) -> Iterator[dict[str, str]]:
    """List a unit's findings, each with the id of what it comes from, the unit report's first."""
    for finding in findings_to_rectify(row["facts"]):
        yield {"finding": finding, "source": row["id"]}
    for seen in row["inspections"]:
        said = seen["finding"].strip() or "与填报不一致"
        yield {"finding": f"察访核验“{seen['level3']}”：{said}", "source": seen["id"]}
    for appeal in row["appeals"]:
        said = appeal["decision"].strip() or "维持原结果"
        yield {"finding": f"复核申请{appeal['id']}经复核：{said}", "source": appeal["id"]}
