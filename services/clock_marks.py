"""The marks on a clock: a new version of it, lamps set to what is true now, a record.

Like the rungs that ring they are no verbs of a lifecycle: whatever has a clock can bear them.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlmodel import SQLModel

from kit.deadlines import Reckoning, ladder
from services.clock_columns import clock_columns
from services.clocks import Clock, Clocked
from services.desk import Desk
from services.intents import Effect, Message, Planned, Start
from services.trail import stamp
from states.capacity import Capacity
from states.catalogue import LIFECYCLES
from states.lamp import Lamp

Change = tuple[Clock, Reckoning]
#: Columns of subjects that show the end of a clock: by kind and deadline, its day and its instant.
SHOWN: Mapping[tuple[str, str], Mapping[str, str]] = MappingProxyType(
    {
        ("node", "node_resubmit"): {"due_at": "resubmit_by"},
        ("inspection", "inspection_explain"): {"due_on": "explain_by", "due_at": "explain_due_at"},
        ("feedback", "feedback_answer"): {"due_on": "due_on"},
        ("rectification_plan", "rectification_declare"): {"due_on": "due_on", "due_at": "due_at"},
        ("self_evaluation", "self_evaluation"): {"due_on": "due_on"},
        ("duty_report", "duty_report"): {"due_on": "due_on"},
    }
)
_SEVERITY = {lamp: place for place, lamp in enumerate(Lamp)}
_LATE = (Lamp.RED, Lamp.DOUBLE_RED)


def mark(  # noqa: PLR0913 - of what, by whom, why
    desk: Desk,
    found: Clocked,
    trigger: str,
    changes: Sequence[Change],
    *,
    capacity: Capacity,
    why: str,
    data: Mapping[str, Any],
) -> Planned:
    """Plan the mark: every clock gets its next version, and whoever is concerned is told.

    Args:
        desk: whose hand it is, and by whose rules it is reckoned.
        found: the subject.
        trigger: of the mark.
        changes: clocks with what they come to now.
        capacity: of the actor.
        why: what is told as the reason.
        data: what else the record says.
    """
    columns = _lamps(desk, found, changes)
    for clock, told in changes:
        columns |= dict(_shown(desk, found.kind, clock, told))
    told_of = [_said(clock, told) for clock, told in changes]
    return Planned(
        kind=found.kind,
        row=found.row,
        steps=((trigger, found.row["state"]),),
        actor=desk.act.actor,
        capacity=capacity,
        reason=why,
        effect=Effect(
            columns=columns,
            data={"clocks": told_of, **data},
            stops=tuple(clock.name for clock, _ in changes),
            starts=tuple(next_version(desk, clock, told) for clock, told in changes),
            messages=tuple(_messages(desk, found, trigger, changes, why)),
        ),
    )


def next_version(desk: Desk, clock: Clock, told: Reckoning) -> Start:
    """Lay the next version of a clock, in the visit in which it was started."""
    offsets = (rung.offset for rung in desk.rules.rungs(clock.name))
    columns = clock_columns(told, offsets, desk.rules.zone, desk.act.at)
    return Start(clock.name, {**columns, "visit": clock.visit, "version": clock.version + 1})


def _said(clock: Clock, told: Reckoning) -> dict[str, Any]:
    return {
        "deadline": clock.name,
        "visit": clock.visit,
        "version": clock.version + 1,
        "was": str(clock.due_on or ""),
        "due_on": str(told.due or ""),
    }


def _shown(desk: Desk, kind: str, clock: Clock, told: Reckoning) -> Iterator[tuple[str, Any]]:
    columns = SQLModel.metadata.tables[kind].columns
    shown = SHOWN.get((kind, clock.name.partition("-")[0]), {})
    ends = {"due_on": told.due, "due_at": stamp(desk.rules.end(told.due)) if told.due else None}
    for name, column in shown.items():
        # A column that cannot be empty keeps its day while the clock stands.
        if ends[name] is not None or columns[column].nullable:
            yield column, ends[name]


def _lamps(desk: Desk, found: Clocked, changes: Sequence[Change]) -> dict[str, Any]:
    """Set the lamp to what all clocks together say now: what is no longer true is calm again."""
    ends = {clock.name: clock.due_on for clock in found.clocks}
    ends |= {clock.name: told.due for clock, told in changes}
    lamps = [lamp for name, due in ends.items() if due for lamp in _lit(desk, name, due)]
    worst = max((lamp for lamp, _ in lamps), key=_SEVERITY.__getitem__, default=Lamp.GREEN)
    since = min((at for lamp, at in lamps if lamp in _LATE), default=None)
    return {"lamp": worst.value, "overdue_since": stamp(since) if since else None}


def _lit(desk: Desk, name: str, due: Any) -> Iterator[tuple[Lamp, datetime]]:  # noqa: ANN401 - a day
    """List the lamps that a clock has lit by now, each with the instant of its end."""
    by_offset = {str(rung.offset): rung.lamp for rung in desk.rules.rungs(name) if rung.lamp}
    offsets = [rung.offset for rung in desk.rules.rungs(name) if rung.lamp]
    for rung, at in ladder(due, offsets, desk.rules.calendar, desk.rules.zone):
        lamp = by_offset[rung]
        if lamp and at <= desk.act.at:
            yield lamp, desk.rules.end(due)


def _messages(
    desk: Desk, found: Clocked, trigger: str, changes: Sequence[Change], why: str
) -> Iterator[Message]:
    moved = [change for change in changes if change[1].due != change[0].due_on]
    if not moved:
        return
    concerned = {c for clock, _ in moved for r in desk.rules.rungs(clock.name) for c in r.remind}
    ends = "；".join(_told(desk, clock, told) for clock, told in moved)
    said = f"{LIFECYCLES[found.kind].label}{found.row['id']}：{ends}。{why}"
    yield Message(trigger, tuple(c for c in Capacity if c in concerned), said)


def _told(desk: Desk, clock: Clock, told: Reckoning) -> str:
    known = desk.rules.plan.deadlines.get(clock.name.partition("-")[0])
    label = known.label if known else clock.name
    was = f"（原为{clock.due_on}）" if clock.due_on else ""
    if told.due is None:
        return f"{label}中止计时{was}"
    return f"{label}的最后一日为{told.due}{was}"
