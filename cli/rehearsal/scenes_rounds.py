"""Rounds of inspections (察访核验轮次): planned, drawn, and what fate each drawn task will have."""

from collections.abc import Callable, Mapping
from typing import Any

from cli.rehearsal.stage import Found, Stage, Turn, done
from services import indicators, inspection_rounds
from services.acts import Order, orders
from states.inspection_round import Mode, Occasion

Scene = Callable[[Stage, Turn], None]
_DRAWING = "中国体育彩票排列5第{number}期开奖号码"
_GIVEN_UP = "与市级督查时间重叠，本轮不再进行。"
_CANCELLED = "市级任务调整，该项任务取消。"
#: What befalls drawn tasks, by round: one each, everybody else has done what was reported.
FATES: Mapping[int, tuple[str, ...]] = {
    1: ("undone", "late", "doubled", "obstructed", "cleared", "silent", "false", "sloppy"),
    2: ("unmended", "mended"),
    4: ("undone", "undone", "mended", "obstructed"),
    5: ("false", "false"),
    6: ("false",),
}
#: In a thousand of the others, so many do not agree with what was reported.
_MISMATCH = 60


def plan_mid_year(stage: Stage, turn: Turn) -> None:
    """The office plans the mid-year round; its seed is a number still to be drawn in public."""
    given = {
        "occasion": Occasion.MID_YEAR.value,
        "mode": Mode.OPEN.value,
        "draws_on": stage.working_day(turn.day, 3),
        "seed": f"{_DRAWING.format(number=17284)}：{_number(stage, 1)}",
    }
    inspection_rounds.plan(stage.desk("office-clerk"), given)


def _number(stage: Stage, round_: int) -> str:
    return f"{stage.draws.of('lottery', round_).randrange(100_000):05d}"


def hold(number: int, occasion: Occasion, mode: Mode) -> Scene:
    """Make the scene in which the office plans a round and draws it on the spot."""

    def scene(stage: Stage, turn: Turn) -> None:
        given: dict[str, Any] = {
            "occasion": occasion.value,
            "mode": mode.value,
            "draws_on": turn.day,
        }
        if occasion is Occasion.RANDOM:
            given["matters"] = _matters(stage)
        round_ = inspection_rounds.plan(stage.desk("office-clerk"), given)
        seed = f"{_DRAWING.format(number=17300 + number)}：{_number(stage, number)}"
        asked = [Order(round_.id, {"seed": seed})]
        done(inspection_rounds.draw(stage.desk("office-director"), asked))

    return scene


def _matters(stage: Stage) -> list[str]:
    """Name the tasks from above that most departments and most townships carry."""
    found = stage.rows(
        "SELECT DISTINCT ON (u.kind) u.kind, i.level3 FROM indicator i"
        " JOIN unit u ON u.district_id = i.district_id AND u.id = i.unit_id"
        " JOIN goal g ON g.district_id = i.district_id AND g.id = i.goal_id"
        " WHERE i.district_id = :district AND i.year = :year AND i.state <> 'cancelled'"
        " AND EXISTS (SELECT FROM node n WHERE n.district_id = i.district_id"
        "  AND n.indicator_id = i.id AND n.state IN ('reported', 'accepted')"
        "  AND NOT EXISTS (SELECT FROM inspection x WHERE x.district_id = n.district_id"
        "   AND x.indicator_id = i.id))"
        " GROUP BY u.kind, i.level3 ORDER BY u.kind, count(*) DESC, i.level3"
    )
    return sorted({row["level3"] for row in found})


def give_one_up(stage: Stage, turn: Turn) -> None:
    """The director gives a planned random round up."""
    given = {
        "occasion": Occasion.RANDOM.value,
        "mode": Mode.SECRET.value,
        "draws_on": stage.working_day(turn.day, 5),
    }
    planned = inspection_rounds.plan(stage.desk("office-clerk"), given)
    desk = stage.desk("office-director", _GIVEN_UP)
    done(inspection_rounds.withdraw(desk, orders([planned.id])))


def cancel_one(state: str) -> Scene:
    """Make the scene in which a drawn key task is cancelled from above."""

    def scene(stage: Stage, turn: Turn) -> None:
        del turn
        found = stage.rows(
            "SELECT x.*, i.state AS indicator_state FROM inspection x JOIN indicator i"
            " ON i.district_id = x.district_id AND i.id = x.indicator_id"
            " WHERE x.district_id = :district AND x.year = :year AND x.state = :state"
            " AND i.category = 'key' AND i.state = 'in_progress' AND 2 < (SELECT count(*)"
            "  FROM indicator y WHERE y.district_id = i.district_id AND y.year = i.year"
            "  AND y.unit_id = i.unit_id AND y.category = 'key' AND y.state = 'in_progress')"
            " ORDER BY x.id",
            state=state,
        )
        plain = [row for row in found if row["id"] not in stage.fates]
        if plain:
            row = stage.draws.one(plain, "cancelled while inspected", state)
            body = {"document": stage.document("京绩办函", 40 + len(state))}
            desk = stage.desk("office-clerk", _CANCELLED)
            done(indicators.cancel(desk, [Order(row["indicator_id"], body)]))

    return scene


def cast_lots(number: int) -> Scene:
    """Make the scene in which it is decided what befalls whom of a round."""

    def scene(stage: Stage, turn: Turn) -> None:
        del turn
        found = stage.rows(
            "SELECT x.id, n.state FROM inspection x JOIN node n ON n.district_id = x.district_id"
            " AND n.id = x.node_id WHERE x.district_id = :district AND x.round_id = :round"
            " ORDER BY x.id",
            round=f"{stage.plan.year}-I{number}",
        )
        lot = {row["id"]: stage.draws.of("fate", row["id"]).random() for row in found}
        # What nobody has read yet comes first: only that can be found undone before it is accepted.
        first = sorted(found, key=lambda row: (row["state"] != "reported", lot[row["id"]]))
        stage.fates |= dict(zip((row["id"] for row in first), FATES[number], strict=False))
        for row in first[len(FATES[number]) :]:
            if stage.draws.happens(_MISMATCH, "mismatch", row["id"]):
                stage.fates[row["id"]] = "mended"

    return scene


def standing(stage: Stage, state: str) -> Found:
    """Read the inspections in a state."""
    return stage.rows(
        "SELECT * FROM inspection WHERE district_id = :district AND year = :year"
        " AND state = :state ORDER BY id",
        state=state,
    )
