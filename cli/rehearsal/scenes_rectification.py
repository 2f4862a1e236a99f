"""Use of results (结果运用阶段): rectification plans from receipt to the next year's book."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cli.rehearsal.papers import paper
from cli.rehearsal.stage import Found, Stage, Turn, by, done
from services import evidence, rectification_plans
from services.acts import Order, orders

_CAUSES = (
    "责任分工不够细，跟踪调度不及时。",
    "前期手续衔接不畅，时间安排偏紧。",
    "数据报送审核把关不严。",
)
_MEASURES = (
    "建立周调度、月通报制度，逐项倒排工期。",
    "明确专人负责，提前十个工作日启动节点自查。",
    "完善台账和佐证材料归档，主管领导逐项签字。",
)
_OWNERS = ("主管副局长", "办公室主任", "业务科科长")
_RETURNED = "整改措施不具体，缺少量化要求，请修改后重新报送。"
_NOTE = "尚缺制度文件，请补充。"
_LATE_EVENT = "rectification_late"
#: Working days from a measure's due day on which it is reported: one in twenty late.
_CARRIED_OUT = (-3, -2, -2, -2, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3)
#: Units of a hundred that hand in late, and whose plan comes back once.
_LATE, _BACK = 5, 8


def acknowledge(stage: Stage, turn: Turn) -> None:
    """Heads sign for their reports; one unit never does and is deemed to have received it."""
    silent = _silent(stage)
    for unit_id in stage.whose_turn("signs", turn):
        if unit_id != silent:
            desk = stage.desk(stage.head(unit_id))
            done(rectification_plans.acknowledge(desk, [Order(_id(stage, unit_id))]))


def _silent(stage: Stage) -> str:
    return stage.few("silent", 0)[0]


def _late(stage: Stage) -> list[str]:
    return sorted({_silent(stage), *stage.few("late plan", _LATE)})


def declare(stage: Stage, turn: Turn) -> None:
    """Units answer their findings and hand the plan in as a formal document."""
    late = _late(stage)
    _hand_in(stage, turn, [u for u in stage.whose_turn("declares plan", turn) if u not in late])


def declare_late(stage: Stage, turn: Turn) -> None:
    """A few hand it in when the three weeks are over."""
    late = _late(stage)
    _hand_in(stage, turn, [u for u in stage.whose_turn("declares late", turn) if u in late])


def _hand_in(stage: Stage, turn: Turn, units: list[str]) -> None:
    for row in _standing(stage, "issued"):
        unit_id = row["unit_id"]
        if unit_id in units:
            answers = [_answer(stage, unit_id, item) for item in row["items"]]
            clerk = stage.clerk(unit_id)
            done(
                rectification_plans.revise(
                    stage.desk(clerk), [Order(row["id"], {"items": answers})]
                )
            )
            _attach(stage, turn.day, row["id"], unit_id, answers)
            done(rectification_plans.declare(stage.desk(stage.head(unit_id)), [Order(row["id"])]))


def _answer(stage: Stage, unit_id: str, item: dict[str, Any]) -> dict[str, Any]:
    drawn = stage.draws.of("answers", unit_id, item["number"])
    closes = stage.plan.phases[-1].closes
    return {
        "number": item["number"],
        "cause": drawn.choice(_CAUSES),
        "measure": drawn.choice(_MEASURES),
        "owner": drawn.choice(_OWNERS),
        "due_on": str(stage.working_day(closes, -drawn.randint(20, 44))),
    }


def _attach(
    stage: Stage, day: date, plan_id: str, unit_id: str, answers: list[dict[str, Any]]
) -> None:
    name = f"{stage.plan.unit(unit_id).short_name}关于{stage.plan.year}年度绩效考评整改方案.pdf"
    lines = [
        f"{a['number']}. 原因：{a['cause']}措施：{a['measure']}{a['owner']}，{a['due_on']}"
        for a in answers
    ]
    file = paper(name.removesuffix(".pdf"), [*lines, str(day)])
    stored = stage.house.store.put([file], stage.plan.evidence, name)
    order = Order(plan_id, {"role": "formal_document"})
    evidence.attach(stage.desk(stage.clerk(unit_id)), "rectification_plan", order, stored, name)


def read_plans(stage: Stage, turn: Turn) -> None:
    """The office passes the plans handed in before today; some come back once."""
    back = stage.few("plan returned", _BACK)
    found = [row for row in _standing(stage, "declared") if row["day"] < turn.day]
    returned = [row["id"] for row in found if not row["returns"] and row["unit_id"] in back]
    passed = [row["id"] for row in found if row["id"] not in returned]
    done(rectification_plans.return_(stage.desk("office-clerk", _RETURNED), orders(returned)))
    done(rectification_plans.review(stage.desk("office-clerk"), orders(passed)))


def mend_plans(stage: Stage, turn: Turn) -> None:
    """Units revise what came back and hand it in again."""
    del turn
    for row in _standing(stage, "returned"):
        measure = {"number": 1, "measure": "每月末前完成自查并报主管区领导，年内零迟报。"}
        desk = stage.desk(stage.clerk(row["unit_id"]))
        done(rectification_plans.revise(desk, [Order(row["id"], {"items": [measure]})]))
        desk = stage.desk(stage.head(row["unit_id"]))
        done(rectification_plans.declare(desk, [Order(row["id"])]))


def start(stage: Stage, turn: Turn) -> None:
    """The plans take effect; units arrange when they will report on their measures."""
    del turn
    found = _standing(stage, "reviewed")
    done(rectification_plans.start(stage.desk("office-clerk"), orders([r["id"] for r in found])))
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
        done(rectification_plans.progress(desk, [Order(plan_id, {"items": said})]))


def inspect(stage: Stage, turn: Turn) -> None:
    """The office checks measure by measure; a few plans want more, and are given some days."""
    wanting = stage.few("wanting", 4)
    asked = {row["id"]: _accepted(row) for row in _standing(stage, "in_progress")}
    for plan_id in (_id(stage, unit_id) for unit_id in wanting):
        first = asked[plan_id][0]
        first |= {"outcome": "change_requested", "note": _NOTE}
        arranged = (plan_id, plan_id.split("-")[1], first["number"])
        stage.arrange("progress", stage.working_day(turn.day, 3), arranged)
    _inspect(stage, asked)


def inspect_again(stage: Stage, turn: Turn) -> None:
    """What wanted more is checked again, and found in order."""
    del turn
    _inspect(stage, {row["id"]: _accepted(row) for row in _standing(stage, "in_progress")})


def _accepted(row: Mapping[Any, Any]) -> list[dict[str, Any]]:
    open_ = [item["number"] for item in row["items"] if item.get("outcome") != "accepted"]
    return [{"number": number, "outcome": "accepted"} for number in open_]


def _inspect(stage: Stage, asked: Mapping[str, list[dict[str, Any]]]) -> None:
    given = [Order(plan_id, {"items": items}) for plan_id, items in asked.items() if items]
    done(rectification_plans.inspect(stage.desk("office-clerk"), given))


def verify(stage: Stage, turn: Turn) -> None:
    """The office finds the plans carried out."""
    del turn
    ids = [row["id"] for row in _standing(stage, "in_progress")]
    done(rectification_plans.verify(stage.desk("office-clerk"), orders(ids)))


def score(stage: Stage, turn: Turn) -> None:
    """The office scores the plans: what it books into the next year."""
    del turn
    found = stage.plan.adjustments.event(_LATE_EVENT)
    cost = format(found[1].points, "f") if found else "0"
    given = [
        Order(row["id"], {"points": cost if row["late"] else "0"})
        for row in _standing(stage, "verified")
    ]
    done(rectification_plans.score(stage.desk("office-director"), given))


def _id(stage: Stage, unit_id: str) -> str:
    return f"{stage.plan.year}-{unit_id}-R"


def _standing(stage: Stage, state: str) -> Found:
    return stage.rows(
        "SELECT id, unit_id, items, returns, late,"
        " (declared_at AT TIME ZONE :zone)::date AS day FROM rectification_plan"
        " WHERE district_id = :district AND year = :year AND state = :state ORDER BY id",
        state=state,
        zone=stage.plan.timezone,
    )
