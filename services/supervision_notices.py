"""Supervision notices (督办单): issued by ladder or office, answered by the unit, closed."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.acts import Answer, Answers, Order, needed, one
from services.desk import Desk, Noun
from services.door import Subject
from services.escalating import Matter, about, next_ids, standing
from services.intents import Effect, Message
from services.reading import one_read
from states.capacity import Capacity
from states.lamp import Lamp
from states.supervision_notice import SupervisionNoticeFacts, SupervisionNoticeTrigger

_T = SupervisionNoticeTrigger
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)
_OFFICE = (Capacity.OFFICE_CLERK, Capacity.OFFICE_DIRECTOR)
_CALM = {"lamp": Lamp.GREEN.value, "overdue_since": None}

_FACTS = """
    EXISTS (SELECT FROM deadline d WHERE d.district_id = s.district_id AND d.kind = s.about_kind
        AND d.subject_id = s.about_id AND d.name = s.clock AND d.stopped_at IS NULL) AS running,
"""


def supervision_notice_facts(desk: Desk, subject: Subject, order: Order) -> SupervisionNoticeFacts:
    """Gather what the questions about a notice look at."""
    row = subject.row
    return SupervisionNoticeFacts(
        **desk.base(subject, order),
        matter=row["matter"],
        standing=row.get("standing") or "",
        answer=str(order.body.get("answer") or ""),
        running=bool(row.get("running")),
    )


SUPERVISION_NOTICE = Noun(
    "supervision_notice", one_read("supervision_notice", _FACTS), supervision_notice_facts
)


def issue(desk: Desk, kind: str, about_id: str, body: Mapping[str, Any]) -> Answer:
    """Issue a notice about a subject of a unit (下达督办单), by hand.

    Args:
        desk: the office's.
        kind: of the subject.
        about_id: the subject.
        body: `matter`; `due_on`, by when it is wanted done, if any.

    Raises:
        NotFound: there is no such subject.
        Refused: with the objections.
    """
    matter = about(desk, kind, about_id, str(needed(body, "matter", "督办事项")))
    question = {"about": about_id, **body}
    row = {**_rows(desk, [matter])[0], "due_on": body.get("due_on")}
    return one(desk.bear(SUPERVISION_NOTICE, _T.ISSUE, [row], _issue, question))


def escalate(desk: Desk, matters: Sequence[Matter]) -> Answers:
    """Issue notices because a deadline's rung says so; none while one is open about the same.

    Args:
        desk: of the sweep.
        matters: what was missed.
    """
    rows = [row for row in _rows(desk, matters) if not row["standing"]]
    return desk.bear(SUPERVISION_NOTICE, _T.ISSUE, rows, _issue) if rows else []


def _rows(desk: Desk, matters: Sequence[Matter]) -> list[dict[str, Any]]:
    kind = SUPERVISION_NOTICE.kind
    ids, open_ = next_ids(desk, kind, matters, "M"), standing(desk, kind, matters)
    return [
        {
            "id": ids[matter.about_id],
            **matter.columns,
            "year": matter.year,
            "clock": matter.clock,
            "due_on": matter.due_on,
            "issued_by": desk.act.actor,
            "issued_on": desk.today,
            "answer": "",
            "returns": 0,
            "standing": open_.get(matter.about_id, ""),
        }
        for matter in matters
    ]


def _issue(desk: Desk, subject: Subject, order: Order, facts: SupervisionNoticeFacts) -> Effect:
    del desk, order
    row = subject.row
    told = f"督办单{row['id']}：{facts.matter}请签收，并说明逾期原因和办理情况。"
    data = {"about": row["about_id"], "matter": facts.matter, "clock": row["clock"]}
    return Effect(
        data={**data, "due_on": str(row["due_on"] or "")},
        messages=(Message("issued", (*_UNIT, *_OFFICE), told),),
    )


def receive(desk: Desk, orders: list[Order]) -> Answers:
    """Sign for notices (签收)."""
    return desk.move(SUPERVISION_NOTICE, _T.RECEIVE, orders, _receive)


def _receive(desk: Desk, subject: Subject, order: Order, facts: SupervisionNoticeFacts) -> Effect:
    del subject, order, facts
    return Effect(columns={"received_on": desk.today, **_CALM})


def answer(desk: Desk, orders: list[Order]) -> Answers:
    """Account for what was late (回复); body `answer`: why, and what is being done."""
    return desk.move(SUPERVISION_NOTICE, _T.ANSWER, orders, _answer)


def _answer(desk: Desk, subject: Subject, order: Order, facts: SupervisionNoticeFacts) -> Effect:
    del order
    told = f"督办单{subject.row['id']}已回复：{facts.answer}"
    signed = {"answered_by": desk.act.actor, "answered_on": desk.today}
    return Effect(
        columns={"answer": facts.answer, **signed, **_CALM},
        data={"answer": facts.answer},
        messages=(Message("answered", _OFFICE, told),),
    )


def return_(desk: Desk, orders: list[Order]) -> Answers:
    """Ask for another answer, with a reason (退回重新回复)."""
    return desk.move(SUPERVISION_NOTICE, _T.RETURN, orders, _return)


def _return(desk: Desk, subject: Subject, order: Order, facts: SupervisionNoticeFacts) -> Effect:
    del desk, order
    told = f"督办单{subject.row['id']}的回复被退回：{facts.reason}"
    return Effect(
        columns={"returns": subject.row["returns"] + 1},
        messages=(Message("returned", _UNIT, told),),
    )


def close(desk: Desk, orders: list[Order]) -> Answers:
    """Close notices whose matter is done (办结); while it is not, the reason says why."""
    return desk.move(SUPERVISION_NOTICE, _T.CLOSE, orders, _over("closed", "已办结"))


def withdraw(desk: Desk, orders: list[Order]) -> Answers:
    """Take notices back with a reason (撤回)."""
    return desk.move(SUPERVISION_NOTICE, _T.WITHDRAW, orders, _over("withdrawn", "已撤回"))


def _over(topic: str, word: str) -> Any:  # noqa: ANN401 - an effecter
    def effect(desk: Desk, subject: Subject, order: Order, facts: SupervisionNoticeFacts) -> Effect:
        del desk, order
        why = f"：{facts.reason}" if facts.reason else "。"
        told = f"督办单{subject.row['id']}{word}{why}"
        return Effect(columns=_CALM, messages=(Message(topic, _UNIT, told),))

    return effect
