"""Versions of the working calendar (工作日历): entered from a notice, then put in force.

Entering lays a version down and moves nothing. Putting it in force lets the year count by it, and
reckons every running clock anew in the same breath.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, text

from kit.calendar import WorkCalendar
from kit.errors import BadInput, Conflict, NotFound, NotNow, NotPermitted, Objection, Refused
from services.acts import Answer, Answers, Order, needed
from services.calendar_versions import completed, digest_of, version, versions
from services.desk import Desk
from services.door import Subject
from services.intents import Effect
from services.recomputing import recomputed
from services.rules import calendar_of, forget
from services.trail import stamp
from services.years import YEAR, system_desk, year_facts
from states.catalogue import LIFECYCLES
from states.year import YearFacts, YearTrigger

_T = YearTrigger
#: How often it is tried again when somebody moves one of thousands in the same instant.
_PATIENCE = 10


def enter_calendar(desk: Desk, orders: list[Order]) -> Answers:
    """Enter a version of the working calendar from the State Council's notice (录入工作日历).

    Body: `version` (a new name), `document` (the notice's number), `basis` (its title), `years`,
    and `days`, each with `date`, `kind` (rest, work) and `name`. The years that the notice does not
    speak of are taken over from the version in force. Nothing is counted by it yet.
    """
    return [_entered(desk, order) for order in orders]


def _entered(desk: Desk, order: Order) -> Answer | Refused:
    stopped = _not_theirs(desk, order, _T.ENTER_CALENDAR)
    if stopped:
        return stopped
    notice = {
        name: needed(order.body, name, label)
        for name, label in (
            ("version", "版本号"),
            ("document", "文号"),
            ("basis", "通知名称"),
            ("years", "年份"),
            ("days", "放假和调休上班日"),
        )
    }
    try:
        calendar = completed(desk.rules.calendar, notice)
    except BadInput as wrong:
        problems, calendar = wrong.objections, desk.rules.calendar
    else:
        problems = tuple(_taken(desk, notice["version"]))
    body = {**notice, "calendar_facts": {"calendar": problems}}
    asked = replace(order, body=body)

    def effect(at: Desk, subject: Subject, _: Order, facts: YearFacts) -> Effect:
        del facts
        return _laid_down(at, subject, calendar, notice["document"])

    (answer,) = desk.move(YEAR, _T.ENTER_CALENDAR, [asked], effect)
    return answer


def _not_theirs(desk: Desk, order: Order, trigger: YearTrigger) -> Refused | None:
    # Reckoning a year's clocks takes a while: for nobody who may not do it.
    subject = desk.look(YEAR, [order.id]).get(order.id)
    if subject is None:
        return NotFound()
    facts = year_facts(desk, subject, order)
    judged = LIFECYCLES["year"].judge(subject.row["state"], trigger, facts)
    return judged if isinstance(judged, NotPermitted | NotNow) else None


def _taken(desk: Desk, name: str) -> Sequence[Objection]:
    known = {row["version"] for row in versions(desk.connection, desk.act.district_id)}
    if name not in known:
        return ()
    said = f"日历版本“{name}”已经录入，不能更改。"
    return (Objection("calendar.taken", said, "请另起版本号。"),)


def _laid_down(desk: Desk, subject: Subject, calendar: WorkCalendar, document: str) -> Effect:
    data = calendar.as_data()
    year = subject.row["id"]
    head = {"version": calendar.version, "years": data["years"], "basis": calendar.basis}
    signed = {"entered_by": desk.act.actor, "entered_at": stamp(desk.act.at), "year_id": year}
    days = [
        ("calendar_day", {"version": calendar.version, "day": day.pop("date"), **day, **_of(year)})
        for day in data["days"]
    ]
    return Effect(
        data={**head, "document": document, "digest": digest_of(calendar), "days": len(days)},
        rows=(("calendar_version", {**head, "document": document, **signed}), *days),
    )


def _of(year: str) -> dict[str, str]:
    return {"year_id": year}


def recompute(desk: Desk, orders: list[Order]) -> Answers:
    """Let the year count by a version of the calendar and reckon its clocks anew (重算期限).

    Body: `version`; left out, the clocks are reckoned anew by the one in force.
    """
    answers = [_recomputed(desk, order) for order in orders]
    forget(desk.connection, desk.act.district_id, desk.year)
    return answers


def _recomputed(desk: Desk, order: Order) -> Answer | Refused:
    stopped = _not_theirs(desk, order, _T.RECOMPUTE)
    if stopped:
        return stopped
    for _ in range(_PATIENCE):
        try:
            return _once(desk, order)
        except NotFound as unknown:
            return unknown
        except Conflict:
            continue
    return Conflict()


def _once(desk: Desk, order: Order) -> Answer | Refused:
    subject = desk.look(YEAR, [order.id])[order.id]
    district, in_force = desk.act.district_id, subject.row["calendar_version"]
    found = version(desk.connection, district, str(order.body.get("version") or in_force))
    held = calendar_of(desk.connection, district, in_force)
    calendar = calendar_of(desk.connection, district, found["version"])
    counting = replace(desk, rules=replace(desk.rules, calendar=calendar))
    facts = year_facts(desk, subject, order)
    problems = tuple(_missing(held, calendar))
    why = f"按{found['document'] or found['basis']}重算"
    moved = () if problems else tuple(recomputed(counting, facts, why))
    told = {
        "calendar": problems,
        "entered_by": found["entered_by"] or "",
        "recomputes": bool(moved) or calendar.version != held.version,
    }
    asked = replace(order, body={"version": calendar.version, "calendar_facts": told})

    def effect(at: Desk, born: Subject, _: Order, judged: YearFacts) -> Effect:
        del at, born, judged
        clocks = [clock for mark in moved for clock in mark.effect.data["clocks"]]
        return Effect(
            columns={"calendar_version": calendar.version},
            data={
                "was": held.version,
                "calendar": calendar.version,
                "document": found["document"],
                "basis": found["basis"],
                "digest": digest_of(calendar),
                "subjects": len(moved),
                "clocks": len(clocks),
                "moved": sum(clock["was"] != clock["due_on"] for clock in clocks),
            },
            also=moved,
        )

    (answer,) = desk.move(YEAR, _T.RECOMPUTE, [asked], effect)
    return answer


def _missing(held: WorkCalendar, calendar: WorkCalendar) -> Sequence[Objection]:
    lost = sorted(held.years - calendar.years)
    if not lost:
        return ()
    years = "、".join(map(str, lost))
    said = f"这版日历没有{years}年的数据，而现行日历有。"
    return (Objection("calendar.years_lost", said, "请重新录入包含这些年份的版本。"),)


_FRESH = text("""
SELECT y.id FROM year y WHERE y.district_id = :district AND y.year = :year
  AND EXISTS (SELECT FROM trail t WHERE t.district_id = y.district_id AND t.kind = 'year'
    AND t.subject_id = y.id AND t.trigger IN ('recompute', 'amend') AND t.at > :since
    AND t.at <= :now)
""")
#: For so long after a calendar was put in force it is looked after.
_LOOKED_AFTER = timedelta(minutes=5)


def look_after(connection: Connection, district_id: str, year: int, now: datetime) -> int:
    """Reckon anew what another process started by the calendar of before; how many years.

    Each process learns of another calendar within two seconds (`services.rules`).
    """
    desk = system_desk(connection, district_id, year, "system:flow", now)
    asked = {"district": district_id, "year": year, "since": now - _LOOKED_AFTER, "now": now}
    fresh = list(connection.execute(_FRESH, asked).scalars())
    orders = [Order(found, reason="工作日历启用后复查。") for found in fresh]
    return sum(isinstance(answer, Answer) for answer in recompute(desk, orders)) if orders else 0
