"""Documents (公文): from frozen facts, worded by the office, approved, issued, received."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any

from sqlalchemy import text

from kit.errors import BadInput
from reports.papers import BLOCKS
from services.acts import Answers, Order
from services.desk import Desk, Noun
from services.door import Subject
from services.intents import Effect, Message
from services.reading import one_read
from services.unsettled import UNSETTLED_APPEAL
from states.capacity import Capacity
from states.document import (
    APPROVED_BY,
    RECEIVED_BY,
    DocumentClass,
    DocumentFacts,
    DocumentTrigger,
)

_T = DocumentTrigger
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)
_DIRECTOR = (Capacity.OFFICE_DIRECTOR,)
_BULLETINS = (DocumentClass.BULLETIN, DocumentClass.INSPECTION_BULLETIN)

_GATE = " ".join(f"WHEN '{each.value}' THEN '{gate}'" for each, gate in APPROVED_BY.items())
_FACTS = f"""
    (SELECT g.state FROM gate g WHERE g.district_id = s.district_id AND g.year = s.year
        AND g.key = CASE s.document_class {_GATE} END
        AND (g.about_id IS NULL OR g.id = s.facts ->> 'gate_id')
        ORDER BY g.round DESC LIMIT 1) AS gate_state,
    s.state IN ('drafted', 'approved')
        AND s.document_class IN ('unit_report', 'overall_report', 'results_letter')
        AND EXISTS (SELECT FROM result r JOIN result_version v
            ON v.district_id = r.district_id AND v.result_id = r.id
            WHERE r.district_id = s.district_id AND r.year = s.year AND v.number > 1
              AND v.published_at > s.moved_at
              AND (s.document_class <> 'unit_report' OR r.unit_id = s.unit_id)) AS stale,
    CASE s.document_class WHEN 'results_letter' THEN (SELECT count(*) FROM appeal a
        WHERE a.district_id = s.district_id AND a.year = s.year AND {UNSETTLED_APPEAL}) END
        AS open_appeals,
"""


def document_facts(desk: Desk, subject: Subject, order: Order) -> DocumentFacts:
    """Gather what the questions about a document look at."""
    row = subject.row
    return DocumentFacts(
        **desk.base(subject, order),
        document_class=DocumentClass(row["document_class"]),
        gate=row.get("gate_state") or "",
        revised_by=row.get("revised_by") or "",
        stale=bool(row.get("stale")),
        open_appeals=row.get("open_appeals") or 0,
    )


DOCUMENT = Noun("document", one_read("document", _FACTS), document_facts)


def revise(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Word a draft (修改文稿); body: `blocks` by name, `links` of the results letter.

    The frozen facts stay as they are.
    """
    return desk.move(DOCUMENT, _T.REVISE, orders, _revise)


def _revise(desk: Desk, subject: Subject, order: Order, facts: DocumentFacts) -> Effect:
    known = BLOCKS[facts.document_class]
    blocks: Mapping[str, str] = order.body.get("blocks") or {}
    strange = sorted(set(blocks) - set(known))
    if strange:
        told = "、".join(f"{name}（{zh}）" for name, zh in known.items())
        raise BadInput(f"{facts.document_class.zh}没有“{'、'.join(strange)}”一段；可写：{told}。")
    columns: dict[str, Any] = {
        "blocks": {**(subject.row["blocks"] or {}), **blocks},
        "revised_by": desk.act.actor,
    }
    if order.body.get("links") is not None:
        columns["links"] = _links(facts.document_class, order.body["links"])
    return Effect(columns=columns, data={"blocks": sorted(blocks), "links": columns.get("links")})


def _links(document_class: DocumentClass, links: Iterable[Mapping[str, str]]) -> list[Any]:
    if document_class is not DocumentClass.RESULTS_LETTER:
        raise BadInput(f"{document_class.zh}没有“挂钩”事项。")
    return [{"label": link["label"], "to": link["to"]} for link in links]


