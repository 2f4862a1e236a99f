"""How the goals go (数据分析管理): by lead, quarter and document, year on year."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import text

from plans.words import Level
from scoring.methods.kinds import Unreadable
from scoring.methods.quantities import decimal_of
from services.desk import Desk

_CENT = Decimal("0.01")
_GOALS = text("""
    SELECT g.id, g.unit_id, g.level, g.title, g.document, g.document_number, g.state,
        (SELECT count(*) FROM indicator i WHERE i.district_id = g.district_id
            AND i.goal_id = g.id AND i.state <> 'cancelled') AS carriers
    FROM goal g WHERE g.district_id = :district AND g.year = :year AND g.state <> 'withdrawn'
      AND (CAST(:level AS text) IS NULL OR g.level = :level)
      AND (:whole OR g.unit_id = ANY(:sight)) ORDER BY g.id
""")
_NODES = text("""
    SELECT i.goal_id, n.due_on, count(*) AS due, count(*) FILTER (WHERE n.due_on <= :today) AS past,
        count(*) FILTER (WHERE n.state = 'accepted') AS accepted,
        count(*) FILTER (WHERE n.state = 'accepted' AND n.due_on <= :today) AS in_past
    FROM indicator i JOIN node n ON n.district_id = i.district_id AND n.indicator_id = i.id
    WHERE i.district_id = :district AND i.goal_id = ANY(:goals) AND i.state <> 'cancelled'
      AND n.state <> 'cancelled' GROUP BY 1, 2
""")
_KNOWN = text("""
    SELECT i.goal_id, i.last_year, i.target_number, (SELECT n.report ->> 'value' FROM node n
        WHERE n.district_id = i.district_id AND n.indicator_id = i.id AND n.state = 'accepted'
          AND n.report ->> 'value' IS NOT NULL ORDER BY n.number DESC LIMIT 1) AS value
    FROM indicator i WHERE i.district_id = :district AND i.goal_id = ANY(:goals)
      AND i.state <> 'cancelled' AND i.last_year > 0 AND i.target_number IS NOT NULL
    ORDER BY i.id
""")

Row = Mapping[Any, Any]


def analysis(
    desk: Desk, sight: Sequence[str] | None = None, level: Level | None = None
) -> dict[str, Any]:
    """Tell how the goals go up to today; withdrawn ones and cancelled indicators do not count.

    A rate is accepted nodes of a hundred nodes due, with two places, as text; none where none is
    due. Year on year counts the carriers whose last year is known.

    Args:
        desk: whoever asks.
        sight: leads whose goals may be told; none for all.
        level: city tasks or district goals only; none for both.
    """
    asked: dict[str, Any] = {
        "district": desk.act.district_id,
        "year": desk.year,
        "today": desk.today,
        "level": level.value if level else None,
        "whole": sight is None,
        "sight": list(sight or ()),
    }
    goals = desk.connection.execute(_GOALS, asked).mappings().all()
    asked["goals"] = [goal["id"] for goal in goals]
    nodes = desk.connection.execute(_NODES, asked).mappings().all()
    known = desk.connection.execute(_KNOWN, asked).mappings().all()
    names = {unit.id: unit.name for unit in desk.rules.plan.units}
    return {
        "today": str(desk.today),
        "overall": _counted(goals, nodes),
        "by_lead": [
            {"unit_id": lead, "unit": names[lead], **_counted(rows, nodes)}
            for lead, rows in _grouped(goals, lambda goal: goal["unit_id"])
        ],
        "by_document": [
            {"document": document, **_counted(rows, nodes)}
            for document, rows in _grouped(goals, lambda goal: goal["document"])
        ],
        "by_quarter": _by_quarter(desk, nodes),
        "year_on_year": [_year_on_year(goal, known) for goal in goals if _of(goal, known)],
    }


def _grouped(rows: Iterable[Row], key: Callable[[Row], str]) -> list[tuple[str, list[Row]]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return sorted(found.items())


def _of(goal: Row, rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["goal_id"] == goal["id"]]


def _counted(goals: Sequence[Row], nodes: Iterable[Row]) -> dict[str, Any]:
    ids = {goal["id"] for goal in goals}
    mine = [row for row in nodes if row["goal_id"] in ids]
    return {
        "goals": len(goals),
        "covered": sum(goal["state"] == "covered" for goal in goals),
        "carriers": sum(goal["carriers"] for goal in goals),
        **_rated(sum(r["past"] for r in mine), sum(r["in_past"] for r in mine)),
    }


def _rated(due: int, accepted: int) -> dict[str, Any]:
    return {"due": due, "accepted": accepted, "rate": _percent(accepted, due) if due else None}


def _percent(part: int | Decimal, whole: int | Decimal) -> str:
    return format((Decimal(part) * 100 / whole).quantize(_CENT, ROUND_HALF_UP), "f")


def _by_quarter(desk: Desk, nodes: Iterable[Row]) -> list[dict[str, Any]]:
    quarters = desk.rules.plan.nodes.quarters
    sums = {quarter.date: [0, 0] for quarter in quarters}
    for row in nodes:
        place = next((q for q in quarters if row["due_on"] <= q.date), quarters[-1])
        sums[place.date][0] += row["due"]
        sums[place.date][1] += row["accepted"]
    return [
        {"quarter": quarter.label, "until": str(quarter.date), **_rated(*sums[quarter.date])}
        for quarter in quarters
    ]


def _year_on_year(goal: Row, known: Iterable[Row]) -> dict[str, Any]:
    rows = _of(goal, known)
    last = sum((row["last_year"] for row in rows), Decimal(0))
    target = sum((row["target_number"] for row in rows), Decimal(0))
    reached = [(row["last_year"], value) for row in rows if (value := _number(row["value"]))]
    before = sum((then for then, _ in reached), Decimal(0))
    now = sum((value for _, value in reached), Decimal(0))
    return {
        "goal_id": goal["id"],
        "title": goal["title"],
        "carriers": len(rows),
        "last_year": _told(last),
        "target": _told(target),
        "target_growth": _percent(target - last, last),
        "reported": len(reached),
        "reached": _told(now) if reached else None,
        "growth": _percent(now - before, before) if reached else None,
    }


def _number(said: str | None) -> Decimal | None:
    # Words are no number, and neither is what would take a million digits to write.
    try:
        return decimal_of(said)
    except Unreadable:
        return None


def _told(value: Decimal) -> str:
    return format(value.normalize(), "f")
