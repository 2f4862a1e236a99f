"""Bulletins (通报): one for every month of the year's work, one for every round of inspections."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from kit.errors import BadInput, Objected, Objection
from plans.words import PhaseKey
from reports.bulletins import REQUIREMENTS, facts_of_bulletin
from services.acts import Answers
from services.desk import Desk
from services.documents import DOCUMENT, paper
from states.document import DocumentClass, DocumentTrigger

_DRAFT = DocumentTrigger.DRAFT
_C = DocumentClass

_TOLD = text("""
SELECT d.about_id, (SELECT p.state FROM phase p WHERE p.district_id = :district AND p.year = :year
        AND p.key = 'process_management') AS phase
FROM (SELECT 1) one LEFT JOIN document d ON d.district_id = :district AND d.year = :year
    AND d.document_class = 'bulletin'
""")


def months_due(desk: Desk) -> list[str]:
    """Name the months of the year's work (过程管理阶段) that are over and have no bulletin yet.

    A month whose bulletin was withdrawn is the office's to draft again, not the system's.
    """
    found = desk.connection.execute(
        _TOLD, {"district": desk.act.district_id, "year": desk.year}
    ).all()
    if found[0].phase in (None, "planned"):
        return []
    told = {row.about_id for row in found}
    return [f"{first:%Y-%m}" for first in _months(desk) if f"{first:%Y-%m}" not in told]


def _months(desk: Desk) -> Iterator[date]:
    phase = desk.rules.plan.phase(PhaseKey.PROCESS_MANAGEMENT)
    first = phase.opens.replace(day=1)
    while first <= phase.closes and _after(first) <= desk.today:
        yield first
        first = _after(first)


def _after(first: date) -> date:
    """The first day of the month after."""
    return (first + timedelta(days=31)).replace(day=1)


def draft_due(desk: Desk) -> Answers:
    """Draw up the bulletins of all months that are due (绩效过程管理通报); idempotent."""
    return [answer for month in months_due(desk) for answer in draft_bulletin(desk, month)]


_UNITS = text("""
SELECT u.short_name AS unit, count(n.id) AS due,
    count(*) FILTER (WHERE n.state IN ('reported', 'accepted')) AS done,
    count(*) FILTER (WHERE n.late_days > 0) AS late,
    count(*) FILTER (WHERE n.state IN ('pending', 'returned', 'missed')) AS open,
    count(*) FILTER (WHERE n.lamp = 'green') AS green,
    count(*) FILTER (WHERE n.lamp = 'yellow') AS yellow,
    count(*) FILTER (WHERE n.lamp = 'red') AS red,
    count(*) FILTER (WHERE n.lamp = 'double_red') AS double_red
FROM unit u JOIN node n ON n.district_id = u.district_id AND n.unit_id = u.id AND n.year = :year
    AND n.due_on BETWEEN :first AND :last AND n.state <> 'cancelled'
WHERE u.district_id = :district AND u.assessed GROUP BY u.id, u.short_name, u.sort ORDER BY u.sort
""")
_PROBLEMS = text("""
SELECT u.short_name AS unit, i.level3, n.due_on, n.state, coalesce(n.late_days, 0) AS late_days
FROM node n JOIN unit u ON u.district_id = n.district_id AND u.id = n.unit_id
    JOIN indicator i ON i.district_id = n.district_id AND i.id = n.indicator_id
WHERE n.district_id = :district AND n.year = :year AND n.due_on BETWEEN :first AND :last
    AND NOT n.taken_in
    AND (n.state IN ('pending', 'returned', 'missed') OR n.late_days > 0) ORDER BY u.sort, n.id
""")


_STANDING = text(
    "SELECT id FROM document WHERE district_id = :district AND year = :year"
    " AND document_class = 'bulletin' AND about_id = :month AND state <> 'withdrawn' LIMIT 1"
)


def draft_bulletin(desk: Desk, month: str) -> Answers:
    """Draw up a month's bulletin from its nodes as they stand now.

    Args:
        desk: the office's or the system's.
        month: 2017-09.

    Raises:
        BadInput: the month has not begun.
        Objected: its bulletin stands, not withdrawn.
    """
    first = date.fromisoformat(f"{month}-01")
    if first > desk.today:
        raise BadInput(f"{month}尚未开始。")
    asked = {
        "district": desk.act.district_id,
        "year": desk.year,
        "month": month,
        "first": first,
        "last": _after(first) - timedelta(days=1),
    }
    standing = desk.connection.execute(_STANDING, asked).scalar_one_or_none()
    if standing:
        objection = Objection("document.standing", f"{month}通报已有（{standing}）。", "请先撤回。")
        raise Objected(objections=(objection,))
    units = desk.connection.execute(_UNITS, asked).mappings().all()
    problems = desk.connection.execute(_PROBLEMS, asked).mappings().all()
    told = f"{first.year}年{first.month}月"
    row = paper(
        desk,
        _C.BULLETIN,
        f"bulletin-{first:%Y%m}",
        facts_of_bulletin(month, _plain(units), _plain(problems)),
        {
            "title": f"{desk.rules.plan.district_name}{told}绩效过程管理通报",
            "about_id": month,
            "blocks": {"requirements": REQUIREMENTS},
        },
    )
    return desk.bear(DOCUMENT, _DRAFT, [row])


def _plain(rows: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - mappings of a result
    return [{name: _text(value) for name, value in row.items()} for row in rows]


def _text(value: object) -> object:
    return str(value) if isinstance(value, date) else value
