"""The goal set (目标集): collected, dispatched to the leads, accepted, withdrawn."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text

from kit.errors import BadInput
from plans.settings_house import Goal
from services.acts import Answer, Answers, Order, one
from services.contingency_plans import close_withdrawn
from services.decomposition import decompose, preview
from services.desk import Desk
from services.door import Subject
from services.goal_cover import cover, settle, uncover
from services.goal_facts import GOAL, goal_facts
from services.goal_scores import score
from services.intents import Effect, Message
from states.capacity import Capacity
from states.goal import GoalFacts, GoalTrigger

__all__ = ["GOAL", "cover", "decompose", "goal_facts", "preview", "score", "settle", "uncover"]

_T = GoalTrigger
_HEAD = (Capacity.UNIT_HEAD,)
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)
_OFFICE = (Capacity.OFFICE_CLERK,)

#: What a goal says, as columns; `lead` is the unit's.
CONTENT = (
    "level",
    "document",
    "document_number",
    "level1",
    "level2",
    "title",
    "target",
    "target_number",
    "challenge",
    "by",
    "contributors",
)
_BLANK: Mapping[str, Any] = {
    "document_number": "",
    "target": "",
    "target_number": None,
    "challenge": None,
    "contributors": [],
}
_STANDING = text("SELECT id FROM goal WHERE district_id = :district AND year = :year")


def _ids(desk: Desk) -> list[str]:
    asked = {"district": desk.act.district_id, "year": desk.year}
    return list(desk.connection.execute(_STANDING, asked).scalars())


def collect_planned(desk: Desk) -> Answers:
    """Collect the goals of the plan's goals.toml (收集) that are not there yet; idempotent."""
    have = set(_ids(desk))
    rows = [_planned(desk, goal) for goal in desk.rules.plan.goals]
    new = [row for row in rows if row["id"] not in have]
    return desk.bear(GOAL, _T.COLLECT, new, _collect) if new else []


def _planned(desk: Desk, goal: Goal) -> dict[str, Any]:
    return {
        "id": f"{desk.year}-{goal.id}",
        "unit_id": goal.lead,
        **{name: getattr(goal, name) for name in CONTENT},
    }


def collect(desk: Desk, lead: str, columns: Mapping[str, Any]) -> Answer:
    """Collect one goal by hand (收集); it gets the next number.

    Args:
        desk: the office's.
        lead: id of the unit that answers for it.
        columns: level, document, level1, level2, title, by, and what else of `CONTENT` is known.

    Raises:
        BadInput: lead or contributors are not on the roll.
        Refused: as the lifecycle says.
    """
    _check_units(desk, [lead, *columns.get("contributors", ())])
    names = [*_ids(desk), *(f"{desk.year}-{goal.id}" for goal in desk.rules.plan.goals)]
    taken = [name.rpartition("-G")[2] for name in names]
    number = max((int(n) for n in taken if n.isdecimal()), default=0) + 1
    row = {**_BLANK, **columns, "id": f"{desk.year}-G{number:02d}", "unit_id": lead}
    return one(desk.bear(GOAL, _T.COLLECT, [row], _collect, {"lead": lead, **columns}))


def _check_units(desk: Desk, units: Sequence[str]) -> None:
    known = {unit.id for unit in desk.rules.plan.units}
    strange = [unit_id for unit_id in units if unit_id not in known]
    if strange:
        raise BadInput(f"单位名单中没有“{strange[0]}”。")


def _collect(desk: Desk, subject: Subject, order: Order, facts: GoalFacts) -> Effect:
    del desk, order, facts
    row = subject.row
    data = {name: str(row[name]) for name in ("level", "title", "document", "document_number")}
    return Effect(data={**data, "lead": row["unit_id"]})


def revise(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Change what a collected goal says, its lead included (修改)."""
    return desk.move(GOAL, _T.REVISE, orders, _revise)


def _revise(desk: Desk, subject: Subject, order: Order, facts: GoalFacts) -> Effect:
    del facts, subject
    columns = {name: order.body[name] for name in CONTENT if order.body.get(name) is not None}
    lead = order.body.get("lead")
    _check_units(desk, [*([lead] if lead else []), *columns.get("contributors", ())])
    if lead:
        columns["unit_id"] = lead
    return Effect(columns=columns, data={"changed": sorted(columns)})


def dispatch(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Give goals to their leads (下达)."""
    return desk.move(GOAL, _T.DISPATCH, orders, _told_to_lead("dispatched", "已下达，请承接"))


def _told_to_lead(topic: str, said: str) -> Any:  # noqa: ANN401 - an effecter
    def effect(desk: Desk, subject: Subject, order: Order, facts: GoalFacts) -> Effect:
        del desk, order, facts
        row = subject.row
        told = f"目标“{row['title']}”（{row['id']}）{said}。"
        return Effect(data={"lead": row["unit_id"]}, messages=(Message(topic, _HEAD, told),))

    return effect


def decline(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Give a goal back with a reason (不承接), by the lead's head."""
    return desk.move(GOAL, _T.DECLINE, orders, _decline)


def _decline(desk: Desk, subject: Subject, order: Order, facts: GoalFacts) -> Effect:
    del desk, order
    row = subject.row
    told = f"目标“{row['title']}”（{row['id']}）未被承接：{facts.reason}"
    return Effect(messages=(Message("declined", _OFFICE, told),))


def accept(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Take goals on (承接), by the lead's head; what is carried already is covered at once."""
    answers = desk.move(GOAL, _T.ACCEPT, orders)
    settle(desk, [answer.id for answer in answers if isinstance(answer, Answer)])
    return answers


def withdraw(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Take goals out of the set on the superior's document (撤销); their plans end with them."""
    answers = desk.move(GOAL, _T.WITHDRAW, orders, _withdraw)
    close_withdrawn(desk, [answer.id for answer in answers if isinstance(answer, Answer)])
    return answers


def _withdraw(desk: Desk, subject: Subject, order: Order, facts: GoalFacts) -> Effect:
    del desk, order
    row = subject.row
    told = f"目标“{row['title']}”（{row['id']}）已撤销：{facts.document}。"
    left = f"还有{facts.carriers}项指标承接，请研究取消或保留。" if facts.carriers else ""
    return Effect(
        data={"document": facts.document, "carriers": facts.carriers},
        messages=(
            Message("withdrawn", _UNIT, told),
            *((Message("carriers_left", _OFFICE, told + left),) if left else ()),
        ),
    )
