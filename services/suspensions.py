"""Suspensions (中止计时): a clock stands while somebody else must act, and runs on afterwards.

One mechanism for the clocks of every kind: the suspension is a subject of its own, and the mark in
the same breath gives the clock its next version and leaves a record at whatever has the clock.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kit.deadlines import Stops, Suspension
from services.acts import Answer, Answers, Order, needed, one
from services.clock_marks import mark
from services.clocks import Clock, Clocked, clocked, reckoned, stood
from services.desk import Desk, Noun
from services.door import Subject
from services.intents import Effect, Planned
from services.persons_named import day_of
from services.reading import one_read
from states.capacity import Capacity
from states.lamp import RECOMPUTE, RESUME, SUSPEND
from states.suspension import (
    DECIDES,
    RESUMES,
    REVOKES,
    SuspensionFacts,
    SuspensionState,
    SuspensionTrigger,
)

_T = SuspensionTrigger
_RUNS = """(SELECT t.at FROM deadline d JOIN trail t ON t.district_id = d.district_id
    AND t.kind = d.kind AND t.subject_id = d.subject_id AND t.number = d.visit
    WHERE d.district_id = s.district_id AND d.kind = s.about_kind AND d.subject_id = s.about_id
      AND d.name = s.deadline AND d.start_on IS NOT DISTINCT FROM s.start_on
      AND d.stopped_at IS NULL) AS began_at,"""


def suspension_facts(desk: Desk, subject: Subject, order: Order) -> SuspensionFacts:
    """Gather what the questions about a suspension look at."""
    row = subject.row
    base = desk.base(subject, order)
    if "state" not in row:
        return SuspensionFacts(**base, today=desk.today, first_on=row["first_on"], **row["found"])
    return SuspensionFacts(
        **base,
        today=desk.today,
        first_on=row["first_on"],
        resumed_on=day_of(order.body, "resumed_on"),
        began_on=desk.rules.day(row["began_at"]) if row["began_at"] else None,
    )


SUSPENSION = Noun("suspension", one_read("suspension", _RUNS), suspension_facts)


def begin(desk: Desk, body: Mapping[str, Any]) -> Answer:
    """Let a clock stand (中止计时).

    Args:
        desk: of whoever decides it, with a written reason.
        body: `about_kind` and `about_id` of whatever has the clock, `deadline` (which of its
            clocks), `ground` (of the plan), `document`, `first_on` (left out for today).

    Raises:
        NotFound: there is no such subject.
        Refused: with the objections.
    """
    about = str(needed(body, "about_kind", "事项类别")), str(needed(body, "about_id", "事项编号"))
    found = clocked(desk, *about)
    name = str(needed(body, "deadline", "期限名称"))
    key = str(needed(body, "ground", "中止事由"))
    ground = desk.rules.plan.suspensions.ground(key)
    said = {
        "ground": key,
        "label": ground.label if ground else key,
        "basis": ground.basis if ground else "",
        "document": str(body.get("document") or ""),
        "reason": desk.act.reason,
        "first_on": day_of(body, "first_on") or desk.today,
    }
    row = drafted(desk, found, name, said)
    row["found"] |= {
        "ground": ground is not None,
        "documented": bool(ground and ground.documented),
        "document": said["document"],
    }

    def effect(at: Desk, subject: Subject, order: Order, facts: SuspensionFacts) -> Effect:
        del subject, order
        worn = _worn(facts, DECIDES)
        return Effect(data=told_of(row), also=(standing(at, found, row, worn),))

    return one(desk.bear(SUSPENSION, _T.BEGIN, [row], effect, dict(body)))


def drafted(desk: Desk, found: Clocked, name: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Lay out a suspension that is to be born, with what the questions about it look at."""
    clock = found.clock(name)
    return {
        "id": f"{found.row['id']}-Z{found.suspended + 1}",
        "year": found.row["year"],
        "unit_id": found.row["unit_id"],
        "assessor_id": found.row["assessor_id"],
        "about_kind": found.kind,
        "about_id": found.row["id"],
        "deadline": name,
        "start_on": clock.start_on if clock else None,
        "begun_by": desk.act.actor,
        **said,
        "found": {
            "began_on": clock and clock.began_on,
            "due_on": clock and clock.due_on,
            "allowed": name.partition("-")[0] in desk.rules.plan.suspensions.deadlines,
            "standing": found.standing(clock) if clock else "",
        },
    }


