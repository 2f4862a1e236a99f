"""Use of results, second half: measures are carried out, checked and booked into the next year."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cli.rehearsal.scenes_rectification import plan_of, standing
from cli.rehearsal.stage import Stage, Turn, by, done
from services import measures
from services.acts import Order, orders

_NOTE = "尚缺制度文件，请补充。"
_LATE_EVENT = "rectification_late"
#: Working days from a measure's due day on which it is reported: one in twenty late.
_CARRIED_OUT = (-3, -2, -2, -2, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3)


def start(stage: Stage, turn: Turn) -> None:
    """The plans take effect; units arrange when they will report on their measures."""
    del turn
    found = standing(stage, "reviewed")
    done(measures.start(stage.desk("office-clerk"), orders([r["id"] for r in found])))
    for row in found:
        for item in row["items"]:
            steps = stage.draws.one(_CARRIED_OUT, "carries out", row["id"], item["number"])
            day = stage.working_day(date.fromisoformat(item["due_on"]), steps)
            stage.arrange("progress", day, (row["id"], row["unit_id"], item["number"]))


def progress(stage: Stage, turn: Turn) -> None:
    """Units report on measures as they carry them out."""
    found = [
        {"id": plan_id, "unit_id": unit_id, "number": number}
        for plan_id, unit_id, number in stage.arranged("progress", turn.day)
    ]
    for plan_id, rows in by(found, "id").items():
        said = [{"number": r["number"], "progress": "措施已落实，佐证材料备查。"} for r in rows]
        desk = stage.desk(stage.clerk(rows[0]["unit_id"]))
        done(measures.progress(desk, [Order(plan_id, {"items": said})]))


def inspect(stage: Stage, turn: Turn) -> None:
    """The office checks measure by measure; a few plans want more, and are given some days."""
    wanting = stage.few("wanting", 4)
    asked = {row["id"]: _accepted(row) for row in standing(stage, "in_progress")}
    for plan_id in (plan_of(stage, unit_id) for unit_id in wanting):
        first = asked[plan_id][0]
        first |= {"outcome": "change_requested", "note": _NOTE}
        arranged = (plan_id, plan_id.split("-")[1], first["number"])
        stage.arrange("progress", stage.working_day(turn.day, 3), arranged)
    _inspect(stage, asked)


def inspect_again(stage: Stage, turn: Turn) -> None:
    """What wanted more is checked again, and found in order."""
    del turn
    _inspect(stage, {row["id"]: _accepted(row) for row in standing(stage, "in_progress")})


def _accepted(row: Mapping[Any, Any]) -> list[dict[str, Any]]:
    open_ = [item["number"] for item in row["items"] if item.get("outcome") != "accepted"]
    return [{"number": number, "outcome": "accepted"} for number in open_]


def _inspect(stage: Stage, asked: Mapping[str, list[dict[str, Any]]]) -> None:
    given = [Order(plan_id, {"items": items}) for plan_id, items in asked.items() if items]
    done(measures.inspect(stage.desk("office-clerk"), given))


def verify(stage: Stage, turn: Turn) -> None:
    """The office finds the plans carried out."""
    del turn
    ids = [row["id"] for row in standing(stage, "in_progress")]
    done(measures.verify(stage.desk("office-clerk"), orders(ids)))


def score(stage: Stage, turn: Turn) -> None:
    """The office scores the plans: what it books into the next year."""
    del turn
    found = stage.plan.adjustments.event(_LATE_EVENT)
    cost = format(found[1].points, "f") if found else "0"
    given = [
        Order(row["id"], {"points": cost if row["late"] else "0"})
        for row in standing(stage, "verified")
    ]
    done(measures.score(stage.desk("office-director"), given))
