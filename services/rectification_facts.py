"""How rectification plans are read, and what their lifecycle's questions look at."""

from services.acts import Order
from services.clocks import LEDGER, stands
from services.desk import Desk, Noun
from services.door import Subject
from services.others_turn import CAUSED
from services.reading import many, one_read
from services.rectification_days import CLOCK
from services.rectification_items import ANSWER, FINAL
from states.rectification_plan import RectificationPlanFacts

_FACTS = f"""
    EXISTS (SELECT FROM evidence e WHERE e.district_id = s.district_id
        AND e.kind = 'rectification_plan' AND e.subject_id = s.id
        AND e.role = 'formal_document') AS has_document,
    (SELECT to_jsonb(d) || jsonb_build_object('head', encode(d.head, 'hex')) FROM document d
        WHERE d.district_id = s.district_id AND d.id = s.document_id) AS document_row,
    (SELECT coalesce(jsonb_agg(a.id ORDER BY a.id), '[]') FROM adjustment a
        WHERE a.district_id = s.district_id AND a.year = s.year + 1 AND a.unit_id = s.unit_id
        AND a.about = s.id AND a.state IN ('proposed', 'approved')) AS booked,
    EXISTS (SELECT FROM result r WHERE r.district_id = s.district_id AND r.year = s.year + 1
        AND r.unit_id = s.unit_id AND r.state <> 'trial') AS settled,
    {LEDGER.format(kind="rectification_plan")} AS ledger,
    {CAUSED} AS pauses,
    {stands("rectification_plan", CLOCK)} AS stands,
"""


def rectification_plan_facts(desk: Desk, subject: Subject, order: Order) -> RectificationPlanFacts:
    """Gather what the questions about a rectification plan look at."""
    row, base = subject.row, desk.base(subject, order)
    if "state" not in row:
        return RectificationPlanFacts(**base)
    items = many(row["items"])
    return RectificationPlanFacts(
        **base,
        received=row["received_on"] is not None,
        findings=len(items),
        incomplete=tuple(i["number"] for i in items if not all(i.get(name) for name in ANSWER)),
        formal_document=row["has_document"],
        declared_by=row["declared_by"] or "",
        undecided=tuple(i["number"] for i in items if i.get("outcome") not in FINAL),
        unproven=tuple(
            i["number"] for i in items if i.get("outcome") == "accepted" and not i.get("progress")
        ),
        granted=bool(order.body.get("granted")),
        document=str(order.body.get("document") or ""),
        settled=row["settled"],
    )


RECTIFICATION_PLAN = Noun(
    "rectification_plan", one_read("rectification_plan", _FACTS), rectification_plan_facts
)
