"""What follows a body (随机构变动划转): open business goes to its successor, by one table.

Until the transfer the old body answers, from then on its successor (domain 5.6). So whatever is
still to be done goes over; what is closed, and whatever was earned or lost before, stays with the
old body as history. Indicators and nodes are laid out by `services.transfers`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from services.acts import Order
from services.appeals import APPEAL
from services.contingency_plans import CONTINGENCY_PLAN
from services.deeds import insisted
from services.desk import Desk, Noun
from services.detailed_rules import DETAILED_RULES
from services.documents import DOCUMENT
from services.door import Subject, judge
from services.feedbacks import FEEDBACK
from services.goal_facts import GOAL
from services.indicator_facts import INDICATOR
from services.inspection_facts import INSPECTION
from services.intents import Effect, Message, Planned
from services.nodes import NODE
from services.rectification_facts import RECTIFICATION_PLAN
from services.request_facts import REQUEST
from services.suspensions import SUSPENSION
from services.unit_layouts import examiner_after
from states.capacity import Capacity
from states.catalogue import LIFECYCLES
from states.lifecycle import Facts

Row = Mapping[Any, Any]
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)
TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Course:
    """Where things go with a change of bodies.

    Attributes:
        change: the change of bodies.
        closed: bodies that it ends.
        units: the unit from now on of every goal, indicator and node that it moves, by id.
    """

    change: Row
    closed: tuple[str, ...]
    units: Mapping[str, str]

    @property
    def successor(self) -> str:
        """Who takes a closed body's place: the first that the change names."""
        return self.change["to_units"][0]["id"]

    def after(self, unit: str) -> str:
        """Say who stands in a unit's place."""
        return self.successor if unit in self.closed else unit


def _with_itself(course: Course, row: Row) -> str:
    return course.units.get(row["id"], row["unit_id"])


def _with_its_goal(course: Course, row: Row) -> str:
    return course.units.get(row["goal_id"], row["unit_id"])


def _with_its_matter(course: Course, row: Row) -> str:
    if row["about_kind"] == RECTIFICATION_PLAN.kind:
        return course.after(row["unit_id"])
    return course.units.get(row["about_id"], row["unit_id"])


def _with_its_clock(course: Course, row: Row) -> str:
    # A request and a suspension are about the same things; what else has a clock is the body's.
    if row["about_kind"] in (NODE.kind, INDICATOR.kind):
        return course.units.get(row["about_id"], row["unit_id"])
    return course.after(row["unit_id"])


def _with_its_node(course: Course, row: Row) -> str:
    unit = course.units.get(row["node_id"], row["unit_id"])
    # What an ended body reported is explained by whoever has its files now.
    return (
        course.units.get(row["indicator_id"], course.after(unit)) if unit in course.closed else unit
    )


def _with_its_body(course: Course, row: Row) -> str:
    return course.after(row["unit_id"])


@dataclass(frozen=True, slots=True)
class Follower:
    """How a kind follows; in which states its lifecycle's table says.

    Attributes:
        unit: whose it is from now on.
        named: the column in which bodies besides are named.
    """

    noun: Noun
    unit: Callable[[Course, Row], str]
    named: str = ""


FOLLOWERS: tuple[Follower, ...] = (
    Follower(GOAL, _with_itself, "contributors"),
    Follower(CONTINGENCY_PLAN, _with_its_goal),
    Follower(FEEDBACK, _with_its_goal),
    Follower(REQUEST, _with_its_matter),
    Follower(SUSPENSION, _with_its_clock),
    Follower(INSPECTION, _with_its_node),
    Follower(DETAILED_RULES, _with_its_body, "units"),
    Follower(RECTIFICATION_PLAN, _with_its_body),
    Follower(DOCUMENT, _with_its_body),
    Follower(APPEAL, _with_its_body),
)
#: Kinds that stay, whatever their state, and why.
STAY: Mapping[str, str] = {
    "adjustment": "what was earned or lost before the transfer is the old body's; the plan's"
    " setting unit_changes.score says what of it its successor's result counts",
    "result": "laid out when no body can change any more",
    "self_evaluation": "written by the bodies that stand at the year's end",
    "duty_report": "given by the bodies that stand at the year's end (述职由承接单位办理)",
    "unit_change": "no body's own",
    "year": "no body's own",
    "phase": "no body's own",
    "gate": "no body's own",
    "inspection_round": "no body's own",
    "ballot_session": "no body's own",
    "absence": "a person is away, whatever body they belong to",
    "delegation": "lends a capacity of the old body; who holds one in the new body lends anew",
}


