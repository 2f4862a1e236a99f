"""Papers on the year's results (总报告、分报告、结果报送): drawn up from what is published."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text

from reports.overall_report import facts_of_overall_report
from reports.results_letter import facts_of_results_letter
from reports.unit_report import facts_of_unit_report, findings
from services.acts import Answers
from services.comparison import comparisons
from services.desk import Desk
from services.documents import DOCUMENT, paper
from services.evaluation import evaluate
from states.document import DocumentClass, DocumentTrigger

_DRAFT = DocumentTrigger.DRAFT
_C = DocumentClass
Rows = Sequence[Mapping[Any, Any]]

_PUBLISHED = """
    SELECT r.*, u.name AS unit_name, u.kind AS unit_kind, u.ranking_group,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'text', n.text, 'state', n.state,
            'late_days', n.late_days, 'due_on', n.due_on, 'level3', i.level3) ORDER BY n.id), '[]')
         FROM node n JOIN indicator i ON i.district_id = n.district_id AND i.id = n.indicator_id
         WHERE n.district_id = r.district_id AND n.year = r.year AND n.unit_id = r.unit_id
           AND (n.state = 'missed' OR n.late_days > 0)) AS late_nodes,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'level3', i.level3,
            'weight', i.weight::text, 'points', i.points::text) ORDER BY i.number), '[]')
         FROM indicator i WHERE i.district_id = r.district_id AND i.year = r.year
           AND i.unit_id = r.unit_id AND i.state = 'scored') AS indicators,
        (SELECT count(*) FROM document d WHERE d.district_id = r.district_id AND d.year = r.year
            AND d.unit_id = r.unit_id AND d.document_class = 'unit_report'
            AND d.state = 'withdrawn') AS drafts
    FROM result r JOIN unit u ON u.district_id = r.district_id AND u.id = r.unit_id
    WHERE r.district_id = :district AND r.year = :year AND r.state = 'published'
"""
_ALL = text(f"{_PUBLISHED} ORDER BY u.sort")
_UNREPORTED = text(
    f"{_PUBLISHED} AND NOT EXISTS (SELECT FROM document d WHERE d.district_id = r.district_id"
    " AND d.year = r.year AND d.unit_id = r.unit_id AND d.document_class = 'unit_report'"
    " AND d.state <> 'withdrawn') ORDER BY u.sort"
)
_NUMBERED = text(
    "SELECT count(*) FROM document WHERE district_id = :district AND year = :year"
    " AND document_class = 'unit_report'"
)


def _asked(desk: Desk) -> dict[str, Any]:
    return {"district": desk.act.district_id, "year": desk.year}


def draft_unit_reports(desk: Desk) -> Answers:
    """Draw up the unit report (分报告) of every published result that has none; idempotent."""
    found = desk.connection.execute(_UNREPORTED, _asked(desk)).mappings().all()
    if not found:
        return []
    number: int = desk.connection.execute(_NUMBERED, _asked(desk)).scalar_one()
    compared = comparisons(desk)
    rows = [
        _unit_report(desk, row, number + place, compared.get(row["unit_id"], {}))
        for place, row in enumerate(found, start=1)
    ]
    return desk.bear(DOCUMENT, _DRAFT, rows)


def _unit_report(
    desk: Desk, row: Mapping[Any, Any], number: int, comparison: Mapping[str, Any]
) -> dict[str, Any]:
    plan = desk.rules.plan
    again = f"-{row['drafts'] + 1}" if row["drafts"] else ""
    return {
        "id": f"{desk.year}-{row['unit_id']}-B{again}",
        "unit_id": row["unit_id"],
        "document_class": _C.UNIT_REPORT.value,
        "title": f"区政府{desk.year}年度绩效管理考评分报告（{row['unit_name']}）",
        "document_number": plan.numbering.number("unit_report", desk.year + 1, number),
        "recipient": row["unit_name"],
        "facts": facts_of_unit_report(row, comparison),
    }


_WORK = text("""
SELECT (SELECT count(*) FROM indicator WHERE district_id = :district AND year = :year
        AND state <> 'cancelled') AS indicators,
    count(*) AS nodes, count(*) FILTER (WHERE state = 'accepted') AS accepted,
    count(*) FILTER (WHERE state = 'missed') AS missed,
    count(*) FILTER (WHERE late_days > 0) AS late
