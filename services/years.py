"""Opening an assessment year: the plan is pinned, units, calendar and phases are laid out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from kit.errors import NotFound, NotPermitted, Objection, Refused
from plans.finding import Finding
from plans.loading import parse
from services.acts import Act, Answer, Answers, Order, needed, one
from services.desk import Desk, Noun
from services.door import Subject
from services.entering import enter_calendar, enter_units
from services.intents import Effect
from services.phases import plan_phases
from services.plan_amendments import facts_of
from services.reading import one_read, some
from services.recomputing import recomputed
from services.rules import Rules, forget, rules_of
from states.catalogue import LIFECYCLES
from states.lifecycle import Row
from states.pinning import differing, digests
from states.year import YearFacts, YearTrigger

_OPEN_PHASES = """
    (SELECT coalesce(jsonb_agg(p.label ORDER BY p.place), '[]') FROM phase p
        WHERE p.district_id = s.district_id AND p.year = s.year AND p.state <> 'closed')
        AS open_phases,
"""


def year_facts(desk: Desk, subject: Subject, order: Order) -> YearFacts:
    """Gather what the questions about a year look at."""
    row = subject.row
    return YearFacts(
        **desk.base(subject, order),
        **(order.body.get("amendment") or {"findings": row.get("findings", ())}),
        open_phases=tuple(row.get("open_phases", ())),
        **some(order.body.get("calendar_facts")),
        unpinned=differing(row["lifecycles"]) if "state" in row else (),
    )


YEAR = Noun("year", one_read("year", _OPEN_PHASES), year_facts)


def open_year(
    connection: Connection, act: Act, files: Mapping[str, str], findings: tuple[Finding, ...] = ()
) -> Answer:
    """Open a district's year on a plan: pin it, enter units and calendar, list the phases.

    Args:
        connection: in a transaction of its own: all of it happens or nothing.
        act: by the office's director, the administrator, or the system.
        files: the plan folder's texts; they are what is pinned, their digest is in the trail.
        findings: what plan lint holds against it; red ones stop the opening.

    Raises:
        Refused: with the objections, or the year is open already.
    """
    plan = parse(files)
    desk = Desk(connection, act, Rules(plan, plan.calendar(), ZoneInfo(plan.timezone)))
    enter_units(connection, plan)
    enter_calendar(connection, plan)
    row = {
        "id": str(plan.year),
        "plan_name": plan.title,
        "plan_digest": bytes.fromhex(plan.digest),
        "plan": dict(files),
        "calendar_version": plan.days.version,
        "lifecycles": dict(digests()),
        "findings": tuple(
            Objection(f.code, f"{f.where}：{f.message}", f.remedy)
            for f in findings
            if f.severity == "red"
        ),
    }
    answer = one(desk.bear(YEAR, YearTrigger.OPEN, [row], _open))
    for born in plan_phases(desk.by("system:flow")):
        one([born])
    return answer


def _open(desk: Desk, subject: Subject, order: Order, facts: YearFacts) -> Effect:
    del order, facts
    plan = desk.rules.plan
    return Effect(
        data={
            "plan": plan.title,
            "plan_digest": plan.digest,
            "document": plan.document_number,
            "calendar": subject.row["calendar_version"],
            "lifecycles": subject.row["lifecycles"],
        }
    )


def amend(desk: Desk, orders: list[Order]) -> Answers:
    """Amend the plan of a running year (修改方案); body: `files`, the new plan folder's texts.

    Raises:
        PlanProblem: the new plan cannot be read.
    """
    asked = [_amendment(desk, order) for order in orders]
    for order in asked:
        _enter_calendar_of(desk, order)
    answers = desk.move(YEAR, YearTrigger.AMEND, asked, _amend)
    forget(desk.connection, desk.act.district_id, desk.year)
    return answers


def _amendment(desk: Desk, order: Order) -> Order:
    files: Mapping[str, str] = needed(order.body, "files", "新方案的文件")
    judged = _judged(desk, order)
    if judged is None or isinstance(judged, NotPermitted):
        raise judged or NotFound  # reading a plan can take seconds: for nobody who may not amend it
    return replace(order, body={**order.body, "amendment": facts_of(desk, files)})


def _enter_calendar_of(desk: Desk, order: Order) -> None:
    # Before the year moves, or it would count by days that are not there; and only if it may move:
    # what stands under a version stands for good.
    judged = _judged(desk, order)
    if judged is not None and not isinstance(judged, Refused):
        enter_calendar(desk.connection, parse(order.body["files"]))


def _judged(desk: Desk, order: Order) -> Row[YearFacts] | Refused | None:
    subject = desk.look(YEAR, [order.id]).get(order.id)
    if subject is None:
        return None
    facts = year_facts(desk, subject, order)
    return LIFECYCLES["year"].judge(subject.row["state"], YearTrigger.AMEND, facts)


def _amend(desk: Desk, subject: Subject, order: Order, facts: YearFacts) -> Effect:
    old, plan = desk.rules.plan, parse(order.body["files"])
    # What was put in force since stays, unless the new plan brings a calendar of its own.
    days = "days" in facts.changed
    counting = plan.days.version if days else subject.row["calendar_version"]
    rules = replace(desk.rules, plan=plan, calendar=plan.calendar())
    moved = recomputed(replace(desk, rules=rules), facts, facts.reason) if days else ()
    return Effect(
        columns={
            "plan_name": plan.title,
            "plan_digest": bytes.fromhex(plan.digest),
            "plan": dict(order.body["files"]),
            "calendar_version": counting,
        },
        data={
            "was": old.digest,
            "plan_digest": plan.digest,
            "document": plan.document_number,
            "sections": list(facts.changed),
        },
        also=tuple(moved),
    )


def adopt(desk: Desk, orders: list[Order]) -> Answers:
    """Go by the lifecycles as the house has them now (采用新状态表); old and new are recorded."""
    answers = desk.move(YEAR, YearTrigger.ADOPT, orders, _adopt)
    forget(desk.connection, desk.act.district_id, desk.year)
    return answers


def _adopt(desk: Desk, subject: Subject, order: Order, facts: YearFacts) -> Effect:
    del desk, order
    was, now = some(subject.row["lifecycles"]), digests()
    changed = [
        {"kind": kind, "was": was.get(kind, ""), "now": now.get(kind, "")}
        for kind in facts.unpinned
    ]
    return Effect(columns={"lifecycles": dict(now)}, data={"changed": changed})


def close(desk: Desk, orders: list[Order]) -> Answers:
    """Close years whose phases are all closed (归档)."""
    return desk.move(YEAR, YearTrigger.CLOSE, orders)


def desk_for(connection: Connection, act: Act, year: int) -> Desk:
    """Set up a desk under the rules pinned for a year.

    Raises:
        NotFound: the year is not open.
    """
    return Desk(connection, act, rules_of(connection, act.district_id, year))


def system_desk(
    connection: Connection, district_id: str, year: int, actor: str, at: datetime
) -> Desk:
    """Set up a desk at which the system sits."""
    return desk_for(connection, Act(district_id=district_id, actor=actor, at=at), year)


_YEARS = text("SELECT district_id, year FROM year WHERE state = 'in_force' ORDER BY 1, 2")


def zone_of(connection: Connection) -> ZoneInfo:
    """Name the zone whose days count: that of the first year in force; Beijing's before that."""
    for district_id, year in open_years(connection)[:1]:
        return rules_of(connection, district_id, year).zone
    return _BEIJING


_BEIJING = ZoneInfo("Asia/Shanghai")


def open_years(connection: Connection) -> list[tuple[str, int]]:
    """List the years in force: district and year."""
    return [(row.district_id, row.year) for row in connection.execute(_YEARS)]


__all__ = [
    "YEAR",
    "adopt",
    "amend",
    "close",
    "desk_for",
    "open_year",
    "open_years",
    "system_desk",
    "year_facts",
]
