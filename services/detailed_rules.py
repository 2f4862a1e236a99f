"""Detailed rules (考核细则): written by an examiner, sent out, filed at the office."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text

from kit.errors import BadInput, Refused
from services.acts import Answer, Answers, Order, needed, one
from services.desk import Desk, Noun
from services.door import Subject, judge
from services.intents import Effect, Message, Planned
from services.reading import one_read
from states.capacity import Capacity
from states.detailed_rules import DetailedRulesFacts, DetailedRulesTrigger

_T = DetailedRulesTrigger
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)
_OFFICE = (Capacity.OFFICE_CLERK,)
_EXAMINER = (Capacity.EXAMINER,)
_CONTENT = ("title", "text")

_FACTS = """
    EXISTS (SELECT FROM evidence e WHERE e.district_id = s.district_id
        AND e.kind = 'detailed_rules' AND e.subject_id = s.id
        AND e.role = 'formal_document') AS has_document,
    (SELECT coalesce(jsonb_agg(DISTINCT i.unit_id), '[]') FROM indicator i
        WHERE i.district_id = s.district_id AND i.year = s.year AND i.assessor_id = s.assessor_id
        AND i.state <> 'cancelled') AS undertakers,
    (SELECT b.id FROM detailed_rules b WHERE b.district_id = s.district_id AND b.year = s.year
        AND b.assessor_id = s.assessor_id AND b.number = s.number - 1 AND b.state = 'filed')
        AS older,
"""


def detailed_rules_facts(desk: Desk, subject: Subject, order: Order) -> DetailedRulesFacts:
    """Gather what the questions about an examiner's rules look at."""
    row, base = subject.row, desk.base(subject, order)
    if "state" not in row:
        return DetailedRulesFacts(**base, unfinished=row["unfinished"] or "")
    return DetailedRulesFacts(
        **base,
        title=row["title"],
        text=row["text"],
        formal_document=row["has_document"],
        undertakers=len(row["undertakers"]),
        issued_by=row["issued_by"] or "",
        newer=bool(order.body.get("newer")),
    )


DETAILED_RULES = Noun("detailed_rules", one_read("detailed_rules", _FACTS), detailed_rules_facts)

_BEFORE = text(
    "SELECT count(*) AS number, min(id) FILTER (WHERE state IN ('drafted', 'issued', 'returned'))"
    " AS unfinished FROM detailed_rules WHERE district_id = :district AND year = :year"
    " AND assessor_id = :examiner"
)


def draft(desk: Desk, examiner_id: str, body: Mapping[str, Any]) -> Answer:
    """Draft an examiner's rules, or the next version of them (拟订).

    Args:
        desk: somebody of the examining body (小考官).
        examiner_id: the body.
        body: `title`, `text` (the main points).

    Raises:
        BadInput: there is no such body, or it has no title.
        Refused: with the objections.
    """
    plan = desk.rules.plan
    if examiner_id not in {unit.id for unit in plan.assessed}:
        raise BadInput(f"被考核单位名单中没有小考官“{examiner_id}”。")
    asked = {"district": desk.act.district_id, "year": desk.year, "examiner": examiner_id}
    before = desk.connection.execute(_BEFORE, asked).one()
    number = before.number + 1
    row: dict[str, Any] = {
        "id": f"{desk.year}-K-{examiner_id}-{number}",
        "unit_id": plan.office.id,
        "assessor_id": examiner_id,
        "number": number,
        "title": str(needed(body, "title", "标题")),
        "text": str(body.get("text") or ""),
        "units": [],
        "drafted_by": desk.act.actor,
        "returns": 0,
        "unfinished": before.unfinished,
    }
    question = {"examiner": examiner_id, **body}
    return one(desk.bear(DETAILED_RULES, _T.DRAFT, [row], None, question))


def revise(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Change title or main points (修改); the body holds `title`, `text`."""
    return desk.move(DETAILED_RULES, _T.REVISE, orders, _revise)


def _revise(desk: Desk, subject: Subject, order: Order, facts: DetailedRulesFacts) -> Effect:
    del desk, subject, facts
    columns = {name: str(order.body[name]) for name in _CONTENT if name in order.body}
    return Effect(columns=columns, data={"changed": sorted(columns)})


def issue(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Send the rules to every unit they bind (下发); the version before gives way to this one."""
    return desk.move(DETAILED_RULES, _T.ISSUE, orders, _issue)


def _issue(desk: Desk, subject: Subject, order: Order, facts: DetailedRulesFacts) -> Effect:
    del order, facts
    row = subject.row
    bound: list[str] = sorted(row["undertakers"])
    told = f"《{row['title']}》已下发，请遵照执行（{row['id']}）。"
    letters = (Message(f"issued-{unit}", _UNIT, told, unit_id=unit) for unit in bound)
    filed = Message("issued", _OFFICE, f"《{row['title']}》（{row['id']}）已下发，请备案。")
    return Effect(
        columns={
            "units": bound,
            "issued_by": desk.act.actor,
            "issued_on": row["issued_on"] or desk.today,
        },
        data={"units": bound},
        messages=(*letters, filed),
        also=(_superseded(desk, row["older"], row["id"]),) if row["older"] else (),
    )


def _superseded(desk: Desk, older: str, newer: str) -> Planned:
    found = desk.look(DETAILED_RULES, [older]).get(older)
    order = Order(older, {"newer": True}, reason=f"由{newer}替代。")
    planned = judge(desk.act, desk.verb(DETAILED_RULES, _T.SUPERSEDE), order, found)
    if isinstance(planned, Refused):
        raise planned
    return planned


def file(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Put the rules on file at the office (备案)."""
    return desk.move(DETAILED_RULES, _T.FILE, orders, _file)


def _file(desk: Desk, subject: Subject, order: Order, facts: DetailedRulesFacts) -> Effect:
    del order, facts
    told = f"《{subject.row['title']}》（{subject.row['id']}）已备案。"
    return Effect(columns={"filed_on": desk.today}, messages=(Message("filed", _EXAMINER, told),))


def return_(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Send the rules back to their examiner with a reason (退回修改)."""
    return desk.move(DETAILED_RULES, _T.RETURN, orders, _return)


def _return(desk: Desk, subject: Subject, order: Order, facts: DetailedRulesFacts) -> Effect:
    del desk, order
    told = f"《{subject.row['title']}》（{subject.row['id']}）被退回：{facts.reason}"
    return Effect(
        columns={"returns": subject.row["returns"] + 1},
        messages=(Message("returned", _EXAMINER, told),),
    )