def approve(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Approve documents (审定): after the conference's gate, or by the director."""
    return desk.move(DOCUMENT, _T.APPROVE, orders)


def issue(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Issue approved documents (印发)."""
    return desk.move(DOCUMENT, _T.ISSUE, orders, _issue)


def _issue(desk: Desk, subject: Subject, order: Order, facts: DocumentFacts) -> Effect:
    del order
    title = subject.row["title"]
    to_unit = facts.document_class in RECEIVED_BY
    to_all = facts.document_class in _BULLETINS
    said = f"{title}已印发，请签收。" if to_unit else f"{title}已印发。"
    readers = _UNIT if to_unit or to_all else _DIRECTOR
    message = Message("issued", readers, said, everybody=to_all)
    return Effect(columns={"issued_on": desk.today}, messages=(message,))


def receive(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Sign for documents (签收); of papers that leave the house the office records the receipt.

    Body: `received_on`, a day from the issue on; today when left out.
    """
    return desk.move(DOCUMENT, _T.RECEIVE, orders, _receive)


def _receive(desk: Desk, subject: Subject, order: Order, facts: DocumentFacts) -> Effect:
    given = order.body.get("received_on") or desk.today
    if facts.document_class in RECEIVED_BY and given != desk.today:
        raise BadInput("签收日期就是签收当日，不能另填。")
    if not subject.row["issued_on"] <= given <= desk.today:
        raise BadInput(f"签收日期应在印发之日（{subject.row['issued_on']}）与今天之间。")
    return Effect(columns={"received_on": given}, data={"received_on": str(given)})


def withdraw(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Take a document back before it is issued, with a reason (撤回); another may be drafted."""
    return desk.move(DOCUMENT, _T.WITHDRAW, orders)


_TAKEN = text(
    "SELECT document_number FROM document WHERE district_id = :district AND document_class = :class"
)
# Only one stands at a time: what follows the withdrawn ones is it, whoever asks first.
_WITHDRAWN = text(
    "SELECT count(*) FROM document WHERE district_id = :district AND year = :year"
    " AND state = 'withdrawn' AND (id = :id OR id LIKE replace(:id, '_', '\\_') || '-_')"
)


def paper(
    desk: Desk,
    document_class: DocumentClass,
    name: str,
    facts: Mapping[str, Any],
    more: Mapping[str, Any],
) -> dict[str, Any]:
    """Lay out a new document's row: its id, its number, its facts.

    Args:
        desk: under whose rules it is numbered.
        document_class: which.
        name: what tells it apart in the year; drafted again after a withdrawal it gets `-2` …
        facts: frozen.
        more: `title`, `unit_id`, `recipient`, `blocks`, `links`, `about_id`.
    """
    base = f"{desk.year}-{name}"
    asked = {"district": desk.act.district_id, "year": desk.year, "id": base}
    before = desk.connection.execute(_WITHDRAWN, asked).scalar_one()
    return {
        "id": f"{base}-{before + 1}" if before else base,
        # Papers of the district lie with the office: units see them once they are issued.
        "unit_id": desk.rules.plan.office.id,
        "document_class": document_class.value,
        "document_number": _number(desk, document_class),
        "facts": dict(facts),
        **more,
    }


#: Under which template of the plan a class is numbered, where it is not its own name.
_TEMPLATES = {DocumentClass.RESULTS_LETTER: "results"}


def _number(desk: Desk, document_class: DocumentClass) -> str:
    asked = {"district": desk.act.district_id, "class": document_class.value}
    taken = set(desk.connection.execute(_TAKEN, asked).scalars())
    template = _TEMPLATES.get(document_class, document_class.value)
    fill, year = desk.rules.plan.numbering.number, desk.today.year
    numbers = (fill(template, year, number) for number in count(1))
    return next(number for number in numbers if number not in taken)
