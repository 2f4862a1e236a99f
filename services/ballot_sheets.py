"""What is told of a ballot session: who fetched papers, how many came back, what was counted."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import text

from kit.errors import NotFound, NotNow, NotPermitted
from services.ballot_counting import told
from services.ballot_sessions import BALLOT_SESSION
from services.desk import Desk
from services.people import SignedIn
from services.units import name_on
from states.ballot_session import BallotSessionState
from states.duty_report import DutyMode

_VOTERS = text(
    "SELECT p.name, v.judge_group FROM voter v JOIN person p ON p.district_id = v.district_id"
    " AND p.id = v.person_id WHERE v.district_id = :district AND v.ballot_session_id = :session"
    " ORDER BY v.judge_group, p.id"
)
_JUDGES = text(
    "SELECT a.scope, count(DISTINCT a.person_id) AS n FROM assignment a"
    " WHERE a.district_id = :district AND a.capacity = 'judge' AND a.from_day <= :today"
    " AND (a.until_day IS NULL OR a.until_day >= :today) GROUP BY a.scope"
)


def statistics(desk: Desk, person: SignedIn, session_id: str) -> dict[str, Any]:
    """Tell what the marks of a published session say; see `ballot_counting.told`.

    Raises:
        NotPermitted: somebody who sees only some units asks.
        NotFound: there is no such session.
        NotNow: it is not published.
    """
    row = _session(desk, person, session_id)
    if row["state"] != BallotSessionState.PUBLISHED:
        raise NotNow("本场测评尚未公布，没有统计结果。")
    return told(desk, row)


def sheet(desk: Desk, person: SignedIn, session_id: str) -> dict[str, Any]:
    """Gather what the printed sheet says.

    Returns:
        `title`, `label`, `id`, `mode`, `state`, `printed_on`; `groups`: label, weight, judges,
        claimed, returned, papers, invalid; `voters`: group and name, by group and name; `invalid`:
        group and reason; `scores`: None before publication, else by unit place, name, `groups`
        (mean, ballots and unknown, in the order of `groups`; None for an absent one), score, rank
        and whether a group is absent or too few.

    Raises:
        NotPermitted: somebody who sees only some units asks.
        NotFound: there is no such session.
    """
    row = _session(desk, person, session_id)
    asked = {"district": desk.act.district_id, "session": row["id"], "today": desk.today}
    sitting = {found.scope: found.n for found in desk.connection.execute(_JUDGES, asked)}
    labels = {group["key"]: group["label"] for group in row["groups"]}
    invalid = Counter(paper["group"] for paper in row["invalid"])
    voters = desk.connection.execute(_VOTERS, asked).all()
    place = {key: number for number, key in enumerate(labels)}
    plan = desk.rules.plan
    return {
        "title": f"{plan.district_name}政府{desk.year}年度述职测评票务单",
        "label": row["label"],
        "id": row["id"],
        "mode": DutyMode(row["mode"]).zh,
        "state": BallotSessionState(row["state"]).zh,
        "printed_on": desk.today,
        "groups": [
            {
                "label": label,
                "weight": next(g["weight"] for g in row["groups"] if g["key"] == key),
                "judges": sitting.get(key, 0),
                "claimed": row["claimed"][key],
                "returned": row["returned"][key],
                "papers": row["papers"][key],
                "invalid": invalid[key],
            }
            for key, label in labels.items()
        ],
        "voters": [
            {"group": labels[voter.judge_group], "name": voter.name}
            for voter in sorted(voters, key=lambda voter: place[voter.judge_group])
        ],
        "invalid": [
            {"group": labels[paper["group"]], "reason": paper["reason"]} for paper in row["invalid"]
        ],
        "scores": _scores(desk, row) if row["state"] == BallotSessionState.PUBLISHED else None,
    }


def _session(desk: Desk, person: SignedIn, session_id: str) -> Mapping[Any, Any]:
    if person.sight is not None:
        raise NotPermitted("票务单和统计结果由绩效办、联席会议、区领导和监察审计查阅。")
    found = desk.look(BALLOT_SESSION, [session_id]).get(session_id)
    if found is None:
        raise NotFound
    return found.row


def _scores(desk: Desk, row: Mapping[Any, Any]) -> list[dict[str, Any]]:
    units = told(desk, row)["units"]
    keys = [group["key"] for group in row["groups"]]
    return [
        {
            "place": place,
            "name": name_on(desk, unit, desk.today),
            "groups": [_group_told(units[unit], key) for key in keys],
            "score": units[unit]["score"],
            "rank": units[unit]["rank"],
            "absent": bool(units[unit]["absent"]),
            "few": bool(units[unit]["few"]),
        }
        for place, unit in enumerate(row["units"], start=1)
    ]


def _group_told(unit: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    found = unit["groups"].get(key)
    if found is None:
        return None
    unknown = unit["unknown"].get(key, 0)
    return {"mean": found["mean"], "ballots": found["ballots"], "unknown": unknown}
