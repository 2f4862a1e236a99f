"""How inspections are read, and what their lifecycle's questions look at."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kit.errors import BadInput
from services.acts import Order
from services.desk import Desk, Noun
from services.door import Subject
from services.reading import one_read
from states.inspection import Conclusion, InspectionFacts

#: What a record must say: column, and how officers call it.
RECORD: Mapping[str, str] = {
    "place": "核验地点",
    "visited_on": "核验日期",
    "finding": "核验情况",
    "conclusion": "结论",
}

# Whoever reported the node answers for it, though a successor may explain in its place.
_FACTS = """
    NOT s.told AS withheld,
    (SELECT n.unit_id FROM node n WHERE n.district_id = s.district_id AND n.id = s.node_id)
        AS reported_by,
    (SELECT i.state FROM indicator i WHERE i.district_id = s.district_id
        AND i.id = s.indicator_id) AS indicator_state,
    (SELECT r.state FROM result r WHERE r.district_id = s.district_id AND r.year = s.year
        AND r.unit_id = s.unit_id) AS result_state,
    CASE WHEN s.state IN ('planned', 'issued') THEN (
        SELECT jsonb_agg(a.person_id) FROM assignment a WHERE a.district_id = s.district_id
          AND a.capacity = 'inspector' AND a.from_day <= %(today)s
          AND (a.until_day IS NULL OR a.until_day >= %(today)s)) END AS inspectors,
"""


def inspection_facts(desk: Desk, subject: Subject, order: Order) -> InspectionFacts:
    """Gather what the questions about an inspection look at."""
    row, body = subject.row, order.body
    base = desk.base(subject, order)
    if "state" not in row:
        return InspectionFacts(**base, today=desk.today, drawn=bool(body.get("drawn")))
    record = recorded(row, body)
    due = row["explain_due_at"]
    return InspectionFacts(
        **base,
        today=desk.today,
        inspector_known=body.get("inspector_id") in (row["inspectors"] or ()),
        incomplete=tuple(label for name, label in RECORD.items() if not record[name]),
        visited_on=record["visited_on"],
        recorded_by=row["recorded_by"] or "",
        conclusion=_read(record["conclusion"]),
        explanation=str(body.get("explanation") or ""),
        window_over=due is not None and desk.act.at >= due,
        explained=bool(row["explained_by"]),
        outcome=outcome_of(row, body),
        document=str(body.get("document") or ""),
        cancelled=row["indicator_state"] == "cancelled",
    )


def recorded(row: Mapping[Any, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """Lay what is recorded now over what stands.

    Raises:
        BadInput: a day is none, or the conclusion is unknown.
    """
    names = (*RECORD, "interviewee")
    found = {name: row[name] if body.get(name) is None else body[name] for name in names}
    found["visited_on"] = read_day(found["visited_on"])
    found["conclusion"] = _read(found["conclusion"])
    return found


def outcome_of(row: Mapping[Any, Any], body: Mapping[str, Any]) -> Conclusion | None:
    """Read what is to be determined: what is said, else what stands, else what was recorded.

    Raises:
        BadInput: there is no such outcome.
    """
    return _read(body.get("outcome") or row["outcome"] or row["conclusion"])


def _read(word: object) -> Conclusion | None:
    if not word:
        return None
    if word not in set(Conclusion):
        known = "、".join(f"{c.value}（{c.zh}）" for c in Conclusion)
        raise BadInput(f"结论只能是：{known}。")
    return Conclusion(str(word))


def read_day(day: object) -> date | None:
    """Read a day; none stays none.

    Raises:
        BadInput: it is no day.
    """
    if day is None or isinstance(day, date):
        return day
    try:
        return date.fromisoformat(str(day))
    except ValueError as error:
        raise BadInput(f"“{day}”不是日期，请写成 2017-10-18。") from error


INSPECTION = Noun("inspection", one_read("inspection", _FACTS), inspection_facts)
