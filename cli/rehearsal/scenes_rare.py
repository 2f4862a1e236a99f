"""What happens once in a year: ideas that are dropped, a gate taken back, a phase opened again."""

from collections.abc import Callable

from cli.rehearsal.scenes_gates import standing
from cli.rehearsal.stage import Stage, Turn, done
from services import drafting, gates, indicators, phases, requests
from services.acts import Order, one, orders
from states.category import Category
from states.request import ReasonClass, RequestClass

Scene = Callable[[Stage, Turn], None]
_DROPPED = "上级文件已将该项任务调出本年度计划。"
_IDEAS = ("政务公开专栏改版", "办事指南汇编", "干部业务讲堂", "档案数字化试点")


def drop_ideas(stage: Stage, turn: Turn) -> None:
    """A unit adds tasks that a superior's document takes out again, each at a stage of its own."""
    unit_id = stage.draws.one(stage.standing(turn.day), "ideas").id
    ways = (_leave, _declare, _return, _review)
    for place, (idea, way) in enumerate(zip(_IDEAS, ways, strict=True)):
        desk = stage.desk(stage.clerk(unit_id))
        drafted = drafting.draft_one(desk, unit_id, _columns(stage, unit_id, idea))
        way(stage, unit_id, drafted.id)
        body = {"document": stage.document("京绩办函", 11 + place)}
        desk = stage.desk("office-clerk", _DROPPED)
        done(indicators.cancel(desk, [Order(drafted.id, body)]))


def _columns(stage: Stage, unit_id: str, idea: str) -> dict[str, object]:
    township = unit_id.startswith("T")
    last_day = f"{stage.plan.year}-12-31"
    return {
        "category": (Category.DIFFERENTIAL if township else Category.OWN_FUNCTION).value,
        "weight": "1.00",
        "level1": "自身建设",
        "level2": "重点职能",
        "level3": idea,
        "target": "完成",
        "deadline": stage.plan.nodes.quarters[-1].date,
        "method": "是否法",
        "assessor_id": stage.plan.office.id,
        "basis": "本单位年度工作计划",
        "nodes": [{"text": "完成", "due_on": last_day}],
    }


def _leave(stage: Stage, unit_id: str, idea: str) -> None:
    del stage, unit_id, idea


def _declare(stage: Stage, unit_id: str, idea: str) -> None:
    done(indicators.declare(stage.desk(stage.head(unit_id)), orders([idea])))


def _return(stage: Stage, unit_id: str, idea: str) -> None:
    _declare(stage, unit_id, idea)
    desk = stage.desk("office-clerk", "属一般事务性工作，请斟酌是否纳入（方案 三（三）1）。")
    done(indicators.return_(desk, orders([idea])))


def _review(stage: Stage, unit_id: str, idea: str) -> None:
    _declare(stage, unit_id, idea)
    done(indicators.review(stage.desk("office-clerk"), orders([idea])))


def withdraw(key: str) -> Scene:
    """Make the scene in which the office takes its question to the conference back."""

    def scene(stage: Stage, turn: Turn) -> None:
        del turn
        desk = stage.desk("office-clerk", "附表有误，更正后重新提请。")
        done(gates.withdraw(desk, orders([standing(stage, key)])))

    return scene


def reopen(phase: str) -> Scene:
    """Make the scene in which the director opens a closed phase again by decision."""

    def scene(stage: Stage, turn: Turn) -> None:
        del turn
        desk = stage.desk("office-director", "个别单位账号信息须更正，延后一日结束。")
        one(phases.reopen(desk, orders([f"{stage.plan.year}-{phase}"])))

    return scene


def extend_returned(stage: Stage, turn: Turn) -> None:
    """A unit whose report came back asks for a later day before its day has come, and gets it."""
    found = stage.rows(
        "SELECT id, unit_id, due_on FROM node WHERE district_id = :district AND year = :year"
        " AND state = 'returned' AND due_on > :today AND NOT taken_in ORDER BY id",
        today=turn.day,
    )
    if not found:
        return
    row = stage.draws.one(found, "returned and extended", turn.day)
    asking = stage.desk(stage.head(row["unit_id"]), "补正所需的验收文件下周方能取得。")
    until = stage.working_day(row["due_on"], 5)
    body = {"reason_class": ReasonClass.OTHER.value, "due_day": until}
    asked = requests.request(asking, RequestClass.EXTENSION, row["id"], body)
    one(requests.grant(stage.desk("office-director"), [Order(asked.id)]))
