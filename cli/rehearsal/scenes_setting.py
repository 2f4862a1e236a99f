"""Indicator setting (指标制定阶段): the table is declared, opined on, reviewed, mended."""

from collections.abc import Mapping
from typing import Any

from cli.rehearsal.stage import Found, Stage, Turn, by, done
from kit.errors import Refused
from services import indicators
from services.acts import Order, orders
from services.indicator_facts import is_below_last_year
from states.category import REVIEWED_WITH_OPINION

#: What a forgetful clerk leaves empty.
_FORGOTTEN = ("basis", "target", "level2")
_DOUBTS = (
    "目标值低于上级下达数，请核实。",
    "节点安排偏后，建议提前。",
    "计分方式与考核细则不一致，请修改。",
)
_SENT_BACK = (
    "指标表述不够量化，请按“可量化、可管理、可报告”修改。",
    "设置依据未写明文件全称，请补充。",
    "目标值与市级任务书不符，请核对后重报。",
)
_RESOLVED = "已与小考官会商：目标值由上级任务书确定，按原报审核。"
_BELOW_LAST_YEAR = "上年含一次性任务量，本年按上级下达数确定，经核实予以通过。"
_CONFERENCE = "联席会议意见：目标值偏低，未体现标杆超越原则，请修改后重报。"
_MENDED = "已按审核意见修改。"


def forget(stage: Stage, turn: Turn) -> None:
    """A few clerks leave an element empty."""
    del turn
    for unit_id in stage.few("forgets", 6):
        mine = stage.rows(
            "SELECT id, basis, target, level2 FROM indicator WHERE district_id = :district"
            " AND year = :year AND unit_id = :unit ORDER BY id",
            unit=unit_id,
        )
        row = stage.draws.one(mine, "forgets", unit_id, "indicator")
        element = stage.draws.one(_FORGOTTEN, "forgets", unit_id, "element")
        stage.left_out[row["id"]] = {element: row[element]}
        desk = stage.desk(stage.clerk(unit_id))
        done(indicators.revise(desk, [Order(row["id"], {element: ""})]))


def declare(stage: Stage, turn: Turn) -> None:
    """Every unit's head declares its table on the unit's day; what is incomplete is blocked."""
    mine = by(_standing(stage, "draft"), "unit_id")
    for unit_id in stage.whose_turn("declares", turn):
        asked = orders([row["id"] for row in mine.get(unit_id, ())])
        answers = indicators.declare(stage.desk(stage.head(unit_id)), asked)
        blocked = [
            order.id
            for order, answer in zip(asked, answers, strict=True)
            if isinstance(answer, Refused)
        ]
        stage.arrange("mend", stage.working_day(turn.day, 1), *blocked)


def mend(stage: Stage, turn: Turn) -> None:
    """Units complete what was blocked and revise what came back, and declare it again."""
    blocked = set(stage.arranged("mend", turn.day))
    waiting = [row for row in _standing(stage, "draft") if row["id"] in blocked]
    for unit_id, rows in by([*waiting, *_standing(stage, "returned")], "unit_id").items():
        mended = [
            Order(row["id"], stage.left_out.pop(row["id"], {"remark": _MENDED})) for row in rows
        ]
        done(indicators.revise(stage.desk(stage.clerk(unit_id)), mended))
        again = orders([row["id"] for row in rows])
        done(indicators.declare(stage.desk(stage.head(unit_id)), again))


def opine(stage: Stage, turn: Turn) -> None:
    """Examiners say what they think of what was declared; a few disagree at first."""
    del turn
    silent = [row for row in _standing(stage, "declared") if _is_silent(row)]
    for assessor, rows in by(silent, "assessor_id").items():
        said = [_opinion(stage, row) for row in rows]
        done(indicators.opine(stage.desk(stage.examiner(assessor)), said))


def _is_silent(row: Mapping[Any, Any]) -> bool:
    return row["category"] in REVIEWED_WITH_OPINION and not row["opinion"]


def _opinion(stage: Stage, row: Mapping[Any, Any]) -> Order:
    if row["version"] == 1 and stage.draws.happens(15, "disagrees", row["id"]):
        doubt = stage.draws.one(_DOUBTS, "doubts", row["id"])
        return Order(row["id"], {"agree": False}, reason=doubt)
    return Order(row["id"], {"agree": True})


def review(stage: Stage, turn: Turn) -> None:
    """The office passes what it finds in order, and sends the rest back with a reason."""
    del turn
    ready = [row for row in _standing(stage, "declared") if not _is_silent(row)]
    back = {row["id"]: _why_back(stage, row) for row in ready}
    returned = [Order(row["id"], reason=back[row["id"]]) for row in ready if back[row["id"]]]
    passed = [_passed(row) for row in ready if not back[row["id"]]]
    done(indicators.return_(stage.desk("office-clerk"), returned))
    done(indicators.review(stage.desk("office-clerk"), passed))


def _passed(row: Mapping[Any, Any]) -> Order:
    below = _BELOW_LAST_YEAR if is_below_last_year(row) else ""
    return Order(row["id"], reason=_RESOLVED if _doubted(row) else below)


def _doubted(row: Mapping[Any, Any]) -> bool:
    return bool(row["opinion"]) and row["opinion"]["word"] == "disagree"


def _why_back(stage: Stage, row: Mapping[Any, Any]) -> str:
    if row["version"] > 1:
        return ""
    if _doubted(row):
        return row["opinion"]["text"] if stage.draws.happens(600, "yields", row["id"]) else ""
    if stage.draws.happens(12, "sent back", row["id"]):
        return stage.draws.one(_SENT_BACK, "sent back", row["id"], "why")
    return ""


def heed_conference(stage: Stage, turn: Turn) -> None:
    """After the conference refused, the office sends back what it objected to."""
    del turn
    reviewed = [row for row in _standing(stage, "reviewed") if row["category"] == "key"]
    chosen = stage.draws.some(reviewed, 1 + len(reviewed) // 120, "conference")
    desk = stage.desk("office-clerk", _CONFERENCE)
    done(indicators.return_(desk, orders([row["id"] for row in chosen])))


def _standing(stage: Stage, state: str) -> Found:
    return stage.rows(
        "SELECT id, unit_id, assessor_id, category, version, opinion, target, target_number,"
        " last_year FROM indicator"
        " WHERE district_id = :district AND year = :year AND state = :state ORDER BY id",
        state=state,
    )
