"""Talks (约谈): proposed by ladder or office, decided by a person, recorded by the office."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.acts import Answer, Answers, Order, needed, one
from services.desk import Desk, Noun
from services.door import Subject
from services.escalating import Matter, about, next_ids, standing
from services.intents import Effect, Message
from services.persons_named import day_of
from services.reading import one_read
from states.capacity import Capacity
from states.lamp import Lamp
from states.talk import TalkFacts, TalkState, TalkTrigger

_T = TalkTrigger
#: The plan's deadline from the day of the talk to its record.
CLOCK = "talk_record"
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)
_LEADERS = (Capacity.OFFICE_DIRECTOR, Capacity.DISTRICT_LEADER)
_SET = ("place", "led_by")
_CALM = {"lamp": Lamp.GREEN.value, "overdue_since": None}


def talk_facts(desk: Desk, subject: Subject, order: Order) -> TalkFacts:
    """Gather what the questions about a talk look at."""
    row, body = subject.row, order.body
    return TalkFacts(
        **desk.base(subject, order),
        today=desk.today,
        matter=row["matter"],
        standing=row.get("standing") or "",
        talk_on=day_of(body, "talk_on") or row.get("talk_on"),
        **{name: str(body.get(name) or row.get(name) or "") for name in _SET},
        attendees=str(body.get("attendees") or ""),
        minutes=str(body.get("minutes") or ""),
    )


#: A unit does not learn of a talk before it is decided.
TALK = Noun("talk", one_read("talk", "s.talk_on IS NULL AS withheld,"), talk_facts)


def propose(desk: Desk, kind: str, about_id: str, body: Mapping[str, Any]) -> Answer:
    """Propose a talk about a subject of a unit (提出约谈), by hand.

    Args:
        desk: the office's.
        kind: of the subject.
        about_id: the subject.
        body: `matter`.

    Raises:
        NotFound: there is no such subject.
        Refused: with the objections.
    """
    matter = about(desk, kind, about_id, str(needed(body, "matter", "约谈事由")))
    question = {"about": about_id, **body}
    return one(desk.bear(TALK, _T.PROPOSE, _rows(desk, [matter]), _propose, question))


def escalate(desk: Desk, matters: Sequence[Matter]) -> Answers:
    """Propose talks because a deadline's rung says so; none while one is open about the same."""
    rows = [row for row in _rows(desk, matters) if not row["standing"]]
    return desk.bear(TALK, _T.PROPOSE, rows, _propose) if rows else []


def _rows(desk: Desk, matters: Sequence[Matter]) -> list[dict[str, Any]]:
    ids, open_ = next_ids(desk, TALK.kind, matters, "T"), standing(desk, TALK.kind, matters)
    return [
        {
            "id": ids[matter.about_id],
            **matter.columns,
            "assessor_id": None,
            "year": matter.year,
            "proposed_by": desk.act.actor,
            "standing": open_.get(matter.about_id, ""),
            **dict.fromkeys(("place", "led_by", "attendees", "minutes"), ""),
        }
        for matter in matters
    ]


def _propose(desk: Desk, subject: Subject, order: Order, facts: TalkFacts) -> Effect:
    del desk, order
    row = subject.row
    told = f"拟约谈{row['unit_id']}（{row['id']}）：{facts.matter}请决定是否约谈。"
    data = {"about": row["about_id"], "matter": facts.matter}
    return Effect(data=data, messages=(Message("proposed", _LEADERS, told),))


def convene(desk: Desk, orders: list[Order]) -> Answers:
    """Decide to hold a talk (决定约谈); body `talk_on`, `place`, `led_by`."""
    return desk.move(TALK, _T.CONVENE, orders, _convene)


def reconvene(desk: Desk, orders: list[Order]) -> Answers:
    """Set another day, with a reason (改期); what the body leaves out stays."""
    return desk.move(TALK, _T.RECONVENE, orders, _convene)


def _convene(desk: Desk, subject: Subject, order: Order, facts: TalkFacts) -> Effect:
    del order
    day = facts.talk_on or desk.today
    clocks = desk.rules.plan.deadlines
    started = (desk.rules.start(CLOCK, day, desk.act.at),) if CLOCK in clocks else ()
    told = f"{facts.led_by}定于{day}在{facts.place}约谈你单位责任人：{facts.matter}"
    if subject.row["state"] == TalkState.CONVENED:
        told = f"约谈改期：{facts.reason}{told}"
    said = {"talk_on": str(day), "place": facts.place, "led_by": facts.led_by}
    return Effect(
        columns={**said, "talk_on": day, "decided_by": desk.act.actor, **_CALM},
        data=said,
        stops=(CLOCK,),
        starts=started,
        messages=(Message("convened", _UNIT, told),),
    )


def waive(desk: Desk, orders: list[Order]) -> Answers:
    """Decide that there will be no talk, with a reason (不予约谈)."""
    return desk.move(TALK, _T.WAIVE, orders, _waive)


def _waive(desk: Desk, subject: Subject, order: Order, facts: TalkFacts) -> Effect:
    del order
    row = subject.row
    told = f"约谈{row['id']}已取消：{facts.reason}"
    to = _UNIT if row["state"] == TalkState.CONVENED else (Capacity.OFFICE_CLERK,)
    return Effect(
        columns={"decided_by": desk.act.actor, **_CALM},
        stops=(CLOCK,),
        messages=(Message("waived", to, told),),
    )


def record(desk: Desk, orders: list[Order]) -> Answers:
    """Record what was said (记录约谈情况); body `attendees`, `minutes`."""
    return desk.move(TALK, _T.RECORD, orders, _record)


def _record(desk: Desk, subject: Subject, order: Order, facts: TalkFacts) -> Effect:
    del desk, order
    said = {"attendees": facts.attendees, "minutes": facts.minutes}
    told = f"约谈{subject.row['id']}已记录：{facts.minutes}"
    return Effect(
        columns={**said, **_CALM},
        data=said,
        stops=(CLOCK,),
        messages=(Message("recorded", _UNIT, told),),
    )