def following(desk: Desk, course: Course) -> Iterator[Planned]:
    """Plan what follows a change of bodies, each judged by the table of its own kind.

    Raises:
        Refused: the lifecycle of one of them objects.
    """
    for follower in FOLLOWERS:
        yield from _following(desk, course, follower)


def _following(desk: Desk, course: Course, follower: Follower) -> Iterator[Planned]:
    kind = follower.noun.kind
    states = [str(row.source) for row in LIFECYCLES[kind].rows if row.trigger == TRANSFER]
    named = f" OR s.{follower.named} ?| CAST(:closed AS text[])" if follower.named else ""
    asked = {
        "district": desk.act.district_id,
        "year": desk.year,
        "states": states,
        "units": list(course.change["from_units"]),
        "closed": list(course.closed),
    }
    # Of a year before too: its rectification runs on into this one.
    found = text(
        f"SELECT s.id FROM {kind} s WHERE s.district_id = :district AND s.year <= :year"
        " AND s.state = ANY(:states) AND (s.unit_id = ANY(:units) OR s.assessor_id = ANY(:closed)"
        f"{named}) ORDER BY s.id"
    )
    ids = list(desk.connection.execute(found, asked).scalars())
    subjects = desk.look(follower.noun, ids)
    verb = desk.verb(follower.noun, TRANSFER, _follows)
    said = {"ordered": True, "change": course.change["id"], "label": LIFECYCLES[kind].label}
    for subject_id in ids:
        columns = _columns(desk, course, follower, subjects[subject_id].row)
        if columns:
            body = {**said, "columns": columns}
            order = Order(subject_id, body, reason=f"机构变动（{course.change['document']}）。")
            yield insisted(judge(desk.act, verb, order, subjects[subject_id]))


def _columns(desk: Desk, course: Course, follower: Follower, row: Row) -> dict[str, Any]:
    unit = follower.unit(course, row)
    assessor = examiner_after(desk, course.change, unit, row["assessor_id"])
    new: dict[str, Any] = {"unit_id": unit, "assessor_id": assessor}
    if follower.named:
        new[follower.named] = _named(course, row[follower.named], unit)
    if follower.noun is DETAILED_RULES and assessor != row["assessor_id"]:
        new["number"] = _next_number(desk, course, row)
    return {name: value for name, value in new.items() if value != row[name]}


def _named(course: Course, units: list[str], lead: str) -> list[str]:
    # Who leads now does not contribute besides.
    now = dict.fromkeys(course.after(unit) for unit in units)
    return [unit for unit in now if unit != lead] if set(now) != set(units) else units


_VERSIONS = text(
    "SELECT id, assessor_id FROM detailed_rules WHERE district_id = :district AND year = :year"
    " AND assessor_id = ANY(:examiners) ORDER BY assessor_id = :successor DESC, id"
)


def _next_number(desk: Desk, course: Course, row: Row) -> int:
    """Number the rules of an ended examiner behind those that its successor wrote."""
    asked = {
        "district": desk.act.district_id,
        "year": row["year"],
        "examiners": [course.successor, *course.closed],
        "successor": course.successor,
    }
    versions = desk.connection.execute(_VERSIONS, asked).scalars().all()
    return list(versions).index(row["id"]) + 1


def _follows(desk: Desk, subject: Subject, order: Order, facts: Facts) -> Effect:
    del desk
    row, columns = subject.row, order.body["columns"]
    data = {"change": order.body["change"], **columns, "was": {n: row[n] or "" for n in columns}}
    unit = columns.get("unit_id")
    # Of a secret visit nobody learns before the time.
    if not unit or row.get("withheld"):
        return Effect(columns=columns, data=data)
    told = f"{order.body['label']}{row['id']}自{row['unit_id']}划转：{facts.reason}"
    return Effect(
        columns=columns,
        data=data,
        messages=(Message("transferred", _UNIT, told, unit_id=unit),),
    )