def told_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Say for the record what a suspension is about."""
    named = ("about_kind", "about_id", "deadline", "ground", "label", "basis", "document")
    return {**{name: row[name] for name in named}, "first_on": str(row["first_on"])}


def _worn(facts: SuspensionFacts, who: frozenset[Capacity]) -> Capacity:
    return next(c for c in Capacity if c in who and c in facts.capacities)


def standing(desk: Desk, found: Clocked, row: Mapping[str, Any], capacity: Capacity) -> Planned:
    """Plan the mark by which a clock begins to stand."""
    clock = found.clock(row["deadline"])
    if clock is None:
        raise AssertionError("its questions let no suspension pass without a clock")
    stops = (*found.stops(clock), Suspension(row["first_on"], None, row["label"]))
    return _marked(desk, found, clock, stops, SUSPEND, row, capacity)


def _marked(  # noqa: PLR0913, PLR0917 - a mark is of a clock, for a reason, by somebody
    desk: Desk,
    found: Clocked,
    clock: Clock,
    stops: Stops,
    trigger: str,
    row: Mapping[str, Any],
    capacity: Capacity,
) -> Planned:
    told = reckoned(desk.rules, clock, stops)
    why = f"{row['label']}：{row['reason']}" if row["reason"] else row["label"]
    data = {"suspension": row["id"]}
    return mark(desk, found, trigger, [(clock, told)], capacity=capacity, why=why, data=data)


def end(desk: Desk, orders: list[Order]) -> Answers:
    """Let clocks run again (恢复计时); body `resumed_on`, the first day that counts: today."""
    return desk.move(SUSPENSION, _T.END, orders, _end)


def _end(desk: Desk, subject: Subject, order: Order, facts: SuspensionFacts) -> Effect:
    del order
    return ended(desk, subject.row, facts.resumed_on or desk.today, _worn(facts, RESUMES))


def ended(desk: Desk, row: Mapping[str, Any], day: date, capacity: Capacity) -> Effect:
    """Derive what ending does: the clock, where it still is, runs on from the day."""
    effect = Effect(columns={"resumed_on": day}, data={"resumed_on": str(day)})
    found = clocked(desk, row["about_kind"], row["about_id"])
    clock = _its_clock(found, row)
    if clock is None:
        return effect
    stops = (*found.stops(clock, besides=row["id"]), *stood(row, day))
    also = _marked(desk, found, clock, stops, RESUME, row, capacity)
    return Effect(columns=effect.columns, data=effect.data, also=(also,))


def _its_clock(found: Clocked, row: Mapping[str, Any]) -> Clock | None:
    clock = found.clock(row["deadline"])
    return clock if clock and clock.start_on == row["start_on"] else None


def revoke(desk: Desk, orders: list[Order]) -> Answers:
    """Take suspensions back as if they had never been (撤销中止): all their days count."""
    return desk.move(SUSPENSION, _T.REVOKE, orders, _revoke)


def _revoke(desk: Desk, subject: Subject, order: Order, facts: SuspensionFacts) -> Effect:
    del order
    row = subject.row
    found = clocked(desk, row["about_kind"], row["about_id"])
    clock = _its_clock(found, row)
    if clock is None:
        return Effect()
    trigger = RESUME if row["state"] == SuspensionState.STANDING else RECOMPUTE
    stops = found.stops(clock, besides=row["id"])
    why = {**row, "reason": f"撤销中止：{facts.reason}"}
    return Effect(also=(_marked(desk, found, clock, stops, trigger, why, _worn(facts, REVOKES)),))
