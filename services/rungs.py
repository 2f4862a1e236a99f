"""What a rung does besides lamp and trail: whom it reminds, and what it bears (到点办理)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from plans.settings_ladder import Rung
from plans.words import Escalation
from services import supervision_notices, sweep_batch, talks
from services.acts import one
from services.desk import Desk
from services.escalating import Matter, missed
from services.intents import Message
from services.turns import turn_at
from states.capacity import OFFICE, Capacity
from states.catalogue import LIFECYCLES

#: A rung that rang: where, of which deadline with its subject, and which.
Rang = tuple[Desk, Mapping[Any, Any], Rung]


#: What a rung may bear about its subject.
_ESCALATIONS = {
    Escalation.SUPERVISION_NOTICE: supervision_notices.escalate,
    Escalation.TALK: talks.escalate,
}


def still_waiting(
    connection: Connection, rows: Sequence[Mapping[Any, Any]], now: datetime
) -> list[Mapping[Any, Any]]:
    """Stop the clocks of turns that are over, and give the deadlines that are still to ring."""
    # A plan that was amended may have given a turn another clock before it ended: nobody is
    # reminded of what is done.
    over = [row for row in rows if _is_over(row)]
    sweep_batch.stop(connection, over, now)
    return [row for row in rows if not _is_over(row)]


def _is_over(row: Mapping[Any, Any]) -> bool:
    turn = turn_at(row["kind"], row["name"])
    return turn is not None and row.get("state", turn.state) != turn.state


def reminders(row: Mapping[Any, Any], rung: Rung) -> tuple[Message, ...]:
    """Lay out what a rung tells: whoever's turn it is, and whom the plan names besides.

    Args:
        row: the deadline with its subject, as the sweep reads them.
        rung: that rang.
    """
    lifecycle, turn = LIFECYCLES[row["kind"]], turn_at(row["kind"], row["name"])
    waited = f"待{lifecycle.verb_label(turn.verb)}，" if turn else ""
    told = f"{lifecycle.label}{row['subject_id']}：{waited}{rung.label}（时限{row['due_on']}）。"
    remind = tuple(dict.fromkeys((*(turn.told if turn else ()), *rung.remind)))
    return (_reminder(row, remind, told),) if remind else ()


def _reminder(row: Mapping[Any, Any], remind: tuple[Capacity, ...], told: str) -> Message:
    # Of those who sign, only they are reminded whose turn it is.
    waited = tuple(row.get("waiting_for") or ())
    capacities = tuple(c for c in remind if not waited or c in OFFICE)
    people = waited if len(capacities) < len(remind) else ()
    if Capacity.INSPECTOR in capacities:
        capacities = tuple(c for c in capacities if c is not Capacity.INSPECTOR)
        people = tuple(who for who in row.get("visitors") or () if who)
    return Message(row["name"], capacities, told, people=people)


def escalate(rung_now: Sequence[Rang]) -> None:
    """Bear what rungs say, all of one year and kind at once."""
    found: dict[tuple[str, int, Escalation], tuple[Desk, list[Matter]]] = {}
    for desk, row, rung in rung_now:
        matter = missed(row, rung.label) if rung.escalate else None
        if rung.escalate and matter:
            key = (row["district_id"], row["year"], rung.escalate)
            found.setdefault(key, (desk, []))[1].append(matter)
    for (_, _, what), (desk, matters) in found.items():
        for answer in _ESCALATIONS[what](desk, matters):
            one([answer])
