"""Changes of bodies (机构变动): proposed, decided, and carried out by the system on their day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import text

from kit.errors import BadInput, Refused
from services.acts import Answer, Answers, Order, needed, one
from services.body_entries import enter_bodies
from services.desk import Desk
from services.door import Subject
from services.intents import Effect, Message
from services.rules import forget
from services.transfers import transfers
from services.unit_change_facts import DAY, UNIT_CHANGE, unit_change_facts
from services.unit_layouts import Layout, layout
from services.unit_shapes import read_bodies
from states.capacity import OFFICE, Capacity
from states.unit_change import ChangeClass, UnitChangeFacts, UnitChangeTrigger

__all__ = ["UNIT_CHANGE", "unit_change_facts"]

_T = UnitChangeTrigger
_OFFICE = tuple(sorted(OFFICE))
_DIRECTOR = (Capacity.OFFICE_DIRECTOR,)
_CLOCK = "unit_change_effect"

_BEFORE = text(
    "SELECT (SELECT count(*) FROM unit_change WHERE district_id = :district AND year = :year)"
    " AS number, EXISTS (SELECT FROM result WHERE district_id = :district AND year = :year)"
    " AS laid_out"
)


def propose(desk: Desk, body: Mapping[str, Any]) -> Answer:
    """Propose a rename, a merger or a split of bodies (提出).

    Args:
        desk: the office's, with a written reason.
        body: `change_class`, `document`, `effective_on`, `from_units` (ids), `to_units` (id; name
            and short_name of a new body or of a new name; `weights`), and in a split `allocation`
            (id of an indicator or of a goal that it leads -> unit id; what is not named
            stays with the old body if it goes on).

    Raises:
        BadInput: something is missing or cannot be read.
        Refused: with the objections.
    """
    asked = {"district": desk.act.district_id, "year": desk.year}
    before = desk.connection.execute(_BEFORE, asked).one()
    row = {
        "id": f"{desk.year}-U{before.number + 1}",
        "change_class": _class(str(needed(body, "change_class", "变动类别"))),
        "document": str(body.get("document") or ""),
        "effective_on": _day(needed(body, "effective_on", "变动日期")),
        "from_units": list(needed(body, "from_units", "原单位")),
        "to_units": read_bodies(needed(body, "to_units", "承接单位")),
        "allocation": dict(body.get("allocation") or {}),
        "proposed_by": desk.act.actor,
        "laid_out": before.laid_out,
    }
    row["problems"] = layout(desk, row).problems
    return one(desk.bear(UNIT_CHANGE, _T.PROPOSE, [row], _propose, dict(body)))


def _class(word: str) -> str:
    if word not in [known.value for known in ChangeClass]:
        known = "、".join(f"{c.value}（{c.zh}）" for c in ChangeClass)
        raise BadInput(f"没有“{word}”这类机构变动；可用：{known}。")
    return word


def _day(day: object) -> date:
    try:
        return day if isinstance(day, date) else date.fromisoformat(str(day))
    except ValueError as error:
        raise BadInput(f"“{day}”不是日期，请写成 2017-11-01。") from error


def _propose(desk: Desk, subject: Subject, order: Order, facts: UnitChangeFacts) -> Effect:
    del desk, order
    told = f"机构变动待批：{_told(subject.row)}（{facts.document}）。"
    return Effect(data=_data(subject.row), messages=(Message("proposed", _DIRECTOR, told),))


def _told(row: Mapping[Any, Any]) -> str:
    names = "、".join(said.get("name") or said["id"] for said in row["to_units"])
    asks = ChangeClass(row["change_class"])
    return f"{'、'.join(row['from_units'])}{asks.zh}为{names}，自{row['effective_on']}起"


def _data(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        "change_class": row["change_class"],
        "document": row["document"],
        "effective_on": str(row["effective_on"]),
        "from_units": row["from_units"],
        "to_units": row["to_units"],
        "allocation": row["allocation"],
    }


def approve(desk: Desk, orders: list[Order]) -> Answers:
    """Approve changes of bodies (批准); the system carries them out on their day."""
    if _CLOCK not in desk.rules.plan.deadlines:
        raise BadInput(f"方案缺少期限“{_CLOCK}”，请先修改方案（jixiao year amend）。")
    looked = desk.look(UNIT_CHANGE, [order.id for order in orders])
    asked = [_checked(order, _laid(desk, looked.get(order.id))) for order in orders]
    return desk.move(UNIT_CHANGE, _T.APPROVE, asked, _approve)


def _laid(desk: Desk, subject: Subject | None) -> Layout:
    return layout(desk, subject.row) if subject else Layout(())


def _checked(order: Order, laid: Layout) -> Order:
    return replace(order, body={**order.body, "problems": laid.problems})


def _approve(desk: Desk, subject: Subject, order: Order, facts: UnitChangeFacts) -> Effect:
    del order, facts
    clock = desk.rules.start(_CLOCK, subject.row["effective_on"] - DAY, desk.act.at)
    told = f"机构变动已批准：{_told(subject.row)}。"
    return Effect(
        columns={"decided_by": desk.act.actor},
        starts=(clock,),
        messages=(Message("approved", _OFFICE, told),),
    )


def reject(desk: Desk, orders: list[Order]) -> Answers:
    """Reject changes of bodies with a reason (不批准)."""
    return desk.move(UNIT_CHANGE, _T.REJECT, orders, _reject)


def _reject(desk: Desk, subject: Subject, order: Order, facts: UnitChangeFacts) -> Effect:
    del order
    told = f"机构变动未批准：{_told(subject.row)}：{facts.reason}"
    columns = {"decided_by": desk.act.actor}
    return Effect(columns=columns, messages=(Message("rejected", _OFFICE, told),))


def withdraw(desk: Desk, orders: list[Order]) -> Answers:
    """Take changes of bodies back with a reason before their day (撤回)."""
    return desk.move(UNIT_CHANGE, _T.WITHDRAW, orders, _withdraw)


def _withdraw(desk: Desk, subject: Subject, order: Order, facts: UnitChangeFacts) -> Effect:
    del desk, order
    told = f"机构变动已撤回：{_told(subject.row)}：{facts.reason}"
    return Effect(stops=("*",), messages=(Message("withdrawn", _OFFICE, told),))


def effect(desk: Desk, orders: list[Order]) -> Answers:
    """Carry changes of bodies out on their day (生效), one after the other.

    Bodies are entered, renamed and closed; what is not scored yet goes to its new body with the
    nodes that are still to come, and the weights are brought to the new body's totals. Nodes due
    before stay with the old body: until the transfer it answers. What else follows is in
    `services.followers`.

    Args:
        desk: of the system, on a connection in a transaction: all of a change or nothing.
        orders: the changes.
    """
    return [_effect(desk, order) for order in orders]


def _effect(desk: Desk, order: Order) -> Answer | Refused:
    # An earlier change of the same day has altered what the bodies are.
    forget(desk.connection, desk.act.district_id, desk.year)
    subject = desk.look(UNIT_CHANGE, [order.id]).get(order.id)
    laid = _laid(desk, subject)
    if subject and not laid.problems:
        enter_bodies(desk, subject.row, laid)

    def effect(desk_: Desk, subject_: Subject, order_: Order, facts: UnitChangeFacts) -> Effect:
        del order_, facts
        return transfers(desk_, subject_.row, laid)

    (answer,) = desk.move(UNIT_CHANGE, _T.EFFECT, [_checked(order, laid)], effect)
    forget(desk.connection, desk.act.district_id, desk.year)
    return answer
