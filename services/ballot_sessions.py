"""Ballot sessions (述职测评): prepared for some units, published for their results."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text

from kit.errors import BadInput, Objected, Objection
from services.acts import Answer, Answers, Order, one
from services.ballot_counting import digest_of, marks_of, valid
from services.desk import Desk, Noun
from services.door import Subject
from services.duty_marks import plan_duty_marks
from services.intents import Effect, Message
from services.reading import one_read
from services.units import assessed
from states.ballot_session import BallotSessionFacts, BallotSessionTrigger
from states.capacity import Capacity

_T = BallotSessionTrigger
_OFFICE = (Capacity.OFFICE_CLERK, Capacity.OFFICE_DIRECTOR)


def _units_without(what: str) -> str:
    return f"""(SELECT coalesce(jsonb_agg(u ORDER BY u), '[]') FROM
        jsonb_array_elements_text(s.units) u WHERE NOT EXISTS (SELECT FROM {what}))"""


#: What the questions to a judge look at: the groups they sit in, whether they have a paper.
JUDGE_FACTS = """
    (SELECT coalesce(jsonb_agg(a.scope), '[]') FROM assignment a
        WHERE a.district_id = s.district_id AND a.person_id = %(actor)s AND a.capacity = 'judge'
        AND a.from_day <= %(today)s AND (a.until_day IS NULL OR a.until_day >= %(today)s))
        AS judge_groups,
    EXISTS (SELECT FROM voter v WHERE v.district_id = s.district_id
        AND v.ballot_session_id = s.id AND v.person_id = %(actor)s) AS claimed_before,
"""
#: What tells whether somebody's ballot stands alone: who of a group may not judge which unit.
BARRED = """
    (SELECT coalesce(jsonb_agg(jsonb_build_array(v.judge_group, v.units)), '[]') FROM voter v
        WHERE v.district_id = s.district_id AND v.ballot_session_id = s.id) AS voters,
"""
_FACTS = f"""
    {JUDGE_FACTS}
    {BARRED}
    {
    _units_without('''duty_report d WHERE d.district_id = s.district_id AND d.year = s.year
        AND d.unit_id = u AND d.state IN ('submitted', 'presented')''')
} AS without_report,
    {
    _units_without('''result r WHERE r.district_id = s.district_id AND r.year = s.year
        AND r.unit_id = u AND r.state = 'trial' ''')
} AS without_trial,
"""


def ballot_session_facts(desk: Desk, subject: Subject, order: Order) -> BallotSessionFacts:
    """Gather what the questions about a ballot session look at."""
    row = subject.row
    return BallotSessionFacts(
        **desk.base(subject, order),
        taken=tuple(row.get("taken") or ()),
        without_report=tuple(row.get("without_report") or ()),
        group=group_of(row).get("label", ""),
        claimed=bool(row.get("claimed_before")),
        returned=sum(row["returned"].values()),
        alone=_alone(row),
        locked_by=row.get("locked_by") or "",
        without_trial=tuple(row.get("without_trial") or ()),
    )


def _alone(row: Mapping[Any, Any]) -> tuple[str, ...]:
    """Name the groups of which a unit may get a single ballot, though somebody's name is known.

    How many came back is public, and so is who fetched a paper and for which unit it is no good.
    """
    voters = [(group, set(own)) for group, own in row.get("voters") or ()]
    found: list[str] = []
    for group in row["groups"]:
        barred = [own for key, own in voters if key == group["key"]]
        back = row["returned"].get(group["key"], 0)
        lone = (back - sum(unit in own for own in barred) == 1 for unit in row["units"])
        if barred and back and any(lone):
            found.append(group["label"])
    return tuple(found)


def group_of(row: Mapping[Any, Any]) -> dict[str, str]:
    """Find the session's group that the actor sits in; empty for none."""
    held = row.get("judge_groups") or ()
    groups: Sequence[dict[str, str]] = row["groups"]
    mine = [group for group in groups if group["key"] in held]
    return mine[0] if mine else {}


BALLOT_SESSION = Noun("ballot_session", one_read("ballot_session", _FACTS), ballot_session_facts)

_BEFORE = text(
    "SELECT (SELECT count(*) FROM ballot_session WHERE district_id = :district AND year = :year)"
    "  AS number,"
    " (SELECT coalesce(jsonb_agg(u), '[]') FROM unnest(CAST(:units AS text[])) u WHERE EXISTS ("
    "   SELECT FROM ballot_session s WHERE s.district_id = :district AND s.year = :year"
    "   AND s.state IN ('prepared', 'open', 'locked') AND jsonb_exists(s.units, u))"
    "  OR EXISTS (SELECT FROM result r WHERE r.district_id = :district AND r.year = :year"
    "   AND r.unit_id = u AND r.duty_marks IS NOT NULL)) AS taken"
)


def prepare(desk: Desk, label: str, mode: str, units: Sequence[str]) -> Answer:
    """Prepare a session (筹备) for units in the order in which they speak.

    Args:
        desk: the office's.
        label: what it is called, such as 部门专场.
        mode: a `DutyMode`.
        units: ids; a unit is judged once a year.

    Raises:
        BadInput: no units, one twice, or one that is not assessed.
        Refused: a unit is judged elsewhere.
    """
    known = {unit.id for unit in assessed(desk)}
    strange = [unit for unit in units if unit not in known]
    if strange or not units or len(set(units)) != len(units):
        raise BadInput(f"请写明被考核单位，每个一次：{'、'.join(strange) or '（空或重复）'}。")
    asked = {"district": desk.act.district_id, "year": desk.year, "units": list(units)}
    before = desk.connection.execute(_BEFORE, asked).one()
    groups = [
        {"key": group.key, "label": group.label, "weight": format(group.weight, "f")}
        for group in desk.rules.plan.judges.groups
    ]
    nothing = {group["key"]: 0 for group in groups}
    row = {
        "id": f"{desk.year}-V{before.number + 1}",
        "label": label,
        "mode": mode,
        "units": list(units),
        "groups": groups,
        "claimed": nothing,
        "returned": nothing,
        "papers": nothing,
        "invalid": [],
        "taken": before.taken,
    }
    question = {"label": label, "mode": mode, "units": list(units)}
    return one(desk.bear(BALLOT_SESSION, _T.PREPARE, [row], _prepare, question))


def _prepare(desk: Desk, subject: Subject, order: Order, facts: BallotSessionFacts) -> Effect:
    del desk, facts
    return Effect(data={**order.body, "groups": subject.row["groups"]})


def publish(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Publish what was counted (公布): every unit's result takes its marks in the same breath."""
    return desk.move(BALLOT_SESSION, _T.PUBLISH, orders, _publish)


def _publish(desk: Desk, subject: Subject, order: Order, facts: BallotSessionFacts) -> Effect:
    del order, facts
    row = subject.row
    counted = marks_of(desk, row["id"])
    if digest_of(counted) != row["marks_digest"]:
        message = "计票结果与封票时的记录不符。"
        raise Objected(message, objections=(Objection("ballot_session.changed", message),))
    marks = {unit: valid(groups) for unit, groups in counted.items()}
    judged = {unit: found for unit, found in marks.items() if found}
    told = f"“{row['label']}”已公布，{len(judged)}个单位的述职成绩已计入试算。"
    return Effect(
        data={"units": sorted(judged), "marks": row["marks_digest"]},
        also=plan_duty_marks(desk, row["id"], judged),
        messages=(Message("published", _OFFICE, told),),
    )
