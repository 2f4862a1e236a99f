"""The city's feedback on a city task (整改与反馈): received, answered in time, closed."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text

from kit.errors import NotFound
from plans.words import Level
from services.acts import Answer, Answers, Order, one
from services.clocks import stands
from services.desk import Desk, Noun
from services.door import Subject
from services.intents import Effect, Message
from services.reading import one_read
from services.trail import stamp
from states.capacity import Capacity
from states.feedback import FeedbackFacts, FeedbackTrigger
from states.lamp import Lamp

_T = FeedbackTrigger
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)
_OFFICE = (Capacity.OFFICE_CLERK,)
_CLOCK = "feedback_answer"


def feedback_facts(desk: Desk, subject: Subject, order: Order) -> FeedbackFacts:
    """Gather what the questions about a feedback look at."""
    row = subject.row
    return FeedbackFacts(
        **desk.base(subject, order),
        document=row["document"],
        text=row["text"],
        city=row.get("level") == Level.CITY,
        led_by_office=row["unit_id"] == desk.rules.plan.office.id,
        answer=str(order.body.get("answer") or ""),
    )


_FACTS = f"{stands('feedback', _CLOCK)} AS stands,"
FEEDBACK = Noun("feedback", one_read("feedback", _FACTS), feedback_facts)

_GOAL = text(
    "SELECT g.unit_id, g.level, g.title, (SELECT count(*) FROM feedback f"
    "  WHERE f.district_id = g.district_id AND f.goal_id = g.id) AS had"
    " FROM goal g WHERE g.district_id = :district AND g.id = :id"
)


def receive(desk: Desk, goal_id: str, body: Mapping[str, Any]) -> Answer:
    """Enter what the city wants put right in a task (收到反馈); the lead's days begin.

    Args:
        desk: the office's.
        goal_id: of a city task.
        body: `document` (the city's number) and `text`.

    Raises:
        NotFound: there is no such goal.
        Refused: as the lifecycle says.
    """
    asked = {"district": desk.act.district_id, "id": goal_id}
    goal = desk.connection.execute(_GOAL, asked).one_or_none()
    if goal is None:
        raise NotFound
    row = {
        "id": f"{goal_id}-F{goal.had + 1}",
        "unit_id": goal.unit_id,
        "goal_id": goal_id,
        "level": goal.level,
        "number": goal.had + 1,
        "document": str(body.get("document") or ""),
        "text": str(body.get("text") or ""),
        "received_on": desk.today,
        "due_on": desk.rules.due(_CLOCK, desk.today),
        "answer": "",
        "late": False,
        "returns": 0,
    }
    return one(desk.bear(FEEDBACK, _T.RECEIVE, [row], _receive, {"goal": goal_id, **body}))


def _receive(desk: Desk, subject: Subject, order: Order, facts: FeedbackFacts) -> Effect:
    del order
    row = subject.row
    told = f"市级反馈（{facts.document}）：{facts.text} 请于{row['due_on']}前整改并回复。"
    return Effect(
        data={"document": facts.document, "text": facts.text, "due_on": str(row["due_on"])},
        starts=(desk.rules.start(_CLOCK, desk.today, desk.act.at),),
        messages=(Message("received", _UNIT, told),),
    )


def answer(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Tell what was done about a feedback (回复整改情况), by the lead's head; body `answer`."""
    return desk.move(FEEDBACK, _T.ANSWER, orders, _answer)


def _answer(desk: Desk, subject: Subject, order: Order, facts: FeedbackFacts) -> Effect:
    del order
    row, now = subject.row, desk.act.at
    late = row["late"] or (now >= desk.rules.end(row["due_on"]) and not row["stands"])
    return Effect(
        columns={
            "answer": facts.answer,
            "answered_by": desk.act.actor,
            "answered_at": stamp(now),
            "late": late,
            "lamp": Lamp.GREEN.value,
            "overdue_since": None,
        },
        data={"answer": facts.answer, "late": late},
        stops=(_CLOCK,),
        messages=(Message("answered", _OFFICE, f"{row['id']}已回复，请核对后报市级。"),),
    )


def reject(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Send answers back with a reason (回复不通过); the days begin anew."""
    return desk.move(FEEDBACK, _T.REJECT, orders, _reject)


def _reject(desk: Desk, subject: Subject, order: Order, facts: FeedbackFacts) -> Effect:
    del order
    row = subject.row
    clock = desk.rules.start(_CLOCK, desk.today, desk.act.at)
    due = clock.columns["due_on"]
    told = f"{row['id']}的回复未通过：{facts.reason} 请于{due}前重新回复。"
    return Effect(
        columns={"due_on": due, "returns": row["returns"] + 1},
        data={"due_on": str(due), "answer": row["answer"]},
        starts=(clock,),
        messages=(Message("rejected", _UNIT, told),),
    )


def close(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Close feedbacks that are answered for (办结)."""
    return desk.move(FEEDBACK, _T.CLOSE, orders, _close)


def _close(desk: Desk, subject: Subject, order: Order, facts: FeedbackFacts) -> Effect:
    del desk, order, facts
    told = f"{subject.row['id']}已办结。"
    return Effect(stops=("*",), messages=(Message("closed", _UNIT, told),))
