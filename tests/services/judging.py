"""How tests bring judges to the urn: sessions prepared and opened, papers fetched, ballots cast."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from services import ballot_sessions, ballot_urn, ballots, paper_ballots
from services.acts import Answer, Order
from services.ballots import Claimed
from services.house import House
from tests.builders import desk, plan
from tests.services.hands import at, do, row, rows, value

GROUPS = tuple(group.key for group in plan().judges.groups)
#: The rosters' judges that are not heads of units.
GUESTS = {
    "leaders": ("leader", "leader-2", "leader-3"),
    "deputies": ("deputies-1", "deputies-2", "deputies-3"),
    "cppcc_members": ("cppcc_members-1", "cppcc_members-2", "cppcc_members-3"),
}
HEADS = ("d01-head", "d07-head", "d13-head")
_WHY = "述职报告另行报送"


def prepare(house: House, units: Sequence[str], who: str = "office-clerk") -> str:
    """Prepare a session; its id."""
    return at(house, who, ballot_sessions.prepare, "部门专场", "on_site", units).id


def touch(house: House, who: str, service: Any, session: str, reason: str = _WHY) -> Answer:
    """Let somebody open, lock or void a session."""
    return at(house, who, service, house.keys, Order(session, reason=reason))


def opened(house: House, *units: str) -> str:
    """Prepare and open a session; its id."""
    session = prepare(house, units)
    touch(house, "office-clerk", ballot_urn.open_, session)
    return session


def claim(house: House, who: str, session: str, **body: Any) -> Claimed:
    """Fetch somebody's paper."""
    return at(house, who, ballots.claim, house.keys, Order(session, body))


def cast(house: House, token: str, marks: Mapping[str, Any]) -> Answer:
    """Cast a ballot, as nobody."""
    with house.database.connect() as connection:
        return ballots.cast(connection, house.keys, house.now(), token, exact(marks))


def exact(marks: Mapping[str, Any]) -> dict[str, Any]:
    """Write marks as the API reads them."""
    return {u: m if m == "unknown" else Decimal(str(m)) for u, m in marks.items()}


def vote(house: House, who: str, session: str, mark: object, **others: object) -> Claimed:
    """Fetch a paper and give every unit the same mark, but those that are named."""
    paper = claim(house, who, session)
    cast(house, paper.token, {**dict.fromkeys(paper.units, mark), **others})
    return paper


def enter(house: House, session: str, group: str, marks: Any = None, **body: Any) -> Answer:
    """Enter a paper ballot; without marks an invalid one."""
    given = {} if marks is None else {"marks": exact(marks)}
    order = Order(session, {"group": group, **given, **body}, reason=body.pop("reason", ""))
    return at(house, "office-clerk", paper_ballots.enter_paper, house.keys, order)


def lock(house: House, session: str, who: str = "office-clerk") -> Answer:
    """Lock a session's urn."""
    return touch(house, who, ballot_urn.lock, session)


def publish(house: House, session: str, who: str = "office-director") -> Answer:
    """Publish what a session counted."""
    return do(house, who, ballot_sessions.publish, session)


def judge(house: House, marks: Mapping[str, Sequence[object]]) -> str:
    """Have units judged on paper: by unit the marks that every group gives it."""
    session = opened(house, *marks)
    with house.database.connect() as connection:
        office = desk(house, connection, "office-clerk")
        for group in GROUPS:
            for ballot in zip(*marks.values(), strict=True):
                body = {"group": group, "marks": exact(dict(zip(marks, ballot, strict=True)))}
                paper_ballots.enter_paper(office, house.keys, Order(session, body))
    lock(house, session)
    publish(house, session)
    return session


def count(house: House, table: str, session: str) -> int:
    """Count a side table's rows of a session."""
    return value(house, f"SELECT count(*) FROM {table} WHERE ballot_session_id = :id", id=session)


def returned(house: House, session: str) -> dict[str, int]:
    """Count the valid ballots that came back, by group."""
    return row(house, "ballot_session", session)["returned"]


def marks_of(house: House, session: str, unit: str, group: str) -> list[str | None]:
    """Read the marks of a unit by a group, lowest first; None for 不了解."""
    found = rows(
        house,
        "SELECT trim_scale(mark)::text AS mark FROM mark WHERE ballot_session_id = :session"
        " AND unit_id = :unit AND judge_group = :group ORDER BY place",
        session=session,
        unit=unit,
        group=group,
    )
    return [one["mark"] for one in found]
