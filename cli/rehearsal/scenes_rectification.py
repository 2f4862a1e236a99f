"""Use of results (结果运用阶段): rectification plans are received, answered, passed or returned."""

from datetime import date
from typing import Any

from cli.rehearsal.papers import paper
from cli.rehearsal.stage import Found, Stage, Turn, done
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
#: Units of a hundred that hand in late, and whose plan comes back once.
_LATE, _BACK = 5, 8


def acknowledge(stage: Stage, turn: Turn) -> None:
    """Heads sign for their reports; one unit never does and is deemed to have received it."""
    silent = _silent(stage)
    for unit_id in stage.whose_turn("signs", turn):
        if unit_id != silent:
            desk = stage.desk(stage.head(unit_id))
            done(rectification_plans.acknowledge(desk, [Order(plan_of(stage, unit_id))]))


def _silent(stage: Stage) -> str:
    return stage.few("silent", 0)[0]


def late_ones(stage: Stage) -> list[str]:
    """List the units that hand their plan in late."""
    return sorted({_silent(stage), *stage.few("late plan", _LATE)})


def declare(stage: Stage, turn: Turn) -> None:
    """Units answer their findings and hand the plan in as a formal document."""
    late = late_ones(stage)
    _hand_in(stage, turn, [u for u in stage.whose_turn("declares plan", turn) if u not in late])


def declare_late(stage: Stage, turn: Turn) -> None:
    """A few hand it in when the three weeks are over."""
    late = late_ones(stage)
    _hand_in(stage, turn, [u for u in stage.whose_turn("declares late", turn) if u in late])


def _hand_in(stage: Stage, turn: Turn, units: list[str]) -> None:
    for row in standing(stage, "issued"):
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
    found = [row for row in standing(stage, "declared") if row["day"] < turn.day]
    returned = [row["id"] for row in found if not row["returns"] and row["unit_id"] in back]
    passed = [row["id"] for row in found if row["id"] not in returned]
    done(rectification_plans.return_(stage.desk("office-clerk", _RETURNED), orders(returned)))
    done(rectification_plans.review(stage.desk("office-clerk"), orders(passed)))


def mend_plans(stage: Stage, turn: Turn) -> None:
    """Units revise what came back, with another formal document, and hand it in again."""
    for row in standing(stage, "returned"):
        measure = {"number": 1, "measure": "每月末前完成自查并报主管区领导，年内零迟报。"}
        desk = stage.desk(stage.clerk(row["unit_id"]))
        done(rectification_plans.revise(desk, [Order(row["id"], {"items": [measure]})]))
        mended = [{**item, **measure} if item["number"] == 1 else item for item in row["items"]]
        _attach(stage, turn.day, row["id"], row["unit_id"], mended)
        desk = stage.desk(stage.head(row["unit_id"]))
        done(rectification_plans.declare(desk, [Order(row["id"])]))


def plan_of(stage: Stage, unit_id: str) -> str:
    """Name a unit's rectification plan."""
    return f"{stage.plan.year}-{unit_id}-R"


def standing(stage: Stage, state: str) -> Found:
    """Read the plans in a state."""
    return stage.rows(
        "SELECT id, unit_id, items, returns, late, due_on,"
        " (declared_at AT TIME ZONE :zone)::date AS day FROM rectification_plan"
        " WHERE district_id = :district AND year = :year AND state = :state ORDER BY id",
        state=state,
        zone=stage.plan.timezone,
    )