FROM node WHERE district_id = :district AND year = :year AND state <> 'cancelled'
""")


def draft_overall_report(desk: Desk) -> Answers:
    """Draw up the overall report (总报告) when results are published and it stands in no draft."""
    found = _to_be_told(desk, _C.OVERALL_REPORT)
    if not found:
        return []
    compared = comparisons(desk)
    results = [
        {**_told(row), "comparison": compared[row["unit_id"]], "kind": _kind(desk, row)}
        for row in found
    ]
    work = dict(desk.connection.execute(_WORK, _asked(desk)).mappings().one())
    found_out = evaluate(desk)
    told = {name: found_out[name] for name in ("sentences", "findings")}
    row = paper(
        desk,
        _C.OVERALL_REPORT,
        _C.OVERALL_REPORT.value,
        facts_of_overall_report(work, results, _problems(found), told),
        {"title": f"区政府{desk.year}年度绩效管理考评总报告", "recipient": "区政府"},
    )
    return desk.bear(DOCUMENT, _DRAFT, [row])


def _to_be_told(desk: Desk, document_class: DocumentClass) -> Rows:
    """Read the published results, unless a paper of the class tells them already."""
    asked = {**_asked(desk), "class": document_class.value}
    if desk.connection.execute(_STANDING, asked).scalar_one():
        return []
    return desk.connection.execute(_ALL, _asked(desk)).mappings().all()


_STANDING = text(
    "SELECT EXISTS (SELECT FROM document WHERE district_id = :district AND year = :year"
    " AND document_class = :class AND state <> 'withdrawn')"
)


def _told(row: Mapping[Any, Any]) -> dict[str, Any]:
    names = ("total", "grade", "rank", "group_rank")
    return {"unit": row["unit_name"], **{name: row[name] for name in names}} | {
        "total": format(row["total"], "f")
    }


def _kind(desk: Desk, row: Mapping[Any, Any]) -> str:
    return desk.rules.body(row["unit_id"]).kind.zh


def _problems(found: Rows) -> list[str]:
    """Name the units with the most problems first, each with how many and the heaviest."""
    told = [
        (row["unit_name"], list(findings(row["late_nodes"], row["indicators"]))) for row in found
    ]
    worst = sorted(((unit, said) for unit, said in told if said), key=lambda pair: -len(pair[1]))
    return [f"{unit}问题{len(said)}项，主要是：{said[0]}" for unit, said in worst]


_OPENING = "现将{title}考评结果报送你部，请按有关规定运用。"


def draft_results_letter(desk: Desk) -> Answers:
    """Draw up the letter of results to 区委组织部 with its links (方案 六（一）); idempotent."""
    found = _to_be_told(desk, _C.RESULTS_LETTER)
    if not found:
        return []
    links = desk.rules.plan.result_links
    ranked = sorted((_told(row) for row in found), key=lambda row: row["rank"])
    row = paper(
        desk,
        _C.RESULTS_LETTER,
        _C.RESULTS_LETTER.value,
        facts_of_results_letter(desk.year, links.circular, ranked),
        {
            "title": f"关于报送区政府{desk.year}年度绩效管理考评结果的函",
            "recipient": links.recipient,
            "blocks": {"opening": _OPENING.format(title=f"区政府{desk.year}年度绩效管理")},
            "links": [{"label": link.label, "to": link.to} for link in links.links],
        },
    )
    return desk.bear(DOCUMENT, _DRAFT, [row])
