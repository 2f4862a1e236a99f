"""Opening an assessment year: the plan is pinned, units, calendar and phases are laid out."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from kit.errors import Objection
from plans.finding import Finding
from plans.loading import parse
from plans.schema import Plan
from services.acts import Act, Answer, Answers, Order, one
from services.desk import Desk, Noun
from services.door import Subject
from services.intents import Effect
from services.phases import plan_phases
from services.reading import one_read
from services.rules import Rules, rules_of
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
        findings=row.get("findings", ()),
        open_phases=tuple(row.get("open_phases", ())),
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
    _enter_units(connection, plan)
    _enter_calendar(connection, plan)
    row = {
        "id": str(plan.year),
        "plan_name": plan.title,
        "plan_digest": bytes.fromhex(plan.digest),
        "plan": dict(files),
        "calendar_version": plan.days.version,
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
        }
    )


def close(desk: Desk, orders: list[Order]) -> Answers:
    """Close years whose phases are all closed (归档)."""
    return desk.move(YEAR, YearTrigger.CLOSE, orders)


_UNIT = text(
    "INSERT INTO unit (district_id, id, name, short_name, kind, subkind, ranking_group, assessed,"
    " sort) VALUES (:district, :id, :name, :short, :kind, :subkind, :group, :assessed, :sort)"
    " ON CONFLICT (district_id, id) DO UPDATE SET name = excluded.name,"
    " short_name = excluded.short_name, kind = excluded.kind, subkind = excluded.subkind,"
    " ranking_group = excluded.ranking_group, assessed = excluded.assessed, sort = excluded.sort"
)
_VERSION = text(
    "INSERT INTO calendar_version (district_id, version, years, basis)"
    " VALUES (:district, :version, CAST(:years AS jsonb), :basis) ON CONFLICT DO NOTHING"
)
_DAY = text(
    "INSERT INTO calendar_day (district_id, version, day, kind, name)"
    " VALUES (:district, :version, :day, :kind, :name) ON CONFLICT DO NOTHING"
)


def _enter_units(connection: Connection, plan: Plan) -> None:
    rows = [
        {
            "district": plan.district,
            "id": unit.id,
            "name": unit.name,
            "short": unit.short_name,
            "kind": unit.kind.value,
            "subkind": unit.subkind.value if unit.subkind else None,
            "group": unit.ranking_group or None,
            "assessed": unit.assessed,
            "sort": place,
        }
        for place, unit in enumerate(plan.units, start=1)
    ]
    connection.execute(_UNIT, rows)


def _enter_calendar(connection: Connection, plan: Plan) -> None:
    version = {"district": plan.district, "version": plan.days.version}
    years = str(list(plan.days.years))
    connection.execute(_VERSION, {**version, "years": years, "basis": plan.days.basis})
    days = [
        {**version, "day": day.date, "kind": day.kind.value, "name": day.name}
        for day in plan.days.days
    ]
    connection.execute(_DAY, days)


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


def open_years(connection: Connection) -> list[tuple[str, int]]:
    """List the years in force: district and year."""
    return [(row.district_id, row.year) for row in connection.execute(_YEARS)]


__all__ = [
    "YEAR",
    "close",
    "desk_for",
    "open_year",
    "open_years",
    "system_desk",
    "year_facts",
]
