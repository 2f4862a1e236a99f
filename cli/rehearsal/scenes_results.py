"""Annual evaluation, second half: what is added and taken away, and the duty reports."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cli.rehearsal.stage import Stage, Turn, done
from services import adjustments, results
from services.acts import Order, orders

#: Working days late, up to and including, and the event that the plan books for it.
_LATENESS = ((3, "node_late_short"), (10**6, "node_late_long"))
_NEVER = "node_never"
#: Awards by event, how many units of a hundred have one, and who issued the document.
_AWARDS = (
    ("award_city", 4, "京政表"),
    ("award_district", 12, "房政表"),
)
_SHAM = "表彰对象为个人，不属于单位绩效加分事项。"
#: How many judges of a group hear a unit.
_BENCH = 9


def propose_adjustments(stage: Stage, turn: Turn) -> None:
    """The office proposes what late nodes cost and what awards bring."""
    del turn
    late = stage.rows(
        "SELECT n.id, n.unit_id, n.state, n.late_days FROM node n"
        " JOIN indicator i ON i.district_id = n.district_id AND i.id = n.indicator_id"
        " WHERE n.district_id = :district AND n.year = :year AND i.state <> 'cancelled'"
        " AND (n.state = 'missed' OR n.late_days > 0) ORDER BY n.id"
    )
    for row in late:
        _propose(stage, row["unit_id"], {"event": _event(row), "about": row["id"]})
    for event, per_hundred, document in _AWARDS:
        for number, unit_id in enumerate(stage.few(event, per_hundred), start=3):
            body = {"event": event, "document": stage.document(document, number)}
            _propose(stage, unit_id, body)


def _event(row: Mapping[Any, Any]) -> str:
    if row["state"] == "missed":
        return _NEVER
    return next(event for most, event in _LATENESS if row["late_days"] <= most)


def _propose(stage: Stage, unit_id: str, body: Mapping[str, str]) -> None:
    if stage.plan.adjustments.event(body["event"]) is not None:
        adjustments.propose(stage.desk("office-clerk"), unit_id, body)


def decide_adjustments(stage: Stage, turn: Turn) -> None:
    """The director approves what is proposed, but for an award that is none."""
    del turn
    found = stage.rows(
        "SELECT id, event FROM adjustment WHERE district_id = :district AND year = :year"
        " AND state = 'proposed' ORDER BY id"
    )
    awards = [row["id"] for row in found if row["event"] == "award_district"]
    sham = stage.draws.some(awards, 1, "sham award")
    fair = [row["id"] for row in found if row["id"] not in sham]
    done(adjustments.reject(stage.desk("office-director", _SHAM), orders(sham)))
    done(adjustments.approve(stage.desk("office-director"), orders(fair)))


def mark_duty_reports(stage: Stage, turn: Turn) -> None:
    """The judges' marks are counted and recorded."""
    del turn
    asked = [
        Order(f"{stage.plan.year}-{unit.id}-S", {"groups": _marks(stage, unit.id)})
        for unit in stage.plan.assessed
    ]
    done(results.record_duty(stage.desk("office-clerk-2"), asked))


def _marks(stage: Stage, unit_id: str) -> dict[str, list[str]]:
    level = stage.draws.of("esteem", unit_id).randint(840, 940)
    return {
        group.key: [_mark(stage, level, unit_id, group.key, judge) for judge in range(_BENCH)]
        for group in stage.plan.judges.groups
    }


def _mark(stage: Stage, level: int, *who: object) -> str:
    drawn = level + stage.draws.of("marks", *who).randint(-50, 50)
    return format(Decimal(min(max(drawn, 800), 970) // 5 * 5).scaleb(-1), "f")
