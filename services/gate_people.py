"""Who may sign at a gate (签署人): the one place that asks who holds a capacity today."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import text

from services.desk import Desk
from services.statement import to_json
from states.gate_questions import Named

#: Whether a person (`p`) holds the capacity of a row `{row}` on `{today}`.
_HOLDS = """p.state = 'active' AND EXISTS (SELECT FROM assignment a
    WHERE a.district_id = p.district_id AND a.person_id = p.id AND a.capacity = {row}.capacity
      AND ({row}.unit_id IS NULL OR a.unit_id = {row}.unit_id) AND a.from_day <= {today}
      AND (a.until_day IS NULL OR a.until_day >= {today}))"""


def holds(row: str, today: str) -> str:
    """Write the condition that a person `p` holds the capacity (and unit) of a row on a day."""
    return _HOLDS.format(row=row, today=today)


#: Who is away acts by a deputy, or not at all.
_ABLE = """{holds} AND (NOT jixiao_away(p.district_id, p.id, {today}) OR jixiao_has_deputy(
    p.district_id, p.id, {row}.capacity, {row}.unit_id, {today}))"""


def able(row: str, today: str) -> str:
    """Write the condition that a person `p` can act in a row's capacity on a day.

    By themselves, or by a deputy while they are away.
    """
    return _ABLE.format(holds=holds(row, today), row=row, today=today)


_HOLDERS = text(f"""
SELECT w.number, p.id, p.name
FROM jsonb_to_recordset(CAST(:wanted AS jsonb)) AS w(number int, capacity text, unit_id text)
JOIN person p ON p.district_id = :district AND {able("w", ":today")}
ORDER BY w.number, length(p.id), p.id
""")


def holders(desk: Desk, wanted: Iterable[tuple[str, str | None]]) -> list[list[tuple[str, str]]]:
    """List who can act in each of several capacities (with unit) today: sign-in names and names."""
    asked = [
        {"number": number, "capacity": capacity, "unit_id": unit_id}
        for number, (capacity, unit_id) in enumerate(wanted)
    ]
    values = {"wanted": to_json(asked), "district": desk.act.district_id, "today": desk.today}
    found: list[list[tuple[str, str]]] = [[] for _ in asked]
    for row in desk.connection.execute(_HOLDERS, values):
        place: int = row.number
        found[place].append((row.id, row.name))
    return found


_NAMED = text("""
SELECT p.id, p.name, (SELECT coalesce(jsonb_agg(jsonb_build_array(a.capacity, a.unit_id)), '[]')
    FROM assignment a WHERE a.district_id = p.district_id AND a.person_id = p.id
      AND p.state = 'active' AND a.from_day <= :today
      AND (a.until_day IS NULL OR a.until_day >= :today)) AS grants
FROM person p WHERE p.district_id = :district AND p.id = ANY(:ids)
""")


def named(desk: Desk, ids: Sequence[str]) -> dict[str, Named]:
    """Look up people whom acts name, with what they hold today; strangers come without anything."""
    asked = {"district": desk.act.district_id, "today": desk.today, "ids": list(ids)}
    rows = desk.connection.execute(_NAMED, asked) if ids else ()
    known = {row.id: Named(id=row.id, name=row.name, grants=_grants(row.grants)) for row in rows}
    return {who: known.get(who, Named(id=who)) for who in ids}


def _grants(rows: Sequence[Sequence[Any]]) -> frozenset[tuple[str, str | None]]:
    return frozenset((capacity, unit_id) for capacity, unit_id in rows)
