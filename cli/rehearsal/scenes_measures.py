"""Use of results, second half: measures are carried out, checked and booked into the next year."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cli.rehearsal.papers import paper
from cli.rehearsal.scenes_rectification import plan_of, standing
from cli.rehearsal.stage import Stage, Turn, by, done
from services import evidence, measures
from services.acts import Order, orders
from services.rectification_items import FINAL

_NOTE = "尚缺制度文件，请补充。"
_UNDONE = "制度未建立，台账未更新，认定未完成。"
_DOCUMENT_NUMBER = 61
#: Of a thousand reports on measures so many come with evidence.
_PROVES = 300
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
        clerk = stage.clerk(rows[0]["unit_id"])
        if stage.draws.happens(_PROVES, "proves", plan_id, turn.day):
            _prove(stage, turn.day, plan_id, clerk)
        done(measures.progress(stage.desk(clerk), [Order(plan_id, {"items": said})]))


def _prove(stage: Stage, day: date, plan_id: str, clerk: str) -> None:
    name = f"{plan_id}整改佐证材料{day}"
    file = paper(name, ["制度文件、会议纪要、台账照片。"])
    stored = stage.house.store.put([file], stage.plan.evidence, f"{name}.pdf")
    order = Order(plan_id, {"role": "evidence"})
    evidence.attach(stage.desk(clerk), "rectification_plan", order, stored, f"{name}.pdf")


def inspect(stage: Stage, turn: Turn) -> None:
    """The office checks measure by measure; a few plans want more, and are given some days.

    One measure is found undone, and one is to be seen again next year.
    """
    wanting = stage.few("wanting", 4)
    asked = {row["id"]: _accepted(row) for row in standing(stage, "in_progress")}
    for plan_id in (plan_of(stage, unit_id) for unit_id in wanting):
        first = asked[plan_id][0]
        first |= {"outcome": "change_requested", "note": _NOTE}
        arranged = (plan_id, plan_id.split("-")[1], first["number"])
        stage.arrange("progress", stage.working_day(turn.day, 3), arranged)
    asked[plan_of(stage, _undone(stage))][-1] |= {"outcome": "rejected", "note": _UNDONE}
    asked[plan_of(stage, stage.few("carried on", 0)[0])][-1] |= {"carry": "yes"}
    _inspect(stage, asked)


def _undone(stage: Stage) -> str:
    return stage.few("undone", 0)[0]


def inspect_again(stage: Stage, turn: Turn) -> None:
    """What wanted more is checked again, and found in order."""
    del turn
    _inspect(stage, {row["id"]: _accepted(row) for row in standing(stage, "in_progress")})


def _accepted(row: Mapping[Any, Any]) -> list[dict[str, Any]]:
    open_ = [item["number"] for item in row["items"] if item.get("outcome") not in FINAL]
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
    """The plans are scored: what went wrong is booked into the next year."""
    del turn
    ids = [row["id"] for row in standing(stage, "verified")]
    done(measures.score(stage.desk("office-director"), orders(ids)))


def reopen_verified(stage: Stage, turn: Turn) -> None:
    """A spot check finds a verified plan wanting: the director opens a measure again."""
    found = [row for row in standing(stage, "verified") if row["unit_id"] != _undone(stage)]
    _reopen(stage, turn, stage.draws.one(found, "opened again"), 1)


def reopen_scored(stage: Stage, turn: Turn) -> None:
    """The unit whose measure was undone may still carry it out; the booking is taken back."""
    found = [row for row in standing(stage, "scored") if row["unit_id"] == _undone(stage)]
    for row in found:
        number = next(i["number"] for i in row["items"] if i.get("outcome") == "rejected")
        _reopen(stage, turn, row, number)


def _reopen(stage: Stage, turn: Turn, row: Mapping[Any, Any], number: int) -> None:
    body = {
        "document": stage.document("房绩效办整改", _DOCUMENT_NUMBER),
        "items": [{"number": number, "due_on": str(stage.working_day(turn.day, 4))}],
    }
    desk = stage.desk("office-director", "抽查发现措施未真正落实，限期重新整改。")
    done(measures.reopen(desk, [Order(row["id"], body)]))


def carry_out_again(stage: Stage, turn: Turn) -> None:
    """What was opened again is carried out, reported and checked."""
    del turn
    for row in standing(stage, "in_progress"):
        numbers = [i["number"] for i in row["items"] if i.get("outcome") not in FINAL]
        said = [{"number": n, "progress": "已重新整改，制度和台账齐备。"} for n in numbers]
        desk = stage.desk(stage.clerk(row["unit_id"]))
        done(measures.progress(desk, [Order(row["id"], {"items": said})]))
        _inspect(stage, {row["id"]: _accepted(row)})
