"""Deputies (代办人): whose capacities somebody may act in today, and as what they then are seen."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from kit.errors import NotPermitted, Objection
from services.people import SignedIn, sight_of
from states.capacity import Capacity, Grant

#: Whether a delegation `d` is in force on a day: while it stands, on its days, with a principal
#: who holds the capacity still and, as A-B角, is away. That it is the deputy who asks is for the
#: query to say; a deputy who may not sign in asks nothing.
_IN_FORCE = """d.state = 'granted' AND d.from_day <= {today}
    AND (d.until_day IS NULL OR d.until_day >= {today})
    AND (d.delegation_class = 'dated' OR jixiao_away(d.district_id, d.principal_id, {today}))
    AND EXISTS (SELECT FROM assignment h JOIN person q
        ON q.district_id = h.district_id AND q.id = h.person_id AND q.state = 'active'
        WHERE h.district_id = d.district_id AND h.person_id = d.principal_id
          AND h.capacity = d.capacity AND h.unit_id IS NOT DISTINCT FROM d.held_in
          AND h.from_day <= {today} AND (h.until_day IS NULL OR h.until_day >= {today}))"""


def in_force(today: str) -> str:
    """Write the condition that a delegation `d` is in force on a day."""
    return _IN_FORCE.format(today=today)


_LENT = text(f"""
SELECT d.id, d.principal_id, p.name, d.capacity, d.held_in, d.until_day
FROM delegation d JOIN person p ON p.district_id = d.district_id AND p.id = d.principal_id
WHERE d.district_id = :district AND d.deputy_id = :deputy AND {in_force(":today")}
ORDER BY d.principal_id, d.capacity, d.held_in, d.id
""")


def lent(connection: Connection, person: SignedIn, today: date) -> Sequence[Mapping[Any, Any]]:
    """List the delegations under which somebody may act today."""
    asked = {"district": person.district_id, "deputy": person.person_id, "today": today}
    return connection.execute(_LENT, asked).mappings().all()


def standing_in(connection: Connection, person: SignedIn, principal: str, today: date) -> SignedIn:
    """Give somebody the capacities and the sight of the one they stand in for, and no others.

    Raises:
        NotPermitted: no delegation from that one is in force today.
    """
    found = [row for row in lent(connection, person, today) if row["principal_id"] == principal]
    if not found:
        raise nothing_lent(principal)
    grants = tuple(Grant(Capacity(row["capacity"]), row["held_in"]) for row in found)
    return replace(person, grants=grants, sight=sight_of(grants), on_behalf_of=principal)


def nothing_lent(principal: str) -> NotPermitted:
    """The refusal for want of a delegation in force."""
    said = f"您今天没有代“{principal}”办理的委托。"
    remedy = "委托可能未登记、未到日期、已到期或已收回；A-B角只在对方登记离岗期间有效。"
    return NotPermitted(objections=(Objection("delegation.none", said, remedy),))
